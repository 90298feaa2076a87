"""`gdtutor plain [LESSON[/PAGE]]`: the course as lines of text, for pipes, terminals that draw nothing, and screen readers."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from argparse import Namespace
from pathlib import Path

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, named_page
from gdtutor.cli.output import write
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.language import N_, _

DESCRIPTION = N_("""\
The course as lines of text: the prose, each picture in words, questions to be
answered by typing, labs worked by short commands. For screen readers, pipes and
terminals that draw nothing. Progress is the same as on the screen.""")

EPILOG = N_("""\
A page at a time; what can be typed is in the prompt, and help lists all of it:
a number answers a question, Enter goes on, W 3 or lr 0.2 turns a dial, play,
step and back run a lab, hint helps, quit leaves.

Lines may come from a pipe; each is printed where it was asked for. Where none
can come, the whole lesson is printed, and nothing is counted as read.

examples:
  gdtutor plain                            the course, from where you stopped
  gdtutor plain learning-rate --pictures   one lesson, with its pictures in ASCII
  gdtutor plain cost < /dev/null           print a lesson; or: ... | less
  printf '1\\nn\\n' | gdtutor plain cost    answer a question, and turn the page

exit status: 0 all went well, 1 something failed, 2 asked for in a way that
can't be understood, or a course that can't be read.""")


def options() -> argparse.ArgumentParser:
    """The parser of `gdtutor plain`."""
    result = Parser(
        prog="gdtutor plain",
        description=_(DESCRIPTION),
        epilog=_(EPILOG),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=open_plain)
    result.add_argument("place", nargs="?", metavar="LESSON[/PAGE]", help=_("the lesson to open, or a page of it"))
    result.add_argument("--course", type=Path, metavar="DIR", help=_("a folder with a course, instead of gdtutor's own"))
    add_common(result)
    result.add_argument("--pictures", action="store_true", help=_("draw the pictures, too, in ASCII"))
    return result


def open_plain(arguments: Namespace) -> int:
    """Let the course be read line by line."""
    course = named_course(arguments)
    lesson, page = None, None
    if arguments.place is not None:
        lesson, slash, page = arguments.place.partition("/")
        summary = named_lesson(course, lesson)
        page = named_page(summary, page) if slash else None
    if sys.stdout is None:
        raise CommandError(_("The output can't be written: {reason}.").format(reason=_("it is closed")), FAILED)
    with learner_progress() as progress:
        from gdtutor.course.folder import CourseFolder
        from gdtutor.plain.converse import converse
        from gdtutor.plain.paper import Paper
        from gdtutor.plain.reader import Reader

        paper = Paper(write, encoding=sys.stdout.encoding or "ascii", width=_width)
        progress.on_notice = lambda notice: _say(notice) if notice else None
        if progress.notice:
            _say(progress.notice)
        folder = CourseFolder(arguments.course)
        reader = Reader(course, progress, folder, paper, pictures=getattr(arguments, "pictures", False))
        converse(reader, lesson, page)
    return 0


def _width() -> int:
    """That of the terminal; of what is none, that of the usual one."""
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() or "COLUMNS" in os.environ else 80


def _say(sentence: str) -> None:
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)
