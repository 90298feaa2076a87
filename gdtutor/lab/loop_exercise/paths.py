"""The ways that W and b go: each on its own, as the numbers that it takes one after another.

A loop may move b before W or after it, in one line or in two. What it must not change is the numbers that either comes through.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from gdtutor.descent.experiment import Parameter
from gdtutor.descent.numbers import show
from gdtutor.trainer.script_result import ScriptState

# How far two ways of computing the same number in float32 may be apart, relative to the largest on the way. Measured for the mean
# of squares in six forms, and in float64: 2e-7 after 1,000 steps. The smallest step of that run is 2.6e-5.
TOLERANCE = 5e-6
# Two ways with different mistakes differ by more than this in the first LOOK numbers.
APART = 1e-4
LOOK = 8

Values = tuple[float, ...]


class Path(NamedTuple):
    """W and b at the start and after every pass, from step 0; b is empty where the model has none."""

    W: Values
    b: Values = ()

    def of(self, name: Parameter) -> Values:
        """The numbers of one parameter."""
        return self.W if name == "W" else self.b


class Moves(NamedTuple):
    """The numbers that one parameter of a script took, without repetitions. lost is the line that made it no number, or None."""

    values: Values
    lines: tuple[int, ...]
    lost: int | None = None


def moves(states: Iterable[ScriptState], name: Parameter) -> Moves:
    """What W, or b, did in a script."""
    values: list[float] = []
    lines: list[int] = []
    for state in states:
        value = state.W if name == "W" else state.b
        if value is None:
            if values:
                return Moves(tuple(values), tuple(lines), state.line)
        elif not values or not _equal(value, values[-1]):
            values.append(value)
            lines.append(state.line)
    return Moves(tuple(values), tuple(lines))


def distinct(values: Iterable[float]) -> Values:
    """The numbers without repetitions of the one before."""
    kept: list[float] = []
    for value in values:
        if not kept or not _equal(value, kept[-1]):
            kept.append(value)
    return tuple(kept)


def agreement(own: Sequence[float], reference: Sequence[float], tolerance: float = TOLERANCE) -> int:
    """How many of the first numbers are the same, but for rounding."""
    pairs = zip(own, reference, _room(reference, tolerance), strict=False)
    return next((index for index, (a, r, room) in enumerate(pairs) if not _close(a, r, room)), min(len(own), len(reference)))


def is_same_way(own: Sequence[float], reference: Sequence[float], tolerance: float = TOLERANCE) -> bool:
    """Whether a script's distinct numbers are those of the reference, `reference` being the number after every step.

    Where the reference stands still, or nearly so, rounding decides whether a number counts as another: there one way may take
    more numbers than the other.
    """
    room = _room(reference, tolerance)
    steps = zip(reference, reference[1:], room, strict=False)
    standing = sum(_close(after, before, within / 10) for before, after, within in steps)
    numbers = distinct(reference)
    if abs(len(own) - len(numbers)) > standing:
        return False
    if len(own) == len(numbers):
        return agreement(own, numbers, tolerance) == len(own)
    index = 0
    for value in own:
        while index < len(reference) and not _close(value, reference[index], room[index]):
            index += 1
        if index == len(reference):
            return False
    return _close(own[-1], reference[-1], room[-1])


def begins_like(own: Sequence[float], reference: Sequence[float]) -> bool:
    """Whether the first LOOK numbers are those of the reference, as far as there are any."""
    numbers = distinct(reference)[: LOOK + 1]
    length = min(len(own), len(numbers))
    return 1 < length <= agreement(own, numbers, APART) and (len(own) >= len(numbers) or len(own) > 2)


def way(values: Sequence[float], first: int = 3) -> str:
    """The first numbers of a way, and the last: 0 → 0.09333 → 0.1764 → … → 0.9854."""
    shown = [show(value) for value in values[:first]]
    if len(values) > first + 1:
        shown.append("…")
    if len(values) > first:
        shown.append(show(values[-1]))
    return " → ".join(shown)


def _room(reference: Sequence[float], tolerance: float) -> list[float]:
    """How far off a number may be: in proportion to the largest that there has been, its own size included."""
    return [tolerance * size for size in accumulate(map(abs, reference), max)]


def _close(a: float, r: float, room: float) -> bool:
    return _equal(a, r) or (math.isfinite(a) and math.isfinite(r) and abs(a - r) <= room)


def _equal(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b))
