"""What runs tell. W alone, x = y = 1, 2, 3: W_k = 1 - (1 - 28 lr / 3)**k, cost (14/3)(W - 1)**2, second derivative 28/3."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.evidence import Evidence, experiments, fill, holds, runs_needed, value_of
from gdtutor.course.model import Run
from gdtutor.course.terms import parse_condition, parse_term
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory


def run(lr: float, steps: int, extra: Iterable[tuple[float, ...]] = ()) -> Trajectory:
    """The run from W = 0 in closed form; `extra` rows follow it."""
    trajectory = Trajectory(Experiment(lr=lr))
    factor = 1 - 28 * lr / 3
    rows = []
    for step in range(steps + 1):
        W = 1 - factor**step
        rows.append((step, W, math.nan, 28 / 3 * (W - 1), math.nan, 14 / 3 * (W - 1) ** 2))
    trajectory.append(np.array([*rows, *extra], dtype=np.float64), lr)
    return trajectory


OVERFLOWED = run(0.3, 3, [(4, math.inf, math.nan, math.nan, math.nan, math.inf)])
EVIDENCE = Evidence(
    {"": run(0.15, 7), "too-far": run(0.25, 10), "over": OVERFLOWED, "empty": Trajectory(Experiment())},
    {"unrun": Experiment(lr=0.5, data="one-two-two", model="Wx+b")},
    error="torch said no",
    score=3.0,
)


def value(text: str) -> float:
    return value_of(parse_term(text), EVIDENCE)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("2.5", 2.5),
        ("W@0", 0.0),
        ("W@1", 1.4),
        ("W@2", 0.84),
        ("dW@0", -28 / 3),
        ("cost@1", 14 / 3 * 0.16),
        ("W@end", 1 + 0.4**7),
        ("too-far:W@1", 7 / 3),
        ("lr", 0.15),
        ("too-far:lr", 0.25),
        ("unrun:lr", 0.5),
        ("lowest_W", 1.0),
        ("lowest_cost", 0.0),
        # numpy.polyfit([1, 2, 3], [1, 2, 2], 1) is [0.5, 0.6667], and sum of squared errors 1/6.
        ("unrun:lowest_W", 0.5),
        ("unrun:lowest_b", 2 / 3),
        ("unrun:lowest_cost", 1 / 18),
        ("curvature", 28 / 3),
        ("critical_lr", 2 / (28 / 3)),
        # The distance is 0.4**k: 14/3 * 0.16**k < 0.01 from k = 4 on.
        ("first(cost < 0.01)", 4.0),
        ("first(W > 1)", 1.0),
        ("first(dW > 0)", 1.0),
        ("too-far:first(cost > 100)", 6.0),
        ("W@0 - lr * dW@0", 1.4),
        ("100 - 100 * cost@1 / cost@0", 84.0),
        ("too-far:W@1 - W@1", 7 / 3 - 1.4),
    ],
)
def test_values(term: str, expected: float) -> None:
    assert value(term) == pytest.approx(expected, abs=1e-12)


def test_what_never_happens_is_no_number_and_no_comparison_holds() -> None:
    assert math.isnan(value("first(cost > 1000)"))
    assert not holds(parse_condition("first(cost > 1000) < 5"), EVIDENCE)
    assert not holds(parse_condition("first(cost > 1000) > 5"), EVIDENCE)


def test_the_last_state_of_an_overflowed_run_stands_for_those_that_never_came() -> None:
    assert value("over:cost@9") == math.inf
    assert value("over:first(cost > 1e30)") == 4


def test_arithmetic_never_raises() -> None:
    assert value("1 / W@0") == math.inf
    assert value("0 - W@1 / W@0") == -math.inf
    assert math.isnan(value("W@0 / W@0"))
    assert math.isnan(value("over:cost@4 - over:cost@4"))


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("none:W@1", "none:W@1 needs a run"),
        ("empty:W@1", "empty:W@1 needs a run"),
        ("none:lr", "none:lr needs a run"),
        ("W@8", "W@8 needs a longer run; this one ends at step 7"),
        ("none:first(cost < 1)", "needs a run"),
    ],
)
def test_numbers_without_a_run(term: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        value(term)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("W@1 > W@0", True),
        ("W@1 < W@0", False),
        ("W@end ~ 1", True),
        ("W@1 ~ 1.41", True),
        ("W@1 ~ 1.42", False),
        ("cost@end ~ 0.004", True),
        ("cost@end ~ 0.006", False),
        ("over:cost@4 ~ over:W@4", True),
        ("over:cost@4 ~ 1e300", False),
        ("verdict is converges-oscillating", True),
        ("verdict is converges or diverges", False),
        ("too-far:verdict is converges or diverges", True),
        ("lr < critical_lr", True),
        ("too-far:lr < too-far:critical_lr", False),
    ],
)
def test_conditions(condition: str, expected: bool) -> None:
    assert holds(parse_condition(condition), EVIDENCE) is expected


def test_a_verdict_needs_a_run() -> None:
    with pytest.raises(ValueError, match="none:verdict is crawls needs a run"):
        holds(parse_condition("none:verdict is crawls"), EVIDENCE)


def test_texts_are_filled_in() -> None:
    text = "{{W}}: {W@0} − {lr} × {dW@0} = {W@0 - lr * dW@0}; {too-far:W@1}, {first(cost < 0.01)}; {error}: {score}"
    assert fill(text, EVIDENCE) == "{W}: 0 − 0.15 × −9.333 = 1.4; 2.333, 4; torch said no: 3"


@given(st.text(alphabet="ab{} ").filter(lambda text: "{" in text or "}" in text))
def test_what_is_filled_in_is_not_read_again(said: str) -> None:
    assert fill("<{error}>", Evidence(error=said)) == f"<{said}>"


def test_the_experiment_that_is_set_counts_before_that_of_the_run() -> None:
    evidence = Evidence({"": run(0.15, 3)}, {"": Experiment(lr=0.2)})
    assert value_of(parse_term("lr"), evidence) == 0.2


def test_runs_that_are_needed() -> None:
    own, far = Experiment(lr=0.15), Experiment(lr=0.25, steps=10)
    runs = (Run(id="too-far", line=1, experiment=far), Run(id="near", line=9, experiment=Experiment(start=Start(W=1.0))))
    needed = runs_needed(
        parse_term("W@1 + too-far:W@3"),
        parse_condition("verdict is crawls"),
        "{cost@2} {error}",
        None,
        own=own,
        steps=3,
        lesson_runs=runs,
    )
    assert needed == {"": (own, 3), "too-far": (far, 10)}
    assert runs_needed(parse_term("near:lr * critical_lr"), "no numbers", own=own, steps=3, lesson_runs=runs) == {}
    assert experiments(own, runs) == {"": own, "too-far": far, "near": runs[1].experiment}
    assert experiments(None, runs) == {"too-far": far, "near": runs[1].experiment}


@pytest.mark.parametrize("text", ["W@1", "none:W@1", "none:lr"])
def test_runs_that_do_not_exist(text: str) -> None:
    with pytest.raises(ValueError, match=f"{text} needs a run"):
        runs_needed(parse_term(text), own=None, steps=1)
