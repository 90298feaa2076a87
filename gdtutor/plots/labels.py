"""Finding room for text on a picture that is drawn: beside a place, or on a line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gdtutor.descent.trajectory import Floats
from gdtutor.plots.cells import Cell
from gdtutor.plots.clip import along
from gdtutor.plots.picture import Role


class Room:
    """A canvas of `rows` and `columns`, whose first cell is that at `left` of each row of `body`; `taken` are cells to spare."""

    def __init__(self, body: list[list[Cell]], rows: int, columns: int, left: int, taken: Iterable[tuple[int, int]]) -> None:
        self._body = body
        self._rows = rows
        self._columns = columns
        self._left = left
        self._taken = set(taken)

    def beside(self, across: float, up: float, text: Sequence[str], role: Role) -> None:
        """Write the text near the place, where it covers least: nothing that is taken, and as little of the lines as can be."""
        column, row, length = int(across), self._rows - 1 - int(up), len(text)
        spots = [(row + dr, column + dc) for dr in (0, -1, 1, -2, 2) for dc in (2, -1 - length, -(length // 2))]
        best, fewest = None, math.inf
        for order, (r, c) in enumerate(spots):
            if not (0 <= r < self._rows and 0 <= c <= self._columns - length):
                continue
            if any((r, k) in self._taken for k in range(c - 1, c + length + 1)):
                continue
            covered = sum(not self._blank(r, k) for k in range(c, c + length))
            if covered + order / 100 < fewest:
                best, fewest = (r, c), covered + order / 100
        self._write(best, text, role)

    def on_line(self, across: Floats, up: Floats, text: Sequence[str], role: Role) -> None:
        """Write the text on the line, centred, where it hides least of it and nothing else; nowhere if there is no such place."""
        top, length = self._rows - 1, len(text)
        walk = zip(*along(across, up, 0.5), strict=True)
        # In the order of the line, each once.
        places = dict.fromkeys((top - min(top, int(height)), int(place)) for place, height in walk)
        best, fewest = None, math.inf
        for number, (row, centre) in enumerate(places):
            column = centre - length // 2
            if not 1 <= column < self._columns - length:
                continue
            hidden = [(row, k) for k in range(column - 1, column + length + 1) if not self._blank(row, k)]
            if any(place in self._taken or place not in places for place in hidden):
                continue
            # Rather with a blank on both sides, and rather in the middle of the line than at its ends.
            touched = sum(not self._blank(row, k) for k in (column - 1, column + length))
            cost = len(hidden) + 2 * touched + 3 * abs(number / len(places) - 0.5)
            if cost < fewest:
                best, fewest = (row, column), cost
        self._write(best, text, role)

    def _blank(self, row: int, column: int) -> bool:
        return self._body[row][self._left + column][0] == " "

    def _write(self, place: tuple[int, int] | None, text: Sequence[str], role: Role) -> None:
        if place is None:
            return
        row, column = place
        for k, letter in enumerate(text):
            self._body[row][self._left + column + k] = (letter, role)
            self._taken.add((row, column + k))
