"""The listing reads like what a learner would write, for every experiment there can be, and is taken apart at backward()."""

import ast
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Cost, Dataset, Dtype, Experiment, Loop, Model, Optimizer, Start
from gdtutor.trainer.listing import WIDTH, listing


def test_the_loop_of_the_lesson_is_written_as_in_the_lesson() -> None:
    assert listing(Experiment(model="Wx+b", lr=0.01, steps=1000)).text.splitlines() == [
        "import torch",
        "from torch import optim",
        "",
        "x = torch.tensor([1.0, 2.0, 3.0])",
        "y = torch.tensor([1.0, 2.0, 3.0])",
        "",
        "W = torch.zeros(1, requires_grad=True)",
        "b = torch.zeros(1, requires_grad=True)",
        "optimizer = optim.SGD([W, b], lr=0.01)",
        "",
        "for step in range(1000):",
        "    hypothesis = x * W + b",
        "    cost = torch.mean((hypothesis - y) ** 2)",
        "",
        "    optimizer.zero_grad()",
        "    cost.backward()",
        "    optimizer.step()",
    ]


@pytest.mark.parametrize(
    ("experiment", "line"),
    [
        (Experiment(start=Start(W=5)), "W = torch.tensor([5.0], requires_grad=True)"),
        (Experiment(start=Start(W="random"), seed=7), "torch.manual_seed(7)"),
        (Experiment(start=Start(W="random")), "W = torch.randn(1, requires_grad=True)"),
        (Experiment(dtype="float64"), "W = torch.zeros(1, dtype=torch.float64, requires_grad=True)"),
        (Experiment(dtype="float64"), "x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)"),
        (Experiment(cost="half-mean"), "    cost = torch.mean((hypothesis - y) ** 2) / 2"),
        (Experiment(cost="sum"), "    cost = torch.sum((hypothesis - y) ** 2)"),
        (Experiment(optimizer="momentum"), "optimizer = optim.SGD([W], lr=0.1, momentum=0.9)"),
        (Experiment(optimizer="Nesterov"), "optimizer = optim.SGD([W], lr=0.1, momentum=0.9, nesterov=True)"),
        (Experiment(optimizer="Adam", lr=1e-5), "optimizer = optim.Adam([W], lr=1e-05)"),
    ],
)
def test_each_setting_is_a_line(experiment: Experiment, line: str) -> None:
    assert line in listing(experiment).text.splitlines()


def test_forgetting_zero_grad_is_that_line_less() -> None:
    standard = listing(Experiment()).text.splitlines()
    standard.remove("    optimizer.zero_grad()")
    assert listing(Experiment(loop="no-zero-grad")).text.splitlines() == standard


def test_a_seed_is_set_only_where_something_is_drawn() -> None:
    assert "seed" not in listing(Experiment(start=Start(b="random"))).text
    assert "seed" in listing(Experiment(model="Wx+b", start=Start(b="random"))).text


numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    loop: Loop = draw(st.sampled_from(get_args(Loop)))
    sequential = loop == "sequential-update"
    pairs = draw(points)
    start = st.one_of(numbers, st.just("random"))
    return Experiment(
        data=Dataset(tuple(x for x, _ in pairs), tuple(y for _, y in pairs)),
        model="Wx+b" if sequential else draw(st.sampled_from(get_args(Model))),
        cost=draw(st.sampled_from(get_args(Cost))),
        start=Start(W=draw(start), b=draw(start)),  # type: ignore[arg-type]
        lr=draw(st.floats(0, 1e300)),
        optimizer="SGD" if sequential else draw(st.sampled_from(get_args(Optimizer))),
        loop=loop,
        steps=draw(st.integers(1, 1_000_000)),
        seed=draw(st.integers(0, 2**63 - 1)),
        dtype=draw(st.sampled_from(get_args(Dtype))),
    )


@given(experiments())
def test_every_experiment_has_a_listing_that_holds_its_numbers_and_comes_apart(experiment: Experiment) -> None:
    text = listing(experiment).text
    assert max(map(len, text.splitlines())) <= WIDTH + 8
    assigned = {
        ast.unparse(statement.targets[0]): statement.value
        for statement in ast.parse(text).body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    }
    for name, values in (("x", experiment.dataset.x), ("y", experiment.dataset.y)):
        call = assigned[name]
        assert isinstance(call, ast.Call)
        assert ast.literal_eval(call.args[0]) == list(values)
    pieces = listing(experiment).pieces()
    assert "backward" in pieces.evaluate.co_names
    assert "step" in pieces.update.co_names
    assert "step" not in pieces.evaluate.co_names
    assert "optim" in pieces.setup.co_names
