"""Runs of any length and one shape, in closed form, for the benchmarks of pictures: a million steps do what a thousand do."""

from __future__ import annotations

import numpy as np

from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory

# Of the distance to the lowest point so much is left at the end.
_LEFT = 0.05
# Records at a time: the cost of a million at once would take a gigabyte.
_BLOCK = 50_000

EXPERIMENTS: dict[str, Experiment] = {
    "Wx": Experiment(start=Start(5.0), dtype="float64"),
    "Wx+b": Experiment(model="Wx+b", start=Start(5.0, -3.0), dtype="float64"),
    "Wx in batches": Experiment(start=Start(5.0), batch_size=1, dtype="float64"),
    "Wx, momentum": Experiment(start=Start(5.0), optimizer="momentum", dtype="float64"),
    "sin(Wx)": Experiment(data="wave", model="sin(Wx)", start=Start(2.5), dtype="float64"),
}


def experiment_for(name: str, length: int) -> Experiment:
    """One of the experiments, with the learning rate that takes `length` updates for the way."""
    import msgspec

    experiment = EXPERIMENTS[name]
    curvature = float(cost_surface(experiment).eigenvalues[0]) if experiment.model != "sin(Wx)" else 1.0
    return msgspec.structs.replace(experiment, lr=(1 - _LEFT ** (1 / length)) / curvature, steps=length)


def rows_of(experiment: Experiment, first: int, count: int) -> Floats:
    """The records from `first` on, shape (count, 6): gradient descent in closed form, and noise where it is in batches."""
    surface = cost_surface(experiment)
    steps = np.arange(first, first + count)
    start = np.array([experiment.start.W, experiment.start.b][: len(experiment.parameters)], dtype=np.float64)
    if experiment.model == "sin(Wx)":
        lowest = np.array([2.0])
        points = lowest + (start - lowest) * (1 - experiment.lr) ** steps[:, None]
    else:
        eigenvalues, vectors = surface.axes
        factors = (1 - experiment.lr * eigenvalues) ** steps[:, None]
        points = surface.minimum + (vectors.T @ (start - surface.minimum) * factors) @ vectors.T
    if experiment.in_batches:
        points = points + 0.1 * np.random.default_rng(first).standard_normal(points.shape)
    cost = np.concatenate([surface.cost(block) for block in np.array_split(points, -(-count // _BLOCK))])
    rows = np.full((count, 6), np.nan)
    rows[:, 0], rows[:, 5] = steps, cost
    for place in range(points.shape[1]):
        rows[:, 1 + place] = points[:, place]
        rows[:, 3 + place] = 2 * (points[:, place] - points[-1, place])
    return rows


def long_run(name: str, length: int) -> Trajectory:
    """A trajectory of `length` records."""
    experiment = experiment_for(name, length)
    trajectory = Trajectory(experiment)
    for first in range(0, length, _BLOCK):
        trajectory.append(rows_of(experiment, first, min(_BLOCK, length - first)), experiment.lr)
    return trajectory
