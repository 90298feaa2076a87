"""Any order of the loop's lines does in a run what it does in plain torch, its errors included."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gdtutor.descent.experiment import BODY, BodyLine, Experiment, Optimizer, Start
from gdtutor.descent.listing import body_line, listing
from gdtutor.trainer.run import Run, refusal

PASSES = 5


def in_plain_torch(experiment: Experiment) -> tuple[list[tuple[float, float, float]], str]:
    """W, the slope at W and the cost at W after each pass over the lines, and the message of the error that stopped it."""
    x, y = (torch.tensor(values) for values in (experiment.dataset.x, experiment.dataset.y))
    W = torch.tensor([float(experiment.start.W)], requires_grad=True)
    momentum = 0.9 if experiment.optimizer == "momentum" else 0.0
    optimizer = torch.optim.SGD([W], lr=experiment.lr, momentum=momentum)
    names: dict[str, torch.Tensor] = {}

    def look_up(name: str) -> torch.Tensor:
        if name not in names:
            raise NameError(f"name {name!r} is not defined")
        return names[name]

    lines: dict[BodyLine, Callable[[], object]] = {
        "hypothesis": lambda: names.update(hypothesis=W * x),
        "cost": lambda: names.update(cost=torch.square(look_up("hypothesis") - y).mean()),
        "zero_grad": lambda: setattr(W, "grad", None),
        "backward": lambda: look_up("cost").backward(),  # type: ignore[no-untyped-call]
        "step": optimizer.step,
    }
    states = []
    for done in range(PASSES + 1):
        cost = torch.square(W * x - y).mean()
        states.append((W.item(), torch.autograd.grad(cost, W)[0].item(), cost.item()))
        try:
            for name in experiment.body if done < PASSES else ():
                lines[name]()
        except (NameError, RuntimeError) as error:
            return states, str(error)
    return states, ""


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(BODY), min_size=1, max_size=8).map(tuple), st.sampled_from(["SGD", "momentum"]), st.floats(0, 0.2)
)
@example(BODY, "SGD", 0.15)
@example(("hypothesis", "cost", "backward", "zero_grad", "step"), "SGD", 0.1)
@example(("hypothesis", "cost", "step", "zero_grad", "backward"), "SGD", 0.1)
@example(("hypothesis", "cost", "backward", "backward"), "SGD", 0.1)
@example(("cost", "hypothesis", "zero_grad", "backward", "step"), "SGD", 0.1)
def test_any_body_does_what_plain_torch_does(body: tuple[BodyLine, ...], optimizer: Optimizer, lr: float) -> None:
    experiment = Experiment(body=body, optimizer=optimizer, lr=lr, start=Start(W=4.0))
    run = Run(experiment)
    rows = np.array([*run.row, *run.updates(PASSES, 60)]).reshape(-1, 6)
    states, message = in_plain_torch(experiment)
    np.testing.assert_allclose(rows[:, [1, 3, 5]], states, rtol=1e-4, atol=1e-5)
    assert rows[:, 0].tolist() == list(range(len(states)))
    stopped = None if run.refusal is None else refusal(run.refusal)
    assert (stopped.message if stopped else "") == message
    if stopped:
        assert stopped.kind in ("NameError", "RuntimeError")
        assert listing(experiment).lines[stopped.line - 1].strip() in [body_line(experiment, name) for name in body]


@pytest.mark.parametrize("zero_grad", [0, 1, 2, 4])
def test_where_zero_grad_stands_is_the_same_but_between_backward_and_step(zero_grad: int) -> None:
    order: list[BodyLine] = ["hypothesis", "cost", "backward", "step"]
    order.insert(zero_grad, "zero_grad")
    usual, other = Run(Experiment(lr=0.15)), Run(Experiment(lr=0.15, body=tuple(order)))
    assert usual.updates(9, 60).tolist() == pytest.approx(other.updates(9, 60).tolist(), nan_ok=True, abs=0)


def test_zero_grad_between_backward_and_step_leaves_nothing_to_step_with() -> None:
    run = Run(Experiment(lr=0.15, body=("hypothesis", "cost", "backward", "zero_grad", "step")))
    rows = np.array(run.updates(4, 60)).reshape(-1, 6)
    assert rows[:, 1].tolist() == [0.0] * 4
    assert rows[:, 3] == pytest.approx(-28 / 3)
    assert math.isnan(rows[0, 2])
