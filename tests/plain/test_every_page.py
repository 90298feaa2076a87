"""A scripted pipe through the whole course, in both languages, with an answer to each of its questions."""

from __future__ import annotations

import pytest

from gdtutor import language
from gdtutor.course.answers import right_order, shuffled
from gdtutor.course.model import Quiz
from gdtutor.course.open import bundled_course, open_course
from gdtutor.descent.listing import listing
from gdtutor.learner.progress import Progress
from tests.plain.conftest import Open

# What only a program, a terminal or Markdown would want to see.
NOT_READY = ("Traceback", "\x1b", "](", "{#", "{W@", "{cost@")


def answers(quiz: Quiz) -> list[str]:
    """What to type: a right answer where that can be told from the question, else just one."""
    if quiz.kind == "order":
        dealt = shuffled(quiz)
        return [" ".join(str(dealt.index(name) + 1) for name in right_order(quiz))]
    if quiz.kind == "write":
        assert quiz.experiment is not None
        own = listing(quiz.experiment).own.rstrip("\n").split("\n")
        return ["write", *own, r"print('\x1b[31mdone')", "."]
    return {"challenge": ["try"], "choices": ["1 2"]}.get(quiz.kind, ["1"])


@pytest.mark.parametrize("code", ["en", "ko"])
async def test_lines_lead_through_every_page(
    reading: Open, progress: Progress, code: str, request: pytest.FixtureRequest
) -> None:
    language.use(code)
    if code != "en":  # once, in English, in a process as everywhere
        request.getfixturevalue("scripts_here")
    course = open_course(bundled_course(code))
    tutor = reading(course)
    await tutor.open()
    kinds = set()
    for lesson in course.lessons:
        for page in lesson.pages:
            here = tutor.reader.here
            assert here is not None
            assert (here.lesson.id, here.page.id) == (lesson.id, page)
            if here.question is not None:
                kinds.add(here.question.quiz.kind)
                said = await tutor.type(*answers(here.question.quiz))
                assert here.question.state in ("right", "wrong"), said
                assert said
            await tutor.type("n")
        assert tutor.reader.here is None
        await tutor.type("")
    results = progress.results(course.id)
    assert set(results) == {(lesson.id, quiz) for lesson in course.lessons for quiz in lesson.quizzes}
    assert all(set(lesson.pages) == progress.pages_seen(course.id)[lesson.id] for lesson in course.lessons)
    assert kinds == {"choice", "number", "predict", "order", "line", "challenge", "write"}
    assert results["pytorch-loop", "own-loop"].ever_right
    assert ("Your script printed:\n    \\x1b[31mdone\n" in tutor.said) == (code == "en")
    for bad in NOT_READY:
        assert bad not in tutor.said
