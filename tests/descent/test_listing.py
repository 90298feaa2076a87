"""The listing reads like what a learner would write, for every experiment there can be."""

import ast
import math
import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import BODY, BodyLine, Cost, Dataset, Dtype, Experiment, Loop, Model, Optimizer, Start
from gdtutor.descent.listing import WIDTH, Change, body_line, listing


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
    ("experiment", "first"),
    [
        (Experiment(model="Wx+b", start=Start("random", 2.0)), "optimizer = optim.SGD([W, b], lr=0.1)"),
        (Experiment(loop="by-hand"), "lr = 0.1"),
        (Experiment(loop="sequential-update", model="Wx+b"), "optimizer_W = optim.SGD([W], lr=0.1)"),
        (Experiment(loop="forward-outside"), "optimizer = optim.SGD([W], lr=0.1)"),
        (Experiment(batch_size=2), "optimizer = optim.SGD([W], lr=0.1)"),
    ],
)
def test_data_and_parameters_are_the_head_and_the_rest_is_the_loop_s_own(experiment: Experiment, first: str) -> None:
    script = listing(experiment, [Change(1, lr=0.5)])
    assert script.head + script.own == script.text
    assert script.own.split("\n")[0] == first
    assert [line.split(" = ")[0] for line in script.head.splitlines() if " = " in line] == ["x", "y", *experiment.parameters]


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
        (Experiment(model="sin(Wx)"), "    hypothesis = torch.sin(x * W)"),
        (Experiment(loop="by-hand", lr=3.0), "lr = 3.0"),
        (Experiment(batch_size=2, seed=7), "generator = torch.Generator().manual_seed(7)"),
        (Experiment(batch_size=2), "    hypothesis = x[batch] * W"),
        (Experiment(batch_size=2, cost="sum"), "    cost = torch.sum((hypothesis - y[batch]) ** 2)"),
    ],
)
def test_each_setting_is_a_line(experiment: Experiment, line: str) -> None:
    assert line in listing(experiment).text.splitlines()


def test_forgetting_zero_grad_is_that_line_less() -> None:
    standard = listing(Experiment()).text.splitlines()
    standard.remove("    optimizer.zero_grad()")
    assert listing(Experiment(loop="no-zero-grad")).text.splitlines() == standard


def loop_of(experiment: Experiment) -> list[str]:
    lines = listing(experiment).lines
    return list(lines[lines.index(f"for step in range({experiment.steps}):") + 1 :])


def test_by_hand_it_is_two_lines_for_each_parameter() -> None:
    assert loop_of(Experiment(model="Wx+b", loop="by-hand")) == [
        "    hypothesis = x * W + b",
        "    cost = torch.mean((hypothesis - y) ** 2)",
        "",
        "    cost.backward()",
        "    with torch.no_grad():",
        "        W -= lr * W.grad",
        "        b -= lr * b.grad",
        "    W.grad = None",
        "    b.grad = None",
    ]
    assert "optim" not in listing(Experiment(loop="by-hand")).text


def test_the_mistakes_by_hand_are_one_line_and_one_sign() -> None:
    right = [line.strip() for line in loop_of(Experiment(loop="by-hand"))]
    in_graph = [line.strip() for line in loop_of(Experiment(loop="by-hand-in-graph"))]
    assert in_graph == [line for line in right if line != "with torch.no_grad():"]
    uphill = [line.strip() for line in loop_of(Experiment(loop="ascent"))]
    assert uphill == [line.replace("-=", "+=") for line in right]


def test_the_forward_pass_outside_stands_before_the_loop() -> None:
    script = listing(Experiment(loop="forward-outside")).lines
    assert loop_of(Experiment(loop="forward-outside")) == [
        "    optimizer.zero_grad()",
        "    cost.backward()",
        "    optimizer.step()",
    ]
    assert script[-7:-3] == ("hypothesis = x * W", "cost = torch.mean((hypothesis - y) ** 2)", "", "for step in range(20):")


def test_batches_are_dealt_and_shuffled_anew_when_they_are_used_up() -> None:
    assert loop_of(Experiment(data="noisy-line", batch_size=8))[:5] == [
        "    if not batches:",
        "        order = torch.randperm(len(x), generator=generator)",
        "        batches = list(order.split(8))",
        "    batch = batches.pop(0)",
        "",
    ]


def test_a_body_is_the_named_lines_in_that_order() -> None:
    order: tuple[BodyLine, ...] = ("zero_grad", "hypothesis", "cost", "step", "backward", "step")
    experiment = Experiment(model="Wx+b", body=order)
    assert [line.strip() for line in loop_of(experiment)] == [body_line(experiment, name) for name in order]
    assert loop_of(Experiment(body=BODY)) == loop_of(Experiment())


def test_the_lines_of_the_body_are_those_of_the_loop() -> None:
    experiment = Experiment(model="sin(Wx)", cost="half-mean")
    assert [body_line(experiment, name) for name in BODY] == [line.strip() for line in loop_of(experiment) if line]


def test_a_seed_is_set_only_where_something_is_drawn() -> None:
    assert "seed" not in listing(Experiment(start=Start(b="random"))).text
    assert "seed" in listing(Experiment(model="Wx+b", start=Start(b="random"))).text


