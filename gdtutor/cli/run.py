"""`gdtutor run`: one run of gradient descent in torch, as a picture, a table, rows or a script; no screen."""

from __future__ import annotations

import argparse
from argparse import Namespace
from typing import cast, get_args

from gdtutor.cli.destination import Destination
from gdtutor.cli.error import CommandError
from gdtutor.cli.experiment_options import add_experiment_options, experiment_of
from gdtutor.cli.formats import BY_SUFFIX, WITH_ROWS, Name
from gdtutor.cli.option_types import choice, new_file, whole
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.cli.signals import signals
from gdtutor.language import N_, _

DESCRIPTION = N_("""\
Run gradient descent in torch and write what came of it: a picture with its
account in words and the verdict, or every step's numbers for a program.""")

EPILOG = N_("""\
formats:
  plot    the picture, the same in words, the verdict
  table   a screenful of rows, or those of --every; the verdict
  csv     step,W,b,dW,db,cost: row k is the state after k updates, with the
          gradient and the cost at that W and b; b and db are empty for a
          model without b; each number reads back to the same float, and
          may be inf, -inf or nan; with --batch-size dW and db are those of
          the batch
  json    one object: experiment, columns, rows, and verdict with kind,
          sentence, factor and overflow_step; numbers that JSON does not have
          are the texts "inf", "-inf" and "nan", and what a model does not
          have is null
  script  the plain PyTorch that does the same

A CSV file for --data has the columns x and y, between commas, semicolons or
tabs. A header is optional; with one there may be other columns, too.

examples:
  gdtutor run
  gdtutor run --lr 0.25 --steps 30
  gdtutor run --data noisy-line --model Wx+b --optimizer Adam --format table
  gdtutor run --data mine.csv --steps 1e5 --every 100 --output run.csv
  gdtutor run --w 2.5 --format json | python -m json.tool
  gdtutor run --model Wx+b --momentum 0.9 --format script > loop.py

exit status: 0 it ran, and a run that diverges has run; 1 something failed;
2 asked for in a way that can't be understood.""")


def options() -> argparse.ArgumentParser:
    """The parser of `gdtutor run`."""
    result = Parser(
        prog="gdtutor run",
        description=_(DESCRIPTION),
        epilog=_(EPILOG),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=run)
    add_common(result)
    add_experiment_options(result)
    group = result.add_argument_group(_("the output"))
    names = get_args(Name)
    described = _("{all}; by default plot in a terminal and csv elsewhere, or what the suffix of --output says")
    group.add_argument("--format", type=choice(names), choices=names, metavar="NAME", help=described.format(all=", ".join(names)))
    group.add_argument(
        "--output",
        type=new_file,
        metavar="FILE",
        help=_("a file to write; .csv, .json, .py (script), .txt or .svg (plot), else csv"),
    )
    group.add_argument(
        "--every", type=whole(1, None), metavar="N", help=_("write the rows 0, N, 2N … and the last; for table, csv and json")
    )
    return result


def run(arguments: Namespace) -> int:
    """Run the experiment and write it."""
    destination = Destination(arguments.output)
    name = _format_name(arguments, destination)
    if arguments.every is not None and name not in WITH_ROWS:
        sentence = _("--every goes with the formats {formats}; the format here is {found}.")
        raise CommandError(sentence.format(formats=", ".join(WITH_ROWS), found=name))
    experiment = experiment_of(arguments)
    signals.listen()
    with destination:
        if name == "script" and arguments.device != "auto":
            from gdtutor.descent.listing import listing

            destination.write(listing(experiment).script)
            return 0
        from gdtutor.cli.torch_run import run_and_write

        run_and_write(experiment, arguments.device or experiment.device, name, destination, arguments.every)
    return 0


def _format_name(arguments: Namespace, destination: Destination) -> Name:
    if arguments.format is not None:
        return cast("Name", arguments.format)
    if arguments.output is not None:
        return BY_SUFFIX.get(arguments.output.suffix.lower(), "csv")
    return "plot" if destination.is_screen else "csv"
