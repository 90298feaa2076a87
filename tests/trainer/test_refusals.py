"""A script that holds a mistake runs until torch stops it: what came before is a run, and torch's words are its end."""

from __future__ import annotations

import asyncio
import traceback

import msgspec
import numpy as np
import pytest

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Batch, TorchRefusal, Trainer, TrainerError

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECOND = "Trying to backward through the graph a second time"
IN_PLACE = "a leaf Variable that requires grad is being used in an in-place operation."

STOPPED = [
    (Experiment(loop="by-hand-in-graph", model="Wx+b"), 0, IN_PLACE, "W -= lr * W.grad"),
    (Experiment(loop="by-hand-in-graph", batch_size=2), 0, IN_PLACE, "W -= lr * W.grad"),
    (Experiment(loop="forward-outside"), 1, SECOND, "cost.backward()"),
    (Experiment(loop="forward-outside", optimizer="Adam", model="Wx+b"), 1, SECOND, "cost.backward()"),
    (Experiment(loop="forward-outside", model="sin(Wx)"), 1, SECOND, "cost.backward()"),
    (Experiment(body=("backward", "hypothesis", "cost", "step")), 0, "name 'cost' is not defined", "cost.backward()"),
    (Experiment(body=("hypothesis", "cost", "backward", "step", "backward")), 0, SECOND, "cost.backward()"),
]


@pytest.mark.parametrize(("experiment", "updates", "message", "code"), STOPPED)
async def test_the_rows_before_it_are_there_and_the_line_is_named(
    experiment: Experiment, updates: int, message: str, code: str, trainer: Trainer
) -> None:
    with pytest.raises(TorchRefusal) as refused:
        await trainer.run(experiment, 10)
    refusal = refused.value
    assert refusal.message.startswith(message)
    assert listing(experiment).lines[refusal.line - 1].strip() == code
    assert str(refusal).startswith(f"The script stops in line {refusal.line}, `{code}`. {refusal.kind}: {message.rstrip('.')}")
    assert not refusal.gone
    assert "Press any key" not in str(refusal)
    assert trainer.state == "ready"
    trajectory = refusal.trajectory
    assert trajectory is not None
    assert trajectory.column("step").tolist() == list(range(updates + 1))
    # What is recorded until then is what the right loop does.
    loop = "by-hand" if experiment.loop.startswith("by-hand") else "standard"
    right = await trainer.run(msgspec.structs.replace(experiment, loop=loop, body=()), updates)
    np.testing.assert_array_equal(trajectory.column("W"), right.column("W"))
    np.testing.assert_allclose(trajectory.column("dW"), right.column("dW"))
    np.testing.assert_allclose(trajectory.column("cost"), right.column("cost"))


async def test_the_exported_script_stops_with_the_same_words_in_the_same_line(trainer: Trainer) -> None:
    for experiment, *_rest in STOPPED:
        with pytest.raises(TorchRefusal) as refused:
            await trainer.run(experiment, experiment.steps)
        script = compile(listing(experiment).text, "script.py", "exec")
        with pytest.raises((RuntimeError, NameError)) as raised:
            exec(script, {})
        line = next(frame.lineno for frame in reversed(traceback.extract_tb(raised.tb)) if frame.filename == "script.py")
        refusal = refused.value
        assert (refusal.kind, refusal.line, refusal.message) == (raised.typename, line, str(raised.value))


async def test_a_run_that_was_stopped_has_nothing_pending_and_says_so_to_everybody(trainer: Trainer) -> None:
    run = await trainer.open(Experiment(loop="forward-outside"), lambda batch: None)
    await run.advance(10**6)
    waiting = [asyncio.create_task(run.finished()) for _ in range(3)]
    for task in waiting:
        with pytest.raises(TorchRefusal, match="second time"):
            await task
    assert run.pending == 0
    with pytest.raises(TorchRefusal, match="second time") as refused:
        await run.advance(1)
    assert refused.value.message.startswith(SECOND)
    await run.close()
    await run.close()


async def test_others_go_on_while_one_is_stopped(trainer: Trainer) -> None:
    trajectory = Trajectory(Experiment(lr=0.01))
    run = await trainer.open(trajectory.experiment, lambda batch: trajectory.append(batch.rows, batch.lr))
    await run.advance(2_000)
    with pytest.raises(TorchRefusal):
        await trainer.run(Experiment(loop="by-hand-in-graph"), 3)
    await run.finished()
    await run.close()
    assert len(trajectory) == 2_001


async def test_before_it_is_stopped_it_can_be_gone_on_with(trainer: Trainer) -> None:
    experiment = Experiment(loop="forward-outside", lr=0.05)
    with pytest.raises(TorchRefusal) as refused:
        await trainer.run(experiment, 5)
    trajectory = refused.value.trajectory
    assert trajectory is not None
    batches: list[Batch] = []
    run = await trainer.open(experiment, batches.append, resume=trajectory)
    assert [batch.kind for batch in batches] == ["opened"]
    assert batches[0].rows[0, 1] == trajectory[-1].W
    await run.advance(1)
    with pytest.raises(TorchRefusal, match="second time"):
        await run.finished()
    # From its start moved by hand it is another run, whose hypothesis is that of the new start.
    batches.clear()
    run = await trainer.open(experiment, batches.append)
    await run.set_parameters(W=3.0)
    await run.advance(1)
    await run.finished()
    await run.close()
    assert batches[-1].rows[0, 1] == pytest.approx(3 - 0.05 * 28 / 3 * 2)


async def test_values_that_torch_refuses_have_a_remedy_instead_of_a_line(trainer: Trainer) -> None:
    with pytest.raises(TorchRefusal, match=r"torch could not go on with this run \(.*overflow\)\. Start it again") as refused:
        await trainer.run(Experiment(lr=1e39), 1)
    assert "overflow" in refused.value.message
    assert isinstance(refused.value, TrainerError)
