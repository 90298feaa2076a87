"""The options that describe an experiment, for every command that runs one."""

from __future__ import annotations

import argparse
import os
import re
import struct
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from gdtutor.cli.error import CommandError
from gdtutor.cli.option_types import choice, data, momentum, rate, start, whole
from gdtutor.course.problems import quoted
from gdtutor.descent.experiment import (
    DATASETS,
    MAX_STEPS,
    WITH_MOMENTUM,
    Cost,
    Dataset,
    Device,
    Dtype,
    Experiment,
    Model,
    Optimizer,
    Start,
)
from gdtutor.descent.numbers import show
from gdtutor.language import _

DEVICES = (*get_args(Device), "auto")
MAX_SEED = 2**63 - 1
# The largest float32.
FLOAT32_MAX = (2 - 2**-23) * 2.0**127


def add_experiment_options(parser: argparse.ArgumentParser) -> None:
    """Options for data, model, cost, start, learning rate, optimiser, loop and device. What is not given is None."""
    # -1e-3 and -inf are values, not options. argparse of Python 3.13 and earlier knows -1 and -0.5 only.
    parser._negative_number_matcher = re.compile(r"-(\.?[0-9]|inf|nan)", re.IGNORECASE)
    group = parser.add_argument_group(_("the experiment"))
    defaults = Experiment()
    group.add_argument(
        "--data",
        type=data,
        metavar="NAME|FILE.csv",
        help=_("the points: {names} (first by default), or a CSV file with columns x and y").format(names=", ".join(DATASETS)),
    )
    _add_choice(group, "--model", get_args(Model), _("the hypothesis: {all}; by default Wx, and Wx+b for a CSV file"))
    _add_choice(group, "--cost", get_args(Cost), _("of the squared errors: {all}; by default {default}"), defaults.cost)
    group.add_argument("--lr", type=rate, metavar="F", help=_("the learning rate α, by default {n}").format(n=defaults.lr))
    group.add_argument("--w", type=start, metavar="F", help=_("where W starts, or the word random; by default 0"))
    group.add_argument("--b", type=start, metavar="F", help=_("where b starts, or the word random; by default 0"))
    group.add_argument(
        "--steps",
        type=whole(1, MAX_STEPS),
        metavar="N",
        help=_("how many updates, up to {most:,}; by default {n}").format(most=MAX_STEPS, n=defaults.steps),
    )
    _add_choice(group, "--optimizer", get_args(Optimizer), _("{all}; by default {default}"), defaults.optimizer)
    group.add_argument(
        "--momentum",
        type=momentum,
        metavar="F",
        help=_("the factor of momentum and Nesterov, by default {n}; SGD with it is momentum").format(n=defaults.momentum),
    )
    group.add_argument(
        "--batch-size",
        type=whole(1, None),
        metavar="N",
        help=_("how many points an update looks at; by default all"),
    )
    group.add_argument(
        "--seed",
        type=whole(0, MAX_SEED),
        metavar="N",
        help=_("for random starts and batches; by default {n}").format(n=0),
    )
    _add_choice(group, "--dtype", get_args(Dtype), _("{all}; by default {default}"), defaults.dtype)
    group.add_argument("--no-zero-grad", action="store_true", help=_("leave out zero_grad(): gradients pile up"))
    _add_choice(
        group,
        "--device",
        DEVICES,
        _("where torch computes: {all}; by default {default}; auto is a GPU where there is one"),
        defaults.device,
    )


