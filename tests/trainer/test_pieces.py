"""A listing is taken apart where the gradient of the present state is known."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from gdtutor.descent.experiment import Experiment, Loop, Model
from gdtutor.trainer.pieces import take_apart


def all_experiments() -> list[Experiment]:
    found = []
    for loop, model, batch_size in product(get_args(Loop), get_args(Model), (None, 2)):
        try:
            found.append(Experiment(loop=loop, model=model, batch_size=batch_size))
        except ValueError:
            continue  # no run could be that
    return found


@pytest.mark.parametrize("experiment", all_experiments(), ids=lambda e: f"{e.loop}, {e.model}, {e.batch_size}")
def test_every_loop_comes_apart_after_its_first_backward(experiment: Experiment) -> None:
    pieces = take_apart(experiment)
    known, update = pieces.evaluate.co_names, pieces.update.co_names
    if experiment.loop == "forward-outside":
        assert "backward" not in known
        assert {"backward", "step"} <= set(update)
        assert {"hypothesis", "cost"} <= set(pieces.again.co_names)
    else:
        assert {"hypothesis", "cost", "backward"} <= set(known)
        assert "step" not in known
        assert {"step", "grad"} & set(update)
    assert "randperm" not in {*pieces.again.co_names, *update, *pieces.measure.co_names}
    assert ("randperm" in known) == (experiment.batch_size is not None)
    assert "batch" not in pieces.measure.co_names


def test_a_body_of_its_own_is_done_whole() -> None:
    pieces = take_apart(Experiment(body=("hypothesis", "cost", "backward", "step", "hypothesis")))
    assert pieces.evaluate.co_names == pieces.again.co_names == ()
    assert {"hypothesis", "cost", "backward", "step"} <= set(pieces.update.co_names)
