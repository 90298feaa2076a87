"""Rows of styled cells that repaint only what changed, for pictures and numbers that move many times a second.

Textual repaints whole regions; over a slow line that is what a frame costs. So the rows are compared with those on screen, and
of each line only the spans that differ are refreshed. (`economy` sends no more than those.)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

# To go on elsewhere in a line costs about as much as so many cells.
CLOSE = 4

Row = Sequence[tuple[str, str]]
"""Spans of one line: the text and its role, which is a component class `cells--ROLE` ("" is plain)."""


class CellView(Widget):
    """A widget whose content is a list of rows. `ROLES` are the roles that its stylesheet knows."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[list[tuple[str, str]]] = []
        # By role; to ask Textual for them takes longer than all the rest of a line.
        self._role_styles: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        """Textual's styles for this widget are others now."""
        self._role_styles.clear()
        super().notify_style_update()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Put these rows on screen."""
        before = self._lines
        self._lines = [_cells(row) for row in rows]
        regions = []
        for y in range(max(len(before), len(self._lines))):
            old = before[y] if y < len(before) else []
            new = self._lines[y] if y < len(self._lines) else []
            if old != new:
                regions += [Region(start, y, end - start, 1) for start, end in _changed_spans(old, new)]
        if regions:
            self.refresh(*regions)

    def shown_text(self) -> str:
        """The rows without their styles, for tests and for copying."""
        return "\n".join("".join(text for text, _ in line).rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """One line for Textual's compositor."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self._role_style(""))
        segments: list[Segment] = []
        text, role = "", ""
        for cell, cell_role in self._lines[y]:
            if cell_role != role and cell != " ":
                if text.strip(" ") or segments:
                    segments.append(Segment(text, self._role_style(role)))
                    text = ""
                role = cell_role
            text += cell
        if text:
            segments.append(Segment(text, self._role_style(role)))
        return Strip(segments).adjust_cell_length(self.size.width, self._role_style(""))

    def _role_style(self, role: str) -> Style:
        style = self._role_styles.get(role)
        if style is None:
            style = self.rich_style
            if role:
                # Not partial: that leaves out how much of a colour is meant, and frames would be as bright as what they frame.
                style += self.get_component_rich_style(f"cells--{role}")
            self._role_styles[role] = style
        return style


def wrapped(text: str, width: int) -> list[str]:
    """The words of the text on lines of at most `width` cells; a word that is longer is broken.

    Not textwrap, which counts characters: a Korean syllable is two cells wide.
    """
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.extend(chop_cells(word, max(2, width)))
    return lines


def _cells(row: Row) -> list[tuple[str, str]]:
    """One entry a cell; the second cell of a wide character is an empty string."""
    cells: list[tuple[str, str]] = []
    for text, role in row:
        if cell_len(text) == len(text):  # all of them one cell wide, as nearly always
            cells.extend([(character, role) for character in text])
            continue
        # Hangul in pieces, as macOS writes it, is put together: terminals disagree on the width of the pieces.
        for character in unicodedata.normalize("NFC", text):
            width = cell_len(character)
            if width == 0 and cells:
                cells[-1] = (cells[-1][0] + character, cells[-1][1])
            else:
                cells.append((character, role))
                cells.extend([("", role)] * (width - 1))
    return cells


def _changed_spans(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> list[tuple[int, int]]:
    """The spans of columns (the first, and the one after the last) in which two lines that are not equal differ; no wide
    character is halved. What lies close together is one span.
    """
    length = max(len(old), len(new))
    old = old + [(" ", "")] * (length - len(old))
    new = new + [(" ", "")] * (length - len(new))
    spans: list[tuple[int, int]] = []
    for x in range(length):
        if old[x] == new[x] or (spans and x < spans[-1][1]):
            continue
        first, end = x, x + 1
        while first > 0 and (new[first][0] == "" or old[first][0] == ""):
            first -= 1
        while end < length and (new[end][0] == "" or old[end][0] == ""):
            end += 1
        if spans and first - spans[-1][1] <= CLOSE:
            first = spans.pop()[0]
        spans.append((first, end))
    return spans
