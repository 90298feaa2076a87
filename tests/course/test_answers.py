"""Choices are judged by the author's word or by the run, and each question says which runs it needs.

W alone, x = y = 1, 2, 3, from W = 0: W_k = 1 - (1 - 28 lr / 3)**k, cost (14/3)(W - 1)**2.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from gdtutor.course.answers import (
    CHOOSE,
    MORE,
    MORE_BESIDES,
    Answer,
    judge_choices,
    judge_line,
    needs_run,
    right_choices,
    runs_behind,
    runs_of_solution,
    solution,
)
from gdtutor.course.evidence import Evidence
from gdtutor.course.model import (
    AtStep,
    Choice,
    Condition,
    LineAnswer,
    Miss,
    OfExperiment,
    Quiz,
    Run,
    VerdictIs,
    WrongNumber,
    WrongOrder,
)
from gdtutor.course.problems import CourseError
from gdtutor.course.terms import parse_condition, parse_term
from gdtutor.descent.experiment import BODY, Experiment, Start
from gdtutor.descent.trajectory import Trajectory


def run(lr: float, steps: int) -> Evidence:
    """The run from W = 0 in closed form."""
    trajectory = Trajectory(Experiment(lr=lr))
    W = 1 - (1 - 28 * lr / 3) ** np.arange(steps + 1)
    rows = [(step, w, math.nan, 28 / 3 * (w - 1), math.nan, 14 / 3 * (w - 1) ** 2) for step, w in enumerate(W)]
    trajectory.append(np.array(rows), lr)
    return Evidence({"": trajectory})


RUN = run(0.15, 7)
NONE = Evidence()


def predict(*conditions: str, kind: Literal["choice", "predict"] = "predict") -> Quiz:
    choices = tuple(
        Choice(
            id=f"c{number}",
            text=f"text {number}",
            answer=f"{number}: {{W@1}}",
            when=(parse_condition(text),),
            belief=f"belief-{number}",
        )
        for number, text in enumerate(conditions)
    )
    return Quiz(id="next-step", line=12, kind=kind, ask="?", choices=choices, path=Path("01.md"))


def choose(kind: Literal["choice", "choices"], right: str) -> Quiz:
    choices = tuple(
        Choice(id=name, text=name, answer=f"say {name}", right=name in right, belief=None if name in right else f"b-{name}")
        for name in "abcd"
    )
    return Quiz(id="q", line=3, kind=kind, ask="?", choices=choices)


# Choices


@pytest.mark.parametrize("kind", ["choice", "predict"])
def test_the_run_decides(kind: Literal["choice", "predict"]) -> None:
    quiz = predict("W@1 < 0", "W@1 > 1", "W@1 ~ 0.5", kind=kind)
    assert right_choices(quiz, RUN) == {"c1"}
    assert judge_choices(quiz, ["c1"], RUN) == Answer(True, "1: 1.4")
    assert judge_choices(quiz, ["c0"], RUN) == Answer(False, "0: 1.4", "belief-0")
    none = r"^01\.md:12: quiz next-step: in this run just one choice must hold; what holds: none$"
    with pytest.raises(CourseError, match=none):
        right_choices(quiz, run(0.01, 7))


def test_a_prediction_that_holds_twice_is_the_author_s_mistake() -> None:
    with pytest.raises(CourseError, match=r"01\.md:12: quiz next-step: .*what holds: c0, c1$"):
        judge_choices(predict("W@1 > 0", "W@1 > 1"), ["c0"], RUN)


def test_all_conditions_of_a_choice_must_hold() -> None:
    both: tuple[Condition, ...] = (parse_condition("W@1 > 1"), parse_condition("W@2 > 1"))
    one = Choice(id="one", text="", answer="", when=both)
    other = Choice(id="other", text="", answer="", when=(VerdictIs(("converges", "converges-oscillating")),))
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
    assert judge_choices(choose(kind, "b" if kind == "choice" else "bd"), list(chosen), NONE) == answer


def test_what_is_missing_is_not_given_away() -> None:
    said = judge_choices(choose("choices", "bd"), ["b"], NONE).text
    assert "say" not in said


def test_an_unknown_choice() -> None:
    with pytest.raises(KeyError, match="has no choice 'z'"):
        judge_choices(choose("choice", "a"), ["z"], NONE)


# Lines


LINE = Quiz(
    id="l",
    line=1,
    kind="line",
    ask="?",
    experiment=Experiment(loop="no-zero-grad"),
    lines=(
        LineAnswer(text="cost.backward()", answer="It adds; W is at {W@1}.", right=True),
        LineAnswer(text="optimizer.step()", answer="It steps.", belief="step-is-lr"),
    ),
    wrong="Not that one.",
)


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("    cost.backward()", Answer(True, "It adds; W is at 1.4.")),
        ("cost.backward()", Answer(True, "It adds; W is at 1.4.")),
        ("    optimizer.step()", Answer(False, "It steps.", "step-is-lr")),
        ("import torch", Answer(False, "Not that one.")),
    ],
)
def test_a_line_of_the_script(line: str, answer: Answer) -> None:
    assert judge_line(LINE, line, RUN) == answer


# Runs

OWN = Experiment(lr=0.15)
FAST = Run(id="fast", line=1, experiment=Experiment(lr=0.2, steps=9))
LESSON = (FAST, Run(id="other", line=2, experiment=Experiment(lr=0.3)))


def quiz(**values: object) -> Quiz:
    given = {"id": "q", "line": 1, "kind": "choice", "ask": "?", "experiment": OWN, "steps": 3} | values
    return Quiz(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (quiz(), ""),
        (quiz(ask="{lr} {{W@1}} {{x}}"), ""),
        (quiz(ask="{W@1}"), "own"),
        (quiz(hints=("a", "{W@1}")), "own"),
        (quiz(solution="{first(cost < 1)}"), "own"),
        (quiz(choices=(Choice(id="a", text="{cost@end}", answer="a"),)), "own"),
        (quiz(choices=(Choice(id="a", text="a", answer="{W@0 - lr * dW@0}"),)), "own"),
        (quiz(choices=(Choice(id="a", text="a", answer="{fast:W@1}"),)), "fast"),
        (quiz(choices=(Choice(id="a", text="a", answer="a", when=(VerdictIs(("crawls",)),)),)), "own"),
        (quiz(kind="number", value=14 / 3, right="{lr} {fast:lr}"), ""),
        (quiz(kind="number", value=AtStep("W", 1)), "own"),
        (quiz(kind="number", value=1.0, numbers=(WrongNumber(value=AtStep("W", 1), answer="no"),)), "own"),
        (quiz(kind="number", value=1.0, numbers=(WrongNumber(value=2.0, answer="{W@1} {fast:W@1}"),)), "own fast"),
        (quiz(kind="line", lines=(LineAnswer(text="x", answer="{W@1}"),)), "own"),
        (quiz(kind="line", wrong="{W@1}"), "own"),
        # Here the learner makes the run that has no name.
        (
            quiz(kind="predict", choices=(Choice(id="a", text="a", answer="a", when=(parse_condition("W@1 > fast:W@1"),)),)),
            "fast",
        ),
        (quiz(kind="order", goal=(parse_condition("W@1 > 1"),), right="{W@1} {error}"), ""),
        (quiz(kind="order", orders=(WrongOrder(pairs=(("cost", "step"),), answer="{fast:W@9} {error}"),)), "fast"),
        (quiz(kind="challenge", goal=(parse_condition("W@1 > fast:W@1"),), score=OfExperiment("lr")), "fast"),
        (quiz(kind="challenge", misses=(Miss(when=(parse_condition("W@1 > fast:W@1"),), answer="{score}"),)), "fast"),
    ],
)
def test_the_runs_that_a_question_needs(asked: Quiz, names: str) -> None:
    expected = {"own": ("", (OWN, 3)), "fast": ("fast", (FAST.experiment, 9))}
    assert runs_behind(asked, LESSON) == dict(expected[name] for name in names.split())
    assert needs_run(asked, LESSON) is (bool(names) or asked.kind in ("predict", "order", "challenge"))


def test_a_run_that_the_lesson_does_not_have() -> None:
    with pytest.raises(ValueError, match="slow:W@1 needs a run"):
        runs_behind(quiz(ask="{slow:W@1}"), LESSON)


# Solutions


def test_the_author_s_solution_comes_first() -> None:
    asked = quiz(solution="It goes to {W@1}.", choices=(Choice(id="a", text="a", answer="b", right=True),))
    assert solution(asked, RUN) == "It goes to 1.4."


def test_a_solution_is_the_right_answer_and_what_is_said_to_it() -> None:
    assert solution(choose("choices", "bd"), NONE) == "b\n\nsay b\n\nd\n\nsay d"
    assert solution(predict("W@1 < 0", "W@1 > 1"), RUN) == "text 1\n\n1: 1.4"
    assert solution(quiz(kind="number", value=AtStep("W", 1), right="From {W@0}."), RUN) == "1.4\n\nFrom 0."
    assert solution(LINE, RUN) == "`cost.backward()`\n\nIt adds; W is at 1.4."


def test_the_solution_of_an_order_is_its_code() -> None:
    asked = quiz(kind="order", experiment=Experiment(body=("step", "backward", "zero_grad", "cost", "hypothesis")), right="{W@1}")
    code = [
        "`hypothesis = x * W`",
        "`cost = torch.mean((hypothesis - y) ** 2)`",
        "`optimizer.zero_grad()`",
        "`cost.backward()`",
        "`optimizer.step()`",
    ]
    assert runs_of_solution(asked)[""] == (Experiment(body=BODY), 3)
    assert solution(asked, RUN) == "\n".join(code) + "\n\n1.4"
    # Nobody has run it yet.
    assert solution(asked, NONE) == "\n".join(code)


def test_the_solution_of_a_challenge_is_its_reference() -> None:
    reference = Experiment(start=Start(W=-2.0), lr=0.15)
    asked = quiz(kind="challenge", reference=reference, score=parse_term("first(cost < 1)"), right="{score} at {lr}")
    assert runs_of_solution(asked, LESSON) == {"": (reference, 3)}
    assert solution(asked, RUN) == "W = −2\n\n1 at 0.15"
    both = quiz(kind="challenge", reference=Experiment(start=Start(W=-2.0), lr=0.1), right="Yes.")
    assert solution(both, NONE) == "W = −2, α = 0.1\n\nYes."
    assert solution(quiz(kind="challenge", reference=OWN, right="Yes."), NONE) == "W = 0, α = 0.15\n\nYes."
