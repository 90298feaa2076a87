"""Loops are judged by what W and b do. Scripts run in this process, where one takes milliseconds, and torch is what they are
compared with; with processes it is tests/cli/test_check_loop.py.
"""

from __future__ import annotations

import io
import sys
from functools import cache

import msgspec
import numpy as np
import pytest
from hypothesis import given as for_any
from hypothesis import settings
from hypothesis import strategies as st

from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.numbers import show
from gdtutor.lab.loop_exercise import Judgement, References, given, head, judge, judge_script, references
from gdtutor.lab.loop_exercise.given import goes_before, is_unwritten
from gdtutor.lab.loop_exercise.paths import distinct, is_same_way
from gdtutor.lab.loop_exercise.readable import readable
from gdtutor.trainer.run import Run
from gdtutor.trainer.script_result import ScriptResult, ScriptState
from tests.hostile.signs import raw
from tests.lab.in_this_process import RUNNER, TRAINER
from tests.lab.loop_scripts import BY_HAND, MISTAKES, RIGHT, SGD, Mistake

TASK = Experiment(model="Wx+b", lr=0.01, steps=60)


def filled(script: str, task: Experiment) -> str:
    return script.replace("STEPS", str(task.steps)).replace("LR", repr(task.lr))


async def judged(script: str, task: Experiment = TASK) -> Judgement:
    _result, judgement = await judge_script(RUNNER, TRAINER, filled(script, task), task)
    return judgement


@pytest.fixture(scope="module")
def known() -> References:
    import asyncio

    return asyncio.run(references(TRAINER, TASK))


@pytest.fixture(autouse=True)
def _no_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the process of its own."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())


@pytest.mark.parametrize("form", RIGHT)
async def test_right_in_any_form(form: str) -> None:
    judgement = await judged(RIGHT[form])
    assert judgement.right, judgement.sentence
    assert judgement.mistake == ""
    assert judgement.sentence.startswith("Right, in 60 steps: W 0 → 0.09333 → 0.1764 → … → 0.8589, b 0 → 0.04 → ")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
async def test_each_mistake_is_named_with_its_numbers(mistake: Mistake) -> None:
    judgement = await judged(mistake.script)
    assert not judgement.right
    assert judgement.mistake == mistake.name, judgement.sentence
    for text in mistake.says:
        assert text in judgement.sentence
    assert "{" not in judgement.sentence.replace("{'params'", "")


SLOW = msgspec.structs.replace(TASK, steps=1000)
OTHER_TASKS = [
    SLOW,
    # Far from 0, and one parameter overshoots.
    msgspec.structs.replace(TASK, data="study-hours", start=Start(-25.0, 40.0), lr=0.03),
    msgspec.structs.replace(TASK, cost="sum", lr=0.005),
    msgspec.structs.replace(TASK, cost="half-mean", start=Start("random", "random"), seed=3),
    # It arrives, and then only the last digit trembles.
    msgspec.structs.replace(TASK, lr=0.15, steps=200),
    msgspec.structs.replace(TASK, data=Dataset((1e-3, 2e-3), (3e-6, -1e-6)), lr=0.5),
    msgspec.structs.replace(TASK, dtype="float64"),
]


@pytest.mark.parametrize("task", OTHER_TASKS)
async def test_other_tasks_are_judged_alike(task: Experiment) -> None:
    cost = {"mean": "((x * W + b - y) ** 2).sum() / len(x)", "half-mean": "((x * W + b - y) ** 2).mean() * 0.5"}
    sgd = SGD.replace("torch.mean((hypothesis - y) ** 2)", cost.get(task.cost, "(hypothesis - y).pow(2).sum()"))
    by_hand = BY_HAND.replace(
        "torch.mean((hypothesis - y) ** 2)", cost.get(task.cost, "torch.dot(hypothesis - y, hypothesis - y)")
    )
    assert (await judged(sgd, task)).right
    assert (await judged(by_hand, task)).right
    for script, mistakes in {
        sgd.replace("    optimizer.zero_grad()\n", ""): {"no-zero-grad"},
        by_hand.replace("-=", "+="): {"ascent"},
        sgd.replace("LR", "LR * 1.7"): {"learning-rate"},
        by_hand.replace("LR *", "LR * 2 *"): {"twice", "cost-mean", "cost-sum"},
        sgd.replace("STEPS", "3"): {"too-few-steps"},
    }.items():
        assert (await judged(script.replace("STEPS", "20"), task)).mistake in mistakes


