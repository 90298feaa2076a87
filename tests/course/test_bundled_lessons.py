"""The lessons that come with gdtutor: they read without a problem, and every key is recomputed with a real run in torch."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gdtutor.course.answers import fill, holds, judge_choices, judge_number, needs_run, right_choices, value_of
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lesson, Quiz
from gdtutor.course.open import bundled_courses, open_course
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Trainer

LESSONS = [path for folder in bundled_courses().values() for path in sorted(folder.glob("*.md")) if path.stem != "README"]
NAMES = [f"{path.parent.name}/{path.stem}" for path in LESSONS]


@pytest.fixture
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    yield trainer
    await trainer.close()


def test_there_are_lessons() -> None:
    assert LESSONS


@pytest.mark.parametrize("language", bundled_courses())
def test_the_course_opens_and_its_outline_is_what_the_lessons_hold(language: str) -> None:
    course = open_course(bundled_courses()[language])
    assert course.language == language
    for summary in course.lessons:
        lesson = read_lesson(summary.path)
        assert summary.pages == tuple(page.id for page in lesson.pages)
        assert summary.quizzes == tuple(quiz.id for quiz in quizzes(lesson))


@pytest.mark.parametrize("path", LESSONS, ids=NAMES)
async def test_keys_are_what_torch_gives(path: Path, trainer: Trainer) -> None:
    for quiz in quizzes(read_lesson(path)):
        trajectory = None
        if needs_run(quiz):
            assert quiz.experiment is not None
            trajectory = await trainer.run(quiz.experiment, quiz.steps)
        place = f"{path.name}:{quiz.line}: quiz {quiz.id}"
        check_texts(quiz, trajectory, place)
        if quiz.kind == "number":
            check_number(quiz, trajectory, place)
        else:
            check_choices(quiz, trajectory, place)


def quizzes(lesson: Lesson) -> list[Quiz]:
    return [page.quiz for page in lesson.pages if page.quiz is not None]


def check_texts(quiz: Quiz, trajectory: Trajectory | None, place: str) -> None:
    for text in (quiz.ask, quiz.hint, *(choice.text for choice in quiz.choices)):
        shown = fill(text, trajectory)
        # A lesson may speak of NaN; a number of a run may not be one.
        assert shown.count("NaN") == text.count("NaN"), f"{place}: {shown}"


def check_number(quiz: Quiz, trajectory: Trajectory | None, place: str) -> None:
    assert quiz.value is not None
    value = value_of(quiz.value, trajectory)
    assert math.isfinite(value), f"{place}: the value is {value}"
    for typed in (repr(value), show(value)):
        answer = judge_number(quiz, typed, trajectory)
        assert answer.right, f"{place}: {typed} is refused: {answer.text}"
    for number in quiz.numbers:
        wrong = value_of(number.value, trajectory)
        for typed in (repr(wrong), show(wrong)):
            answer = judge_number(quiz, typed, trajectory)
            assert not answer.right, f"{place}: {typed} is accepted"
            assert (answer.text, answer.belief) == (fill(number.answer, trajectory), number.belief), f"{place}: {typed}"


def check_choices(quiz: Quiz, trajectory: Trajectory | None, place: str) -> None:
    right = right_choices(quiz, trajectory)
    if quiz.kind == "predict":
        held = [choice.id for choice in quiz.choices if all(holds(condition, trajectory) for condition in choice.when)]
        assert len(held) == 1, f"{place}: {held}"
    assert judge_choices(quiz, right, trajectory).right, place
    for choice in quiz.choices:
        if choice.id not in right:
            answer = judge_choices(quiz, {choice.id}, trajectory)
            assert not answer.right, f"{place}: {choice.id}"
            assert answer.text.startswith(fill(choice.answer, trajectory)), f"{place}: {choice.id}"
            assert answer.belief == choice.belief, f"{place}: {choice.id}"
