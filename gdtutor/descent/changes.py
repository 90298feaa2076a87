"""What was turned while a run was under way, read from what was recorded of it."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import Change
from gdtutor.descent.trajectory import Record, Trajectory


def changes_of(trajectory: Trajectory, stop: int | None = None) -> tuple[Change, ...]:
    """What was turned on the way to the last of the first `stop` records, by step: `listing(experiment, changes, steps)`, with
    the step of that record, does the same updates again, bit for bit.

    A learning rate stands at the step whose update first used it; a parameter at the step at which a hand has put it elsewhere,
    which is step 0 also where the run does not begin where its experiment says (of a random start nothing else is known).
    """
    length = len(trajectory) if stop is None else max(0, min(stop, len(trajectory)))
    if not length:
        return ()
    first = _put(trajectory, _start_of(trajectory.experiment), trajectory[0])
    changes = {} if first == Change(0) else {0: first}
    rates = [(index, rate) for index, rate in trajectory.rates() if 0 < index < length]
    used = trajectory.experiment.lr
    for index, rate in rates:
        if not math.isnan(rate) and rate != used:
            step = trajectory[index].step - 1
            changes[step] = changes.get(step, Change(step))._replace(lr=rate)
            used = rate
    for index in [index for index, rate in rates if math.isnan(rate)]:  # what a hand has moved
        before, record = trajectory[index - 1], trajectory[index]
        put = _put(trajectory, {"W": before.W, "b": before.b}, record)
        # Where nothing moved, putting it there was still done: some loops compute something anew then.
        put = Change(record.step, W=record.W, b=_b(trajectory, record)) if put == Change(record.step) else put
        changes[record.step] = changes.get(record.step, put)._replace(W=put.W, b=put.b)
    return tuple(changes[step] for step in sorted(changes))


def with_first_rate(experiment: Experiment, changes: tuple[Change, ...]) -> tuple[Experiment, tuple[Change, ...]]:
    """The same run, where the rate that was turned at step 0, if any, is that of the experiment."""
    if not changes or changes[0].step > 0 or changes[0].lr is None:
        return experiment, changes
    first = changes[0]._replace(lr=None)
    experiment = msgspec.structs.replace(experiment, lr=changes[0].lr)
    return experiment, changes[1:] if first == Change(0) else (first, *changes[1:])


def _put(trajectory: Trajectory, before: dict[str, float | None], record: Record) -> Change:
    """The parameters of the record that are not what they were before; None of those that are not known from before."""
    put: dict[str, float] = {}
    for name, now in (("W", record.W), ("b", record.b)):
        old = before[name]
        # By their text, by which NaN is NaN and -0.0 is not 0.0.
        if name in trajectory.experiment.parameters and old is not None and repr(old) != repr(now):
            put[name] = now
    return Change(record.step, W=put.get("W"), b=put.get("b"))


def _start_of(experiment: Experiment) -> dict[str, float | None]:
    """Where torch begins: the numbers of the start in the experiment's dtype, None for one that is drawn."""
    numbers: dict[str, float | None] = {}
    for name, value in (("W", experiment.start.W), ("b", experiment.start.b)):
        if isinstance(value, str):
            numbers[name] = None
            continue
        with np.errstate(over="ignore"):  # beyond float32 it is inf, in torch too
            # A start of -0.0 is written as zeros.
            numbers[name] = float(np.asarray(value).astype(experiment.dtype)) if value else 0.0
    return numbers


def _b(trajectory: Trajectory, record: Record) -> float | None:
    return record.b if "b" in trajectory.experiment.parameters else None
