"""The script of a loop with its line numbers, what was changed in it, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, chop_cells
from textual.message import Message

from gdtutor.tui.widgets.cells import CellView, Row

if TYPE_CHECKING:
    from textual import events

    from gdtutor.descent.marked_lines import MarkedLine

# Rows that stay to be seen above the line that the script stands at; below it, where the loop goes on, it is half of all.
ABOVE = 3
_ROLES = {"+": "added", "↕": "added", "−": "removed"}


class ListingView(CellView):
    """`▸13 +  code`: what was done last has ▸, what comes next ›, what stops the script ✗, and the chosen line ◆.

    A line that is too wide goes on below itself. The line that the script stands at is always to be seen.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("cells--name", "cells--knob", "cells--added", "cells--removed", "cells--problem", "cells--chosen")
    }

    class LineClicked(Message):
        """A line was clicked: its index in the lines shown."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[MarkedLine, ...] = ()
        self._done = self._next = self._stopped = 0
        self._chosen: int | None = None
        self._top = 0
        # For the width that there is: what stands on each row, and of which line it is the first row or a later one.
        self._broken_for: tuple[tuple[MarkedLine, ...], int] | None = None
        self._digits = 1
        self._texts: list[str] = []
        self._owners: list[int] = []

    def show(self, lines: Sequence[MarkedLine], *, done: int, next: int, stopped: int, chosen: int | None) -> None:
        """Show these lines. done, next and stopped are numbers of lines (0: none), chosen an index in `lines`."""
        now, before = (done, next, stopped, chosen), (self._done, self._next, self._stopped, self._chosen)
        follow = now != before or tuple(lines) != self._shown
        self._shown = tuple(lines)
        self._done, self._next, self._stopped, self._chosen = done, next, stopped, chosen
        self._draw(follow=follow, chosen_last=chosen != before[-1])

    def scroll_rows(self, by: int) -> None:
        """Look further down or up."""
        self._top += by
        self._draw(follow=False)

    def on_resize(self, event: events.Resize) -> None:
        """As many lines as there is room for now."""
        self._draw(follow=True)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a line."""
        row = event.y + self._top
        if row < len(self._owners):
            self.post_message(self.LineClicked(self._owners[row]))

    def _draw(self, *, follow: bool, chosen_last: bool = False) -> None:
        height = self.size.height
        if self.size.width < 1 or height < 1:
            return
        if self._broken_for != (self._shown, self.size.width):
            self._broken_for = (self._shown, self.size.width)
            self._break()
        if follow:
            self._follow(height, chosen_last=chosen_last)
        self._top = max(0, min(self._top, len(self._texts) - height))
        self.show_rows([self._row(place) for place in range(self._top, min(self._top + height, len(self._texts)))])

    def _break(self) -> None:
        """Break the lines to the width."""
        self._digits = len(str(max((line.number for line in self._shown), default=0)))
        self._texts, self._owners = [], []
        for index, line in enumerate(self._shown):
            texts = _broken(line.text, self.size.width - self._digits - 3)
            self._texts += texts
            self._owners += [index] * len(texts)

    def _follow(self, height: int, *, chosen_last: bool) -> None:
        """Move no further than is needed to see what was done, what comes next, what stops it, and the chosen line.

        chosen_last: it was chosen just now, and is looked at; else it is where the script stands.
        """
        above = min(ABOVE, max(0, (height - 1) // 3))
        # The later ones matter more. Before anything has run, the line that will stop it tells more than the first one.
        numbers = (self._stopped, self._next, self._done) if self._done else (self._next, self._stopped)
        indices = {line.number: index for index, line in enumerate(self._shown) if line.number}
        places = [indices.get(number) for number in numbers]
        for index in (*places, self._chosen) if chosen_last else (self._chosen, *places):
            if index is not None and index in self._owners:
                first = self._owners.index(index)
                last = first + self._owners.count(index) - 1
                self._top = max(self._top, last + 1 - height + height // 2)
                self._top = min(self._top, first - above)
        self._top = max(0, self._top)

    def _row(self, place: int) -> Row:
        index = self._owners[place]
        line = self._shown[index]
        mark, role = self._sign(line)
        changed = _ROLES.get(line.mark, "")
        text = (self._texts[place], role if role and mark != "›" else changed)
        if place and self._owners[place - 1] == index:
            return [(" " * (self._digits + 3), ""), text]
        number = f"{line.number or '':>{self._digits}}"
        return [
            (mark, role),
            (number, "name"),
            (line.mark or " ", changed),
            ("◆" if index == self._chosen else " ", "chosen"),
            text,
        ]

    def _sign(self, line: MarkedLine) -> tuple[str, str]:
        if line.number and line.number == self._stopped:
            return "✗", "problem"
        if line.number and line.number == self._done:
            return "▸", "knob"
        if line.number and line.number == self._next:
            return "›", "name"
        return " ", ""


def _broken(text: str, width: int) -> list[str]:
    """The line on rows of at most `width` cells, broken between words; what goes on below stands four further in."""
    if re.fullmatch(r"[-\d.,e\s]+", text):
        # A row of the data: that it goes on is all there is to know.
        return [text if len(text) <= width else f"{text[: width - 1]}…"]
    indent = len(text) - len(text.lstrip())
    lead = " " * indent
    words = text[indent:].split(" ")
    rows = [lead + words[0]]
    for word in words[1:]:
        if cell_len(rows[-1]) + 1 + cell_len(word) <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(f"{lead}    {word}")
    return [piece for row in rows for piece in (chop_cells(row, max(2, width)) if cell_len(row) > width else [row])]
