"""One picture being drawn: axes, lines, marks and labels in the units of the data, and plotext, which turns them into characters.

This is the only file that knows plotext. plotext 6 ends the whole process when it meets inf or NaN, and takes a millisecond for a
hundred points, so everything is turned into canvas coordinates (cells from the lower left corner), clipped and thinned before.
plotext keeps one figure for the whole process: draw on one thread only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from plotext import figure, marker, pixel, terminal

from gdtutor.descent.trajectory import Floats
from gdtutor.plots.cells import BLANK, BRAILLE_TO_ASCII, Cell, characters, spans
from gdtutor.plots.clip import clipped
from gdtutor.plots.legend import Legend, heading
from gdtutor.plots.picture import Glyphs, Role, Size, Span, View
from gdtutor.plots.ticks import drawable, log_ticks, spaced, ticks

# Smaller than this there is no room for axes: the picture is told in words.
SMALLEST = Size(12, 5)
_EDGES = {"up": ("▴", "^"), "down": ("▾", "v"), "left": ("◂", "<"), "right": ("▸", ">")}
_MOST_DOTS = 40
# Each role has a palette colour of its own, by which plotext's output tells which role a character has.
_FIRST_COLOUR = 16
_RUN = re.compile(r"\x1b\[0m(?:\x1b\[38;5;(\d+)m)?(?:\x1b\[[\d;]*m)*([^\x1b\n]*)")


class Canvas:
    """A picture of `size` with a view. `widest` bounds the width to so many cells for each row, the rest is margin."""

    def __init__(
        self,
        size: Size,
        view: View,
        glyphs: Glyphs,
        names: tuple[str, str],
        legend: Sequence[Legend] = (),
        *,
        log_y: bool = False,
        widest: float = math.inf,
    ) -> None:
        self.glyphs = glyphs
        self._size = size
        self._log_y = log_y
        self._names = names
        # What is shown indeed: as asked, unless that cannot be drawn.
        self.view = View(drawable(view.x, logarithmic=False), drawable(view.y, logarithmic=log_y))
        self._heading = heading(names[1], legend, size, glyphs)
        self.rows = size.height - len(self._heading) - 2
        count = max(1, min(6, self.rows // 3))
        self._y_ticks = (log_ticks if log_y else ticks)(*self.view.y, count)
        gutter = max((len(tick.label) for tick in self._y_ticks), default=0)
        if gutter + 1 > size.width // 2:
            self._y_ticks, gutter = [], 0
        available = size.width - gutter - 1
        self.columns = int(min(available, max(SMALLEST.width, widest * self.rows)))
        self._margin = (available - self.columns) // 2
        self._gutter = gutter
        self._x_ticks = spaced(ticks(*self.view.x, max(1, min(10, self.columns // 5))), self.columns, self.view.x)
        self._lines: dict[Role, list[tuple[Floats, Floats]]] = {}
        self._dots: dict[Role, list[tuple[Floats, Floats]]] = {}
        self._marks: list[tuple[int, int, str, Role]] = []
        self._labels: list[tuple[float, float, str, Role]] = []

    def across(self, x: Floats) -> Floats:
        """Where x lies, in cells from the left end: 0 to `columns` inside."""
        with np.errstate(all="ignore"):
            return (x - self.view.x[0]) / (self.view.x[1] - self.view.x[0]) * self.columns

    def up(self, y: Floats) -> Floats:
        """Where y lies, in cells from the lower end: 0 to `rows` inside."""
        with np.errstate(all="ignore"):
            if self._log_y:
                low, high = math.log10(self.view.y[0]), math.log10(self.view.y[1])
                return (np.log10(y) - low) / (high - low) * self.rows
            return (y - self.view.y[0]) / (self.view.y[1] - self.view.y[0]) * self.rows

    def distinct(self, x: Floats, y: Floats) -> npt.NDArray[np.intp]:
        """The ascending indices of points enough to mark every cell that one of them lies in; all outside one edge are one."""
        across = np.floor(np.clip(np.nan_to_num(self.across(x)), -1, self.columns + 1))
        up = np.floor(np.clip(np.nan_to_num(self.up(y)), -1, self.rows + 1))
        return np.sort(np.unique(across * (self.rows + 3) + up, return_index=True)[1])

    def line(self, x: Floats, y: Floats, role: Role) -> None:
        """A line through the points, in the units of the data; it breaks where a number is not finite."""
        self.cells_line(self.across(x), self.up(y), role)

    def cells_line(self, across: Floats, up: Floats, role: Role) -> None:
        """A line through points given in cells."""
        self._lines.setdefault(role, []).extend(clipped(across, up, self.columns, self.rows))

    def dotted(self, x: Floats, y: Floats, role: Role) -> None:
        """A dotted line through the points, in the units of the data."""
        for across, up in clipped(self.across(x), self.up(y), self.columns, self.rows):
            for i in range(len(across) - 1):
                reach = max(abs(across[i + 1] - across[i]), 2 * abs(up[i + 1] - up[i]))
                # One dot for each cell, in the middle between its neighbours; fewer of them on a long way.
                count = int(min(_MOST_DOTS, max(1.0, reach)))
                places = (np.arange(count) + 0.5) / count
                dots = across[i] + places * (across[i + 1] - across[i]), up[i] + places * (up[i + 1] - up[i])
                self._dots.setdefault(role, []).append(dots)

    def mark(self, x: float, y: float, glyph: str, role: Role) -> bool:
        """A glyph at a point; one that lies outside is shown as an arrow at the edge. False where there is no such point."""
        across, up = self._place_of(x, y)
        if math.isnan(across) or math.isnan(up):
            return False
        side = self._side(across, up)
        if side:
            glyph = _EDGES[side][self.glyphs == "ascii"]
        column = int(min(self.columns - 1, max(0.0, across)))
        row = self.rows - 1 - int(min(self.rows - 1, max(0.0, up)))
        self._marks.append((row, column, glyph, role))
        return True

    def arrow(self, x: float, y: float, role: Role) -> None:
        """An arrow at the edge towards a point that lies outside; nothing for one inside."""
        if self._side(*self._place_of(x, y)):
            self.mark(x, y, "", role)

    def _place_of(self, x: float, y: float) -> tuple[float, float]:
        """`across` and `up` of one point, many times as fast as through an array."""
        across = (x - self.view.x[0]) / (self.view.x[1] - self.view.x[0]) * self.columns
        low, high = self.view.y
        if self._log_y:
            low, high = math.log10(low), math.log10(high)
            y = math.log10(y) if y > 0 else (-math.inf if y <= 0 else math.nan)
        return across, (y - low) / (high - low) * self.rows

    def _side(self, across: float, up: float) -> str:
        # A point on the very edge belongs to the last cell, and a rounding error does not put it outside.
        slack = 1e-6
        if not -slack <= up <= self.rows + slack:
            return "up" if up > 0 else "down"
        if not -slack <= across <= self.columns + slack:
            return "right" if across > 0 else "left"
        return ""

    def label(self, across: float, up: float, text: str, role: Role) -> None:
        """Text beside a place given in cells, where there is room for it; the first ones have the first choice."""
        self._labels.append((across, up, text, role))

    def finish(self) -> tuple[tuple[Span, ...], ...]:
        """The rows of the picture."""
        body = self._plotted()
        taken: set[tuple[int, int]] = set()
        left = self._gutter + 1
        for row, column, glyph, role in self._marks:
            body[row][left + column] = (glyph, role)
            taken.add((row, column))
        for across, up, text, role in self._labels:
            self._place(body, taken, across, up, characters(text, self.glyphs), role)
        width = self._size.width
        indent = [BLANK] * self._margin
        body = [(indent + row + [BLANK] * width)[:width] for row in body]
        return tuple(spans(row) for row in self._heading + body)

    def _place(
        self, body: list[list[Cell]], taken: set[tuple[int, int]], across: float, up: float, text: list[str], role: Role
    ) -> None:
        """Write the text near the place, where it covers least: nothing that is marked, and as little of the lines as can be."""
        column, row, length = int(across), self.rows - 1 - int(up), len(text)
        spots = [(row + dr, column + dc) for dr in (0, -1, 1, -2, 2) for dc in (2, -1 - length, -(length // 2))]
        best, fewest = None, math.inf
        for order, (r, c) in enumerate(spots):
            if not (0 <= r < self.rows and 0 <= c <= self.columns - length):
                continue
            if any((r, k) in taken for k in range(c - 1, c + length + 1)):
                continue
            covered = sum(body[r][self._gutter + 1 + k][0] != " " for k in range(c, c + length))
            if covered + order / 100 < fewest:
                best, fewest = (r, c), covered + order / 100
        if best is None:
            return
        for k, letter in enumerate(text):
            body[best[0]][self._gutter + 1 + best[1] + k] = (letter, role)
            taken.add((best[0], best[1] + k))

    def _plotted(self) -> list[list[Cell]]:
        """What plotext makes of the axes and the lines, as rows of cells: the canvas, the axis and its labels."""
        terminal.limit(False, False)
        figure.clear()
        figure.plot_size(self._gutter + 1 + self.columns, self.rows + 2)
        figure.canvas("default")
        figure.axes(False, side=1, axis="both")
        positions = (
            self.across(np.array([tick.value for tick in self._x_ticks])),
            self.up(np.array([t.value for t in self._y_ticks])),
        )
        for axis, length, chosen, places in zip(
            "xy", (self.columns, self.rows), (self._x_ticks, self._y_ticks), positions, strict=True
        ):
            ruler = figure.ruler(axis)
            ruler.alignment(lim="edge")
            ruler.lim(0, length)
            ruler.ticks(np.clip(places, 0, length).tolist(), [tick.label for tick in chosen])
        roles: list[Role] = list(dict.fromkeys([*self._dots, *self._lines]))
        for number, role in enumerate(roles):
            drawn = marker("braille", pixel(foreground=_FIRST_COLOUR + number))
            if role in self._dots:
                figure.draw(_scatter(self._dots[role], drawn))
            if self._lines.get(role):
                figure.draw(_joined(self._lines[role], drawn))
        return self._parsed(figure.build().string(), roles)

    def _parsed(self, text: str, roles: Sequence[Role]) -> list[list[Cell]]:
        body: list[list[Cell]] = []
        left = self._gutter + 1
        for line in text.split("\n")[: self.rows + 2]:
            row: list[Cell] = []
            for colour, run in _RUN.findall(line):
                number = int(colour) - _FIRST_COLOUR if colour else -1
                role = roles[number] if 0 <= number < len(roles) else ""
                row.extend((character, role if character != " " else "") for character in run)
            row += [BLANK] * (left + self.columns - len(row))
            if len(body) < self.rows:
                row[: left - 1] = [(character, "label") for character, _ in row[: left - 1]]
                row[left - 1] = (row[left - 1][0], "frame")
            else:
                row = [(character, "frame" if len(body) == self.rows else "label") for character, _ in row]
            body.append(row)
        name = [" ", *characters(self._names[0], self.glyphs)]
        if len(name) + 4 <= self.columns:
            body[self.rows][-len(name) :] = [(character, "label") for character in name]
        if self.glyphs == "ascii":
            return [[(_to_ascii(character), role) for character, role in row] for row in body]
        return body


def _to_ascii(character: str) -> str:
    return BRAILLE_TO_ASCII.get(ord(character)) or "".join(characters(character, "ascii")) if character else ""


def _joined(pieces: Iterable[tuple[Floats, Floats]], drawn: object) -> object:
    """The pieces as one plotext signal: a line through each, and none from one to the next."""
    across: list[float] = []
    up: list[float] = []
    starts = []
    for piece_across, piece_up in pieces:
        starts.append(len(across))
        across += piece_across.tolist()
        up += piece_up.tolist()
    signal = figure.signal(across, up, marker=drawn).lines(True)
    for start in starts:
        signal.line(start, False)
    return signal


def _scatter(pieces: Sequence[tuple[Floats, Floats]], drawn: object) -> object:
    """The pieces as one plotext signal of single points; of those that fall on one dot, one."""
    across = np.floor(np.concatenate([piece[0] for piece in pieces]) * 2)
    up = np.floor(np.concatenate([piece[1] for piece in pieces]) * 4)
    dots = np.unique(across + 1j * up)
    # The middle of the dot: a cell is two dots wide and four tall.
    return figure.signal(((dots.real + 0.5) / 2).tolist(), ((dots.imag + 0.5) / 4).tolist(), marker=drawn)
