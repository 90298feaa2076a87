"""`gdtutor lab`: free play on the screen, with built-in data or a CSV file of one's own."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from gdtutor.cli.crash import watch_for_crashes
from gdtutor.cli.error import CommandError
from gdtutor.cli.experiment_options import add_experiment_options, experiment_of
from gdtutor.cli.named import learner_progress, named_course
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.cli.tutorial import add_low_bandwidth, prepare_screen, put_off_collecting, require_terminal
from gdtutor.language import N_, _

if TYPE_CHECKING:
    from gdtutor.trainer.devices import DeviceChoice

DESCRIPTION = N_("""\
Free play: any data, model, cost, start, learning rate and optimiser, run by
PyTorch in front of you. Runs stay on the picture to be compared, and the
largest learning rate that your data can take is a key away.""")

EPILOG = N_("""\
A CSV file for --data has the columns x and y, between commas, semicolons or
tabs. A header is optional; with one there may be other columns, too.

Without options the lab begins as you left it.

examples:
  gdtutor lab
  gdtutor lab --data mine.csv
  gdtutor lab --data noisy-line --model Wx+b --optimizer Adam --batch-size 4

exit status: 0 all went well, 1 something failed, 2 asked for in a way that
can't be understood.""")

# Options that say how to show an experiment, or where to run it, and not which.
_BESIDE = ("action", "lang", "charset", "device", "low_bandwidth")


def options() -> argparse.ArgumentParser:
    """The parser of `gdtutor lab`."""
    result = Parser(
        prog="gdtutor lab",
        description=_(DESCRIPTION),
        epilog=_(EPILOG),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=open_lab, course=None)
    add_common(result)
    add_low_bandwidth(result)
    add_experiment_options(result)
    return result


def open_lab(arguments: Namespace) -> int:
    """Show the lab until the learner leaves."""
    experiment = experiment_of(arguments)
    # 0 is a value, too.
    named = any(value is not None and value is not False for name, value in vars(arguments).items() if name not in _BESIDE)
    require_terminal()
    put_off_collecting()
    course = named_course(arguments)
    device: DeviceChoice = arguments.device or "cpu"
    from gdtutor.trainer.spawn import spawned_ahead

    with learner_progress() as progress, spawned_ahead(device) as ahead:
        said = watch_for_crashes()
        prepare_screen(low_bandwidth=arguments.low_bandwidth)
        from gdtutor.lab.free_lab.settings import data_file
        from gdtutor.tui.beginning import Beginning, LabStart
        from gdtutor.tui.run import run
        from gdtutor.tui.torch_app import DeviceError

        path = arguments.data
        own = data_file(path, experiment.dataset) if isinstance(path, Path) else None
        try:
            return run(
                course,
                progress,
                Beginning(lab=LabStart(experiment if named else None, own), said=said),
                device=device,
                ahead=ahead,
                low_bandwidth=arguments.low_bandwidth,
            )
        except DeviceError as error:
            raise CommandError(str(error)) from error
