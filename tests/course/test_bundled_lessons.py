"""The lessons that come with gdtutor: they read without a problem, every question is proven with torch, and every belief that
learners are known to hold has a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gdtutor.check.questions import check_question
from gdtutor.check.runs import Runs
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lesson, Quiz
from gdtutor.course.open import bundled_courses, open_course

LESSONS = [path for folder in bundled_courses().values() for path in sorted(folder.glob("*.md")) if path.stem != "README"]
NAMES = [f"{path.parent.name}/{path.stem}" for path in LESSONS]

# What learners believe, by the ids that the lessons have for it.
BELIEFS = {
    "subtracting-shrinks": "subtracting the gradient always makes W smaller",
    "plus-descends": "the sign: W + α·gradient also descends",
    "cost-never-rises": "the cost can never rise",
    "bounces-in-range": "too large a rate only bounces inside a range",
    "nan-is-a-bug": "NaN means the software is broken",
    "smaller-is-safer": "smaller is always safer, so better",
    "crossing-is-diverging": "crossing the minimum means diverging",
    "step-is-lr": "the step is as long as the learning rate",
    "zero-slope-zero-cost": "zero slope means zero cost",
    "sum-mean-half-same": "sum, mean and half are the same",
    "zero-grad-optional": "zero_grad() is optional",
    "zero-grad-erases": "zero_grad() erases what step() needs",
    "backward-twice": "calling backward() twice is fine",
    "sequential-update": "update W, then use it for b",
    "flat-means-converged": "a flat cost curve means converged",
    "one-rate-fits-all": "one learning rate fits all data",
    "no-grad-missing": "W -= lr * W.grad just works",
}


def quizzes(lesson: Lesson) -> list[Quiz]:
    return [page.quiz for page in lesson.pages if page.quiz is not None]


def lessons(language: str) -> list[Lesson]:
    return [read_lesson(path) for path in LESSONS if path.parent.name == language]


def wrong_answers(quiz: Quiz) -> Iterator[tuple[str, str | None]]:
    """What is said to each known wrong answer, and the belief behind it; where the run decides, to each choice."""
    yield from ((choice.answer, choice.belief) for choice in quiz.choices if not choice.right)
    yield from ((number.answer, number.belief) for number in quiz.numbers)
    yield from ((order.answer, order.belief) for order in quiz.orders)
    yield from ((line.answer, line.belief) for line in quiz.lines if not line.right)
    yield from ((miss.answer, miss.belief) for miss in quiz.misses)


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


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", LESSONS, ids=NAMES)
async def test_every_question_is_what_torch_says(path: Path, runs: Runs) -> None:
    lesson = read_lesson(path)
    found = [problem for quiz in quizzes(lesson) for problem in await check_question(lesson, quiz, runs)]
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("language", bundled_courses())
def test_every_belief_of_learners_stands_behind_a_wrong_answer(language: str) -> None:
    found = {belief for lesson in lessons(language) for quiz in quizzes(lesson) for _, belief in wrong_answers(quiz)}
    assert not BELIEFS.keys() - found


@pytest.mark.parametrize("language", bundled_courses())
def test_every_wrong_choice_and_every_belief_is_answered_with_numbers(language: str) -> None:
    bare = [
        f"{lesson.id}: {quiz.id}: {text}"
        for lesson in lessons(language)
        for quiz in quizzes(lesson)
        for text, belief in wrong_answers(quiz)
        if (quiz.choices or belief) and not re.search(r"[0-9]|\{[^{}]+\}", text)
    ]
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize("language", bundled_courses())
def test_the_course_asks_in_many_ways(language: str) -> None:
    asked = [quiz for lesson in lessons(language) for quiz in quizzes(lesson)]
    assert {quiz.kind for quiz in asked} >= {"choice", "number", "predict", "order", "line", "challenge"}
    assert any(quiz.fresh for quiz in asked)
