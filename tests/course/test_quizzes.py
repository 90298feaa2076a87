"""What a good question is read as, within its lesson."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import (
    AtStep,
    Choice,
    Comparison,
    FirstStep,
    Lesson,
    LineAnswer,
    Miss,
    OfExperiment,
    Operation,
    Page,
    VerdictIs,
    WrongNumber,
    WrongOrder,
)
from gdtutor.descent.experiment import BODY, Experiment, Start

LESSON = """\
---
id: loop
title: The loop
minutes: 10
---

## Turn {#turn}

Turn α.

```lab
id: dial
start: {W: 5}
lr: 0.05
controls: [lr, run]
pictures: [cost-curve]
```

```quiz
id: just-in-time
kind: challenge
ask: Bring the cost below [0.01]{0.01} within ten steps.
steps: 10
goal: cost@10 < 0.01
score: first(cost < 0.01)
par: 1
reference: {lr: 3/28}
misses:
  - when: [verdict is diverges or oscillates, lr > 0.2]
    belief: bounces-in-range
    answer: Too far, {score}.
right: "{score} steps, {{not}} [75]{cost@0}."
wrong: Not yet.
hints:
  - First.
  - Second {cost@10}.
solution: Take 3/28.
```

## Order {#order}

Put in order.

```run
id: slow
lr: 0.001
steps: 4
```

```quiz
id: in-order
kind: order
ask: Which order trains?
experiment: {lr: 0.15, body: [step, backward, zero_grad, cost, hypothesis]}
steps: 7
goal: [cost@7 < 0.1, W@7 > slow:W@4]
orders:
  - when: backward < zero_grad
    answer: "{error}"
right: >-
  It comes to {W@7},
  from [0]{W@0}, and not to [0.037]{slow:W@end ± 0.01}.
wrong: "No: {error}"
hint: Go round.
```

## Line {#line}

Find it.

```quiz
id: at-fault
kind: line
ask: Which line?
experiment: {loop: ascent}
lines:
  - {line: W += lr * W.grad, answer: It climbs., right: true}
  - {line: "cost.backward()", answer: It does not., belief: sign}
wrong: No.
hint: Signs.
```

## Number {#number}

Work it out.

```quiz
id: one-step
kind: number
ask: W = {W@0}, α = {lr}. And then?
experiment: {lr: 0.15}
fresh: {lr: [0.2]}
value: W@0 - lr * dW@0
numbers:
  - {value: W@0 + lr * dW@0, answer: Up., belief: plus-descends}
right: r
wrong: w
hint: h
```

## Choice {#choice}

Choose.

```quiz
id: which-way
kind: choice
ask: Which way?
experiment: {}
choices:
  - {id: up, text: up, when: W@1 > W@0, answer: a}
  - {id: down, text: down, when: [W@1 < W@0, verdict is converges], answer: b, belief: c}
hint: h
```
"""


@pytest.fixture
def lesson(write: Callable[[str | bytes], Path]) -> Lesson:
    return read_lesson(write(LESSON))


def page(lesson: Lesson, name: str) -> Page:
    return next(page for page in lesson.pages if page.id == name)


def line_of(text: str) -> int:
    return LESSON.count("\n", 0, LESSON.index(text)) + 1


def test_a_challenge(lesson: Lesson) -> None:
    found = page(lesson, "turn")
    quiz, lab = found.quiz, found.lab
    assert quiz is not None
    assert lab is not None
    assert quiz.experiment == lab.experiment
    assert quiz.goal == (Comparison(AtStep("cost", 10), "<", 0.01),)
    assert (quiz.score, quiz.best, quiz.par) == (FirstStep("cost", "<", 0.01), "lowest", 1)
    assert quiz.reference == Experiment(start=Start(W=5.0), lr=3 / 28)
    when = (VerdictIs(("diverges", "oscillates")), Comparison(OfExperiment("lr"), ">", 0.2))
    assert quiz.misses == (Miss(when=when, answer="Too far, {score}.", belief="bounces-in-range"),)
    assert quiz.right == "{score} steps, {{not}} 75."
    assert (quiz.hints, quiz.solution) == (("First.", "Second {cost@10}."), "Take 3/28.")


def test_an_order(lesson: Lesson) -> None:
    quiz = page(lesson, "order").quiz
    assert quiz is not None
    assert quiz.experiment == Experiment(lr=0.15, body=BODY[::-1])
    assert quiz.goal[1] == Comparison(AtStep("W", 7), ">", AtStep("W", 4, "slow"))
    assert quiz.orders == (WrongOrder(pairs=(("backward", "zero_grad"),), answer="{error}"),)
    assert quiz.right == "It comes to {W@7}, from 0, and not to 0.037."
    assert quiz.hints == ("Go round.",)


def test_a_line(lesson: Lesson) -> None:
    quiz = page(lesson, "line").quiz
    assert quiz is not None
    assert quiz.lines == (
        LineAnswer(text="W += lr * W.grad", answer="It climbs.", right=True),
        LineAnswer(text="cost.backward()", answer="It does not.", belief="sign"),
    )


def test_a_number_with_fresh_ones(lesson: Lesson) -> None:
    quiz = page(lesson, "number").quiz
    assert quiz is not None
    step = Operation("*", OfExperiment("lr"), AtStep("dW", 0))
    assert quiz.value == Operation("-", AtStep("W", 0), step)
    assert quiz.numbers == (WrongNumber(value=Operation("+", AtStep("W", 0), step), answer="Up.", belief="plus-descends"),)
    assert quiz.fresh == (Experiment(lr=0.2),)


def test_a_choice_that_the_run_decides(lesson: Lesson) -> None:
    quiz = page(lesson, "choice").quiz
    assert quiz is not None
    rises, falls = Comparison(AtStep("W", 1), ">", AtStep("W", 0)), Comparison(AtStep("W", 1), "<", AtStep("W", 0))
    assert quiz.choices == (
        Choice(id="up", text="up", answer="a", when=(rises,)),
        Choice(id="down", text="down", answer="b", when=(falls, VerdictIs(("converges",))), belief="c"),
    )


def test_the_claims_of_a_question_s_texts_belong_to_the_page(lesson: Lesson) -> None:
    at, start = page(lesson, "turn").claims
    assert (at.text, at.value, at.line) == ("0.01", 0.01, line_of("ask: Bring"))
    assert (start.text, start.value, start.line) == ("75", AtStep("cost", 0), line_of('right: "{score}'))
    # As long as the run behind the question.
    assert start.experiment == Experiment(start=Start(W=5.0), lr=0.05, steps=10)
    zero, other = page(lesson, "order").claims
    assert (zero.text, zero.line) == ("0", line_of("from [0]"))
    assert zero.experiment is not None
    assert (zero.experiment.lr, zero.experiment.steps) == (0.15, 7)
    assert (other.value, other.tolerance) == (AtStep("W", "end", "slow"), 0.01)
