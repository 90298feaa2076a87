"""What a learner calls a lesson, a page or a question by: its id, and a page also by its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdtutor.language import N_, _

if TYPE_CHECKING:
    from gdtutor.course.model import Course, LessonSummary

# Each: with a word that is near, without one, and where there is nothing to choose from.
_NO_LESSON = (
    N_("There is no lesson {found}; did you mean {near}? There are: {all}."),
    N_("There is no lesson {found}; there are: {all}."),
    N_("There is no lesson {found}; the course has none."),
)
_NO_PAGE = (
    N_("The lesson {lesson} has no page {found}; did you mean {near}? There are: {all}."),
    N_("The lesson {lesson} has no page {found}; there are: {all}."),
    N_("The lesson {lesson} has no page {found}; it has none."),
)
_NO_QUESTION = (
    N_("The lesson {lesson} has no question {found}; did you mean {near}? There are: {all}."),
    N_("The lesson {lesson} has no question {found}; there are: {all}."),
    N_("The lesson {lesson} has no question {found}; it has none."),
)


class NothingNamedError(ValueError):
    """There is nothing by that name; the message is a sentence with the names that there are."""


def lesson_named(course: Course, lesson: str) -> LessonSummary:
    """The lesson with that id. Raises NothingNamedError."""
    by_id = {summary.id: summary for summary in course.lessons}
    _require(lesson, list(by_id), _NO_LESSON, "")
    return by_id[lesson]


def page_named(lesson: LessonSummary, page: str) -> str:
    """The id of the page with that id or, as learners count them, that number. Raises NothingNamedError."""
    if page not in lesson.pages and page.isdecimal() and 1 <= int(page) <= len(lesson.pages):
        return lesson.pages[int(page) - 1]
    _require(page, lesson.pages, _NO_PAGE, lesson.id)
    return page


def question_named(lesson: LessonSummary, quiz: str) -> str:
    """The id itself. Raises NothingNamedError where the lesson has no such question."""
    _require(quiz, lesson.quizzes, _NO_QUESTION, lesson.id)
    return quiz


def _require(found: str, allowed: Sequence[str], sentences: tuple[str, str, str], lesson: str) -> None:
    if found in allowed:
        return
    import difflib

    from gdtutor.course.problems import quoted

    near = difflib.get_close_matches(found[:60].lower(), allowed, n=1, cutoff=0.6)
    sentence = _(sentences[0 if near else 1 if allowed else 2])
    raise NothingNamedError(
        sentence.format(lesson=lesson, found=quoted(found), near=repr(near[0]) if near else "", all=", ".join(allowed))
    )
