"""Typed numbers are judged by the run. W alone, x = y = 1, 2, 3: W_k = 1 - (1 - 28 lr / 3)**k, cost (14/3)(W - 1)**2."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.answers import TOO_ROUND, Answer, judge_number
from gdtutor.course.evidence import Evidence
from gdtutor.course.model import AtStep, Operation, Quiz, Term, WrongNumber
from gdtutor.course.problems import CourseError
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory

NONE = Evidence()


def run(lr: float, steps: int, extra: Iterable[tuple[float, ...]] = ()) -> Evidence:
    """The run from W = 0 in closed form; `extra` rows follow it."""
    trajectory = Trajectory(Experiment(lr=lr))
    W = 1 - (1 - 28 * lr / 3) ** np.arange(steps + 1)
    rows = [(step, w, math.nan, 28 / 3 * (w - 1), math.nan, 14 / 3 * (w - 1) ** 2) for step, w in enumerate(W)]
    trajectory.append(np.array([*rows, *extra], dtype=np.float64), lr)
    return Evidence({"": trajectory})


RUN = run(0.15, 7)
OVERFLOWED = run(0.3, 2, [(3, math.inf, math.nan, math.inf, math.nan, math.inf)])


def number(value: Term, tolerance: float = 0.01, wrong: Iterable[tuple[Term, str]] = ()) -> Quiz:
    known = tuple(WrongNumber(value=term, answer=f"known {name}", belief=name) for term, name in wrong)
    return Quiz(id="n", line=3, kind="number", ask="?", value=value, tolerance=tolerance, numbers=known, right="yes", wrong="no")


@pytest.mark.parametrize(
    ("value", "tolerance", "typed"),
    [
        (1.4, 0.01, "1.4"),
        (1.4, 0.01, "1,4"),
        (1.4, 0.01, "7/5"),
        (1.4, 0.01, "1.409"),
        (-28 / 3, 0.01, "−9.33"),
        (-28 / 3, 0.01, "-9.333"),
        (-28 / 3, 0.01, "-28/3"),
        # As the screen shows it, though the tolerance is narrower.
        (0.0933333, 1e-6, "0.09333"),
        (0.0933333, 1e-6, "0.0933"),
        (1.400004, 1e-6, "1.4"),
        (1763.9, 0.01, "1764"),
        (5802485.5, 0.01, "5.802e6"),
        (5802485.5, 0.01, "5,802,485"),
        (5802485.5, 0.01, "5802000"),
        (5802485.5, 0.01, "5802485.9"),
        (1.234, 0.001, "1,234"),
        (1234.0, 0.001, "1,234"),
        (0.000158, 1e-7, "1.58e-4"),
        (0.0, 0.01, "0"),
    ],
)
def test_a_right_number_is_never_refused(value: float, tolerance: float, typed: str) -> None:
    assert judge_number(number(value, tolerance), typed, NONE) == Answer(True, "yes")


@pytest.mark.parametrize(
    ("value", "typed"),
    [(1.4, "1.42"), (1.4, "-1.4"), (1.4, "2"), (0.0933333, "0.1044"), (1763.9, "1765"), (1.4, "14"), (0.0, "1")],
)
def test_a_wrong_number(value: float, typed: str) -> None:
    assert judge_number(number(value), typed, NONE) == Answer(False, "no")


def test_a_number_that_is_rounded_too_far_is_near() -> None:
    assert judge_number(number(-28 / 3), "-9.3", NONE) == Answer(False, TOO_ROUND)
    assert judge_number(number(-28 / 3), "-9", NONE) == Answer(False, TOO_ROUND)
    assert judge_number(number(0.7), "1", NONE) == Answer(False, "no")
    # A known mistake is a mistake, though.
    assert judge_number(number(-28 / 3, wrong=[(-9.0, "inputs")]), "-9", NONE) == Answer(False, "known inputs", "inputs")


def test_known_wrong_numbers_answer_for_themselves() -> None:
    quiz = number(AtStep("W", 1), wrong=[(AtStep("dW", 0), "the-gradient"), (-1.4, "sign")])
    assert judge_number(quiz, "1.4", RUN) == Answer(True, "yes")
    assert judge_number(quiz, "-1.4", RUN) == Answer(False, "known sign", "sign")
    assert judge_number(quiz, "-9.333", RUN) == Answer(False, "known the-gradient", "the-gradient")
    assert judge_number(quiz, "-9.33", RUN) == Answer(False, "known the-gradient", "the-gradient")
    assert judge_number(quiz, "3", RUN) == Answer(False, "no")


def test_the_nearer_of_right_and_known_wrong_counts_beyond_the_tolerance() -> None:
    quiz = number(1.003, tolerance=0.0005, wrong=[(1.0, "limit")])
    assert judge_number(quiz, "1.00", NONE) == Answer(False, "known limit", "limit")
    assert judge_number(quiz, "1.003", NONE).right
    # Without such a number, 1.00 is 1.003 in three digits.
    assert judge_number(number(1.003, tolerance=0.0005), "1.00", NONE).right


def test_within_the_tolerance_nothing_is_wrong() -> None:
    quiz = number(1.0, tolerance=0.1, wrong=[(1.15, "near")])
    assert judge_number(quiz, "1.09", NONE).right


def test_what_is_no_number_is_said_and_not_judged() -> None:
    with pytest.raises(ValueError, match="is not a number; type one such as"):
        judge_number(number(1.0), "left", NONE)


@pytest.mark.parametrize("typed", [".5", "-.5", "0.5", "1/2", "−,5", "+.50"])
def test_a_number_may_begin_with_its_point(typed: str) -> None:
    half = -0.5 if typed[0] in "-−" else 0.5
    assert judge_number(number(half, 1e-9), typed, NONE).right


INF = AtStep("W", 3)


@pytest.mark.parametrize(
    ("value", "shown"), [(INF, "inf"), (Operation("-", INF, INF), "NaN"), (Operation("-", 0.0, INF), "−inf")]
)
def test_a_question_without_a_finite_number_is_the_author_s_mistake(value: Term, shown: str) -> None:
    message = f"line 3: quiz n: a number question needs finite numbers; the run gives {shown}$"
    with pytest.raises(CourseError, match=message):
        judge_number(number(value), "1", OVERFLOWED)


def test_a_known_wrong_number_that_nobody_can_type_is_never_said() -> None:
    known: list[tuple[Term, str]] = [
        (AtStep("W", 3), "inf"),
        (Operation("-", AtStep("W", 3), AtStep("W", 3)), "nan"),
        (2.0, "two"),
    ]
    quiz = number(AtStep("W", 1), wrong=known)
    assert judge_number(quiz, "2", OVERFLOWED).belief == "two"
    assert judge_number(quiz, "1e300", OVERFLOWED) == Answer(False, "no")
    assert judge_number(quiz, "2.8", OVERFLOWED).right


@given(
    value=st.floats(min_value=-1e9, max_value=1e9),
    tolerance=st.floats(min_value=1e-9, max_value=10),
    digits=st.integers(3, 12),
    exponent=st.booleans(),
)
def test_every_rounding_to_three_digits_or_more_is_right(value: float, tolerance: float, digits: int, exponent: bool) -> None:
    quiz = number(value, tolerance)
    typed = f"{value:.{digits - 1}e}" if exponent else f"{value:#.{digits}g}"
    assert judge_number(quiz, typed, NONE).right
    assert judge_number(quiz, show(value), NONE).right
    assert judge_number(quiz, repr(value), NONE).right


@given(
    value=st.floats(min_value=-1e6, max_value=1e6), off=st.floats(min_value=0.02, max_value=1e6), sign=st.sampled_from([-1, 1])
)
def test_what_is_far_from_the_value_is_wrong(value: float, off: float, sign: int) -> None:
    typed = value + sign * max(off, 0.001 * abs(value))
    assert not judge_number(number(value), repr(typed), NONE).right
