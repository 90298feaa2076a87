"""What the benchmark finds, as rows of a table and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number, what it is of, and its goal where it has one. note is said beside it; samples are for the JSON only."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""
    samples: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (self.at_least is None or self.value >= self.at_least)

    @property
    def goal(self) -> str:
        """The goal as the table has it."""
        if self.at_most is not None:
            return f"≤ {shown(self.at_most)}"
        return f"≥ {shown(self.at_least)}" if self.at_least is not None else ""

    def row(self) -> str:
        """A row of the table, under HEADING."""
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return f"  {self.name:46} {shown(self.value):>9} {self.unit:8} {self.goal:>8} {verdict:6}  {self.note}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        goal = {"at_most": self.at_most, "at_least": self.at_least}
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "goal": {name: bound for name, bound in goal.items() if bound is not None} or None,
            "met": self.met,
            "note": self.note,
            "samples": {name: list(values) for name, values in self.samples.items()},
        }


HEADING = f"  {'':46} {'':>9} {'':8} {'goal':>8}"


def shown(value: float) -> str:
    """Three digits or more, without an exponent."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
