"""`gdtutor --reset [LESSON[/QUESTION]]`: forget, after asking."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, require_question
from gdtutor.cli.output import output
from gdtutor.language import N_, _
from gdtutor.shown import printable

if TYPE_CHECKING:
    from gdtutor.learner.progress import Progress

# What counts as a yes, besides y and yes: a language's own word for it.
YES = N_("y yes")


class Forgetting(NamedTuple):
    """What is to be forgotten: the question to ask first, what is said afterwards, and how it is done."""

    question: str
    done: str
    forget: Callable[[Progress], None]


def reset(arguments: Namespace) -> int:
    """Forget what was named, or everything; with --course and no lesson, that course."""
    if arguments.place:
        raise CommandError(_("gdtutor: say either what to open or what to reset, not both."))
    named = _named(arguments)
    with learner_progress() as progress:
        if not (arguments.yes or _confirmed(named.question)):
            output(_("Nothing was forgotten."))
            return FAILED
        named.forget(progress)
        if not progress.saved:
            raise CommandError(_("Nothing was forgotten. {why}").format(why=progress.notice), FAILED)
    output(named.done)
    return 0


def _named(arguments: Namespace) -> Forgetting:
    lesson_id, slash, quiz = arguments.reset.partition("/")
    if not arguments.reset and arguments.course is None:
        return Forgetting(
            _("Forget everything: all courses, all answers, all settings? [y/N] "),
            _("Forgot everything: all courses, all answers, all settings."),
            lambda progress: progress.reset_everything(),
        )
    course = named_course(arguments)
    if not arguments.reset:
        return Forgetting(
            _("Forget all progress in “{title}”? [y/N] ").format(title=course.title),
            _("Forgot all progress in “{title}”.").format(title=course.title),
            lambda progress: progress.reset_course(course.id),
        )
    lesson = named_lesson(course, lesson_id)
    if not slash:
        return Forgetting(
            _("Forget the lesson “{title}”? [y/N] ").format(title=lesson.title),
            _("Forgot the lesson “{title}”.").format(title=lesson.title),
            lambda progress: progress.reset_lesson(course.id, lesson.id),
        )
    require_question(lesson, quiz)
    name = f"{lesson.id}/{quiz}"
    return Forgetting(
        _("Forget the answers to {question}? [y/N] ").format(question=name),
        _("Forgot the answers to {question}.").format(question=name),
        lambda progress: progress.reset_quiz(course.id, lesson.id, quiz),
    )


def _confirmed(question: str) -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError(_("--reset asks before it forgets, and there is no terminal to ask in; --yes answers for you."))
    try:
        return input(printable(question)).strip().lower() in ("y", "yes", *_(YES).split())
    except EOFError:
        print()
        return False
