"""What a learner can turn, a reference sets and a fresh try draws: W, b and lr of an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from gdtutor.descent.experiment import Experiment

Setting = Literal["W", "b", "lr"]
SETTINGS: tuple[Setting, ...] = ("W", "b", "lr")


def with_settings(experiment: Experiment, settings: Mapping[Setting, float]) -> Experiment:
    """The experiment started elsewhere or with another rate. Raises ValueError for values that no run could have."""
    start = {name: value for name, value in settings.items() if name != "lr"}
    changed = msgspec.structs.replace(experiment, start=msgspec.structs.replace(experiment.start, **start))
    return msgspec.structs.replace(changed, lr=settings["lr"]) if "lr" in settings else changed


def settings_of(experiment: Experiment) -> dict[Setting, float]:
    """The settings that the experiment has: b only where its model has one, and nothing that is drawn at random."""
    values = {"W": experiment.start.W, "b": experiment.start.b, "lr": experiment.lr}
    names = [name for name in SETTINGS if name == "lr" or name in experiment.parameters]
    return {name: value for name in names if not isinstance(value := values[name], str)}
