"""Where a column that grows is lowest and highest, known without looking through it again."""

from __future__ import annotations

from array import array
from typing import Literal

import numpy as np

from gdtutor.descent.columns import Floats, Indices

# So many numbers make a group of the lowest level, and so many groups one of the level above.
_GROUP = 32
_FAN = 8
# A stretch holds so many groups at least: its ends are theirs, and lie near enough to where they should be.
_GROUPS = 4


class Extremes:
    """The extremes of a column's groups of 32, 256, 2,048, … numbers, brought up to date when they are asked for.

    Bringing them up to date costs what came since; asking costs the same however long the column is. They take about a third of
    a byte for each number. `values` is in each call the whole column as it is then, all of it finite, shape (n,).
    """

    def __init__(self) -> None:
        self._lowest = _Side("lowest")
        self._highest = _Side("highest")

    def truncate(self, length: int) -> None:
        """Forget the numbers from index `length` on."""
        self._lowest.truncate(length)
        self._highest.truncate(length)

    def of_stretches(self, values: Floats, stop: int, stretches: int) -> Indices:
        """Where each of at most `stretches` equally long stretches of values[:stop] is lowest and highest, shape (2 * n,)."""
        return np.concatenate([side.of_stretches(values, stop, stretches) for side in (self._lowest, self._highest)])

    def last_outside(self, values: Floats, stop: int, low: float, high: float) -> int | None:
        """The index of the last number of values[:stop] below `low` or above `high`."""
        self._lowest.extend(values)
        self._highest.extend(values)
        # From the end up through ever larger groups, then down again into the one that has it.
        begin, size = stop, _GROUP
        for _level in self._lowest.levels:
            begin, end = stop // size * size, begin
            if (found := _outside(values, begin, end, low, high)) is not None:
                return found
            size *= _FAN
        end = begin if self._lowest.levels else stop
        begin = 0
        for lowest, highest in zip(self._lowest.levels[::-1], self._highest.levels[::-1], strict=True):
            size //= _FAN
            first, last = begin // size, end // size
            hits = np.flatnonzero((values[_read(lowest, first, last)] < low) | (values[_read(highest, first, last)] > high))
            if not len(hits):
                return None
            begin = (first + int(hits[-1])) * size
            end = begin + size
        return _outside(values, begin, end, low, high)


class _Side:
    """The lowest or the highest of each whole group: `levels` holds their indices, level by level."""

    def __init__(self, which: Literal["lowest", "highest"]) -> None:
        self.levels: list[array[int]] = []
        self._which = which

    def truncate(self, length: int) -> None:
        size = _GROUP
        for level in self.levels:
            del level[length // size :]
            size *= _FAN

    def extend(self, values: Floats) -> None:
        """Take in the numbers that are new."""
        size = _GROUP
        place = 0
        while size <= len(values):
            if place == len(self.levels):
                self.levels.append(array("i"))
            level = self.levels[place]
            known, whole = len(level), len(values) // size
            if whole > known:
                if place:
                    below = _read(self.levels[place - 1], known * _FAN, whole * _FAN)
                    best = self._best_of(values, below.reshape(-1, _FAN))
                else:
                    best = known * size + self._best(values[known * size : whole * size].reshape(-1, size))
                level.frombytes(best.astype(np.intc).tobytes())
            size *= _FAN
            place += 1

    def of_stretches(self, values: Floats, stop: int, stretches: int) -> Indices:
        """Where each stretch of values[:stop] has its extreme, shape (n,); n is at most `stretches`."""
        self.extend(values)
        size, level = 1, None
        for place, candidate in enumerate(self.levels):
            if _GROUP * _FAN**place * _GROUPS * stretches <= stop:
                size, level = _GROUP * _FAN**place, candidate
        a_stretch = -(-stop // (size * stretches)) or 1  # in groups
        whole = stop // size
        full = whole // a_stretch * a_stretch
        if level is None:
            found = self._best(values[:full].reshape(-1, a_stretch))
        else:
            found = self._best_of(values, _read(level, 0, full).reshape(-1, a_stretch))
        if full * size == stop:
            return found
        # The last stretch is shorter, and ends with numbers that fill no group.
        groups = np.empty(0, dtype=np.intp) if level is None else _read(level, full, whole)
        rest = np.concatenate((groups, np.arange((full if level is None else whole) * size, stop)))
        return np.append(found, self._best_of(values, rest[None, :]))

    def _best(self, rows: Floats) -> Indices:
        """Where each row, one behind the other, has its extreme."""
        best = rows.argmin(axis=1) if self._which == "lowest" else rows.argmax(axis=1)
        found: Indices = np.arange(len(rows)) * rows.shape[1] + best
        return found

    def _best_of(self, values: Floats, rows: Indices) -> Indices:
        """Of each row of indices the one with the extreme value."""
        chosen: Indices = rows.ravel()[self._best(values[rows])]
        return chosen


def _read(level: array[int], first: int, last: int) -> Indices:
    if first >= last:
        return np.empty(0, dtype=np.intp)
    return np.frombuffer(level, dtype=np.intc, count=last - first, offset=first * level.itemsize).astype(np.intp)


def _outside(values: Floats, begin: int, end: int, low: float, high: float) -> int | None:
    found = np.flatnonzero((values[begin:end] < low) | (values[begin:end] > high))
    return begin + int(found[-1]) if len(found) else None
