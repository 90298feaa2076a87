"""Columns of numbers that grow at their end, and numbers that stay the same for many records in a row."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_FIRST_ROOM = 64


class Columns:
    """float64 columns by name, all equally long; each is one array, so that reading one needs no copy.

    Appending is amortised O(1). Room that is reserved and not yet used takes no memory (a large array has no pages until they are
    written), and while the columns grow one of them at a time is there twice.

    Several owners may share them, each using as many rows as it says. Whoever goes on where another, who is still there, has gone
    on before takes columns of its own.
    """

    def __init__(self, names: Iterable[str], owner: object) -> None:
        self._arrays: dict[str, Floats] = {name: np.empty(_FIRST_ROOM) for name in names}
        self._used = 0
        self._owners = WeakSet([owner])

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in their order."""
        return tuple(self._arrays)

    def __getitem__(self, index: int) -> list[float]:
        """One row."""
        return [numbers.item(index) for numbers in self._arrays.values()]

    def read(self, name: str, length: int) -> Floats:
        """The first `length` numbers of one column: a view, which can't be written to."""
        view = self._arrays[name][:length]
        view.flags.writeable = False
        return view

    def shared_with(self, owner: object) -> Columns:
        """The same columns, for one owner more."""
        self._owners.add(owner)
        return self

    def append(self, owner: object, length: int, values: Floats) -> Columns:
        """Put values, shape (n, number of columns), behind the first `length` rows. Returns the columns that this owner has from
        now on: these, or others where the rows behind `length` may be somebody else's.
        """
        own = self
        if length < self._used and len(self._owners) > 1:
            self._owners.discard(owner)
            own = Columns((), owner)
        end = length + len(values)
        for place, name in enumerate(self.names):
            # No more than one of the old columns is held on to: there may be a million numbers in each.
            room = numbers = self._arrays[name]
            if own is not self or end > len(numbers):
                room = np.empty(max(_FIRST_ROOM, 1 << (end - 1).bit_length()))
                room[:length] = numbers[:length]
            room[length:end] = values[:, place]
            own._arrays[name] = room
        own._used = end
        return own


class Stretches:
    """A number for each index from 0 on that stays the same over long stretches: kept once for each of them. A NaN, which equals
    nothing, is a stretch of its own.
    """

    def __init__(self) -> None:
        self._starts = array("q")
        self._values = array("d")

    def begin(self, index: int, value: float) -> None:
        """From `index` on, which lies behind all stretches before, it is that value."""
        if not (self._values and self._values[-1] == value):
            self._starts.append(index)
            self._values.append(value)

    def extend(self, index: int, values: Floats) -> None:
        """At `index` and those behind it, it is these values, shape (n,), n > 0."""
        self.begin(index, float(values[0]))
        changes = 1 + np.flatnonzero(values[1:] != values[:-1])
        for place, value in zip(changes.tolist(), values[changes].tolist(), strict=True):
            self.begin(index + place, value)

    def truncate(self, length: int) -> None:
        """Forget the indices from `length` on."""
        kept = bisect_left(self._starts, length)
        del self._starts[kept:], self._values[kept:]

    def copy(self) -> Stretches:
        """The same, apart."""
        other = Stretches()
        other._starts, other._values = self._starts[:], self._values[:]
        return other

    def __iter__(self) -> Iterator[tuple[int, float]]:
        """Where each stretch begins, and its number."""
        return zip(self._starts, self._values, strict=True)

    def __getitem__(self, index: int) -> float:
        return self._values[bisect_right(self._starts, index) - 1]

    def at(self, indices: Indices) -> Floats:
        """The numbers at some indices, shape as `indices`."""
        starts = np.frombuffer(self._starts, dtype=np.int64)
        found: Floats = np.frombuffer(self._values)[np.searchsorted(starts, indices, side="right") - 1]
        return found

    def laid_out(self, length: int) -> Floats:
        """The numbers at the first `length` indices, shape (length,)."""
        if not self._starts:
            return np.empty(0)
        starts = np.minimum(np.frombuffer(self._starts, dtype=np.int64), length)
        return np.repeat(np.frombuffer(self._values), np.diff(starts, append=length))

    def last_where(self, wanted: float) -> int | None:
        """The last index that with its number added makes `wanted`, where such sums never fall. The last stretch has no end."""
        at = bisect_right(range(len(self._starts)), wanted, key=lambda place: self._starts[place] + self._values[place]) - 1
        if at < 0:
            return None
        index = int(wanted - self._values[at])
        return index if at + 1 == len(self._starts) or index < self._starts[at + 1] else None
