"""What a word on the command line names: the course, a lesson, and a page or a question in it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.language import PREFERENCE
from gdtutor.course.named import NothingNamedError, lesson_named, page_named, question_named
from gdtutor.language import SOURCE, language
from gdtutor.learner.glance import kept_preference

if TYPE_CHECKING:
    from pathlib import Path

    from gdtutor.course.model import Course, LessonSummary
    from gdtutor.learner.progress import Progress


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
    try:
        return lesson_named(course, lesson)
    except NothingNamedError as error:
        raise CommandError(str(error)) from error


def named_page(lesson: LessonSummary, page: str) -> str:
    """The id of the page with that id or, as the screen counts them, that number. Raises CommandError where there is none."""
    try:
        return page_named(lesson, page)
    except NothingNamedError as error:
        raise CommandError(str(error)) from error


def require_question(lesson: LessonSummary, quiz: str) -> None:
    """Raise CommandError where the lesson has no such question."""
    try:
        question_named(lesson, quiz)
    except NothingNamedError as error:
        raise CommandError(str(error)) from error


def learner_progress() -> Progress:
    """The progress of whoever runs this. Raises CommandError where a newer gdtutor has taken it over."""
    from gdtutor.learner.progress import Progress, StateError

    try:
        return Progress.open()
    except StateError as error:
        raise CommandError(str(error), FAILED) from error
