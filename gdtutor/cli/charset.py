"""What to draw with: chosen before anything is printed, by --charset, by GDTUTOR_CHARSET, or by what the terminal can show."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from gdtutor import terminal
from gdtutor.cli.ahead import asked_for
from gdtutor.cli.error import CommandError
from gdtutor.language import _

OPTION = "--charset"
NAMES = ("auto", *terminal.CHARSETS)


def choose_charset(argv: Sequence[str]) -> None:
    """Draw with the character set that --charset names, else GDTUTOR_CHARSET, else with what the terminal shows.

    A --charset that names none is for the parser to refuse. Raises CommandError for a GDTUTOR_CHARSET that names none.
    """
    asked = asked_for(OPTION, argv)
    named = asked or os.environ.get(terminal.VARIABLE, "")
    charset = None
    try:
        charset = terminal.chosen(named)
    except ValueError as error:
        if not asked:
            sentence = _("{variable} is {found}; it can be: {all}.")
            raise CommandError(sentence.format(variable=terminal.VARIABLE, found=repr(named), all=", ".join(NAMES))) from error
    terminal.use(charset or terminal.preferred())


def charset_argument(name: str) -> str:
    """--charset's value. Raises ArgumentTypeError."""
    try:
        return terminal.chosen(name) or "auto"
    except ValueError as error:
        sentence = _("there is no character set {found} here; there are: {all}")
        raise argparse.ArgumentTypeError(sentence.format(found=repr(name), all=", ".join(NAMES))) from error
