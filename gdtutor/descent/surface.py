"""The cost of an experiment as a function of its parameters: a line's bowl (`bowl`) or a wave's valleys (`wave`)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from gdtutor.descent.bowl import CostSurface
from gdtutor.descent.experiment import Cost, Dataset, Experiment, Model
from gdtutor.descent.wave import WaveSurface

# From so many points on they are summed up first.
MANY = 200


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
    inputs = np.column_stack([x, np.ones_like(x)] if model == "Wx+b" else [x])
    if len(x) > MANY:
        # With [X y] = Q R the residuals X p - y = Q R (p, -1) are as long as R (p, -1), which has three numbers for ten thousand.
        triangle = np.asarray(np.linalg.qr(np.column_stack([inputs, y]), mode="r"))
        inputs, y = triangle[:, :-1], triangle[:, -1]
    return CostSurface(inputs, y, scale)