async def test_with_w_alone() -> None:
    task = Experiment(model="Wx", lr=0.05, steps=20)
    without_b = SGD.replace("[W, b]", "[W]").replace(" + b", "")
    # The distance from 1 shrinks by the factor 1 − 0.05 × 28/3.
    assert (await judged(without_b, task)).sentence == "Right, in 20 steps: W 0 → 0.4667 → 0.7156 → … → 1."
    assert (await judged(without_b.replace("    optimizer.zero_grad()\n", ""), task)).mistake == "no-zero-grad"
    assert (await judged(without_b.replace("torch.mean", "torch.sum"), task)).mistake == "cost-sum"
    assert (await judged("with torch.no_grad():\n    W += 1\n", task)).mistake == "assigned"
    assert (await judged(SGD, task)).mistake == "name"


async def test_a_wave_has_no_hill_to_climb_but_its_loop_can_be_written() -> None:
    task = Experiment(data="wave", model="sin(Wx)", lr=0.1, steps=30, start=Start(1.0))
    loop = SGD.replace("[W, b]", "[W]").replace("x * W + b", "torch.sin(x * W)")
    assert (await judged(loop, task)).right
    assert (await judged(loop.replace("torch.sin(x * W)", "x * W"), task)).mistake in ("unknown", "ascent")


async def test_a_rate_that_float32_has_no_room_for() -> None:
    assert (await judged(SGD.replace("LR", "1e37"))).mistake in ("learning-rate", "diverges")
    assert (await judged(BY_HAND.replace("LR", "1e39"))).mistake in ("diverges", "not-one-number")


async def test_line_numbers_are_those_of_what_was_written() -> None:
    broken = SGD.replace("cost.backward()", "cost.backwards()")
    alone, whole = await judged(broken), await judged(head(TASK) + broken)
    assert "line 6" in alone.sentence
    assert f"line {6 + head(TASK).count(chr(10))}" in whole.sentence


async def test_the_template_is_the_head_of_the_lessons_script_and_not_yet_a_loop() -> None:
    template = given(SLOW)
    assert template.startswith(head(SLOW))
    assert "# Write the loop: 1000 steps of gradient descent, α = 0.01." in template.splitlines()
    assert max(map(len, template.splitlines())) <= 78
    assert is_unwritten(template)
    assert goes_before(template, SLOW) == ""
    assert (await judged(template)).mistake == "missing"
    assert (await judged(template + SGD)).right


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        (SGD, True),
        ("import torch\n" + BY_HAND, True),
        ("import torch\nfor i in range(3):\n    W = W - 1\n", True),
        ("import torch\nW = torch.zeros(1)\n", False),
        ("from torch import zeros\nW, b = zeros(1), zeros(1)\n", False),
        ("W = 0.0\n", True),
    ],
)
def test_what_is_given_goes_before_a_loop_alone(text: str, alone: bool) -> None:
    assert goes_before(text, TASK) == (head(TASK) if alone else "")


@pytest.mark.parametrize(
    "changes", [{"optimizer": "Adam"}, {"loop": "ascent"}, {"batch_size": 2}, {"body": ("hypothesis", "cost", "backward")}]
)
def test_only_plain_gradient_descent_is_an_exercise(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="loop to be written"):
        given(msgspec.structs.replace(TASK, **changes))


