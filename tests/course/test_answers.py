"""Answers are judged by the run. W alone, x = y = 1, 2, 3: W_k = 1 - (1 - 28 lr / 3)**k, cost (14/3)(W - 1)**2."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.answers import (
    CHOOSE,
    MORE,
    MORE_BESIDES,
    TOO_ROUND,
    Answer,
    fill,
    holds,
    judge_choices,
    judge_number,
    needs_run,
    right_choices,
    value_of,
)
from gdtutor.course.model import AtStep, Choice, Comparison, Condition, Quiz, Term, VerdictIs, WrongNumber
from gdtutor.course.problems import CourseError
from gdtutor.course.terms import parse_condition
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
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


RUN = run(0.15, 7)


def predict(*conditions: str) -> Quiz:
    choices = tuple(
        Choice(id=f"c{number}", text="", answer=f"{number}: {{W@1}}", when=(parse_condition(text),), belief=f"belief-{number}")
        for number, text in enumerate(conditions)
    )
    return Quiz(id="next-step", line=12, kind="predict", ask="?", hint="h", choices=choices, path=Path("01.md"))


def choose(kind: Literal["choice", "choices"], right: str) -> Quiz:
    choices = tuple(
        Choice(id=name, text=name, answer=f"say {name}", right=name in right, belief=None if name in right else f"b-{name}")
        for name in "abcd"
    )
    return Quiz(id="q", line=3, kind=kind, ask="?", hint="h", choices=choices)


def number(value: Term, tolerance: float = 0.01, wrong: Iterable[tuple[Term, str]] = ()) -> Quiz:
    known = tuple(WrongNumber(value=term, answer=f"known {name}", belief=name) for term, name in wrong)
    return Quiz(
        id="n", line=3, kind="number", ask="?", hint="h", value=value, tolerance=tolerance, numbers=known, right="yes", wrong="no"
    )


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (AtStep("W", 0), 0.0),
        (AtStep("W", 1), 1.4),
        (AtStep("W", 2), 0.84),
        (AtStep("dW", 0), -28 / 3),
        (AtStep("cost", 1), 0.746667),
        (AtStep("W", "end"), 1.00164),
        (2.5, 2.5),
    ],
)
def test_value_of(term: Term, value: float) -> None:
    assert value_of(term, RUN) == pytest.approx(value, rel=1e-5)


def test_value_of_needs_a_run_that_is_long_enough() -> None:
    with pytest.raises(ValueError, match="W@1 needs a run"):
        value_of(AtStep("W", 1), None)
    with pytest.raises(ValueError, match="W@8 needs a longer run; this one ends at step 7"):
        value_of(AtStep("W", 8), RUN)


def test_the_last_state_stands_for_those_after_an_overflow() -> None:
    stopped = run(0.3, 2, [(3, math.inf, math.nan, math.inf, math.nan, math.inf)])
    assert value_of(AtStep("cost", 9), stopped) == math.inf
    assert holds(parse_condition("cost@9 > 1000"), stopped)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("W@1 > W@0", True),
        ("W@1 < W@0", False),
        ("W@1 > W@1", False),
        ("W@2 ~ 0.84", True),
        ("W@2 ~ 0.846", True),
        ("W@2 ~ 0.85", False),
        ("dW@0 ~ −9.4", True),
        ("dW@0 ~ −9.5", False),
        ("dW@0 ~ 9.33", False),
        ("14/3 ~ cost@0", True),
        ("W@0 ~ 0.004", True),
        ("verdict is converges-oscillating", True),
        ("verdict is diverges", False),
        ("b@0 < 1", False),
        ("b@0 > 1", False),
        ("b@0 ~ b@0", False),
    ],
)
def test_holds(condition: str, expected: bool) -> None:
    assert holds(parse_condition(condition), RUN) is expected


def test_infinite_is_about_infinite() -> None:
    overflowed = run(0.3, 2, [(3, math.inf, math.nan, math.inf, math.nan, math.inf)])
    assert holds(Comparison(AtStep("W", 3), "~", AtStep("cost", 3)), overflowed)
    assert not holds(Comparison(AtStep("W", 3), "~", 1.0), overflowed)


def test_fill_shows_four_digits() -> None:
    text = "From {W@0} to {W@2}: gradient {dW@0}, cost {cost@1}; set {{1}}."
    assert fill(text, RUN) == "From 0 to 0.84: gradient −9.333, cost 0.7467; set {1}."
    assert fill("no number", None) == "no number"
    with pytest.raises(ValueError, match="W@1 needs a run"):
        fill("{W@1}", None)


@pytest.mark.parametrize(
    ("quiz", "expected"),
    [
        (predict("W@1 > 0", "W@1 < 0"), True),
        (choose("choice", "a"), False),
        (number(14 / 3), False),
        (number(AtStep("W", 1)), True),
        (number(1.0, wrong=[(AtStep("W", 1), "x")]), True),
        (Quiz(id="q", line=1, kind="choice", ask="{W@1}?"), True),
        (Quiz(id="q", line=1, kind="choice", ask="?", choices=(Choice(id="a", text="a", answer="{W@1}"),)), True),
        (Quiz(id="q", line=1, kind="choice", ask="?", hint="{{x}}"), False),
    ],
)
def test_needs_run(quiz: Quiz, expected: bool) -> None:
    assert needs_run(quiz) is expected


def test_the_run_decides_a_prediction() -> None:
    quiz = predict("W@1 < 0", "W@1 > 1", "W@1 ~ 0.5")
    assert right_choices(quiz, RUN) == {"c1"}
    assert judge_choices(quiz, ["c1"], RUN) == Answer(True, "1: 1.4")
    assert judge_choices(quiz, ["c0"], RUN) == Answer(False, "0: 1.4", "belief-0")
    slow = run(0.01, 7)
    with pytest.raises(
        CourseError, match=r"^01\.md:12: quiz next-step: in this run just one choice must hold; what holds: none$"
    ):
        right_choices(quiz, slow)


def test_a_prediction_that_holds_twice_is_the_author_s_mistake() -> None:
    with pytest.raises(CourseError, match=r"01\.md:12: quiz next-step: .*what holds: c0 and c1$"):
        judge_choices(predict("W@1 > 0", "W@1 > 1"), ["c0"], RUN)


def test_all_conditions_of_a_choice_must_hold() -> None:
    both: tuple[Condition, ...] = (parse_condition("W@1 > 1"), parse_condition("W@2 > 1"))
    one = Choice(id="one", text="", answer="", when=both)
    other = Choice(id="other", text="", answer="", when=(VerdictIs("converges-oscillating"),))
    assert right_choices(Quiz(id="q", line=1, kind="predict", ask="?", choices=(one, other)), RUN) == {"other"}


@pytest.mark.parametrize(
    ("kind", "chosen", "answer"),
    [
        ("choice", "b", Answer(True, "say b")),
        ("choice", "a", Answer(False, "say a", "b-a")),
        ("choice", "", Answer(False, CHOOSE)),
        ("choices", "ab", Answer(False, f"say a\n\n{MORE_BESIDES}", "b-a")),
        ("choices", "bd", Answer(True, "say b\n\nsay d")),
        ("choices", "d", Answer(False, MORE)),
        ("choices", "abcd", Answer(False, "say a\n\nsay c", "b-a")),
        ("choices", "c", Answer(False, f"say c\n\n{MORE_BESIDES}", "b-c")),
    ],
)
def test_choices(kind: Literal["choice", "choices"], chosen: str, answer: Answer) -> None:
    assert judge_choices(choose(kind, "b" if kind == "choice" else "bd"), list(chosen), None) == answer


def test_what_is_missing_is_not_given_away() -> None:
    said = judge_choices(choose("choices", "bd"), ["b"], None).text
    assert "say" not in said


def test_an_unknown_choice() -> None:
    with pytest.raises(KeyError, match="has no choice 'z'"):
        judge_choices(choose("choice", "a"), ["z"], None)


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
    assert judge_number(number(value, tolerance), typed, None) == Answer(True, "yes")


@pytest.mark.parametrize(
    ("value", "typed"),
    [(1.4, "1.42"), (1.4, "-1.4"), (1.4, "2"), (0.0933333, "0.1044"), (1763.9, "1765"), (1.4, "14"), (0.0, "1")],
)
def test_a_wrong_number(value: float, typed: str) -> None:
    assert judge_number(number(value), typed, None) == Answer(False, "no")


def test_a_number_that_is_rounded_too_far_is_near() -> None:
    assert judge_number(number(-28 / 3), "-9.3", None) == Answer(False, TOO_ROUND)
    assert judge_number(number(-28 / 3), "-9", None) == Answer(False, TOO_ROUND)
    # A known mistake is a mistake, though.
    assert judge_number(number(-28 / 3, wrong=[(-9.0, "inputs")]), "-9", None) == Answer(False, "known inputs", "inputs")


def test_known_wrong_numbers_answer_for_themselves() -> None:
    quiz = number(AtStep("W", 1), wrong=[(AtStep("dW", 0), "the-gradient"), (-1.4, "sign")])
    assert judge_number(quiz, "1.4", RUN) == Answer(True, "yes")
    assert judge_number(quiz, "-1.4", RUN) == Answer(False, "known sign", "sign")
    assert judge_number(quiz, "-9.333", RUN) == Answer(False, "known the-gradient", "the-gradient")
    assert judge_number(quiz, "-9.33", RUN) == Answer(False, "known the-gradient", "the-gradient")
    assert judge_number(quiz, "3", RUN) == Answer(False, "no")


def test_the_nearer_of_right_and_known_wrong_counts_beyond_the_tolerance() -> None:
    quiz = number(1.003, tolerance=0.0005, wrong=[(1.0, "limit")])
    assert judge_number(quiz, "1.00", None) == Answer(False, "known limit", "limit")
    assert judge_number(quiz, "1.003", None).right
    # Without such a number, 1.00 is 1.003 in three digits.
    assert judge_number(number(1.003, tolerance=0.0005), "1.00", None).right


def test_within_the_tolerance_nothing_is_wrong() -> None:
    quiz = number(1.0, tolerance=0.1, wrong=[(1.15, "near")])
    assert judge_number(quiz, "1.09", None).right


def test_what_is_no_number_is_said_and_not_judged() -> None:
    with pytest.raises(ValueError, match="is not a number; type one such as"):
        judge_number(number(1.0), "left", None)


def test_a_question_without_a_finite_number_is_the_author_s_mistake() -> None:
    overflowed = run(0.3, 2, [(3, math.inf, math.nan, math.inf, math.nan, math.inf)])
    with pytest.raises(CourseError, match="line 3: quiz n: a number question needs finite numbers; the run gives inf"):
        judge_number(number(AtStep("cost", 3)), "1", overflowed)


@given(
    value=st.floats(min_value=-1e9, max_value=1e9),
    tolerance=st.floats(min_value=1e-9, max_value=10),
    digits=st.integers(3, 12),
    exponent=st.booleans(),
)
def test_every_rounding_to_three_digits_or_more_is_right(value: float, tolerance: float, digits: int, exponent: bool) -> None:
    quiz = number(value, tolerance)
    typed = f"{value:.{digits - 1}e}" if exponent else f"{value:#.{digits}g}"
    assert judge_number(quiz, typed, None).right
    assert judge_number(quiz, show(value), None).right
    assert judge_number(quiz, repr(value), None).right


@given(
    value=st.floats(min_value=-1e6, max_value=1e6), off=st.floats(min_value=0.02, max_value=1e6), sign=st.sampled_from([-1, 1])
)
def test_what_is_far_from_the_value_is_wrong(value: float, off: float, sign: int) -> None:
    typed = value + sign * max(off, 0.001 * abs(value))
    assert not judge_number(number(value), repr(typed), None).right
