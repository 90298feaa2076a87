"""The cost of an experiment as a function of its parameters: a line's bowl (`bowl`) or a wave's valleys (`wave`)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gdtutor.descent.bowl import CostSurface
from gdtutor.descent.experiment import Cost, Dataset, Experiment, Model
from gdtutor.descent.wave import WaveSurface


def cost_surface(experiment: Experiment) -> CostSurface:
    """The surface that the experiment descends."""
    return _surface(experiment.dataset, experiment.model, experiment.cost)


@lru_cache(maxsize=32)
def _surface(data: Dataset, model: Model, cost: Cost) -> CostSurface:
    x = np.array(data.x)
    y = np.array(data.y)
    scale = {"mean": 1 / len(x), "half-mean": 0.5 / len(x), "sum": 1.0}[cost]
    if model == "sin(Wx)":
        return WaveSurface(x[:, np.newaxis], y, scale)
    return CostSurface(np.column_stack([x, np.ones_like(x)] if model == "Wx+b" else [x]), y, scale)
