"""What a word on the command line names: the course, a lesson, and a page or a question in it."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdtutor.cli.error import FAILED, CommandError

if TYPE_CHECKING:
    from gdtutor.course.model import Course, LessonSummary
    from gdtutor.learner.progress import Progress

LANGUAGE = "en"


def named_course(arguments: Namespace) -> Course:
    """The course of --course, or gdtutor's own. Raises CommandError with a line for each problem in it."""
    from gdtutor.course.open import bundled_course, open_course
    from gdtutor.course.problems import CourseError

    try:
        return open_course(arguments.course or bundled_course(LANGUAGE), language=LANGUAGE)
    except CourseError as error:
        raise CommandError("\n".join(str(problem) for problem in error.problems)) from error


def named_lesson(course: Course, lesson: str) -> LessonSummary:
    """The lesson with that id. Raises CommandError."""
    by_id = {summary.id: summary for summary in course.lessons}
    require(lesson, list(by_id), "There is no lesson")
    return by_id[lesson]


def require(found: str, allowed: Sequence[str], no: str) -> None:
    """Raise CommandError where `found` is not allowed; `no` begins its sentence: "There is no lesson"."""
    from gdtutor.course.problems import quoted, suggestion

    if found not in allowed:
        near = suggestion(found, allowed)
        there = f"{' There' if near else '; there'} are: {', '.join(allowed)}." if allowed else "; it has none."
        raise CommandError(f"{no} {quoted(found)}{near}{there}")


def learner_progress() -> Progress:
    """The progress of whoever runs this. Raises CommandError where a newer gdtutor has taken it over."""
    from gdtutor.learner.progress import Progress, StateError

    try:
        return Progress.open()
    except StateError as error:
        raise CommandError(str(error), FAILED) from error
