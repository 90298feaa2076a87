"""Pictures as they stand on screen, as SVG.

A terminal's font has all its characters equally wide. Of the fonts that a viewer has, the one with braille or Hangul in it need
not agree with the one with letters, so nothing here depends on widths: braille dots and the lines of the axes are drawn, and
every other character is put at its own place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from gdtutor.plots.cells import characters
from gdtutor.plots.picture import Picture, Role
from gdtutor.shown import printable

# A cell, in pixels: the dots of neighbouring braille characters are then as far apart as those within one.
WIDTH, HEIGHT = 10, 20
MARGIN = 12
_BASELINE = 15
# The letters of most fonts are 0.6 em wide: this fills a cell.
_FONT_SIZE = 16.5
_FONTS = (
    *("DejaVu Sans Mono", "Menlo", "Consolas", "Cascadia Mono", "Liberation Mono", "D2Coding", "NanumGothicCoding"),
    *("Noto Sans Mono CJK KR", "Apple SD Gothic Neo", "Malgun Gothic"),
)
_FIRST_BRAILLE, _LAST_BRAILLE = "\u2800", "\u28ff"
# Where the dots of a braille character are, in the order of the bits of Unicode's block.
_DOTS = tuple(
    (x, y) for x, y in ((2.5, 2.5), (2.5, 7.5), (2.5, 12.5), (7.5, 2.5), (7.5, 7.5), (7.5, 12.5), (2.5, 17.5), (7.5, 17.5))
)
_DOT = 3.4  # across
_LINE = 1.4
# To which edges of its cell a line goes: left, right, up, down.
_ARMS = dict(zip("─│┼┬┴├┤┌┐└┘", ("lr", "ud", "lrud", "lrd", "lru", "rud", "lud", "rd", "ld", "ru", "lu"), strict=True))
_EDGES = {"l": "h-5", "r": "h5", "u": "v-10", "d": "v10"}


class Ink(NamedTuple):
    """How a role is drawn: a colour as #rrggbb."""

    colour: str
    bold: bool = False


class Palette(NamedTuple):
    """The colours of a theme. What has the role "", or one that is not in `roles`, is drawn in `plain`."""

    background: str
    plain: Ink
    roles: Mapping[Role, Ink]


def svg(pictures: Sequence[Picture], palette: Palette, title: str) -> str:
    """One drawing of the pictures below one another; its title and, as its description, their accounts are for those who hear
    it.
    """
    drawing = _Drawing()
    top = columns = 0
    for picture in pictures:
        top += bool(top)
        for row in picture.rows:
            columns = max(columns, drawing.row(row, top))
            top += 1
    width, height = columns * WIDTH + 2 * MARGIN, top * HEIGHT + 2 * MARGIN
    size = f'width="{width}" height="{height}"'
    account = " ".join(picture.account for picture in pictures)
    fonts = ", ".join([*(f"'{font}'" for font in _FONTS), "monospace"])
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(printable(title))}</title>",
            f"<desc>{escape(printable(account))}</desc>",
            f'<rect {size} fill="{palette.background}"/>',
            f'<g transform="translate({MARGIN} {MARGIN})" font-family={quoteattr(fonts)} font-size="{_FONT_SIZE}">',
            *drawing.groups(palette),
            "</g>",
            "</svg>",
            "",
        ]
    )


class _Drawing:
    """What is drawn of each role: dots and lines as path data, characters as text elements."""

    def __init__(self) -> None:
        self._dots: dict[Role, list[str]] = {}
        self._lines: dict[Role, list[str]] = {}
        self._texts: dict[Role, list[str]] = {}

    def row(self, row: Sequence[tuple[str, Role]], number: int) -> int:
        """Draw a row; how many cells wide it is."""
        column = 0
        for text, role in row:
            word: list[tuple[int, str]] = []
            for character in (*characters(text, "braille"), " "):
                if character.isascii() and character > " ":
                    word.append((column, character))
                elif word:
                    self._text(role, number, word)
                    word = []
                if not character.isascii():
                    self._sign(role, number, column, character)
                column += 1
            column -= 1  # the blank that ended the last word
        return column

    def _sign(self, role: Role, row: int, column: int, character: str) -> None:
        x, y = column * WIDTH, row * HEIGHT
        if _FIRST_BRAILLE <= character <= _LAST_BRAILLE:
            bits = ord(character) - ord(_FIRST_BRAILLE)
            # Not of length 0: some viewers draw nothing then, round ends or not.
            dots = [f"M{x + dx:g} {y + dy:g}h.01" for bit, (dx, dy) in enumerate(_DOTS) if bits >> bit & 1]
            self._dots.setdefault(role, []).extend(dots)
        elif character in _ARMS:
            arms = "".join(f"M{x + WIDTH // 2} {y + HEIGHT // 2}{_EDGES[arm]}" for arm in _ARMS[character])
            self._lines.setdefault(role, []).append(arms)
        else:
            middle = x + (WIDTH if unicodedata.east_asian_width(character) in "WF" else WIDTH / 2)
            text = f'<text x="{middle:g}" y="{y + _BASELINE}" text-anchor="middle">{escape(character)}</text>'
            self._texts.setdefault(role, []).append(text)

    def _text(self, role: Role, row: int, word: Sequence[tuple[int, str]]) -> None:
        places = " ".join(str(column * WIDTH) for column, _ in word)
        text = escape("".join(character for _, character in word))
        self._texts.setdefault(role, []).append(f'<text x="{places}" y="{row * HEIGHT + _BASELINE}">{text}</text>')

    def groups(self, palette: Palette) -> list[str]:
        """An element for each role."""
        lines = []
        for role in dict.fromkeys((*self._lines, *self._dots, *self._texts)):
            ink = palette.roles.get(role, palette.plain)
            weight = ' font-weight="bold"' if ink.bold else ""
            lines.append(f'<g fill="{ink.colour}"{weight}>')
            for data, cap, width in ((self._lines.get(role), "square", _LINE), (self._dots.get(role), "round", _DOT)):
                if data:
                    stroke = f'stroke="{ink.colour}" stroke-width="{width}" stroke-linecap="{cap}"'
                    lines.append(f'<path fill="none" {stroke} d="{"".join(data)}"/>')
            lines += [*self._texts.get(role, []), "</g>"]
        return lines
