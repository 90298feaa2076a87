"""`gdtutor --list`: the lessons and the learner's progress as plain text."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from gdtutor.check.columns import aligned
from gdtutor.cli.error import CommandError
from gdtutor.cli.named import learner_progress, named_course
from gdtutor.cli.output import output, shown_on
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.course.model import Course
    from gdtutor.learner.progress import Progress


def list_lessons(arguments: Namespace) -> int:
    """Print a line for each lesson: columns for a reader, tabs for a program."""
    if arguments.place or arguments.yes:
        raise CommandError(_("gdtutor: --list goes with --course and nothing else."))
    course = named_course(arguments)
    with learner_progress() as progress:
        rows = [_row(course, progress, index) for index in range(len(course.lessons))]
        if progress.notice:
            print(shown_on(sys.stderr, progress.notice), file=sys.stderr)
    to_a_reader = sys.stdout is not None and sys.stdout.isatty()
    output("\n".join(aligned(rows) if to_a_reader else map("\t".join, rows)))
    return 0


def _row(course: Course, progress: Progress, index: int) -> tuple[str, ...]:
    lesson = course.lessons[index]
    seen = progress.pages_seen(course.id).get(lesson.id, set()) & set(lesson.pages)
    results = progress.results(course.id)
    right = [quiz for quiz in lesson.quizzes if (lesson.id, quiz) in results and results[lesson.id, quiz].ever_right]
    return (
        lesson.id,
        lesson.title,
        _("{n} min").format(n=lesson.minutes),
        _("{seen}/{all} pages").format(seen=len(seen), all=len(lesson.pages)),
        _("{right}/{all} right").format(right=len(right), all=len(lesson.quizzes)),
    )
