"""A run that goes on from its trajectory equals the run that was never interrupted, bit for bit."""

import asyncio
import os
import signal

import msgspec
import numpy as np
import pytest

from gdtutor.descent.experiment import Dtype, Experiment, Optimizer, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Batch, Run, Trainer, TrainerError

pytestmark = pytest.mark.asyncio(loop_scope="session")

COLUMNS = ("step", "W", "b", "dW", "db", "cost", "lr")


class Recorder:
    """Keeps a trajectory as a lab does, over one opening and the next."""

    def __init__(self, experiment: Experiment) -> None:
        self.trajectory = Trajectory(experiment)
        self.first_rows: list[list[float]] = []

    def __call__(self, batch: Batch) -> None:
        if batch.kind == "moved":
            self.trajectory.move(batch.rows[0])
        elif batch.kind == "steps" or not len(self.trajectory):
            self.trajectory.append(batch.rows, batch.lr)
        if batch.kind == "opened":
            self.first_rows.append(batch.rows[0].tolist())


async def first_half(run: Run) -> None:
    """Updates, a new rate, moves: one at the very start, two at one step, one after."""
    await run.set_parameters(W=2.5)
    await run.advance(7)
    await run.finished()
    await run.set_lr(0.013)
    await run.advance(60)
    await run.finished()
    await run.set_parameters(W=-1.0)
    await run.set_parameters(W=0.3, b=0.7)
    await run.advance(4)
    await run.finished()
    await run.set_lr(0.004)
    await run.advance(1)
    await run.finished()


async def second_half(run: Run) -> None:
    await run.advance(9)
    await run.finished()
    await run.set_parameters(b=-2.0)
    await run.advance(9)
    await run.finished()


def assert_same(actual: Trajectory, expected: Trajectory) -> None:
    for name in COLUMNS:
        np.testing.assert_array_equal(actual.column(name), expected.column(name), err_msg=name)


