"""A run's rows as text: the CSV that `gdtutor run` writes and a lab exports, and the rows of its JSON.

A row is one state: step, W, b, dW, db, cost, the gradient and the cost being those at that same W and b. Numbers are written so
that they read back to the same float; overflow is inf or -inf, and what is no number is nan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from gdtutor.descent.experiment import Experiment

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Floats

HEADER = "step,W,b,dW,db,cost\n"
# Rows that are made into one text: enough to be quick, and few in memory.
BLOCK = 4_096

Rows = Iterable[Sequence[float]]


class EveryNth:
    """Chooses the rows 0, every, 2 * every … and the last from blocks of rows as they come."""

    def __init__(self, every: int = 1) -> None:
        self._every = every
        self._skip = 0
        self._left: list[float] = []

    def take(self, block: Floats) -> list[list[float]]:
        """Those of the next rows, an array of shape (n, 6), that are chosen whatever comes after them."""
        if not len(block):
            return []
        chosen: list[list[float]] = block[self._skip :: self._every].tolist()
        self._skip = (self._skip - len(block)) % self._every
        self._left = [] if self._skip == self._every - 1 or self._every == 1 else block[-1].tolist()
        return chosen

    def last(self) -> list[list[float]]:
        """The last row, unless it was chosen already."""
        return [self._left] if self._left else []


def csv_text(rows: Rows, experiment: Experiment) -> str:
    """The rows as lines of the file, without the header. b and db are empty where the model has no b."""
    if "b" in experiment.parameters:
        lines = [f"{int(step)},{W!r},{b!r},{dW!r},{db!r},{cost!r}\n" for step, W, b, dW, db, cost, *_ in rows]
    else:
        lines = [f"{int(step)},{W!r},,{dW!r},,{cost!r}\n" for step, W, _b, dW, _db, cost, *_ in rows]
    return "".join(lines)


def csv_rows(rows: Rows, experiment: Experiment, every: int = 1) -> Iterator[str]:
    """The whole file in pieces: the header, then rows 0, every, 2 * every … and the last.

    rows are records of a `Trajectory`, or anything else that begins with step, W, b, dW, db, cost.
    """
    yield HEADER
    chosen = _thinned(rows, every)
    while block := list(islice(chosen, BLOCK)):
        yield csv_text(block, experiment)


def json_text(rows: Rows, experiment: Experiment) -> str:
    """The rows as JSON arrays with commas between; numbers that JSON does not have are the texts "inf", "-inf" and "nan"."""
    with_b = "b" in experiment.parameters
    return ",\n".join(
        f"[{int(step)},{_json(W)},{_json(b) if with_b else 'null'},{_json(dW)},{_json(db) if with_b else 'null'},{_json(cost)}]"
        for step, W, b, dW, db, cost, *_ in rows
    )


def _json(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'"{value!r}"'


def _thinned(rows: Rows, every: int) -> Iterator[Sequence[float]]:
    left: Sequence[float] | None = None
    for index, row in enumerate(rows):
        left = None if index % every == 0 else row
        if left is None:
            yield row
    if left is not None:
        yield left
