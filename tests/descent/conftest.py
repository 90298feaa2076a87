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
    """All of the experiment's steps, with the gradients that autograd gives; batches as the experiment says they are dealt."""
    dtype = {"float32": torch.float32, "float64": torch.float64}[experiment.dtype]
    x, y = (torch.tensor(values, dtype=dtype) for values in (experiment.dataset.x, experiment.dataset.y))
    W, b = (torch.tensor([float(value)], dtype=dtype, requires_grad=True) for value in (experiment.start.W, experiment.start.b))
    parameters = [W, b] if experiment.model == "Wx+b" else [W]
    name = {"momentum": "SGD", "Nesterov": "SGD"}.get(experiment.optimizer, experiment.optimizer)
    options: dict[str, object] = {"maximize": experiment.loop == "ascent"}
    if name == "SGD":
        options["momentum"] = experiment.momentum if experiment.optimizer != "SGD" else 0.0
        options["nesterov"] = experiment.optimizer == "Nesterov"
    optimizer: torch.optim.Optimizer = getattr(torch.optim, name)(parameters, lr=experiment.lr, **options)

    def cost_of(points: list[int]) -> torch.Tensor:
        line = x[points] * W + (b if experiment.model == "Wx+b" else 0)
        squares = ((line.sin() if experiment.model == "sin(Wx)" else line) - y[points]) ** 2
        return {"mean": squares.mean(), "half-mean": squares.mean() / 2, "sum": squares.sum()}[experiment.cost]

    everything = list(range(len(x)))
    generator = torch.Generator().manual_seed(experiment.seed)
    deal: list[int] = []
    trajectory = Trajectory(experiment)
    for step in range(experiment.steps + 1):
        batch = everything
        if experiment.batch_size is not None:
            deal = deal or torch.randperm(len(x), generator=generator).tolist()
            batch, deal = deal[: experiment.batch_size], deal[experiment.batch_size :]
        cost = cost_of(batch)
        gradients = torch.autograd.grad(cost, parameters, retain_graph=True)
        db = gradients[1].item() if len(gradients) > 1 else math.nan
        b_now = b.item() if experiment.model == "Wx+b" else math.nan
        trajectory.append(rows((step, W.item(), b_now, gradients[0].item(), db, cost_of(everything).item())), experiment.lr)
        if experiment.loop != "no-zero-grad":
            optimizer.zero_grad()
        cost.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return trajectory


@pytest.fixture(scope="session")
def torch_run() -> TorchRun:
    """Runs an experiment in torch."""
    return run_in_torch
