"""Every optimiser, loop, cost and dtype through the trainer, against torch itself and against closed forms."""

import math
import subprocess
import sys
from pathlib import Path
from typing import get_args

import msgspec
import numpy as np
import pytest
import torch

from gdtutor.descent.experiment import Cost, Dtype, Experiment, Loop, Model, Optimizer, Start
from gdtutor.descent.listing import listing
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import COLUMNS, Floats, Trajectory
from gdtutor.trainer.client import Batch, Trainer, TrainerError

pytestmark = pytest.mark.asyncio(loop_scope="session")


def by_torch(experiment: Experiment, steps: int) -> Floats:
    """The rows of a run, from a loop over nn.functional and torch.autograd.grad that shares nothing with the listing."""
    dtype = {"float32": torch.float32, "float64": torch.float64}[experiment.dtype]
    x = torch.tensor(experiment.dataset.x, dtype=dtype)
    y = torch.tensor(experiment.dataset.y, dtype=dtype)
    start = {"W": experiment.start.W, "b": experiment.start.b}
    leaves = [torch.nn.Parameter(torch.tensor([start[name]], dtype=dtype)) for name in experiment.parameters]
    name = {"momentum": "SGD", "Nesterov": "SGD"}.get(experiment.optimizer, experiment.optimizer)
    options: dict[str, object] = {"maximize": experiment.loop == "ascent"}
    if name == "SGD":
        options["momentum"] = experiment.momentum if experiment.optimizer != "SGD" else 0.0
        options["nesterov"] = experiment.optimizer == "Nesterov"
    optimizer: torch.optim.Optimizer = getattr(torch.optim, name)(leaves, lr=experiment.lr, **options)

    def cost_of(points: list[int]) -> torch.Tensor:
        line = leaves[0] * x[points] + (leaves[1] if len(leaves) == 2 else 0.0)
        curve = torch.sin(line) if experiment.model == "sin(Wx)" else line
        squares = torch.nn.functional.mse_loss(curve, y[points], reduction="sum")
        return squares / {"sum": 1, "mean": len(points), "half-mean": 2 * len(points)}[experiment.cost]

    everything = list(range(len(x)))
    shuffled = torch.Generator().manual_seed(experiment.seed)
    deal: list[int] = []
    rows = []
    carried = [torch.zeros(1, dtype=dtype) for _ in leaves]
    for step in range(steps + 1):
        batch = everything
        if experiment.batch_size is not None:
            deal = deal or torch.randperm(len(x), generator=shuffled).tolist()
            batch, deal = deal[: experiment.batch_size], deal[experiment.batch_size :]
        gradients = list(torch.autograd.grad(cost_of(batch), leaves))
        if experiment.loop == "no-zero-grad":
            carried = gradients = [old + new for old, new in zip(carried, gradients, strict=True)]
        W, b = [leaf.item() for leaf in leaves] + [math.nan] * (2 - len(leaves))
        dW, db = [gradient.item() for gradient in gradients] + [math.nan] * (2 - len(leaves))
        rows.append((step, W, b, dW, db, cost_of(everything).item()))
        for leaf, gradient in zip(leaves, gradients, strict=True):
            leaf.grad = gradient
        optimizer.step()
    return np.array(rows)


def rows_of(trajectory: Trajectory) -> Floats:
    return np.column_stack([trajectory.column(name) for name in COLUMNS])


def agree(actual: Floats, expected: Floats, dtype: Dtype) -> None:
    tolerance = 1e-10 if dtype == "float64" else 2e-4
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance * 1e-2)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loop", ["standard", "no-zero-grad"])
@pytest.mark.parametrize("optimizer", get_args(Optimizer))
@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
async def test_optimizers_and_loops(model: Model, optimizer: Optimizer, loop: Loop, dtype: Dtype, trainer: Trainer) -> None:
    experiment = Experiment(
        data="one-two-two", model=model, start=Start(3.0, -1.0), lr=0.02, optimizer=optimizer, loop=loop, dtype=dtype
    )
    agree(rows_of(await trainer.run(experiment, 12)), by_torch(experiment, 12), dtype)


