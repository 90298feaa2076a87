"""Round numbers along an axis: where the ticks stand, what they say, and ranges that end on them."""

from __future__ import annotations

import math
from typing import NamedTuple

from gdtutor.descent.numbers import MINUS, show

# Numbers beyond this are not drawn to scale but marked at the edge; sums and differences of smaller ones cannot overflow.
LIMIT = 1e15


class Tick(NamedTuple):
    """A place on an axis, in the units of the data, and its label."""

    value: float
    label: str


def round_step(about: float) -> float:
    """1, 2 or 5 times a power of ten: the smallest that is at least `about` (within a rounding error). `about` is positive."""
    power = 10.0 ** math.floor(math.log10(about))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= about * (1 - 1e-9))


def ticks(lowest: float, highest: float, count: int) -> list[Tick]:
    """At most `count` + 1 round ticks from `lowest` to `highest`, all with the same decimals."""
    step = round_step((highest - lowest) / max(1, count))
    first, last = math.ceil(lowest / step - 1e-9), math.floor(highest / step + 1e-9)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    largest = max(abs(first), abs(last)) * step
    plain = largest < 1e6 and places <= 4
    return [Tick(n * step, _plain(n * step, places) if plain else show(n * step, 3)) for n in range(first, last + 1)]


def log_ticks(lowest: float, highest: float, count: int) -> list[Tick]:
    """At most `count` + 1 powers of ten from `lowest` to `highest`, both positive."""
    first, last = math.ceil(math.log10(lowest) - 1e-9), math.floor(math.log10(highest) + 1e-9)
    step = max(1, math.ceil((last - first) / max(1, count)))
    # Counted from 1 = 10**0, so that the ticks stay where they are while the range grows.
    return [Tick(10.0**power, _power(power)) for power in range(first, last + 1) if power % step == 0]


def round_out(lowest: float, highest: float) -> tuple[float, float]:
    """The range with ends moved outwards to round numbers."""
    span = highest - lowest
    if span <= 1e-200 or not math.isfinite(span):
        return lowest, highest
    step = round_step(span / 10)
    return math.floor(lowest / step + 1e-9) * step, math.ceil(highest / step - 1e-9) * step


def spaced(chosen: list[Tick], columns: int, ends: tuple[float, float]) -> list[Tick]:
    """Every tick, or every second, third ... one, so that two labels have at least two cells between them."""
    longest = max((len(tick.label) for tick in chosen), default=0) + 2
    for stride in range(1, len(chosen) + 1):
        if len(chosen) < 2 or (chosen[1].value - chosen[0].value) * stride / (ends[1] - ends[0]) * columns >= longest:
            # Counted from the tick at 0 where there is one.
            zero = next((i for i, tick in enumerate(chosen) if tick.value == 0), 0) % stride
            return chosen[zero::stride]
    return chosen[:1]


def drawable(ends: tuple[float, float], *, logarithmic: bool) -> tuple[float, float]:
    """The range, or one like it that can be drawn: not empty, and no narrower than rounding errors are wide."""
    low, high = ends
    if not (abs(low) < 1e200 and abs(high) < 1e200):
        return (1e-3, 1.0) if logarithmic else (0.0, 1.0)
    if logarithmic:
        return (low, high) if low > 1e-300 and low * 1.001 < high else (1e-3, 1.0)
    least = max(1e-200, 1e-12 * max(abs(low), abs(high)))
    return (low, high) if high - low >= least else (low - least, low + least)


def _plain(value: float, places: int) -> str:
    text = f"{abs(value):.{places}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def _power(power: int) -> str:
    return show(10.0**power) if -3 <= power <= 3 else f"1e{MINUS if power < 0 else ''}{abs(power)}"
