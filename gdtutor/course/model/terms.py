"""Numbers that gdtutor computes, conditions on them, and what an author claims of them."""

from __future__ import annotations

from typing import Literal

import msgspec

from gdtutor.descent.experiment import Experiment, Quantity


class AtStep(msgspec.Struct, frozen=True):
    """A number that only a run can tell: `W@1` is W after one update, `cost@end` the cost of the last state.

    run names a `run` block: `fast:W@1`. "" is the run behind the question, or that of the page's lab.
    """

    quantity: Quantity
    step: int | Literal["end"]
    run: str = ""


class OfExperiment(msgspec.Struct, frozen=True):
    """A number that the experiment has without running: `lr`; of its cost: `lowest_W`, `lowest_b`, `lowest_cost`,
    `curvature` (the largest second derivative) and `critical_lr` (2 / curvature). run as in AtStep: `fast:lr`.
    """

    name: Literal["lr", "lowest_W", "lowest_b", "lowest_cost", "curvature", "critical_lr"]
    run: str = ""


class FirstStep(msgspec.Struct, frozen=True):
    """`first(cost < 0.01)`: the first step at which that holds; NaN where it never does. run as in AtStep: `fast:first(…)`."""

    quantity: Quantity
    sign: Literal["<", ">"]
    bound: float
    run: str = ""


class Operation(msgspec.Struct, frozen=True):
    """Arithmetic: `W@0 - lr * dW@0`, `14/3`."""

    sign: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


Term = float | AtStep | OfExperiment | FirstStep | Operation


class Comparison(msgspec.Struct, frozen=True):
    """`W@1 < W@0`, `cost@9 > 1000`, `W@end ~ 1` (~: equal to within 1 % or 0.005, whichever is more)."""

    left: Term
    sign: Literal["<", ">", "~"]
    right: Term


class VerdictIs(msgspec.Struct, frozen=True):
    """`verdict is diverges`, or several words with `or` between: what `gdtutor.descent.verdict` says of the run."""

    kinds: tuple[str, ...]
    run: str = ""


Condition = Comparison | VerdictIs


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What the author says and a run must confirm. In the file: `[1.4]{W@1}`, `[swings for ever]{verdict is oscillates}`.

    A number is compared with `value` in the digits that were written (or to within `tolerance`: `[3000]{W@9 ± 50}`); other text
    stands for `condition`. experiment is what "" means as a run; None where the page has none.
    """

    text: str
    line: int
    value: Term | None = None
    tolerance: float | None = None
    condition: Condition | None = None
    experiment: Experiment | None = None