KINDS: dict[str, dict[str, object]] = {
    "SGD": {},
    "no zero_grad": {"loop": "no-zero-grad"},
    "Adam": {"optimizer": "Adam"},
    "sequential": {"loop": "sequential-update"},
    "momentum": {"optimizer": "momentum"},
    "momentum, no zero_grad": {"optimizer": "momentum", "loop": "no-zero-grad"},
    "Nesterov": {"optimizer": "Nesterov"},
    "by hand": {"loop": "by-hand"},
    "RMSprop": {"optimizer": "RMSprop"},
    "Adagrad": {"optimizer": "Adagrad", "momentum": 0.5},
    "AdamW": {"optimizer": "AdamW"},
    "less momentum": {"optimizer": "momentum", "momentum": 0.5},
    "uphill": {"loop": "ascent"},
    "batches": {"batch_size": 2},
    "batches by hand": {"batch_size": 2, "loop": "by-hand"},
    "batches with Adam": {"batch_size": 1, "optimizer": "Adam"},
    "batches, no zero_grad": {"batch_size": 2, "loop": "no-zero-grad"},
    # The step takes the gradient of the pass before.
    "body": {"body": ("hypothesis", "cost", "step", "zero_grad", "backward")},
    "body with momentum": {"body": ("hypothesis", "cost", "backward", "step"), "optimizer": "momentum"},
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
async def test_continued_equals_uninterrupted(kind: str, dtype: Dtype, trainer: Trainer) -> None:
    experiment = Experiment(model="Wx+b", start=Start("random", "random"), seed=9, lr=0.02, dtype=dtype)
    experiment = msgspec.structs.replace(experiment, **KINDS[kind])
    whole = Recorder(experiment)
    run = await trainer.open(experiment, whole)
    await first_half(run)
    await second_half(run)
    await run.close()

    parts = Recorder(experiment)
    run = await trainer.open(experiment, parts)
    await first_half(run)
    await run.close()
    here = parts.trajectory[-1]
    run = await trainer.open(experiment, parts, resume=parts.trajectory)
    assert run.lr == 0.004
    assert parts.first_rows[-1] == list(here[:6])
    await second_half(run)
    await run.close()
    assert_same(parts.trajectory, whole.trajectory)


@pytest.mark.parametrize("kind", ["SGD", "no zero_grad", "Adam", "by hand", "batches", "body"])
async def test_every_record_can_be_gone_on_from(kind: str, trainer: Trainer) -> None:
    """Also the first, the one that a hand moved to, and one in the middle of the trajectory: where the learner stepped back."""
    experiment = msgspec.structs.replace(Experiment(model="Wx+b", lr=0.02), **KINDS[kind])
    whole = Recorder(experiment)
    run = await trainer.open(experiment, whole)
    await run.advance(3)
    await run.finished()
    await run.set_parameters(W=4.0)
    await run.advance(3)
    await run.finished()
    await run.close()
    moved = 4  # the fifth record is the move at step 3
    for length in (1, 2, moved + 1, moved + 2):
        part = Recorder(experiment)
        part.trajectory = whole.trajectory.copy(length)
        run = await trainer.open(experiment, part, resume=part.trajectory)
        if length <= moved:
            await run.advance(3 - part.trajectory[-1].step)
            await run.finished()
            await run.set_parameters(W=4.0)
        await run.advance(6 - part.trajectory[-1].step)
        await run.finished()
        await run.close()
        assert_same(part.trajectory, whole.trajectory)


@pytest.mark.parametrize("changes", [{}, {"batch_size": 3}, {"optimizer": "momentum", "batch_size": 3}])
async def test_a_wave_is_gone_on_with(changes: dict[str, object], trainer: Trainer) -> None:
    experiment = msgspec.structs.replace(Experiment(data="wave", model="sin(Wx)", lr=0.1, start=Start(W=1.0)), **changes)
    whole = await trainer.run(experiment, 40)
    part = Recorder(experiment)
    # Within a deal of the batches.
    part.trajectory = whole.copy(18)
    run = await trainer.open(experiment, part, resume=part.trajectory)
    await run.advance(23)
    await run.finished()
    await run.close()
    assert_same(part.trajectory, whole)


async def test_a_run_that_overflowed_goes_on_overflowed(trainer: Trainer) -> None:
    experiment = Experiment(data="thermometers", model="Wx+b", lr=0.01)
    trajectory = await trainer.run(experiment, 40)
    part = Recorder(experiment)
    part.trajectory = trajectory.copy(21)
    run = await trainer.open(experiment, part, resume=part.trajectory)
    await run.advance(20)
    await run.finished()
    await run.close()
    assert_same(part.trajectory, trajectory)


async def test_an_empty_trajectory_is_a_start(trainer: Trainer) -> None:
    rows = Recorder(Experiment(start=Start(W=5.0)))
    run = await trainer.open(rows.trajectory.experiment, rows, resume=rows.trajectory)
    await run.close()
    assert [record[:2] for record in rows.first_rows] == [[0.0, 5.0]]


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
async def test_after_a_kill_the_next_open_goes_on(optimizer: Optimizer, trainer: Trainer) -> None:
    experiment = Experiment(model="Wx+b", lr=0.01, optimizer=optimizer)
    whole = await trainer.run(experiment, 300)
    part = Recorder(experiment)
    run = await trainer.open(experiment, part)
    await run.advance(10**9)
    while len(part.trajectory) < 100:
        await asyncio.sleep(0.005)
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    with pytest.raises(TrainerError, match="ended unexpectedly") as lost:
        await run.finished()
    assert lost.value.gone
    assert str(lost.value) == trainer.problem
    assert trainer.problem.startswith("The torch process ended unexpectedly (killed by signal 9). Press any key of the lab")
    assert trainer.state == "lost"
    with pytest.raises(TrainerError, match="killed by signal 9"):
        await run.advance(1)

    part.trajectory.truncate(200)
    run = await trainer.open(experiment, part, resume=part.trajectory)
    assert (trainer.state, trainer.problem) == ("ready", "")
    await run.advance(max(0, 300 - part.trajectory[-1].step))
    await run.finished()
    await run.close()
    part.trajectory.truncate(301)
    assert_same(part.trajectory, whole)
