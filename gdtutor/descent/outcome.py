"""What a verdict is made of, whichever way it is come to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from gdtutor.descent.numbers import show

VerdictKind = Literal["not-run", "converges", "converges-oscillating", "crawls", "oscillates", "diverges"]

# A run crawls when the distance needs more steps than this to fall to 1 %.
PATIENCE = 1_000


@dataclass(frozen=True)
class Verdict:
    """What became of a run.

    factor is |1 - lr * eigenvalue|, what a step leaves of the distance from the minimum in the long run: the largest such factor
    that the start excites. None where the run is no plain gradient descent on a bowl, or where there is no distance.
    overflow_step is the recorded step at which a number became inf or NaN, or else the one predicted for a diverging run.
    """

    kind: VerdictKind
    factor: float | None
    overflow_step: int | None
    sentence: str


def steps_to_one_percent(factor: float, every: float = 1) -> int:
    """After how many steps a distance is 1 % of what it was, where each `every` steps leave `factor` times of it."""
    if factor <= 0:
        return 1
    if factor >= 1 - 1e-15:
        return 10**18
    return max(1, math.ceil(every * math.log(0.01) / math.log(factor)))


def count(steps: int) -> str:
    """A number of steps as it is shown: 4,932, and from ten million on 1.2e7."""
    return f"{steps:,}" if steps < 10**7 else show(float(steps), 2)
