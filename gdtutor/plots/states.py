"""Where a run stands: its parameters, its hypothesis H(x) and its cost there."""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
import numpy as np

from gdtutor.descent.experiment import Cost, Dataset, Experiment, Model, Parameter
from gdtutor.descent.numbers import MINUS, show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats, Indices, Trajectory
from gdtutor.plots.sample import sampled

# Stretches of a run that are looked at for its extent.
STRETCHES = 100


def with_b(experiment: Experiment) -> Experiment:
    """The same with a b, which is 0 all along in a run without one."""
    return msgspec.structs.replace(experiment, model="Wx+b")


def lowest_of(experiment: Experiment) -> Floats:
    """The parameters of the lowest cost, shape (p,); NaN where the data are too large to tell."""
    return _lowest(experiment.data, experiment.model, experiment.cost)


@lru_cache(maxsize=16)
def _lowest(data: str | Dataset, model: Model, cost: Cost) -> Floats:
    return cost_surface(Experiment(data=data, model=model, cost=cost)).minimum


def cost_at(experiment: Experiment, W: float, b: float) -> float:
    """The cost at W and b; b counts for the model Wx+b only."""
    return float(cost_surface(experiment).cost(_point(experiment, W, b)))


def gradient_at(experiment: Experiment, W: float, b: float) -> tuple[float, float]:
    """The derivatives of the cost by W and by b, over all points; 0 for the b that a model has not."""
    values = cost_surface(experiment).gradient(_point(experiment, W, b))
    return float(values[0]), float(values[1]) if len(values) > 1 else 0.0


def hypothesis(experiment: Experiment, parameters: tuple[float, float], x: Floats) -> Floats:
    """H(x), shape as x; inf or NaN where the numbers are too large."""
    W, b = parameters
    with np.errstate(all="ignore"):
        return np.sin(W * x) if experiment.model == "sin(Wx)" else W * x + b


def formula(experiment: Experiment, W: float, b: float) -> str:
    """`H(x) = 5x`, `H(x) = 5x + 0.3` or `H(x) = sin(5x)`."""
    if experiment.model == "sin(Wx)":
        return f"H(x) = sin({show(W)}x)"
    line = f"{show(W)}x" if experiment.model == "Wx" else f"{show(W)}x {'+' if not b < 0 else MINUS} {show(abs(b))}"
    return f"H(x) = {line}"


def experiment_of(run: Trajectory | Experiment) -> Experiment:
    """What is run, whether it has been or not."""
    return run.experiment if isinstance(run, Trajectory) else run


def parameters_of(run: Trajectory | Experiment) -> tuple[float, float] | None:
    """W and b of a run's last finite record, or of its start where it has not run; None where that is not known."""
    if isinstance(run, Trajectory):
        finite = run.finite_length()
        if not finite:
            return None
        record = run[finite - 1]
        return record.W, 0.0 if math.isnan(record.b) else record.b
    start = start_of(run)
    return start if not math.isnan(start[0]) else None


def start_of(experiment: Experiment) -> tuple[float, float]:
    """The start that the experiment names; NaN, NaN where it is drawn at random."""
    W, b = experiment.start.W, experiment.start.b
    has_b = "b" in experiment.parameters
    if isinstance(W, str) or (isinstance(b, str) and has_b):
        return math.nan, math.nan
    return float(W), float(b) if has_b and not isinstance(b, str) else 0.0


def extent(run: Trajectory | Experiment, parameter: Parameter = "W", stop: int | None = None) -> list[float]:
    """Values of the parameter that stand for the whole run, or its first `stop` records; its start, where it has not run."""
    if isinstance(run, Trajectory):
        indices = sampled(run, len(run) if stop is None else stop, STRETCHES, parameter)
        return [float(value) for value in values(run, parameter, indices)]
    start = start_of(run)
    return [] if math.isnan(start[0]) else [start[parameter == "b"]]


def values(run: Trajectory, parameter: Parameter, indices: Indices) -> Floats:
    """The parameter at those records, shape as indices; b is 0 where the model has none."""
    return run.values(parameter, indices) if parameter in run.experiment.parameters else np.zeros(len(indices))


def _point(experiment: Experiment, W: float, b: float) -> Floats:
    return np.array([W, b][: len(experiment.parameters)])