NEW: list[dict[str, object]] = [
    {"loop": "by-hand"},
    {"loop": "ascent"},
    {"batch_size": 1},
    {"batch_size": 2, "cost": "sum"},
    {"batch_size": 3},
    {"batch_size": 2, "loop": "by-hand"},
    {"batch_size": 2, "loop": "no-zero-grad"},
    {"batch_size": 2, "optimizer": "Adam", "seed": 6},
    {"batch_size": 2, "optimizer": "momentum", "cost": "half-mean"},
    {"momentum": 0.5, "optimizer": "momentum"},
    {"momentum": 0.0, "optimizer": "momentum"},
    {"momentum": 0.99, "optimizer": "Nesterov", "batch_size": 1},
    {"momentum": 0.5, "optimizer": "SGD"},
]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("changes", NEW, ids=str)
@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
async def test_by_hand_and_in_batches(model: Model, changes: dict[str, object], dtype: Dtype, trainer: Trainer) -> None:
    experiment = Experiment(data="one-two-two", model=model, start=Start(3.0, -1.0), lr=0.02, dtype=dtype)
    experiment = msgspec.structs.replace(experiment, **changes)
    agree(rows_of(await trainer.run(experiment, 12)), by_torch(experiment, 12), dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", ["SGD", "momentum", "Nesterov", "Adam"])
@pytest.mark.parametrize("batch_size", [None, 4])
async def test_waves(batch_size: int | None, optimizer: Optimizer, dtype: Dtype, trainer: Trainer) -> None:
    experiment = Experiment(data="wave", model="sin(Wx)", start=Start(W=1.0), lr=0.05, optimizer=optimizer, dtype=dtype)
    experiment = msgspec.structs.replace(experiment, batch_size=batch_size)
    agree(rows_of(await trainer.run(experiment, 12)), by_torch(experiment, 12), dtype)


async def test_a_new_rate_reaches_the_loop_that_is_written_by_hand(trainer: Trainer) -> None:
    for loop, sign in (("by-hand", -1), ("ascent", 1)):
        experiment = msgspec.structs.replace(Experiment(lr=0.05, start=Start(W=5.0), dtype="float64"), loop=loop)
        W: list[float] = []
        run = await trainer.open(experiment, lambda batch, W=W: W.extend(batch.rows[:, 1]))  # type: ignore[misc]
        for lr in (0.05, 0.2, 0.0):
            await run.set_lr(lr)
            await run.advance(1)
            await run.finished()
        await run.close()
        expected = [5.0]
        for lr in (0.05, 0.2, 0.0):
            expected.append(expected[-1] + sign * lr * (28 / 3) * (expected[-1] - 1))
        assert W == pytest.approx(expected, rel=1e-12)


async def test_a_moved_parameter_meets_the_batch_that_was_dealt(trainer: Trainer) -> None:
    experiment = Experiment(data="noisy-line", batch_size=3, lr=0.05, dtype="float64")
    batches: list[Batch] = []
    run = await trainer.open(experiment, batches.append)
    await run.advance(4)
    await run.finished()
    for W in (2.0, -1.0):
        await run.set_parameters(W=W)
    await run.advance(4)
    await run.finished()
    await run.close()
    generator = torch.Generator().manual_seed(0)
    shuffled = [torch.randperm(20, generator=generator).tolist() for _ in range(2)]
    deals = [deal[first : first + 3] for deal in shuffled for first in range(0, 20, 3)]
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (experiment.dataset.x, experiment.dataset.y))
    for step, W, _, dW, _, cost in np.concatenate([batch.rows for batch in batches]):
        dealt = deals[int(step)]
        assert dW == pytest.approx((2 * x[dealt] * (x[dealt] * W - y[dealt])).mean().item())
        assert cost == pytest.approx(((x * W - y) ** 2).mean().item())


async def test_reset_shuffles_as_at_first(trainer: Trainer) -> None:
    rows: list[Floats] = []
    run = await trainer.open(Experiment(data="noisy-line", batch_size=6, seed=3), lambda batch: rows.append(batch.rows))
    await run.advance(9)
    await run.finished()
    first, count = np.concatenate(rows), len(rows)
    await run.reset()
    await run.advance(9)
    await run.finished()
    await run.close()
    np.testing.assert_array_equal(np.concatenate(rows[count:]), first)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("cost", ["mean", "half-mean", "sum"])