numbers = st.floats(allow_nan=False, allow_infinity=False)
points = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    loop: Loop = draw(st.sampled_from(get_args(Loop)))
    sequential, by_hand = loop == "sequential-update", loop in ("by-hand", "by-hand-in-graph", "ascent")
    pairs = draw(points)
    start = st.one_of(numbers, st.just("random"))
    models: tuple[Model, ...] = ("Wx+b",) if sequential else ("Wx", "Wx+b") if loop == "ascent" else get_args(Model)
    body = draw(st.lists(st.sampled_from(BODY), max_size=10)) if loop == "standard" else []
    batches = st.none() if body or loop == "forward-outside" else st.one_of(st.none(), st.integers(1, len(pairs)))
    return Experiment(
        data=Dataset(tuple(x for x, _ in pairs), tuple(y for _, y in pairs)),
        model=draw(st.sampled_from(models)),
        cost=draw(st.sampled_from(get_args(Cost))),
        start=Start(W=draw(start), b=draw(start)),  # type: ignore[arg-type]
        lr=draw(st.floats(0, 1e300)),
        optimizer="SGD" if sequential or by_hand else draw(st.sampled_from(get_args(Optimizer))),
        loop=loop,
        body=tuple(body),
        batch_size=draw(batches),
        steps=draw(st.integers(1, 1_000_000)),
        seed=draw(st.integers(0, 2**63 - 1)),
        dtype=draw(st.sampled_from(get_args(Dtype))),
    )


@given(experiments())
def test_every_experiment_has_a_listing_that_holds_its_numbers_and_ends_in_its_loop(experiment: Experiment) -> None:
    script = listing(experiment)
    assert "\n".join(script.lines) + "\n" == script.text
    assert max(map(len, script.lines)) <= WIDTH + 8
    statements = ast.parse(script.text).body
    assigned = {
        ast.unparse(statement.targets[0]): statement.value
        for statement in statements
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
    }
    for name, values in (("x", experiment.dataset.x), ("y", experiment.dataset.y)):
        call = assigned[name]
        assert isinstance(call, ast.Call)
        assert ast.literal_eval(call.args[0]) == list(values)
    assert [statement for statement in statements if isinstance(statement, ast.For)] == statements[-1:]
    assert ast.unparse(statements[-1]).startswith(f"for step in range({experiment.steps}):")
    assert "[batch]" not in script.measure


def test_needs_neither_torch_nor_numpy() -> None:
    code = "import sys, gdtutor.descent.listing; sys.exit(bool({'numpy', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def changed(experiment: Experiment, *changes: Change, steps: int | None = None) -> list[str]:
    """The lines of a script with changes that one without them has not."""
    without = listing(experiment, steps=steps).lines
    return [line for line in listing(experiment, changes, steps).lines if line not in without and line]


def test_what_was_turned_on_the_way_stands_before_the_update_of_its_step() -> None:
    experiment = Experiment(model="Wx+b", steps=9)
    script = listing(experiment, [Change(3, lr=0.2), Change(5, 0.05, W=4.0, b=-0.5)]).lines
    begin = script.index("for step in range(9):")
    assert list(script[begin + 1 : begin + 10]) == [
        "    if step == 3:",
        '        optimizer.param_groups[0]["lr"] = 0.2',
        "    if step == 5:",
        '        optimizer.param_groups[0]["lr"] = 0.05',
        "        with torch.no_grad():",
        "            W.fill_(4.0)",
        "            b.fill_(-0.5)",
        "",
        "    hypothesis = x * W + b",
    ]
    assert listing(experiment, ()) == listing(experiment, steps=9) == listing(experiment)


def test_a_new_rate_is_written_as_the_loop_has_it() -> None:
    assert changed(Experiment(loop="by-hand"), Change(2, lr=0.5))[1:] == ["        lr = 0.5"]
    assert changed(Experiment(model="Wx+b", loop="sequential-update"), Change(2, lr=0.5))[1:] == [
        '        optimizer_W.param_groups[0]["lr"] = 0.5',
        '        optimizer_b.param_groups[0]["lr"] = 0.5',
    ]


@pytest.mark.parametrize("loop", ["standard", "by-hand"])
def test_many_rates_are_a_table(loop: Loop) -> None:
    experiment = Experiment(loop=loop, steps=90)
    changes = [*(Change(step, lr=step / 7) for step in range(1, 60)), Change(70, W=2.0)]
    script = listing(experiment, changes)
    assert max(map(len, script.lines)) <= WIDTH
    table, *body = changed(experiment, *changes)
    assert table == "rates = {"
    rate = {"standard": '        optimizer.param_groups[0]["lr"] = rates[step]', "by-hand": "        lr = rates[step]"}[loop]
    assert body[-5:] == [
        "    if step in rates:",
        rate,
        "    if step == 70:",
        "        with torch.no_grad():",
        "            W.fill_(2.0)",
    ]
    statement = next(line for line in ast.parse(script.text).body if ast.unparse(line).startswith("rates"))
    assert isinstance(statement, ast.Assign)
    assert ast.literal_eval(statement.value) == {step: step / 7 for step in range(1, 60)}


def test_what_was_turned_at_the_last_step_comes_after_the_loop() -> None:
    script = listing(Experiment(), [Change(4, lr=0.2), Change(12, W=math.inf)], 12).lines
    assert "for step in range(12):" in script
    assert list(script[-3:]) == ["", "with torch.no_grad():", '    W.fill_(float("inf"))']


def test_a_move_computes_anew_what_stands_before_the_loop() -> None:
    assert changed(Experiment(loop="forward-outside"), Change(1, W=2.0), steps=3) == [
        "    if step == 1:",
        "        with torch.no_grad():",
        "            W.fill_(2.0)",
        "        hypothesis = x * W",
        "        cost = torch.mean((hypothesis - y) ** 2)",
    ]


def test_the_script_is_the_text_and_prints_the_parameters() -> None:
    for experiment, names in ((Experiment(), "W.item()"), (Experiment(model="Wx+b"), "W.item(), b.item()")):
        whole = listing(experiment, [Change(2, lr=0.3)])
        assert whole.script == f"{whole.text}\nprint({names})\n"
        assert whole.report == f"print({names})"
