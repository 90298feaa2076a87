"""What every command's options are made with: help in columns, one sentence for a wrong call, and the options that all have."""

from __future__ import annotations

import argparse
from typing import NoReturn

from gdtutor.cli.charset import OPTION as CHARSET
from gdtutor.cli.charset import charset_argument
from gdtutor.cli.error import CommandError
from gdtutor.cli.language import OPTION as LANGUAGE
from gdtutor.cli.language import language_argument
from gdtutor.cli.output import output
from gdtutor.columns import wrapped
from gdtutor.language import _, languages
from gdtutor.shown import printable


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in columns, also where a syllable takes two cells."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _format_text(self, text: str) -> str:
        # argparse fills %(prog)s in, and stumbles over any other % then: a path may hold both.
        return super()._format_text(text.replace("%", "%%") if "%(prog)" in text else text)


class Parser(argparse.ArgumentParser):
    """argparse, with one sentence for a wrong option instead of the usage and a sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise CommandError."""
        sentence = _("{program}: {problem}; {program} --help lists what there is.")
        raise CommandError(sentence.format(program=self.prog, problem=printable(message)))

    def print_help(self, file: object = None) -> None:  # noqa: ARG002
        """As argparse does, whatever stdout is."""
        output(self.format_help().rstrip())


def add_common(options: argparse.ArgumentParser) -> None:
    """--lang and --charset, which every command has."""
    options.add_argument(
        LANGUAGE,
        type=language_argument,
        metavar="CODE",
        help=_("the language to speak: {languages}").format(languages=", ".join(languages())),
    )
    options.add_argument(
        CHARSET,
        type=charset_argument,
        metavar="NAME",
        help=_("what to draw with: utf-8 (lines, braille), ascii, or auto, what the terminal can show"),
    )
