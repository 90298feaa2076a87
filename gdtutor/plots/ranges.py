"""Ranges of axes: what they must hold, how they begin, and how they grow."""

from __future__ import annotations

from collections.abc import Iterable

from gdtutor.plots.ticks import LIMIT, round_out

# Room beyond what made a range grow, as a part of it: a run that leaves at each step does not move the axes at each step.
_HEADROOM = 0.25
# Room at the beginning, when nothing has moved yet.
_FIRST_ROOM = 0.05


def within_limit(value: float) -> float:
    """The number, or the nearest that is drawn to scale."""
    return max(-LIMIT, min(LIMIT, value))


def with_origin(low: float, high: float) -> tuple[float, float]:
    """The range, with 0 where that is not farther away than the range is long; never empty."""
    size = max(abs(low), abs(high))
    span = high - low
    if span <= 1e-9 * size or span < 1e-100:
        # All at one place, as far as a picture can tell.
        span = size if size > 1e-100 else 1.0
        low = high = (low + high) / 2
    low, high = (0.0 if 0 < low <= span else low), (0.0 if -span <= high < 0 else high)
    return (low, high) if high > low else (low - span / 2, high + span / 2)


def padded(ends: tuple[float, float], share: float) -> tuple[float, float]:
    """A little more on each side, but none beyond 0 where the range ends there."""
    room = (ends[1] - ends[0]) * share
    return ends[0] - room * (ends[0] != 0), ends[1] + room * (ends[1] != 0)


def bounds(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest; 0 and 0 of none."""
    kept = list(values)
    return (min(kept), max(kept)) if kept else (0.0, 0.0)


def grown(needed: tuple[float, float], before: tuple[float, float] | None, first: tuple[float, float]) -> tuple[float, float]:
    """The range before where it holds what is needed; else grown, with headroom, on the side where it must. `first` begins it."""
    room = _HEADROOM if before else _FIRST_ROOM
    if before is None:
        before = (min(first), max(first))
        if before[0] <= needed[0] and needed[1] <= before[1] and before[0] < before[1]:
            return before
    low, high = before
    span = max(high, needed[1]) - min(low, needed[0]) or 1.0
    if needed[0] < low:
        low = min(low, max(-2 * LIMIT, round_out(needed[0] - span * room, high)[0]))
    if needed[1] > high:
        high = max(high, min(2 * LIMIT, round_out(low, needed[1] + span * room)[1]))
    return (low, high) if low < high else (low - 0.5, high + 0.5)
