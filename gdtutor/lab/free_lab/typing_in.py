"""A setting's value as it was typed. No torch and no numpy here."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec

from gdtutor.descent.experiment import MAX_STEPS, Experiment, Start
from gdtutor.descent.numbers import MINUS
from gdtutor.lab.free_lab.settings import SettingName
from gdtutor.lab.free_lab.turning import FLOAT32_MAX, MAX_SEED, is_too_large, replaced, with_batch
from gdtutor.language import _, ngettext


def typed(experiment: Experiment, name: SettingName, text: str) -> Experiment:
    """The experiment with the value that was typed, for one of NUMBERS; `random` is a start too, and `all` a batch.

    Raises ValueError, with a sentence, where that is no such value.
    """
    return _TYPED[name](experiment, text.strip())


def _W(experiment: Experiment, text: str) -> Experiment:
    return _with_start(experiment, "W", text)


def _b(experiment: Experiment, text: str) -> Experiment:
    return _with_start(experiment, "b", text)


def _with_start(experiment: Experiment, name: str, text: str) -> Experiment:
    if text.lower() == "random":
        return replaced(experiment, start=Start("random", "random"))
    value = _real(text)
    if not math.isfinite(value):
        raise ValueError(_("A start is a number, or the word random."))
    if experiment.dtype == "float32" and abs(value) > FLOAT32_MAX:
        raise ValueError(is_too_large(value))
    return replaced(experiment, start=msgspec.structs.replace(experiment.start, **{name: value}))


def _lr(experiment: Experiment, text: str) -> Experiment:
    rate = _real(text)
    if not (math.isfinite(rate) and rate >= 0):
        raise ValueError(_("α is a number, 0 or more."))
    return replaced(experiment, lr=rate)


def _momentum(experiment: Experiment, text: str) -> Experiment:
    value = _real(text)
    if not 0 <= value < 1:
        raise ValueError(_("The momentum is a number, 0 or more and less than 1."))
    if experiment.optimizer == "Nesterov" and not value:
        raise ValueError(_("Nesterov needs a momentum of more than 0."))
    return replaced(experiment, momentum=value)


def _batch(experiment: Experiment, text: str) -> Experiment:
    points = len(experiment.dataset.x)
    size = points if text.lower() == "all" else _whole(text)
    if size is None or not 1 <= size <= points:
        sentence = ngettext(
            "A batch is a whole number of points; there is {n} here.",
            "A batch is a whole number of points, 1 to {n} here.",
            points,
        )
        raise ValueError(sentence.format(n=points))
    return with_batch(experiment, size)


def _seed(experiment: Experiment, text: str) -> Experiment:
    seed = _whole(text)
    if seed is None or not 0 <= seed <= MAX_SEED:
        raise ValueError(_("The seed is a whole number, 0 or more, and below 2**63."))
    return replaced(experiment, seed=seed)


def _steps(experiment: Experiment, text: str) -> Experiment:
    steps = _whole(text)
    if steps is None or not 1 <= steps <= MAX_STEPS:
        raise ValueError(_("Steps are a whole number, 1 to {most:,}.").format(most=MAX_STEPS))
    return replaced(experiment, steps=steps)


_TYPED: dict[SettingName, Callable[[Experiment, str], Experiment]] = {
    "W": _W,
    "b": _b,
    "lr": _lr,
    "momentum": _momentum,
    "batch": _batch,
    "seed": _seed,
    "steps": _steps,
}


def _real(text: str) -> float:
    """The number, with a decimal comma or a real minus sign if need be; NaN where it is none."""
    try:
        return float(text.replace(MINUS, "-").replace(",", "."))
    except ValueError:
        return math.nan


def _whole(text: str) -> int | None:
    """The whole number, 1e6 among them; None where it is none."""
    try:
        return int(text)
    except ValueError:
        number = _real(text)
        return int(number) if number.is_integer() else None
