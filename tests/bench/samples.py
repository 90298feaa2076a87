"""Samples: taken in turns, since the machine's speed drifts, and summed up by what a few slow ones do not change."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Sample = TypeVar("Sample")


def in_turns(sides: Mapping[str, Callable[[], Sample]], rounds: int, *, warm: bool = False) -> dict[str, list[Sample]]:
    """Measure every side once a round. Who goes first moves on from round to round; `warm` adds a round that does not count."""
    names = list(sides)
    found: dict[str, list[Sample]] = {name: [] for name in names}
    for turn in range(-1 if warm else 0, rounds):
        first = turn % len(names)
        for name in (*names[first:], *names[:first]):
            sample = sides[name]()
            if turn >= 0:
                found[name].append(sample)
        say(f"round {turn + 1} of {rounds}")
    return found


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios round by round."""
    return statistics.median(value / other for value, other in zip(values, others, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def say(text: str) -> None:
    """A sign of life, apart from the table."""
    print(f"    … {text}", file=sys.stderr, flush=True)
