"""Runs of plain torch, written here from its documentation: the oracle for what this package says of a run."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory, rows

TorchRun = Callable[[Experiment], Trajectory]


def run_in_torch(experiment: Experiment) -> Trajectory:
    """All of the experiment's steps, with the gradients that autograd gives."""
    dtype = {"float32": torch.float32, "float64": torch.float64}[experiment.dtype]
    x, y = (torch.tensor(values, dtype=dtype) for values in (experiment.dataset.x, experiment.dataset.y))
    W, b = (torch.tensor([float(value)], dtype=dtype, requires_grad=True) for value in (experiment.start.W, experiment.start.b))
    parameters = [W] if experiment.model == "Wx" else [W, b]
    optimizer: torch.optim.Optimizer
    if experiment.optimizer == "Adam":
        optimizer = torch.optim.Adam(parameters, lr=experiment.lr)
    else:
        momentum = 0.0 if experiment.optimizer == "SGD" else 0.9
        optimizer = torch.optim.SGD(parameters, lr=experiment.lr, momentum=momentum, nesterov=experiment.optimizer == "Nesterov")
    trajectory = Trajectory(experiment)
    for step in range(experiment.steps + 1):
        squares = (x * W + (b if experiment.model == "Wx+b" else 0) - y) ** 2
        cost = {"mean": squares.mean(), "half-mean": squares.mean() / 2, "sum": squares.sum()}[experiment.cost]
        gradients = torch.autograd.grad(cost, parameters, retain_graph=True)
        db = gradients[1].item() if len(gradients) > 1 else math.nan
        values = (step, W.item(), b.item() if experiment.model == "Wx+b" else math.nan, gradients[0].item(), db, cost.item())
        trajectory.append(rows(values), experiment.lr)
        if experiment.loop == "standard":
            optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return trajectory


@pytest.fixture(scope="session")
def torch_run() -> TorchRun:
    """Runs an experiment in torch."""
    return run_in_torch