async def test_costs(cost: Cost, dtype: Dtype, trainer: Trainer) -> None:
    experiment = Experiment(data="study-hours", model="Wx+b", cost=cost, lr=0.001, dtype=dtype)
    trajectory = await trainer.run(experiment, 5)
    points = np.column_stack([trajectory.column("W"), trajectory.column("b")])
    surface = cost_surface(experiment)
    agree(trajectory.column("cost"), surface.cost(points), dtype)
    agree(np.column_stack([trajectory.column("dW"), trajectory.column("db")]), surface.gradient(points), dtype)
    agree(points[1:], points[:-1] - 0.001 * surface.gradient(points[:-1]), dtype)


async def test_a_sequential_update_takes_b_from_the_gradient_at_the_new_w(trainer: Trainer) -> None:
    experiment = Experiment(model="Wx+b", lr=0.05, start=Start(4.0, 1.0), loop="sequential-update", dtype="float64")
    trajectory = await trainer.run(experiment, 6)
    surface = cost_surface(experiment)
    W, b = 4.0, 1.0
    for record in (trajectory[step] for step in range(7)):
        gradient = surface.gradient(np.array([W, b]))
        np.testing.assert_allclose([record.W, record.b, record.dW, record.db], [W, b, *gradient], rtol=1e-12)
        W -= 0.05 * gradient[0]
        b -= 0.05 * surface.gradient(np.array([W, b]))[1]


SCRIPTS = [
    Experiment(),
    Experiment(model="Wx+b", lr=0.01, steps=200, dtype="float64"),
    Experiment(model="Wx+b", start=Start("random", "random"), seed=11, optimizer="Adam"),
    Experiment(model="Wx+b", loop="sequential-update", lr=0.01, cost="half-mean"),
    Experiment(data="thermometers", model="Wx+b", loop="no-zero-grad", optimizer="Nesterov", lr=1e-4, cost="sum"),
    Experiment(model="Wx+b", loop="by-hand", lr=0.03),
    Experiment(model="Wx+b", loop="ascent", lr=0.03),
    Experiment(data="wave", model="sin(Wx)", start=Start("random"), seed=4, lr=0.2),
    Experiment(data="noisy-line", model="Wx+b", batch_size=8, seed=12, steps=31),
    Experiment(data="noisy-line", model="Wx+b", batch_size=1, loop="by-hand", start=Start("random"), steps=50),
    Experiment(data="noisy-line", model="Wx+b", batch_size=7, loop="sequential-update", lr=0.05),
    Experiment(data="wave", model="sin(Wx)", batch_size=3, optimizer="Adam", dtype="float64"),
    Experiment(body=("hypothesis", "cost", "step", "zero_grad", "backward")),
    Experiment(body=("zero_grad", "hypothesis", "cost", "backward", "step", "step"), optimizer="momentum", lr=0.02),
]


async def test_the_listing_is_a_script_that_gives_the_same_numbers(trainer: Trainer, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.py" for number in range(len(SCRIPTS))]
    for path, experiment in zip(paths, SCRIPTS, strict=True):
        path.write_text(listing(experiment).text)
    read = "import runpy, sys; print(*(runpy.run_path(path)['W'].item().hex() for path in sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", read, *map(str, paths)], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    trajectories = [await trainer.run(experiment, experiment.steps) for experiment in SCRIPTS]
    assert done.stdout.split() == [float(trajectory[-1].W).hex() for trajectory in trajectories]


async def test_overflow_is_a_result(trainer: Trainer) -> None:
    trajectory = await trainer.run(Experiment(data="thermometers", model="Wx+b", start=Start(W=1.0), lr=0.01), 40)
    assert len(trajectory) == 41
    assert trajectory[10].cost == math.inf
    assert math.isnan(trajectory[40].cost)
    assert 0 < trajectory[9].cost < math.inf


async def test_a_start_beyond_float32_is_infinite(trainer: Trainer) -> None:
    trajectory = await trainer.run(Experiment(start=Start(W=1e300)), 1)
    assert trajectory[0].W == math.inf


async def test_a_rate_that_float32_cannot_hold_is_refused_in_words(trainer: Trainer) -> None:
    with pytest.raises(TrainerError, match=r"torch could not go on with this run \(.*overflow\)\. Start it again"):
        await trainer.run(Experiment(lr=1e39), 1)
    assert trainer.state == "ready"
    assert (await trainer.run(Experiment(lr=1e39, dtype="float64"), 1))[1].W > 1e39
