"""Everything that can be done to a run under way: rates, moves, resets, pauses, several at once."""

import asyncio
import math

import numpy as np
import pytest

from gdtutor.descent.experiment import Experiment, Optimizer, Start
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.trainer.client import Batch, Trainer, TrainerError

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Rows:
    """What `on_rows` was given."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []

    def __call__(self, batch: Batch) -> None:
        self.batches.append(batch)

    @property
    def all(self) -> Floats:
        return np.concatenate([batch.rows for batch in self.batches])

    @property
    def kinds(self) -> list[str]:
        return [batch.kind for batch in self.batches]


@pytest.mark.parametrize("optimizer", ["SGD", "momentum", "Adam"])
async def test_reset_gives_the_same_run_again(optimizer: Optimizer, trainer: Trainer) -> None:
    experiment = Experiment(model="Wx+b", start=Start("random", "random"), seed=5, optimizer=optimizer, lr=0.01)
    rows = Rows()
    run = await trainer.open(experiment, rows)
    await run.advance(8)
    await run.finished()
    first = rows.all
    rows.batches.clear()
    await run.reset()
    assert rows.kinds == ["reset"]
    assert run.pending == 0
    await run.advance(8)
    await run.finished()
    np.testing.assert_array_equal(rows.all, first)
    await run.close()


async def test_reset_amid_a_run_drops_what_was_under_way(trainer: Trainer) -> None:
    rows = Rows()
    run = await trainer.open(Experiment(lr=0.01), rows)
    await run.advance(10**9)
    while len(rows.batches) < 3:
        await asyncio.sleep(0.01)
    seen = len(rows.batches)
    await run.reset()
    assert rows.kinds[-1] == "reset"
    # Nothing that the old run still sent came after the reset was asked for.
    assert len(rows.batches) == seen + 1
    assert run.pending == 0
    await run.finished()
    assert rows.batches[-1].rows[0, 0] == 0
    await run.close()


async def test_reset_keeps_a_rate_that_was_changed(trainer: Trainer) -> None:
    rows = Rows()
    run = await trainer.open(Experiment(lr=0.01, dtype="float64"), rows)
    await run.set_lr(0.15)
    await run.reset()
    await run.advance(1)
    await run.finished()
    assert run.lr == rows.batches[-1].lr == 0.15
    assert rows.all[-1, 1] == pytest.approx(1.4, rel=1e-12)
    await run.close()


async def test_a_new_rate_holds_from_the_next_update_on(trainer: Trainer) -> None:
    experiment = Experiment(lr=0.05, start=Start(W=5.0), dtype="float64")
    rows = Rows()
    run = await trainer.open(experiment, rows)
    for lr, steps in ((0.05, 3), (0.2, 2), (0.0, 1)):
        await run.set_lr(lr)
        await run.advance(steps)
        await run.finished()
    W = 5.0
    for index, lr in enumerate((0.05, 0.05, 0.05, 0.2, 0.2, 0.0)):
        W -= lr * (28 / 3) * (W - 1)
        assert rows.all[index + 1, 1] == pytest.approx(W, rel=1e-12)
    assert [(batch.lr, len(batch.rows)) for batch in rows.batches if batch.kind == "steps"][-1] == (0.0, 1)
    await run.close()


async def test_moving_a_parameter_evaluates_at_the_same_step(trainer: Trainer) -> None:
    experiment = Experiment(model="Wx+b", lr=0.01, dtype="float64")
    rows = Rows()
    run = await trainer.open(experiment, rows)
    await run.advance(2)
    await run.finished()
    await run.set_parameters(W=-3.0)
    step, W, b, dW, db, cost = rows.all[-1]
    assert rows.kinds[-1] == "moved"
    assert (step, W, b) == (2, -3.0, rows.all[-2, 2])
    surface = cost_surface(experiment)
    point = np.array([W, b])
    np.testing.assert_allclose([dW, db], surface.gradient(point), rtol=1e-12)
    assert cost == pytest.approx(float(surface.cost(point)))
    await run.advance(1)
    await run.finished()
    np.testing.assert_allclose(rows.all[-1, 1:3], point - 0.01 * surface.gradient(point), rtol=1e-12)
    await run.close()


async def test_moving_counts_no_gradient_twice_where_nothing_clears_it(trainer: Trainer) -> None:
    rows = Rows()
    run = await trainer.open(Experiment(lr=0.01, loop="no-zero-grad", dtype="float64"), rows)
    await run.advance(2)
    await run.finished()
    before = rows.all[1, 3]  # what two backward() had left when the third came
    for W in (4.0, 7.0, 2.0):
        await run.set_parameters(W=W)
        assert rows.all[-1, 3] == pytest.approx(before + (28 / 3) * (W - 1), rel=1e-12)
    await run.close()


async def test_two_runs_interleaved_do_not_touch_each_other(trainer: Trainer) -> None:
    experiments = [
        Experiment(model="Wx+b", start=Start("random", 1.0), seed=3, optimizer="Adam"),
        Experiment(model="Wx+b", start=Start("random", 1.0), seed=4, optimizer="momentum", lr=0.01),
    ]
    alone = [await trainer.run(experiment, 600) for experiment in experiments]
    both = [Rows(), Rows()]
    runs = [await trainer.open(experiment, rows) for experiment, rows in zip(experiments, both, strict=True)]
    for _ in range(3):
        for run in runs:
            await run.advance(200)
        await asyncio.gather(*(run.finished() for run in runs))
    for trajectory, rows in zip(alone, both, strict=True):
        np.testing.assert_array_equal(rows.all[:, 1], trajectory.column("W"))
        np.testing.assert_array_equal(rows.all[:, 5], trajectory.column("cost"))
    for run in runs:
        await run.close()


async def test_credit_replaces_credit_and_pause_takes_it_away(trainer: Trainer) -> None:
    rows = Rows()
    run = await trainer.open(Experiment(lr=0.01), rows)
    await run.advance(10**12)
    await asyncio.sleep(0.1)
    assert run.pending > 10**11
    await run.pause()
    assert run.pending == 0
    done = int(rows.all[-1, 0])
    assert done > 0
    await asyncio.sleep(0.1)
    assert rows.all[-1, 0] == done
    await run.advance(10**12)
    await run.pause()
    paused = int(rows.all[-1, 0])
    await run.advance(5)
    await run.finished()
    # Every step was delivered, once, in order.
    np.testing.assert_array_equal(rows.all[:, 0], np.arange(paused + 5 + 1))
    await run.close()


async def test_a_mistake_in_on_rows_is_reported_and_stops_nobody(trainer: Trainer) -> None:
    reported: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def fall_over(batch: Batch) -> None:
        raise ZeroDivisionError

    try:
        run = await trainer.open(Experiment(), fall_over)
        await run.close()
    finally:
        loop.set_exception_handler(None)
    assert [type(error) for error in reported] == [ZeroDivisionError]
    assert len(await trainer.run(Experiment(), 3)) == 4


async def test_values_that_no_run_can_have_are_refused_here(trainer: Trainer) -> None:
    run = await trainer.open(Experiment(), Rows())
    with pytest.raises(ValueError, match="learning rate"):
        await run.set_lr(math.nan)
    with pytest.raises(ValueError, match=r"b = 1\.0"):
        await run.set_parameters(b=1.0)
    with pytest.raises(ValueError, match="W = inf"):
        await run.set_parameters(W=math.inf)
    with pytest.raises(ValueError, match="-1"):
        await run.advance(-1)
    await run.close()
    await run.close()
    with pytest.raises(TrainerError, match="closed"):
        await run.advance(1)
