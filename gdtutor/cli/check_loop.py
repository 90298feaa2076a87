"""`gdtutor check-loop FILE.py`: judge a loop of gradient descent that was written in the learner's own editor."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.output import output
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.columns import aligned
from gdtutor.descent.experiment import Experiment
from gdtutor.language import N_, _, reason
from gdtutor.shown import printable

if TYPE_CHECKING:
    from gdtutor.lab.loop_exercise import Judgement
    from gdtutor.trainer.script_result import ScriptResult

# The exercise at the end of the lesson pytorch-loop.
TASK = Experiment(model="Wx+b", lr=0.01, steps=1000)
MAX_BYTES = 100_000
MAX_SECONDS = 3_600

DESCRIPTION = N_("""\
Run a loop of gradient descent and judge it by what W and b do: the exercise at
the end of the lesson pytorch-loop, from your own editor. FILE is the whole
script, or only what comes below the given tensors.""")

EPILOG = N_("""\
examples:
  gdtutor check-loop --template > loop.py    begin with what is given
  gdtutor check-loop loop.py

The script runs in a folder of its own, with its input empty.

exit status: 0 right, 1 wrong or stopped by an error, 2 asked for in a way that
can't be understood, or a file that can't be read.""")


def options() -> argparse.ArgumentParser:
    """The parser of `gdtutor check-loop`."""
    result = Parser(
        prog="gdtutor check-loop",
        description=_(DESCRIPTION),
        epilog=_(EPILOG),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=check_loop)
    result.add_argument("file", nargs="?", type=Path, metavar="FILE.py", help=_("the script, or the loop alone"))
    result.add_argument("--template", action="store_true", help=_("print what is given, and the task as a comment"))
    result.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        metavar="N",
        help=_("stop the script when it has run that long (default: 10)"),
    )
    add_common(result)
    return result


def check_loop(arguments: Namespace) -> int:
    """Judge the file, or print the template. Raises CommandError for a file that can't be read."""
    if arguments.template == (arguments.file is not None):
        raise CommandError(_("gdtutor check-loop: name one FILE.py to judge, or --template to begin with."))
    if arguments.template:
        from gdtutor.lab.loop_exercise import given

        output(given(TASK).rstrip("\n"))
        return 0
    text = _text_of(arguments.file)
    import asyncio

    result, judgement = asyncio.run(_judged(text, arguments.seconds))
    if judgement.mistake == "unavailable":
        raise CommandError(judgement.sentence, FAILED)
    output(account(result, judgement))
    return 0 if judgement.right else FAILED


def account(result: ScriptResult, judgement: Judgement) -> str:
    """What the script printed, where it stopped, the first numbers of W and b beside the right ones, and the judgement."""
    from gdtutor.lab.loop_exercise.readable import readable

    parts = []
    if result.output:
        parts.append(readable(result.output).rstrip("\n"))
    if result.output_cut:
        parts.append(_("(some of what it printed is left out here)"))
    if result.output_end:
        parts.append(readable(result.output_end).rstrip("\n"))
    if result.error is not None and result.error.traceback:
        parts.append(readable(result.error.traceback))
    if not judgement.right and (table := _first_numbers(judgement)):
        parts.append(table)
    parts.append(readable(judgement.sentence))
    return "\n\n".join(parts)


def _first_numbers(judgement: Judgement) -> str:
    """The table of first numbers; "" where W and b did not move."""
    from gdtutor.descent.numbers import show

    if not any(len(numbers.own) > 1 for numbers in judgement.first):
        return ""
    heading = [""]
    for numbers in judgement.first:
        heading += [numbers.name, _("right")]
    rows = [tuple(heading)]
    for step in range(max(len(column) for numbers in judgement.first for column in (numbers.own, numbers.right))):
        columns = [column for numbers in judgement.first for column in (numbers.own, numbers.right)]
        cells = [show(column[step]) if step < len(column) else "" for column in columns]
        rows.append((str(step), *cells))
    return "\n".join(aligned(rows))


async def _judged(text: str, seconds: float) -> tuple[ScriptResult, Judgement]:
    from gdtutor.lab.loop_exercise import judge_script
    from gdtutor.trainer.client import Trainer
    from gdtutor.trainer.script_runner import ScriptRunner

    trainer, runner = Trainer(), ScriptRunner()
    try:
        return await judge_script(runner, trainer, text, TASK, seconds=seconds)
    finally:
        await runner.close()
        await trainer.close()


def _seconds(text: str) -> float:
    """A time limit. Raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_SECONDS:
        sentence = _("{text!r} is no number of seconds; more than 0 and at most {most} are allowed")
        raise argparse.ArgumentTypeError(sentence.format(text=text, most=MAX_SECONDS))
    return seconds


def _text_of(path: Path) -> str:
    """The script in the file. Raises CommandError."""
    from gdtutor.lab.data_file import at_once

    try:
        with open(path, "rb", opener=at_once) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        sentence = _("gdtutor check-loop: {path} can't be read: {reason}.")
        raise CommandError(sentence.format(path=printable(str(path)), reason=reason(error))) from error
    if len(data) > MAX_BYTES:
        sentence = _("gdtutor check-loop: {path} is larger than {most} bytes; name the file that holds the loop.")
        raise CommandError(sentence.format(path=printable(str(path)), most=MAX_BYTES))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        sentence = _("gdtutor check-loop: {path} is not UTF-8 (line {line}); save it as UTF-8.")
        raise CommandError(sentence.format(path=printable(str(path)), line=line)) from error
    if not text.strip():
        sentence = _("gdtutor check-loop: {path} is empty; gdtutor check-loop --template prints what to begin with.")
        raise CommandError(sentence.format(path=printable(str(path))))
    return text.replace("\r\n", "\n")
