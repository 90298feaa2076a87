"""The script itself, executed line by line: every state is the one that a run of the same experiment goes through."""

from __future__ import annotations

import asyncio
import time
from itertools import groupby

import msgspec
import psutil
import pytest

from gdtutor.descent.experiment import BODY, Dtype, Experiment, Start
from gdtutor.descent.line_state import START, LineState
from gdtutor.descent.listing import listing
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Trainer, TrainerError

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE = Experiment(model="Wx+b", data="noisy-line", start=Start(W=0.3, b=-1.0), lr=0.07, steps=6)
EXPERIMENTS = {
    "standard": LINE,
    "W alone": Experiment(lr=0.15, cost="half-mean", steps=5),
    "by hand": msgspec.structs.replace(LINE, loop="by-hand"),
    "no zero_grad": msgspec.structs.replace(LINE, loop="no-zero-grad"),
    "batches": msgspec.structs.replace(LINE, batch_size=7, loop="by-hand", seed=3),
    "momentum": msgspec.structs.replace(LINE, optimizer="momentum", momentum=0.8),
    "sequential": msgspec.structs.replace(LINE, loop="sequential-update"),
    "random start": msgspec.structs.replace(LINE, optimizer="Adam", start=Start(W="random", b="random"), seed=5),
}


def code(experiment: Experiment, state: LineState) -> str:
    return listing(experiment).script.splitlines()[state.line - 1].strip()


async def whole(trainer: Trainer, experiment: Experiment) -> list[LineState]:
    walk = await trainer.walk(experiment)
    states = [*await walk.forward(1_000)]
    assert walk.done
    await walk.close()
    return states


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", EXPERIMENTS)
async def test_the_numbers_are_those_of_a_run(name: str, dtype: Dtype, trainer: Trainer) -> None:
    experiment = msgspec.structs.replace(EXPERIMENTS[name], dtype=dtype)
    run = await trainer.run(experiment, experiment.steps)
    states = await whole(trainer, experiment)
    head = next(state.line for state in states if code(experiment, state).startswith("for "))
    ends = {state.step: state for state in states if state.next == head}
    assert list(ends) == list(range(experiment.steps + 1))
    for parameter in experiment.parameters:
        assert [ends[step].values[parameter] for step in ends] == run.column(parameter).tolist()
        gradients = [state.values[f"{parameter}.grad"] for state in first_of_each_pass(experiment, states, "cost.backward()")]
        assert gradients == run.column(f"d{parameter}").tolist()[:-1]
    if not experiment.in_batches:  # a record's cost is that of all points
        costs = [state.values["cost"] for state in first_of_each_pass(experiment, states, "cost = ")]
        assert costs == run.column("cost").tolist()[:-1]


def first_of_each_pass(experiment: Experiment, states: list[LineState], line: str) -> list[LineState]:
    found = [state for state in states if code(experiment, state).startswith(line)]
    return [next(group) for _step, group in groupby(found, key=lambda state: state.step)]


async def test_every_statement_is_one_line_and_a_block_is_left_without_a_line(trainer: Trainer) -> None:
    experiment = msgspec.structs.replace(LINE, batch_size=10, loop="by-hand", steps=3, dtype="float64")
    states = await whole(trainer, experiment)
    assert [START.next, *(state.next for state in states)] == [*(state.line for state in states), 0]
    assert [code(experiment, state) for state in states[:3]] == ["import torch", "x = torch.tensor([", "y = torch.tensor(["]
    shuffle = ["if not batches:", "order = torch.randperm(len(x), generator=generator)", "batches = list(order.split(10))"]
    rest = [
        "batch = batches.pop(0)",
        "hypothesis = x[batch] * W + b",
        "cost = torch.mean((hypothesis - y[batch]) ** 2)",
        "cost.backward()",
        "with torch.no_grad():",
        "W -= lr * W.grad",
        "b -= lr * b.grad",
        "W.grad = None",
        "b.grad = None",
    ]
    loop = "for step in range(3):"
    passes = [loop, *shuffle, *rest, loop, shuffle[0], *rest, loop, *shuffle, *rest]
    executed = [code(experiment, state) for state in states]
    assert executed[executed.index(loop) :] == [*passes, loop, "print(W.item(), b.item())"]


