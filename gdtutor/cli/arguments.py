"""Every option there is, and the help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from gdtutor import __version__
from gdtutor.cli.completion import SHELLS, print_completion
from gdtutor.cli.error import CommandError
from gdtutor.cli.lessons import list_lessons
from gdtutor.cli.output import output
from gdtutor.cli.reset import reset
from gdtutor.cli.tutorial import open_tutorial
from gdtutor.learner.paths import database_path

DESCRIPTION = """\
Gradient descent, one step at a time: a tutorial in the terminal, with real
PyTorch running in front of you. You guess, torch runs, the page answers."""

EPILOG = """\
examples:
  gdtutor                      the course, from where you stopped
  gdtutor learning-rate        one lesson; --list prints their ids
  gdtutor --course DIR         somebody else's course
  gdtutor --reset              begin anew; asks first
  gdtutor --reset learning-rate

your progress is kept in
  {database}

environment:
  XDG_STATE_HOME      where progress is kept, in a folder called gdtutor
  NO_COLOR            any value: no colours; signs and words say the same
  TEXTUAL_ANIMATIONS  none: nothing slides or fades, for slow connections
  TEXTUAL_FPS         how often a second the screen changes at most, say 15

exit status: 0 all went well, 1 something failed, 2 asked for in a way that
can't be understood, or a course that can't be read."""


class Parser(argparse.ArgumentParser):
    """argparse, with one sentence for a wrong option instead of the usage and a sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise CommandError."""
        raise CommandError(f"gdtutor: {message}; gdtutor --help lists what there is.")

    def print_help(self, file: object = None) -> None:  # noqa: ARG002
        """As argparse does, whatever stdout is."""
        output(self.format_help().rstrip())


class Does(argparse.Action):
    """An option that says what to do: its value is kept, and `action` becomes its function."""

    def __init__(self, *, function: Callable[[argparse.Namespace], int], **settings: Any) -> None:
        super().__init__(**settings)
        self.function = function

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,  # noqa: ARG002
    ) -> None:
        """Called by argparse where the option stands."""
        setattr(namespace, self.dest, values)
        namespace.action = self.function


def parser() -> argparse.ArgumentParser:
    """The parser. In what it returns, `action` is a function that takes the arguments and returns the exit status."""
    result = Parser(
        prog="gdtutor",
        description=DESCRIPTION,
        epilog=EPILOG.format(database=database_path()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=open_tutorial)
    result.add_argument("place", nargs="?", metavar="LESSON[/PAGE]", help="the lesson to open, or a page of it")
    result.add_argument("--course", type=Path, metavar="DIR", help="a folder with a course, instead of gdtutor's own")
    result.add_argument("--version", action=Does, function=print_version, nargs=0, help="print the version")
    one_of = result.add_mutually_exclusive_group()
    one_of.add_argument(
        "--list", action=Does, function=list_lessons, nargs=0, help="print the lessons: id, title, minutes, pages, right answers"
    )
    one_of.add_argument(
        "--reset",
        action=Does,
        function=reset,
        nargs="?",
        const="",
        metavar="LESSON[/QUESTION]",
        help="forget a lesson, a question's answers, or everything (with --course: that course)",
    )
    one_of.add_argument(
        "--print-completion", action=Does, function=_print_completion, choices=SHELLS, help="print completion for a shell"
    )
    result.add_argument("--yes", action="store_true", help="answer yes to what --reset asks")
    return result


def print_version(_arguments: argparse.Namespace) -> int:
    """The version."""
    output(f"gdtutor {__version__}")
    return 0


def _print_completion(arguments: argparse.Namespace) -> int:
    return print_completion(parser(), arguments.print_completion)
