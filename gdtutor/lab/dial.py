"""A dial: a value that keys turn in round steps between two ends."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Dial:
    """`value` lies between `lowest` and `highest`; a geometric dial turns by factors: 0.0001 and 0.1 are both in reach."""

    name: str
    value: float
    lowest: float
    highest: float

    @property
    def geometric(self) -> bool:
        """True where the ends are both positive and at least a hundredfold apart."""
        # Below the smallest normal number there are no round steps.
        return self.lowest >= sys.float_info.min and self.highest / self.lowest >= 100

    @property
    def step(self) -> float:
        """The distance between two positions of a linear dial: 1, 2 or 5 times a power of ten, about a fortieth of the way."""
        return round_step((self.highest - self.lowest) / 40)

    @property
    def position(self) -> float:
        """Where the value stands between the ends, 0 to 1."""
        if self.geometric:
            value = max(self.value, self.lowest)
            return min(1.0, math.log(value / self.lowest) / math.log(self.highest / self.lowest))
        if self.highest <= self.lowest:
            return 0.5
        return min(1.0, max(0.0, (self.value - self.lowest) / (self.highest - self.lowest)))

    def turned(self, clicks: int) -> Dial:
        """The dial `clicks` positions further (negative: back), on round values, not beyond an end.

        A value beyond an end, where a run took it, comes back to that end with the first click, and goes no further out.
        """
        value = self.value
        for _ in range(abs(clicks)):
            if not self.lowest <= value <= self.highest:
                value = self._from_beyond(value, clicks > 0)
                continue
            value = _next_geometric(value, clicks > 0) if self.geometric else _next_linear(value, self.step, clicks > 0)
            value = min(self.highest, max(self.lowest, value))
        return replace(self, value=value)

    def _from_beyond(self, value: float, up: bool) -> float:
        if math.isnan(value):
            return self.lowest if up else self.highest
        if value > self.highest:
            return value if up else self.highest
        return self.lowest if up else value

    def clicks_to(self, position: float) -> int:
        """How many clicks bring the dial nearest to a position between its ends, 0 to 1."""
        direction = 1 if position > self.position else -1
        dial, clicks = self, 0
        while True:
            turned = dial.turned(direction)
            if abs(turned.position - position) >= abs(dial.position - position):
                return clicks
            dial, clicks = turned, clicks + direction

    def at(self, value: float) -> Dial:
        """The same dial with another value, wherever it lies."""
        return replace(self, value=value)


def round_step(about: float) -> float:
    """The number 1, 2 or 5 times a power of ten that is nearest to `about` from above (within a rounding error)."""
    if not (math.isfinite(about) and about > 0):
        return 0.1
    power = 10.0 ** math.floor(math.log10(about))
    return next((factor * power for factor in (1, 2, 5) if factor * power >= about * (1 - 1e-9)), 10 * power)


def _next_linear(value: float, step: float, up: bool) -> float:
    places = value / step
    # A value a hair off the grid counts as on it: torch gives back 8.2 as 8.199999809, a float32.
    nearest = round(places)
    if math.isclose(places, nearest, rel_tol=0, abs_tol=1e-3):
        position = nearest + (1 if up else -1)
    else:
        position = math.ceil(places) if up else math.floor(places)
    return round(position * step, 12)


_MANTISSAS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0)


def _next_geometric(value: float, up: bool) -> float:
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    mantissa = value / power
    if up:
        return float(f"{power * next(m for m in (*_MANTISSAS, 15.0) if m > mantissa * (1 + 1e-6)):.12g}")
    return float(f"{power * next((m for m in reversed(_MANTISSAS) if m < mantissa * (1 - 1e-6)), 0.7):.12g}")
