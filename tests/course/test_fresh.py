"""Other numbers for another try: which there are, and in which order they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.blocks import read_block
from gdtutor.course.fresh import drawn
from gdtutor.course.model import Lab, Quiz
from gdtutor.course.problems import Problems
from gdtutor.course.quizzes import read_quiz
from gdtutor.descent.experiment import Experiment, Start

LAB = Lab(id="lab", line=2, experiment=Experiment(model="Wx+b", start=Start(W=5.0, b=1.0), lr=0.05), pictures=(), controls=())


def read(fresh: str) -> Quiz:
    text = f"id: q\nkind: number\nask: '{{W@0}}?'\nvalue: W@1\nright: r\nwrong: w\nhint: h\nfresh: {fresh}\n"
    problems = Problems(Path("01.md"))
    mapping = read_block(text, 1, "quiz", problems)
    assert mapping is not None
    quiz = read_quiz(mapping, 1, LAB, problems)[1]
    problems.check()
    return quiz


def numbers(quiz: Quiz) -> tuple[object, object, float]:
    assert quiz.experiment is not None
    return quiz.experiment.start.W, quiz.experiment.start.b, quiz.experiment.lr


def test_every_combination_of_the_lists_but_the_author_s_own() -> None:
    quiz = read("{W: [5, -2], lr: [0.05, 1/10]}")
    assert [(experiment.start, experiment.lr) for experiment in quiz.fresh] == [
        (Start(W=5.0, b=1.0), 0.1),
        (Start(W=-2.0, b=1.0), 0.05),
        (Start(W=-2.0, b=1.0), 0.1),
    ]


@pytest.mark.parametrize(("fresh", "count"), [("{W: [1, 2, 3]}", 3), ("{b: [2]}", 1), ("{W: [1, 2], b: [3, 4], lr: [0, 1]}", 8)])
def test_what_is_left_out_stays(fresh: str, count: int) -> None:
    assert len(read(fresh).fresh) == count


def test_the_author_s_numbers_come_first_then_each_of_the_others_once() -> None:
    quiz = read("{W: [1, 2, 3, 4, 6], lr: [0.1, 0.2]}")
    assert drawn(quiz, 0) is quiz
    tries = [drawn(quiz, draw) for draw in range(1, 11)]
    assert {numbers(other) for other in tries} == {(W, 1.0, lr) for W in (1.0, 2.0, 3.0, 4.0, 6.0) for lr in (0.1, 0.2)}
    assert [numbers(other) for other in tries] == [numbers(drawn(quiz, draw)) for draw in range(1, 11)]
    # Then from the beginning.
    assert drawn(quiz, 11) == tries[0]
    # All else stays: a draw of a draw is still a draw of the question.
    assert drawn(tries[3], 2) == tries[1]
    assert all((other.id, other.ask, other.value, other.steps) == (quiz.id, quiz.ask, quiz.value, quiz.steps) for other in tries)


def test_the_order_is_not_that_of_the_file_for_every_question() -> None:
    quiz = read("{W: [1, 2, 3, 4, 6, 7, 8, 9]}")
    assert [drawn(quiz, draw).experiment for draw in range(1, 9)] != list(quiz.fresh)


@given(draw=st.integers(1, 10**6), count=st.integers(2, 50))
def test_two_tries_in_a_row_differ(draw: int, count: int) -> None:
    quiz = Quiz(
        id="q", line=1, kind="number", ask="?", fresh=tuple(Experiment(start=Start(W=float(number))) for number in range(count))
    )
    assert drawn(quiz, draw) != drawn(quiz, draw + 1)
    assert drawn(quiz, draw).experiment in quiz.fresh


def test_a_question_without_other_numbers_is_always_itself() -> None:
    quiz = Quiz(id="q", line=1, kind="number", ask="?", experiment=Experiment())
    assert drawn(quiz, 3) is quiz
