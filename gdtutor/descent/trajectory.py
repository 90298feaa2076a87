"""What came out: every state that a run went through, in numpy arrays that grow.

A record belongs to one state: its parameters, and the cost and the gradient at those same parameters. A step is numbered by
the updates already applied, so step 0 is the start.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gdtutor.descent.experiment import Experiment

Floats = npt.NDArray[np.float64]

# The columns of a row, as the trainer sends them and as the arrays here keep them. b and db are NaN for the model Wx.
COLUMNS = ("step", "W", "b", "dW", "db", "cost")
LR = len(COLUMNS)
MOVED = LR + 1


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

    Appending is amortised O(1); `column` is a view, so nothing may write to it.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._rows: Floats = np.empty((64, MOVED + 1), dtype=np.float64)
        self._length = 0
        # Kept while appending, so that a run of a million records is asked about in no time: the records that begin a section
        # (see `section_start`), and the first record that is not finite.
        self._sections: list[int] = []
        self._overflow: int | None = None

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Record:
        """The record at `index`; negative ones count from the end. Raises IndexError."""
        if not -self._length <= index < self._length:
            raise IndexError(f"record {index} of {self._length}")
        row = self._rows[index % self._length]
        step, W, b, dW, db, cost, lr, moved = row.tolist()
        return Record(int(step), W, b, dW, db, cost, lr, bool(moved))

    def append(self, rows: Floats, lr: float, *, moved: bool = False) -> None:
        """Add rows of shape (n, 6), columns as in COLUMNS, all reached by updates with the rate `lr`."""
        count = len(rows)
        if not count:
            return
        first = self._length
        self._reserve(first + count)
        block = self._rows[first : first + count]
        block[:, :LR] = rows
        block[:, LR] = lr
        block[:, MOVED] = moved
        if moved or first == 0:
            block[0, LR] = np.nan
            self._sections.append(first)
        elif not (np.isnan(self._rows[first - 1, LR]) or self._rows[first - 1, LR] == lr):
            self._sections.append(first - 1)
        if self._overflow is None:
            bad = ~np.isfinite(block[:, self._used]).all(axis=1)
            self._overflow = first + int(np.argmax(bad)) if bad.any() else None
        self._length += count

    def move(self, row: Floats) -> None:
        """A hand has put the parameters elsewhere at the same step: keep where they were, unless that was also a hand's doing."""
        if self._length and (self._length == 1 or self._rows[self._length - 1, MOVED]):
            self.truncate(self._length - 1)
        self.append(row.reshape(1, LR), np.nan, moved=self._length > 0)

    def truncate(self, length: int) -> None:
        """Forget the records from index `length` on."""
        self._length = min(self._length, max(0, length))
        last = self._length - 1
        # One that begins at what is now the last record was that of a rate whose updates are forgotten, unless it is a start.
        while self._sections and (self._sections[-1] > last or (self._sections[-1] == last > 0 and not self._rows[last, MOVED])):
            self._sections.pop()
        if self._overflow is not None and self._overflow >= self._length:
            self._overflow = None

    def copy(self, length: int | None = None) -> Trajectory:
        """The same records, the first `length` of them, in arrays of their own."""
        other = Trajectory(self.experiment)
        count = self._length if length is None else min(length, self._length)
        other._rows = self._rows[: max(count, 1)].copy()
        other._length = self._length
        other._sections = self._sections.copy()
        other._overflow = self._overflow
        other.truncate(count)
        return other

    def column(self, name: str, stop: int | None = None) -> Floats:
        """The values of one column ("step", "W", "b", "dW", "db", "cost" or "lr") of the first `stop` records, shape (stop,)."""
        index = LR if name == "lr" else COLUMNS.index(name)
        length = self._length if stop is None else min(stop, self._length)
        return self._rows[:length, index]

    def index_of_step(self, step: int) -> int | None:
        """The last record of that step: where a hand moved the point, where it was moved to."""
        # Not np.searchsorted, which would copy a column that is not contiguous.
        index = bisect_right(self.column("step"), step) - 1
        return index if index >= 0 and self._rows[index, 0] == step else None

    def finite_length(self) -> int:
        """How many records come before the first whose parameters, gradient or cost have overflowed or are NaN."""
        return self._length if self._overflow is None else self._overflow

    def section_start(self, stop: int | None = None) -> int:
        """The index from which the first `stop` records are one undisturbed run: one rate, and no hand. 0 where there is none."""
        last = (self._length if stop is None else min(stop, self._length)) - 1
        # A section that begins at the very last record counts only where a hand put it there: a new rate is yet to be used.
        after = bisect_right(self._sections, last)
        if after and self._sections[after - 1] == last and not self._rows[last, MOVED]:
            after -= 1
        return self._sections[after - 1] if after else 0

    @property
    def _used(self) -> list[int]:
        return [index for index, name in enumerate(COLUMNS) if self.experiment.model == "Wx+b" or name not in ("b", "db")]

    def _reserve(self, length: int) -> None:
        if length > len(self._rows):
            grown = np.empty((max(length, 2 * len(self._rows)), MOVED + 1), dtype=np.float64)
            grown[: self._length] = self._rows[: self._length]
            self._rows = grown


def rows(values: Iterable[float]) -> Floats:
    """Flat numbers, six a record, as the array that `Trajectory.append` takes, shape (n, 6)."""
    return np.fromiter(values, dtype=np.float64).reshape(-1, LR)