async def test_what_a_name_stands_for_and_what_is_printed(trainer: Trainer) -> None:
    experiment = Experiment(steps=1, lr=0.1, dtype="float64")
    states = {code(experiment, state): state for state in await whole(trainer, experiment)}
    assert states["import torch"].values == {}
    assert states["W = torch.zeros(1, dtype=torch.float64, requires_grad=True)"].values == {"W": 0.0, "W.grad": None}
    # x = y = 1, 2, 3 and W = 0: the cost is 14/3, its slope -28/3.
    after = states["cost.backward()"].values
    assert after == {"W": 0.0, "W.grad": pytest.approx(-28 / 3), "cost": pytest.approx(14 / 3)}
    assert states["optimizer.step()"].values["W"] == pytest.approx(28 / 30)
    W = (await trainer.run(experiment, 1))[1].W
    assert [state.printed for state in states.values()] == [*[""] * (len(states) - 1), f"{W}\n"]


async def test_what_overflows_is_told_as_it_is(trainer: Trainer) -> None:
    experiment = Experiment(lr=1e30, steps=3)
    run = await trainer.run(experiment, 3)
    states = [state for state in await whole(trainer, experiment) if code(experiment, state) == "optimizer.step()"]
    assert str([state.values["W"] for state in states]) == str(run.column("W").tolist()[1:])
    assert "nan" in str(states[-1].values)


@pytest.mark.parametrize(
    ("experiment", "passes", "line", "message"),
    [
        (Experiment(loop="forward-outside"), 1, "cost.backward()", "Trying to backward through the graph a second time"),
        (
            Experiment(loop="by-hand-in-graph"),
            0,
            "W -= lr * W.grad",
            "a leaf Variable that requires grad is being used in an",
        ),
        (Experiment(body=(*BODY, "backward")), 0, "cost.backward()", "Trying to backward through the graph a second time"),
        (Experiment(body=BODY[1:]), 0, "cost = torch.mean((hypothesis - y) ** 2)", "name 'hypothesis' is not defined"),
    ],
)
async def test_what_the_script_raises_ends_it_in_that_line(
    experiment: Experiment, passes: int, line: str, message: str, trainer: Trainer
) -> None:
    walk = await trainer.walk(experiment)
    states = await walk.forward_passes(10)
    assert walk.refusal is not None
    assert walk.done
    assert walk.refusal.message.startswith(message)
    assert listing(experiment).lines[walk.refusal.line - 1].strip() == line
    assert line in str(walk.refusal)
    # All that came before it was executed, and is known.
    assert (states[-1].next, states[-1].step) == (walk.refusal.line, passes)
    assert walk.state == states[-1]
    assert await walk.forward(1) == ()
    await walk.close()


async def test_passes_lead_to_the_same_place_in_the_loop(trainer: Trainer) -> None:
    experiment = msgspec.structs.replace(LINE, batch_size=10, steps=40)
    lines = listing(experiment).script.splitlines()
    head = lines.index("for step in range(40):") + 1
    walk = await trainer.walk(experiment)
    await walk.forward_passes(0)
    assert (walk.state.next, walk.state.step) == (head, 0)
    await walk.forward_passes(2)
    assert (walk.state.next, walk.state.step) == (head, 2)
    await walk.forward(2)
    order = head + 2
    assert (walk.state.next, lines[order - 1].strip()) == (order, "order = torch.randperm(len(x), generator=generator)")
    # The next pass deals no cards: there the place is behind that line.
    await walk.forward_passes(1)
    assert (walk.state.next, walk.state.step) == (order + 2, 3)
    step = 1 + lines.index("    optimizer.step()")
    while walk.state.next != step:
        await walk.forward(1)
    states = await walk.forward_passes(10)
    assert (walk.state.next, walk.state.step) == (step, 13)
    assert [state.step for state in states if state.line == step] == list(range(4, 14))
    await walk.forward_passes(100)
    assert (walk.state.next, walk.state.step, walk.done) == (0, 40, True)
    assert await walk.forward_passes(1) == ()
    # From before the loop it is the head.
    walk = await trainer.walk(experiment)
    await walk.forward(1)
    await walk.forward_passes(10)
    assert (walk.state.next, walk.state.step) == (head, 10)
    await walk.close()


