"""What can be set in the free lab: the names of the settings, and their values in words.

No torch and no numpy here: the column of settings is painted first.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import msgspec

from gdtutor.descent.experiment import WITH_MOMENTUM, Dataset, Experiment
from gdtutor.descent.numbers import show
from gdtutor.language import N_, _
from gdtutor.shown import printable

SettingName = Literal[
    "data",
    "model",
    "cost",
    "start",
    "W",
    "b",
    "lr",
    "optimizer",
    "momentum",
    "batch",
    "seed",
    "zero_grad",
    "dtype",
    "steps",
]
# These are turned as in a lesson: on the run, not instead of it.
DIALS: tuple[SettingName, ...] = ("W", "b", "lr")
# Their values are numbers that can be typed.
NUMBERS: tuple[SettingName, ...] = (*DIALS, "momentum", "batch", "seed", "steps")
# What stands before the value; what is not marked is not translated.
LABELS: dict[SettingName, str] = {
    "data": N_("data"),
    "model": N_("model"),
    "cost": N_("cost"),
    "start": N_("start"),
    "W": "W",
    "b": "b",
    "lr": "α",
    "optimizer": N_("optimiser"),
    "momentum": N_("momentum"),
    "batch": N_("batch"),
    "seed": N_("seed"),
    "zero_grad": "zero_grad",
    "dtype": "dtype",
    "steps": N_("steps"),
}


class DataFile(NamedTuple):
    """Points of the learner's own, and the name of the file that they come from."""

    name: str
    data: Dataset


def data_file(path: Path, data: Dataset) -> DataFile:
    """A file's points under its name, in which what can't be seen, or would do something to a terminal, is an escape."""
    return DataFile(printable(path.name), data)


class Changed(NamedTuple):
    """The experiment with another value, and a sentence where more than that one value had to change, or nothing could."""

    experiment: Experiment
    said: str = ""


def names_of(experiment: Experiment) -> tuple[SettingName, ...]:
    """The settings that this experiment has, in the order in which they stand."""
    hidden = set()
    if "b" not in experiment.parameters:
        hidden.add("b")
    if experiment.optimizer not in WITH_MOMENTUM:
        hidden.add("momentum")
    every: tuple[SettingName, ...] = get_args(SettingName)
    return tuple(name for name in every if name not in hidden)


def value_of(experiment: Experiment, name: SettingName, own: DataFile | None = None) -> str:
    """The value as it is shown. Of a dial it is what the experiment begins with; `…` where that is still to be drawn."""
    shown: dict[SettingName, Callable[[], str]] = {
        "data": lambda: data_name(experiment, own),
        "model": lambda: experiment.model,
        "cost": lambda: experiment.cost,
        "start": lambda: _("random") if is_random(experiment) else _("given"),
        "W": lambda: _start(experiment.start.W),
        "b": lambda: _start(experiment.start.b),
        "lr": lambda: show(experiment.lr),
        "optimizer": lambda: experiment.optimizer,
        "momentum": lambda: show(experiment.momentum),
        "batch": lambda: batch_name(experiment),
        "seed": lambda: str(experiment.seed),
        "zero_grad": lambda: _("left out") if experiment.loop == "no-zero-grad" else _("yes"),
        "dtype": lambda: experiment.dtype,
        "steps": lambda: f"{experiment.steps:,}",
    }
    return shown[name]()


def data_name(experiment: Experiment, own: DataFile | None) -> str:
    """The name of the data: a built-in one, or the file's."""
    if isinstance(experiment.data, str):
        return experiment.data
    return own.name if own is not None else _("own data")


def batch_name(experiment: Experiment) -> str:
    """How many of the points an update looks at."""
    points = len(experiment.dataset.x)
    if experiment.in_batches:
        return _("{size} of {n}").format(size=experiment.batch_size, n=points)
    return _("all {n}").format(n=points)


def is_random(experiment: Experiment) -> bool:
    """Whether the seed draws the start, or a part of it."""
    starts = {"W": experiment.start.W, "b": experiment.start.b}
    return any(starts[name] == "random" for name in experiment.parameters)


def same_run(before: Experiment, after: Experiment) -> bool:
    """Whether a run of the one can go on as a run of the other: only the number of steps differs, if anything does."""
    return msgspec.structs.replace(before, steps=after.steps) == after


def same_picture(one: Experiment, other: Experiment) -> bool:
    """Whether runs of both fit on one picture: their data, model and cost are the same."""
    return (one.data, one.model, one.cost) == (other.data, other.model, other.cost)


def _start(start: float | str) -> str:
    return "…" if isinstance(start, str) else show(start)
