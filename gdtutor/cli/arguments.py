"""Every option there is, and the help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from gdtutor import __version__
from gdtutor.cli.charset import OPTION as CHARSET
from gdtutor.cli.completion import SHELLS, print_completion
from gdtutor.cli.language import OPTION as LANGUAGE
from gdtutor.cli.lessons import list_lessons
from gdtutor.cli.output import output
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.cli.reset import reset
from gdtutor.cli.tutorial import add_low_bandwidth, open_tutorial
from gdtutor.language import N_, _
from gdtutor.learner.paths import database_path
from gdtutor.shown import printable

# The commands and the modules of their options; each has a function `options`. LESSON can't be called like one of them.
COMMANDS = {
    "check": "gdtutor.cli.check",
    "check-loop": "gdtutor.cli.check_loop",
    "lab": "gdtutor.cli.lab",
    "plain": "gdtutor.cli.plain",
    "run": "gdtutor.cli.run",
}

DESCRIPTION = N_("""\
Gradient descent, one step at a time: a tutorial in the terminal, with real
PyTorch running in front of you. You guess, torch runs, the page answers.""")

EPILOG = N_("""\
examples:
  gdtutor                      the course, from where you stopped
  gdtutor learning-rate        one lesson; --list prints their ids
  gdtutor --lang ko            in Korean
  gdtutor --course DIR         somebody else's course
  gdtutor lab --data FILE.csv  free play, here with your own data; lab --help
  gdtutor plain                as lines of text, for screen readers and pipes
  gdtutor run --lr 0.25        a run without a screen, for pipes; run --help
  gdtutor check DIR            prove a course that you write; check --help
  gdtutor check-loop FILE.py   judge a loop that you wrote; check-loop --help
  gdtutor --reset              begin anew; asks first
  gdtutor --reset learning-rate

your progress is kept in
  {database}

environment:
  LANG                the language, where neither --lang nor the key L chose one
  GDTUTOR_CHARSET     what to draw with, as --charset: auto, utf-8 or ascii
  XDG_STATE_HOME      where progress is kept, in a folder called gdtutor
  NO_COLOR            any value: no colours; signs and words say the same
  TEXTUAL_ANIMATIONS  none: nothing slides or fades, for slow connections
  TEXTUAL_FPS         how often a second the screen changes at most, say 15

exit status: 0 all went well, 1 something failed, 2 asked for in a way that
can't be understood, or a course that can't be read.""")


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


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments; `action` is a function that takes them and returns the exit status.

    One of COMMANDS is a command where it is the first word. (argparse's own commands would leave no room for LESSON.)
    Raises CommandError for a wrong call, SystemExit once the help is printed.
    """
    before, rest = _split(argv)
    if rest and rest[0] in COMMANDS:
        command: argparse.ArgumentParser = import_module(COMMANDS[rest[0]]).options()
        return command.parse_args([*before, *rest[1:]])
    return parser().parse_args(argv)


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments up to the first that is neither --lang nor --charset nor their values, and those from there on."""
    place = 0
    while place < len(argv) and argv[place].partition("=")[0] in (LANGUAGE, CHARSET):
        place += 1 if "=" in argv[place] else 2
    return list(argv[:place]), list(argv[place:])


def parser() -> argparse.ArgumentParser:
    """The parser of everything but the commands."""
    result = Parser(
        prog="gdtutor",
        description=_(DESCRIPTION),
        epilog=_(EPILOG).format(database=printable(str(database_path()))),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=open_tutorial)
    result.add_argument("place", nargs="?", metavar="LESSON[/PAGE]", help=_("the lesson to open, or a page of it"))
    result.add_argument("--course", type=Path, metavar="DIR", help=_("a folder with a course, instead of gdtutor's own"))
    add_common(result)
    add_low_bandwidth(result)
    result.add_argument("--version", action=Does, function=print_version, nargs=0, help=_("print the version"))
    one_of = result.add_mutually_exclusive_group()
    one_of.add_argument(
        "--list",
        action=Does,
        function=list_lessons,
        nargs=0,
        help=_("print the lessons: id, title, minutes, pages, right answers"),
    )
    one_of.add_argument(
        "--reset",
        action=Does,
        function=reset,
        nargs="?",
        const="",
        metavar="LESSON[/QUESTION]",
        help=_("forget a lesson, a question's answers, or everything (with --course: that course)"),
    )
    one_of.add_argument(
        "--print-completion", action=Does, function=_print_completion, choices=SHELLS, help=_("print completion for a shell")
    )
    result.add_argument("--yes", action="store_true", help=_("answer yes to what --reset asks"))
    return result


def print_version(_arguments: argparse.Namespace) -> int:
    """The version."""
    output(f"gdtutor {__version__}")
    return 0


def _print_completion(arguments: argparse.Namespace) -> int:
    commands = {name: import_module(module).options() for name, module in COMMANDS.items()}
    return print_completion(parser(), commands, arguments.print_completion)
