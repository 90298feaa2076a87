"""What came out: every state that a run went through, in numpy arrays that grow.

A record belongs to one state: its parameters, and the cost and the gradient at those same parameters. A step is numbered by
the updates already applied, so step 0 is the start.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from gdtutor.descent.columns import Columns, Floats, Indices, Stretches
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.extremes import Extremes

# The columns of a row, as the trainer sends them. b and db are NaN for a model without b.
COLUMNS = ("step", "W", "b", "dW", "db", "cost")
_LAST_ONES = 16


class Record(NamedTuple):
    """One state of a run. lr is the rate of the update that led here (NaN at a start or where a hand moved the point)."""

    step: int
    W: float
    b: float
    dW: float
    db: float
    cost: float
    lr: float
    moved: bool


class Trajectory:
    """The states of one run of `experiment`, in order; an index counts them, and index 0 is the start.

    A million records take 24 MB, 40 MB where the model has a b: what differs from record to record is kept for each of them,
    steps and rates where they change. Appending is amortised O(1).
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._columns = Columns(COLUMNS[1:] if "b" in experiment.parameters else ("W", "dW", "cost"), self)
        self._length = 0
        # What is to be added to an index for its step, the rates, and the records that a hand's move led to.
        self._offsets = Stretches()
        self._rates = Stretches()
        self._moved: list[int] = []
        # Kept while appending, so that a run of a million records is asked about in no time: the records that begin a section
        # (see `section_start`), and the first record that is not finite.
        self._sections: list[int] = []
        self._overflow: int | None = None
        self._extremes: dict[str, Extremes] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Record:
        """The record at `index`; negative ones count from the end. Raises IndexError."""
        if not -self._length <= index < self._length:
            raise IndexError(f"record {index} of {self._length}")
        index %= self._length
        W, *values = self._columns[index]
        b, dW, db, cost = values if len(values) == 4 else (math.nan, values[0], math.nan, values[1])
        return Record(index + int(self._offsets[index]), W, b, dW, db, cost, self._rates[index], self._is_moved(index))

    def append(self, rows: Floats, lr: float, *, moved: bool = False) -> None:
        """Add rows of shape (n, 6), columns as in COLUMNS, all reached by updates with the rate `lr`."""
        count = len(rows)
        if not count:
            return
        first = self._length
        values = rows[:, [COLUMNS.index(name) for name in self._columns.names]]
        self._columns = self._columns.append(self, first, values)
        self._offsets.extend(first, rows[:, 0] - np.arange(first, first + count))
        if moved:
            self._moved += range(first, first + count)
        if moved or first == 0:
            self._sections.append(first)
            self._rates.begin(first, math.nan)
            if count > 1:
                self._rates.begin(first + 1, lr)
        else:
            before = self._rates[first - 1]
            if not (math.isnan(before) or before == lr):
                self._sections.append(first - 1)
            self._rates.begin(first, lr)
        if self._overflow is None:
            finite = np.isfinite(values).all(axis=1)
            self._overflow = None if finite.all() else first + int(np.argmin(finite))
        self._length += count

    def move(self, row: Floats) -> None:
        """A hand has put the parameters elsewhere at the same step: keep where they were, unless that was also a hand's doing."""
        if self._length and (self._length == 1 or self._is_moved(self._length - 1)):
            self.truncate(self._length - 1)
        self.append(row.reshape(1, len(COLUMNS)), math.nan, moved=self._length > 0)

    def truncate(self, length: int) -> None:
        """Forget the records from index `length` on.

        What is appended then may be written over the forgotten part of a column that was read before.
        """
        self._length = min(self._length, max(0, length))
        last = self._length - 1
        self._offsets.truncate(self._length)
        self._rates.truncate(self._length)
        del self._moved[bisect_left(self._moved, self._length) :]
        # One that begins at what is now the last record was that of a rate whose updates are forgotten, unless it is a start.
        while self._sections and (self._sections[-1] > last or (self._sections[-1] == last > 0 and not self._is_moved(last))):
            self._sections.pop()
        if self._overflow is not None and self._overflow >= self._length:
            self._overflow = None
        for extremes in self._extremes.values():
            extremes.truncate(self.finite_length())

    def copy(self, length: int | None = None) -> Trajectory:
        """The same records, the first `length` of them, independent of these. The numbers are copied once one of the two goes on
        otherwise than the other.
        """
        other = Trajectory(self.experiment)
        other._columns = self._columns.shared_with(other)
        other._length = self._length
        other._offsets, other._rates = self._offsets.copy(), self._rates.copy()
        other._moved, other._sections = self._moved.copy(), self._sections.copy()
        other._overflow = self._overflow
        other.truncate(self._length if length is None else length)
        return other

    def thinned(self, most: int) -> Trajectory:
        """The same run in about `most` of its records, for pictures of it: where W, b and cost are lowest and highest all along,
        the start and the end, the records that begin a section, and the first that is not finite.

        A run that is not longer is copied whole.
        """
        if self._length <= most:
            return self.copy()
        finite = self.finite_length()
        names = [name for name in self._columns.names if name not in ("dW", "db")]
        kept = [self.extremes(name, max(1, most // (2 * len(names)))) for name in names]
        kept += [np.array([0, *self._sections, *self._moved, min(finite, self._length - 1)], dtype=np.intp)]
        indices = np.unique(np.concatenate([*kept, np.arange(max(0, finite - _LAST_ONES), finite)]))
        other = Trajectory(self.experiment)
        values = np.column_stack([self.values(name, indices) for name in self._columns.names])
        other._columns = other._columns.append(other, 0, values)
        other._length = len(indices)
        other._offsets.extend(0, self.values("step", indices) - np.arange(len(indices)))
        other._rates.extend(0, self.values("lr", indices))
        other._moved = np.searchsorted(indices, self._moved).tolist()
        other._sections = np.searchsorted(indices, self._sections).tolist()
        other._overflow = None if self._overflow is None else int(np.searchsorted(indices, self._overflow))
        return other

    def column(self, name: str, stop: int | None = None) -> Floats:
        """The values of one column ("step", "W", "b", "dW", "db", "cost" or "lr") of the first `stop` records, shape (stop,).

        A view of what is recorded, not to be written to, except for steps and rates: those are laid out for each call.
        """
        length = self._stop(stop)
        if name == "lr":
            return self._rates.laid_out(length)
        if name == "step":
            return np.arange(length) + self._offsets.laid_out(length)
        if name in self._columns.names:
            return self._columns.read(name, length)
        if name not in COLUMNS:
            raise ValueError(f"no column {name!r}; there are lr, {', '.join(COLUMNS)}")
        return np.broadcast_to(np.nan, length)

    def values(self, name: str, indices: Indices) -> Floats:
        """The values of one column, named as for `column`, of the records at `indices`; shape as indices. The work does not grow
        with the run.
        """
        if name == "lr":
            return self._rates.at(indices)
        if name == "step":
            return indices + self._offsets.at(indices)
        found: Floats = self.column(name)[indices]
        return found

    def extremes(self, name: str, stretches: int, stop: int | None = None) -> Indices:
        """Where a column of the parameters, the gradient or the cost is lowest and highest in each of at most `stretches` equally
        long stretches, among the first `stop` records and before any that is not finite. At most 2 * stretches indices, in no
        order.
        """
        values = self._finite(name)
        return self._extremes.setdefault(name, Extremes()).of_stretches(values, min(len(values), self._stop(stop)), stretches)

    def last_outside(self, name: str, low: float, high: float, stop: int | None = None) -> int | None:
        """The last of the first `stop` records, all of them finite, at which that column is below `low` or above `high`."""
        values = self._finite(name)
        return self._extremes.setdefault(name, Extremes()).last_outside(values, min(len(values), self._stop(stop)), low, high)

    def rates(self) -> list[tuple[int, float]]:
        """The index from which on the updates had another rate, and that rate, in order. The start, and each record that a hand's
        move led to, stands there with the rate NaN.
        """
        return list(self._rates)

    def index_of_step(self, step: int) -> int | None:
        """The last record of that step: where a hand moved the point, where it was moved to."""
        index = self._offsets.last_where(step)
        return index if index is not None and index < self._length else None

    def finite_length(self) -> int:
        """How many records come before the first whose parameters, gradient or cost have overflowed or are NaN."""
        return self._length if self._overflow is None else self._overflow

    def section_start(self, stop: int | None = None) -> int:
        """The index from which the first `stop` records are one undisturbed run: one rate, and no hand. 0 where there is none."""
        last = self._stop(stop) - 1
        # A section that begins at the very last record counts only where a hand put it there: a new rate is yet to be used.
        after = bisect_right(self._sections, last)
        if after and self._sections[after - 1] == last and not self._is_moved(last):
            after -= 1
        return self._sections[after - 1] if after else 0

    def _stop(self, stop: int | None) -> int:
        return self._length if stop is None else min(stop, self._length)

    def _finite(self, name: str) -> Floats:
        # No row of a million NaN for a b that the model has not.
        return self.column(name, self.finite_length() if name in self._columns.names else 0)

    def _is_moved(self, index: int) -> bool:
        place = bisect_left(self._moved, index)
        return place < len(self._moved) and self._moved[place] == index


def rows(values: Iterable[float]) -> Floats:
    """Flat numbers, six a record, as the array that `Trajectory.append` takes, shape (n, 6)."""
    return np.fromiter(values, dtype=np.float64).reshape(-1, len(COLUMNS))


__all__ = ["COLUMNS", "Floats", "Indices", "Record", "Trajectory", "rows"]