async def test_it_survives_beside_a_playing_run_and_others_of_its_kind(trainer: Trainer) -> None:
    """Where torch has one of a thing for all (its random numbers), each has its own."""
    experiment = EXPERIMENTS["random start"]
    alone = await whole(trainer, experiment)
    other = msgspec.structs.replace(experiment, seed=6, loop="by-hand", optimizer="SGD")
    other_alone = await whole(trainer, other)
    playing = Trajectory(LINE)
    run = await trainer.open(LINE, lambda batch: playing.append(batch.rows, batch.lr))
    await run.advance(10**12)
    walks = [await trainer.walk(experiment), await trainer.walk(other)]
    states: list[list[LineState]] = [[], []]
    for lines in (4, 1, 1, 1, 1, 1_000):  # the seed, and each number drawn
        for walk, seen in zip(walks, states, strict=True):
            seen.extend(await walk.forward(lines))
        await trainer.run(msgspec.structs.replace(experiment, seed=9), 1)
    assert states == [alone, other_alone]
    before = len(playing)
    walk = await trainer.walk(msgspec.structs.replace(LINE, steps=10**6))
    await walk.forward_passes(50)
    await run.pause()
    assert len(playing) > before
    await run.close()
    await walk.close()
    undisturbed = await trainer.run(LINE, before)
    assert playing.column("W", before).tolist() == undisturbed.column("W", before).tolist()


async def test_others_do_not_wait_for_a_long_one_and_it_can_be_closed_under_way(trainer: Trainer) -> None:
    walk = await trainer.walk(msgspec.structs.replace(LINE, steps=10**6))
    long = asyncio.create_task(walk.forward(10**7))
    for _ in range(3):
        assert len(await asyncio.wait_for(trainer.run(LINE, 3), 5)) == 4
    assert not long.done()
    await walk.close()
    await walk.close()
    with pytest.raises(TrainerError, match="closed"):
        await long
    # Who stops waiting no longer knows where it stands.
    walk = await trainer.walk(msgspec.structs.replace(LINE, steps=10**6))
    long = asyncio.create_task(walk.forward(10**7))
    await asyncio.sleep(0.05)
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    assert walk.gone
    with pytest.raises(TrainerError, match="closed"):
        await walk.forward(1)
    assert len(await trainer.run(LINE, 3)) == 4


async def test_a_walk_that_is_closed_leaves_nothing_behind(trainer: Trainer) -> None:
    await trainer.run(LINE, 3)
    process = psutil.Process(trainer.pid)
    # Threads of walks that other tests have closed may be ending still.
    before = process.num_threads()
    await asyncio.sleep(0.2)
    while before != (before := process.num_threads()):
        await asyncio.sleep(0.2)
    walks = [await trainer.walk(msgspec.structs.replace(LINE, loop="by-hand")) for _ in range(5)]
    for lines, walk in enumerate(walks):
        await walk.forward(5 * lines)
    assert process.num_threads() == before + 5
    for walk in walks:
        await walk.close()
    deadline = time.monotonic() + 10
    while process.num_threads() > before:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


async def test_calls_queue_up(trainer: Trainer) -> None:
    walk = await trainer.walk(LINE)
    told = await asyncio.gather(*(walk.forward(1) for _ in range(30)))
    assert [state for states in told for state in states] == (await whole(trainer, LINE))[:30]
    await walk.close()


async def test_it_begins_where_another_was(trainer: Trainer) -> None:
    experiment = EXPERIMENTS["batches"]
    states = await whole(trainer, experiment)
    for lines in (1, 30, len(states) - 1, len(states)):
        walk = await trainer.walk(experiment, lines=lines)
        assert walk.state == states[lines - 1]
        assert list(await walk.forward(10_000)) == states[lines:]
        await walk.close()


async def test_closing_the_trainer_waits_for_no_walk(trainer: Trainer) -> None:
    """Neither one that has not begun, nor one under way, nor one in a block of no_grad."""
    walks = [await trainer.walk(msgspec.structs.replace(LINE, loop="by-hand", steps=10**6)) for _ in range(3)]
    await walks[0].forward(14)
    long = asyncio.create_task(walks[1].forward(10**7))
    await asyncio.sleep(0.1)
    loop = asyncio.get_running_loop()
    start = loop.time()
    await trainer.close()
    assert loop.time() - start < 5
    with pytest.raises(TrainerError, match="closed"):
        await long
    assert walks[2].gone
