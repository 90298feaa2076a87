"""`gdtutor --reset [LESSON[/QUESTION]]`: forget, after asking."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, require
from gdtutor.cli.output import output

if TYPE_CHECKING:
    from gdtutor.learner.progress import Progress


def reset(arguments: Namespace) -> int:
    """Forget what was named, or everything; with --course and no lesson, that course."""
    if arguments.place:
        raise CommandError("gdtutor: say either what to open or what to reset, not both.")
    what, forget = _named(arguments)
    with learner_progress() as progress:
        if not (arguments.yes or _confirmed(f"Forget {what}? [y/N] ")):
            output("Nothing was forgotten.")
            return FAILED
        forget(progress)
        if not progress.saved:
            raise CommandError(f"Nothing was forgotten. {progress.notice}", FAILED)
    output(f"Forgot {what}.")
    return 0


def _named(arguments: Namespace) -> tuple[str, Callable[[Progress], None]]:
    """What is to be forgotten in words, and how."""
    lesson_id, slash, quiz = arguments.reset.partition("/")
    if not arguments.reset and arguments.course is None:
        return "everything: all courses, all answers, all settings", lambda progress: progress.reset_everything()
    course = named_course(arguments)
    if not arguments.reset:
        return f"all progress in “{course.title}”", lambda progress: progress.reset_course(course.id)
    lesson = named_lesson(course, lesson_id)
    if not slash:
        return f"the lesson “{lesson.title}”", lambda progress: progress.reset_lesson(course.id, lesson.id)
    require(quiz, lesson.quizzes, f"The lesson {lesson.id} has no question")
    return f"the answers to {lesson.id}/{quiz}", lambda progress: progress.reset_quiz(course.id, lesson.id, quiz)


def _confirmed(question: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError("--reset asks before it forgets, and there is no terminal to ask in; --yes answers for you.")
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False
