"""Turning a setting: the value beside the one that it has, and what else must change with it. No torch and no numpy here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, get_args

import msgspec

from gdtutor.descent.experiment import DATASETS, MAX_STEPS, Cost, Dataset, Dtype, Experiment, Model, Optimizer, Start
from gdtutor.descent.numbers import show
from gdtutor.lab.free_lab.settings import Changed, DataFile, SettingName, is_random
from gdtutor.language import _, ngettext

T = TypeVar("T")
N = TypeVar("N", int, float)

MAX_SEED = 2**63 - 1
# The largest float32; what is larger would begin as inf.
FLOAT32_MAX = (2 - 2**-23) * 2.0**127
_MOMENTUM = 0.9
_MOMENTA = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
_STEPS = tuple(factor * 10**power for power in range(7) for factor in (1, 2, 5) if factor * 10**power <= MAX_STEPS)


def turned(experiment: Experiment, name: SettingName, clicks: int, own: DataFile | None = None) -> Changed:
    """The value `clicks` places further (negative: back); words come round again, numbers stop at their ends.

    own are data to choose besides the built-in ones. The dials are not turned here: raises KeyError for them.
    """
    if name == "data":
        every: tuple[str | Dataset, ...] = (*DATASETS, *([own.data] if own is not None else []))
        return with_data(experiment, _next(every, experiment.data, clicks))
    return _TURNED[name](experiment, clicks)


def with_data(experiment: Experiment, data: str | Dataset) -> Changed:
    """The same experiment on other data. A batch that these data don't fill becomes all of their points."""
    points = len((DATASETS[data] if isinstance(data, str) else data).x)
    if experiment.batch_size is None or experiment.batch_size < points:
        return _in_numbers_that_hold_it(replaced(experiment, data=data))
    changed = _in_numbers_that_hold_it(replaced(experiment, data=data, batch_size=None))
    if experiment.batch_size == points:
        return changed
    sentence = ngettext(
        "A batch of {size} is more than these data have: it is their {n} point now.",
        "A batch of {size} is more than these data have: it is all {n} points now.",
        points,
    )
    said = sentence.format(size=experiment.batch_size, n=points)
    return Changed(changed.experiment, f"{said} {changed.said}".strip())


def with_batch(experiment: Experiment, size: int) -> Experiment:
    """The experiment with a batch of `size` points; one of all points is none, so that they stay in their own order."""
    return replaced(experiment, batch_size=size if size < len(experiment.dataset.x) else None)


def too_large(experiment: Experiment) -> float | None:
    """A number of its start or its data that its dtype can't hold; None where there is none."""
    if experiment.dtype == "float64":
        return None
    starts = [value for value in (experiment.start.W, experiment.start.b) if not isinstance(value, str)]
    return next((v for v in (*starts, *experiment.dataset.x, *experiment.dataset.y) if abs(v) > FLOAT32_MAX), None)


def is_too_large(value: float) -> str:
    """The sentence for a number that float32 can't hold."""
    return _("{value} is too large for float32, which ends at 3.4e38.").format(value=show(value))


def replaced(experiment: Experiment, **values: object) -> Experiment:
    """The experiment with these values. Raises ValueError where no run could have them."""
    return msgspec.structs.replace(experiment, **values)


def _model(experiment: Experiment, clicks: int) -> Changed:
    return Changed(replaced(experiment, model=_next(get_args(Model), experiment.model, clicks)))


def _cost(experiment: Experiment, clicks: int) -> Changed:
    return Changed(replaced(experiment, cost=_next(get_args(Cost), experiment.cost, clicks)))


def _start(experiment: Experiment, _clicks: int) -> Changed:
    return Changed(replaced(experiment, start=Start() if is_random(experiment) else Start("random", "random")))


def _optimizer(experiment: Experiment, clicks: int) -> Changed:
    optimizer = _next(get_args(Optimizer), experiment.optimizer, clicks)
    if optimizer == "Nesterov" and not experiment.momentum:
        changed = replaced(experiment, optimizer=optimizer, momentum=_MOMENTUM)
        return Changed(changed, _("Nesterov needs a momentum: it is {n} now.").format(n=show(_MOMENTUM)))
    return Changed(replaced(experiment, optimizer=optimizer))


def _momentum(experiment: Experiment, clicks: int) -> Changed:
    momenta = _MOMENTA[1:] if experiment.optimizer == "Nesterov" else _MOMENTA
    return Changed(replaced(experiment, momentum=_beside(momenta, experiment.momentum, clicks)))


def _batch(experiment: Experiment, clicks: int) -> Changed:
    points = len(experiment.dataset.x)
    sizes = (*(2**power for power in range(points.bit_length()) if 2**power < points), points)
    return Changed(with_batch(experiment, _beside(sizes, experiment.batch_size or points, clicks)))


def _seed(experiment: Experiment, clicks: int) -> Changed:
    return Changed(replaced(experiment, seed=min(MAX_SEED, max(0, experiment.seed + clicks))))


def _zero_grad(experiment: Experiment, _clicks: int) -> Changed:
    return Changed(replaced(experiment, loop="standard" if experiment.loop == "no-zero-grad" else "no-zero-grad"))


def _dtype(experiment: Experiment, clicks: int) -> Changed:
    dtype = _next(get_args(Dtype), experiment.dtype, clicks)
    try:
        changed = replaced(experiment, dtype=dtype)
    except ValueError as error:
        return Changed(experiment, _("That can't be had: {reason}.").format(reason=error))
    value = too_large(changed)
    return Changed(changed) if value is None else Changed(experiment, is_too_large(value))


def _steps(experiment: Experiment, clicks: int) -> Changed:
    return Changed(replaced(experiment, steps=_beside(_STEPS, experiment.steps, clicks)))


_TURNED: dict[SettingName, Callable[[Experiment, int], Changed]] = {
    "model": _model,
    "cost": _cost,
    "start": _start,
    "optimizer": _optimizer,
    "momentum": _momentum,
    "batch": _batch,
    "seed": _seed,
    "zero_grad": _zero_grad,
    "dtype": _dtype,
    "steps": _steps,
}


def _in_numbers_that_hold_it(experiment: Experiment) -> Changed:
    value = too_large(experiment)
    if value is None:
        return Changed(experiment)
    if experiment.device == "mps":
        return Changed(experiment, is_too_large(value))
    return Changed(replaced(experiment, dtype="float64"), _("These data need float64, and have it now."))


def _next(every: Sequence[T], value: T, clicks: int) -> T:
    """One of `every`, a place beside `value`, round and round; more clicks than one are to an end."""
    if abs(clicks) > 1:
        return every[-1 if clicks > 0 else 0]
    place = every.index(value) if value in every else 0
    return every[(place + clicks) % len(every)]


def _beside(values: Sequence[N], value: N, clicks: int) -> N:
    """The value `clicks` places further along ascending values, among which it need not be; not beyond their ends."""
    further = [v for v in values if v > value] if clicks > 0 else [v for v in reversed(values) if v < value]
    return further[min(abs(clicks), len(further)) - 1] if clicks and further else value
