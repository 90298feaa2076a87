"""What a word on the command line names: the course, a lesson, and a page or a question in it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.language import PREFERENCE
from gdtutor.language import N_, SOURCE, _, language
from gdtutor.learner.glance import kept_preference

if TYPE_CHECKING:
    from pathlib import Path

    from gdtutor.course.model import Course, LessonSummary
    from gdtutor.learner.progress import Progress

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


def named_course(arguments: Namespace) -> Course:
    """The course of --course, or gdtutor's own, in the language that the learner speaks, or else in one that there is.

    Raises CommandError with a line for each problem in it.
    """
    from gdtutor.course.open import bundled_course, open_course
    from gdtutor.course.problems import CourseError

    code = _course_language(arguments.course, arguments.lang or kept_preference(PREFERENCE))
    try:
        return open_course(arguments.course or bundled_course(code), language=code)
    except CourseError as error:
        raise CommandError(str(error)) from error


def _course_language(folder: Path | None, asked_for: str | None) -> str:
    """The language of the course to open: what is asked for may be one that gdtutor itself does not speak."""
    from gdtutor.course.open import bundled_courses, course_languages

    there = tuple(bundled_courses() if folder is None else course_languages(folder))
    wanted = (asked_for, language(), SOURCE, *there)
    return next((code for code in wanted if code in there), None) or language()


def named_lesson(course: Course, lesson: str) -> LessonSummary:
    """The lesson with that id. Raises CommandError."""
    by_id = {summary.id: summary for summary in course.lessons}
    _require(lesson, list(by_id), _NO_LESSON, "")
    return by_id[lesson]


def named_page(lesson: LessonSummary, page: str) -> str:
    """The id of the page with that id or, as the screen counts them, that number. Raises CommandError where there is none."""
    if page not in lesson.pages and page.isdecimal() and 1 <= int(page) <= len(lesson.pages):
        return lesson.pages[int(page) - 1]
    _require(page, lesson.pages, _NO_PAGE, lesson.id)
    return page


def require_question(lesson: LessonSummary, quiz: str) -> None:
    """Raise CommandError where the lesson has no such question."""
    _require(quiz, lesson.quizzes, _NO_QUESTION, lesson.id)


def _require(found: str, allowed: Sequence[str], sentences: tuple[str, str, str], lesson: str) -> None:
    if found in allowed:
        return
    import difflib

    from gdtutor.course.problems import quoted

    near = difflib.get_close_matches(found[:60].lower(), allowed, n=1, cutoff=0.6)
    sentence = _(sentences[0 if near else 1 if allowed else 2])
    raise CommandError(
        sentence.format(lesson=lesson, found=quoted(found), near=repr(near[0]) if near else "", all=", ".join(allowed))
    )


def learner_progress() -> Progress:
    """The progress of whoever runs this. Raises CommandError where a newer gdtutor has taken it over."""
    from gdtutor.learner.progress import Progress, StateError

    try:
        return Progress.open()
    except StateError as error:
        raise CommandError(str(error), FAILED) from error
