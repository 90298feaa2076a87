"""One picture being drawn: axes, lines, marks and labels in the units of the data.

Everything is turned into canvas coordinates (cells from the lower left corner), clipped and thinned before plotext sees it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gdtutor.descent.trajectory import Floats
from gdtutor.plots.cells import BLANK, Cell, characters, spans
from gdtutor.plots.clip import clipped
from gdtutor.plots.labels import Room
from gdtutor.plots.legend import Legend, heading
from gdtutor.plots.picture import Glyphs, Role, Size, Span, View
from gdtutor.plots.plotted import Piece, plotted
from gdtutor.plots.ticks import drawable, log_ticks, spaced, ticks

# Smaller than this there is no room for axes: the picture is told in words.
SMALLEST = Size(12, 5)
_EDGES = {"up": ("▴", "^"), "down": ("▾", "v"), "left": ("◂", "<"), "right": ("▸", ">")}
_MOST_DOTS = 40


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
        if len(self._y_ticks) < 2 and self.rows >= 6:
            # One number alone gives no scale.
            self._y_ticks = (log_ticks if log_y else ticks)(*self.view.y, 2 * count)
        gutter = max((len(tick.label) for tick in self._y_ticks), default=0)
        if gutter + 1 > size.width // 2:
            self._y_ticks, gutter = [], 0
        available = size.width - gutter - 1
        self.columns = int(min(available, max(SMALLEST.width, widest * self.rows)))
        self._margin = (available - self.columns) // 2
        self._gutter = gutter
        self._x_ticks = spaced(ticks(*self.view.x, max(1, min(10, self.columns // 5))), self.columns, self.view.x)
        # The lines and the dots of each role; what is drawn later lies on top.
        self._drawn: dict[Role, tuple[list[Piece], list[Piece]]] = {}
        self._marks: list[tuple[int, int, str, Role]] = []
        self._labels: list[tuple[float, float, str, Role]] = []
        self._inscriptions: list[tuple[Floats, Floats, str, Role]] = []

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
        up = np.ceil(np.clip(np.nan_to_num(self.up(y)), -1, self.rows + 1) - 1e-9)
        return np.sort(np.unique(across * (self.rows + 3) + up, return_index=True)[1])

    def line(self, x: Floats, y: Floats, role: Role) -> None:
        """A line through the points, in the units of the data; it breaks where a number is not finite."""
        self.cells_line(self.across(x), self.up(y), role)

    def cells_line(self, across: Floats, up: Floats, role: Role) -> None:
        """A line through points given in cells."""
        self._drawn.setdefault(role, ([], []))[0].extend(clipped(across, up, self.columns, self.rows))

    def dotted(self, x: Floats, y: Floats, role: Role) -> None:
        """A dotted line through the points, in the units of the data."""
        for across, up in clipped(self.across(x), self.up(y), self.columns, self.rows):
            for i in range(len(across) - 1):
                reach = max(abs(across[i + 1] - across[i]), 2 * abs(up[i + 1] - up[i]))
                # One dot for each cell, in the middle between its neighbours; fewer of them on a long way.
                count = int(min(_MOST_DOTS, max(1.0, reach)))
                places = (np.arange(count) + 0.5) / count
                dots = across[i] + places * (across[i + 1] - across[i]), up[i] + places * (up[i + 1] - up[i])
                self._drawn.setdefault(role, ([], []))[1].append(dots)

    def mark(self, x: float, y: float, glyph: str, role: Role) -> bool:
        """A glyph at a point; one that lies outside is shown as an arrow at the edge. False where there is no such point."""
        across, up = self._place_of(x, y)
        if math.isnan(across) or math.isnan(up):
            return False
        side = self._side(across, up)
        if side:
            glyph = _EDGES[side][self.glyphs == "ascii"]
        column = int(min(self.columns - 1, max(0.0, across)))
        self._marks.append((self._row(up), column, glyph, role))
        return True

    def _row(self, up: float) -> int:
        """The row, from the top, of a place `up` cells from the lower end. On a border it is the lower one, as plotext has it."""
        return self.rows - max(1, math.ceil(max(0.0, min(up, self.rows)) - 1e-9))

    def mark_cell(self, across: float, up: float, glyph: str, role: Role) -> None:
        """A glyph at a place given in cells, on the canvas."""
        self._marks.append((self._row(up), min(self.columns - 1, int(across)), glyph, role))

    def arrow(self, x: float, y: float, role: Role) -> None:
        """An arrow at the edge towards a point that lies outside; nothing for one inside."""
        if self._side(*self._place_of(x, y)):
            self.mark(x, y, "", role)

    def _place_of(self, x: float, y: float) -> tuple[float, float]:
        """`across` and `up` of one point, many times as fast as through an array."""
        # Plain floats: they overflow to inf without a warning.
        x, y = float(x), float(y)
        left, right = map(float, self.view.x)
        low, high = map(float, self.view.y)
        across = (x - left) / (right - left) * self.columns
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

    def inscribe(self, across: Floats, up: Floats, text: str, role: Role) -> None:
        """Text on a line given in cells, where it stands free of marks and other text; nowhere if there is no such place."""
        self._inscriptions.append((across, up, text, role))

    def finish(self) -> tuple[tuple[Span, ...], ...]:
        """The rows of the picture."""
        body = self._body()
        left = self._gutter + 1
        for row, column, glyph, role in self._marks:
            body[row][left + column] = (glyph, role)
        room = Room(body, self.rows, self.columns, left, ((row, column) for row, column, _glyph, _role in self._marks))
        for places, heights, text, role in self._inscriptions:
            room.on_line(places, heights, characters(text, self.glyphs), role)
        for across, up, text, role in self._labels:
            room.beside(across, up, characters(text, self.glyphs), role)
        width = self._size.width
        indent = [BLANK] * self._margin
        body = [(indent + row + [BLANK] * width)[:width] for row in body]
        return tuple(spans(row) for row in self._heading + body)

    def _body(self) -> list[list[Cell]]:
        """The axes and the lines as rows of cells: the canvas, the axis and its labels."""
        rulers = (
            (self._x_ticks, self.across(np.array([tick.value for tick in self._x_ticks]))),
            (self._y_ticks, self.up(np.array([tick.value for tick in self._y_ticks]))),
        )
        body = plotted(self.columns, self.rows, self._gutter, rulers, self._drawn)
        name = [" ", *characters(self._names[0], self.glyphs)]
        if len(name) + 4 <= self.columns:
            body[self.rows][-len(name) :] = [(character, "label") for character in name]
        if self.glyphs == "ascii":
            return [[(_to_ascii(character), role) for character, role in row] for row in body]
        return body


def _to_ascii(character: str) -> str:
    return "".join(characters(character, "ascii"))