def experiment_of(arguments: Namespace) -> Experiment:
    """The experiment that the options describe. Its device is cpu where `arguments.device` is auto: ask the trainer then.

    Raises CommandError.
    """
    points, model = _data_and_model(arguments)
    given: dict[str, Any] = {
        "data": points,
        "model": model,
        "cost": arguments.cost,
        "lr": arguments.lr,
        "steps": arguments.steps,
        "optimizer": arguments.optimizer,
        "momentum": arguments.momentum,
        "batch_size": arguments.batch_size,
        "seed": arguments.seed,
        "dtype": arguments.dtype,
        "device": None if arguments.device == "auto" else arguments.device,
        "loop": "no-zero-grad" if arguments.no_zero_grad else None,
        "start": _start_of(arguments, model),
    }
    if arguments.momentum is not None:
        given["optimizer"] = _with_momentum(arguments)
    _check_batch_size(arguments, points)
    try:
        experiment = Experiment(**{name: value for name, value in given.items() if value is not None})
    except ValueError as error:  # what two options together can't be
        raise CommandError(_("These options do not go together: {reason}.").format(reason=error)) from error
    _check_range(experiment)
    return experiment


def _add_choice(group: argparse._ArgumentGroup, option: str, allowed: Sequence[str], text: str, default: str = "") -> None:
    described = text.format(all=", ".join(allowed), default=default)
    group.add_argument(option, type=choice(allowed), choices=allowed, metavar="NAME", help=described)


def _data_and_model(arguments: Namespace) -> tuple[str | Dataset, Model]:
    defaults = Experiment()
    if not isinstance(arguments.data, Path):
        return arguments.data or defaults.data, arguments.model or defaults.model
    if not os.path.lexists(arguments.data):
        sentence = _("There is no file {file}; name another, or built-in data: {names}.")
        raise CommandError(sentence.format(file=quoted(str(arguments.data)), names=", ".join(DATASETS)))
    from gdtutor.lab.data_file import DataFileError, read_data_file

    try:
        return read_data_file(arguments.data), arguments.model or "Wx+b"
    except DataFileError as error:
        raise CommandError(str(error)) from error


def _start_of(arguments: Namespace, model: Model) -> Start:
    if arguments.b is not None and model != "Wx+b":
        raise CommandError(_("--b needs --model Wx+b; the model {model} has no b.").format(model=model))
    return Start(**{name: value for name, value in (("W", arguments.w), ("b", arguments.b)) if value is not None})


def _with_momentum(arguments: Namespace) -> Optimizer:
    """The optimizer that --momentum makes of --optimizer."""
    optimizer: Optimizer = arguments.optimizer or "SGD"
    if optimizer == "SGD":
        return "momentum" if arguments.momentum else "SGD"
    if optimizer not in WITH_MOMENTUM:
        sentence = _("--momentum goes with the optimizers SGD, momentum and Nesterov; {optimizer} has none.")
        raise CommandError(sentence.format(optimizer=optimizer))
    return optimizer


def _check_batch_size(arguments: Namespace, points: str | Dataset) -> None:
    most = len((DATASETS[points] if isinstance(points, str) else points).x)
    if arguments.batch_size is not None and arguments.batch_size > most:
        sentence = _("--batch-size {found} is more than there are points; it is a whole number, 1 to {most}.")
        raise CommandError(sentence.format(found=arguments.batch_size, most=most))


def _check_range(experiment: Experiment) -> None:
    """Refuse what float32 can't hold: it would begin with inf."""
    if experiment.dtype == "float64":
        return
    points, begin = experiment.dataset, experiment.start
    given = {"--data": (*points.x, *points.y), "--w": (begin.W,), "--b": (begin.b,), "--lr": (experiment.lr,)}
    for option, values in given.items():
        for value in values:
            if not isinstance(value, str) and abs(value) > FLOAT32_MAX:
                sentence = _("{option}: {value!r} is too large for float32; add --dtype float64.")
                raise CommandError(sentence.format(option=option, value=value))
    x = points.x
    if min(x) < max(x) and len({_in_float32(value) for value in x}) == 1:
        sentence = _(
            "--data: in float32 every x is {x}; the differences are lost. Add --dtype float64, or subtract a number from every x."
        )
        raise CommandError(sentence.format(x=show(_in_float32(x[0]))))


def _in_float32(value: float) -> float:
    """The number as float32 has it."""
    return float(struct.unpack("f", struct.pack("f", value))[0])
