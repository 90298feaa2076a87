"""Writing to stdout, which may be a pipe that nobody reads any more, a full disk, or closed; and to stderr.

These are the mouths of the command line: whatever is in a text, a terminal gets nothing from it to act upon.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from gdtutor import ascii, terminal
from gdtutor.cli.error import FAILED, CommandError
from gdtutor.language import _, reason
from gdtutor.shown import printable_lines


def output(text: str) -> None:
    """Print a text. Raises CommandError where it can't be written, BrokenPipeError where nobody reads it."""
    write(f"{text}\n")


def write(text: str) -> None:
    """Print a text as it is, without a line end of its own. Raises as `output` does."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # an ASCII terminal can't show every title
    try:
        print(shown_on(sys.stdout, text), end="", flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        raise CommandError(_("The output can't be written: {reason}.").format(reason=reason(error)), FAILED) from error


def say(sentence: str) -> None:
    """Print a sentence, or some lines, to stderr, where it is open."""
    # A terminal that has hung up hears nothing any more.
    with suppress(OSError):
        if sys.stderr is not None:
            print(shown_on(sys.stderr, sentence), file=sys.stderr)


def shown_on(stream: TextIO, text: str) -> str:
    """The text as the terminal that the stream leads to can show it; nothing that one would act upon goes elsewhere either."""
    text = printable_lines(text)
    if terminal.charset() == "utf-8" or not stream.isatty():
        return text
    return ascii.cells(terminal.spelled(text), stream.encoding)


def drop_output() -> None:
    """Send what is still buffered nowhere: Python flushes once more when it ends, and would complain about the same again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