def test_the_judgement_comes_with_the_first_numbers_of_both(known: References) -> None:
    states = tuple(ScriptState(3, 0.1 * step, 0.0) for step in range(8))
    W, b = judge(ScriptResult(states=states), known).first
    assert (W.name, b.name) == ("W", "b")
    assert W.own == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    # One step from (0, 0): α times the mean of 2xy, and of 2y.
    assert W.right[:2] == pytest.approx((0, 0.01 * 2 * 14 / 3))
    assert b.right[:2] == pytest.approx((0, 0.01 * 2 * 2))
    assert b.own == (0,)


def right_states(known: References, steps: int) -> tuple[ScriptState, ...]:
    W, b = known.right
    return tuple(ScriptState(4, W[step], b[step]) for step in range(steps + 1))


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (0, "After 3 seconds the script was still running, and it was stopped. W and b had not moved by then."),
        (20, "It had taken 20 steps of 60, to W = {W}, b = {b}."),
        (60, "W and b had gone the whole way by then, and rightly: what keeps it from ending?"),
        (70, "It had taken more than the 60 steps that are asked for. Does the loop ever end?"),
    ],
)
def test_a_loop_that_never_ends_is_told_how_far_it_came(known: References, steps: int, says: str) -> None:
    result = ScriptResult(states=right_states(known, steps), timed_out=True, seconds=3.01)
    judgement = judge(result, known)
    assert (judgement.right, judgement.mistake) == (False, "time-limit")
    assert says.format(W=show(known.right.W[20]), b=show(known.right.b[20])) in judgement.sentence


def test_one_that_goes_on_beyond_what_is_kept(known: References) -> None:
    judgement = judge(ScriptResult(states=right_states(known, 75), states_cut=True), known)
    assert judgement.mistake == "too-many-steps"
    assert "more than 75 were taken" in judgement.sentence


def test_a_process_that_was_lost_is_no_mistake_of_the_loop(known: References) -> None:
    result = ScriptResult(states=right_states(known, 60), problem="Python itself ended (exit status 3).")
    assert judge(result, known)[:3] == (False, "ended", "Python itself ended (exit status 3).")


@settings(max_examples=60, deadline=None)
@for_any(st.lists(st.floats(-2e-7, 2e-7), min_size=61, max_size=61), st.integers(0, 60), st.floats(1e-4, 1))
def test_rounding_is_no_mistake_and_everything_else_is(noise: list[float], place: int, more: float) -> None:
    reference = _way()
    own = [value + error * max(1, abs(value)) for value, error in zip(reference, noise, strict=True)]
    own[0] = reference[0]
    assert is_same_way(own, reference)
    assert not is_same_way([*own[:place], *own[place + 1 :]], reference)
    assert not is_same_way([*own[:place], own[place] + more, *own[place + 1 :]], reference)
    assert not is_same_way([*own, own[-1] + more], reference)


@cache
def _way() -> tuple[float, ...]:
    """b of the task from (3, −1)."""
    run = Run(msgspec.structs.replace(TASK, start=Start(3.0, -1.0)))
    rows = np.frombuffer(run.updates(60, 60)).reshape(-1, 6)
    return (-1.0, *rows[:, 2].tolist())


@settings(max_examples=40, deadline=None)
@for_any(st.lists(st.sampled_from([1.0, 2.0, float("nan"), float("inf")])))
def test_numbers_without_repetitions(values: list[float]) -> None:
    kept = [repr(value) for value in distinct(values)]
    assert [repr(value) for index, value in enumerate(values) if index == 0 or repr(value) != repr(values[index - 1])] == kept


@settings(max_examples=60, deadline=None)
@for_any(st.text(max_size=60))
def test_nothing_that_a_script_prints_steers_the_terminal(text: str) -> None:
    shown = readable(text)
    assert not raw(shown)
    assert "\t" not in shown
    if text.isprintable():
        assert shown == text


def test_what_would_steer_it_is_written_out() -> None:
    assert readable("\x1b[31mred\r\n\ttab\rback\u202e\x00") == "\\x1b[31mred\n    tab\\rback\\u202e\\x00"
