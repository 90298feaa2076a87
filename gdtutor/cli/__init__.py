"""The command line: one module an action, and a sentence for whatever goes wrong. Each imports what it needs when it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from gdtutor.cli.error import FAILED, INTERRUPTED, CommandError
from gdtutor.cli.output import drop_output

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Do what `argv` (by default the process's own arguments) asks for; the result is the exit status. Raises nothing."""
    argv = sys.argv[1:] if argv is None else argv
    try:
        return _run(argv)
    except CommandError as error:
        _say(str(error))
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of `gdtutor --list | head -1` has left, which is nothing to talk about.
        drop_output()
        return FAILED
    except Exception as error:
        from gdtutor.cli.report import report

        _say(report(error, argv))
        return FAILED


def _run(argv: Sequence[str]) -> int:
    from gdtutor.cli.arguments import parse
    from gdtutor.cli.language import speak

    speak(argv)
    try:
        arguments = parse(argv)
    except SystemExit:  # argparse has printed the help
        return 0
    action: Callable[..., int] = arguments.action
    return action(arguments)


def _say(sentence: str) -> None:
    # A terminal that has hung up hears nothing any more.
    with suppress(OSError):
        if sys.stderr is not None:
            print(sentence, file=sys.stderr)
