"""The free lab's session, without a screen: here, for these tests share one torch process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import get_args

import pytest
import pytest_asyncio

from gdtutor.descent.experiment import WITH_MOMENTUM, Experiment, Optimizer, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.free_lab.kept_runs import KeptRuns
from gdtutor.lab.free_lab.session import FreeSession, lab_of
from gdtutor.lab.free_lab.settings import names_of
from tests.tui.tutor import SharedTrainer

Open = Callable[[Experiment], FreeSession]


@pytest_asyncio.fixture(loop_scope="session")
async def free(trainer: SharedTrainer) -> AsyncIterator[Open]:
    opened: list[FreeSession] = []

    def build(experiment: Experiment) -> FreeSession:
        opened.append(FreeSession(lab_of(experiment), trainer, lambda: None, KeptRuns()))
        return opened[-1]

    yield build
    for session in opened:
        await session.close()


def w(k: int, lr: float, start: float = 0.0) -> float:
    """W after k steps on one-two-three, in closed form."""
    return 1 + (start - 1) * (1 - 28 * lr / 3) ** k


async def test_another_rate_from_an_earlier_step_leaves_the_run_behind_under_its_name(free: Open) -> None:
    session = free(Experiment(lr=0.15, dtype="float64"))
    await session.forward(6)
    session.back(4)
    session.put("lr", 0.02)
    await session.apply()
    ((label, left),) = session.others
    assert label == "SGD α 0.15"
    assert isinstance(left, Trajectory)
    assert left[-1].W == pytest.approx(w(6, 0.15))
    await session.forward(3)
    assert session.record is not None
    assert session.record.step == 5
    assert session.record.W == pytest.approx(w(3, 0.02, w(2, 0.15)))
    await session.keep()
    assert [label for label, _ in session.others] == ["SGD α 0.15", "SGD α 0.15→0.02"]
    assert (session.settings.lr, session.record.step, session.has_run) == (0.02, 0, False)


async def test_a_start_that_is_typed_is_another_run(free: Open) -> None:
    session = free(Experiment(model="Wx+b", dtype="float64"))
    await session.forward(4)
    session.put("W", 2.5)
    assert session.settings.start.W == 2.5
    await session.apply()
    assert [label for label, _ in session.others] == ["SGD α 0.1"]
    assert session.record is not None
    assert (session.record.step, session.record.W) == (0, 2.5)
    session.put("b", -1.0)
    await session.apply()
    assert session.settings.start == Start(2.5, -1.0)
    await session.clear()
    assert session.others == []


async def test_more_steps_are_no_other_run(free: Open) -> None:
    session = free(Experiment(dtype="float64", steps=2))
    await session.forward(2)
    session.plan(500)
    await session.forward(1)
    assert (session.settings.steps, session.last_step) == (500, 3)
    await session.reset()
    assert len(session.ghosts) == 1
    await session.reset()
    assert (len(session.ghosts), session.settings.steps, session.last_step) == (0, 500, 0)


@pytest.mark.parametrize("optimizer", get_args(Optimizer))
async def test_every_optimiser_runs_from_a_drawn_start_in_batches(free: Open, optimizer: Optimizer) -> None:
    experiment = Experiment(
        data="noisy-line", model="Wx+b", optimizer=optimizer, batch_size=3, seed=5, start=Start("random", "random"), lr=0.01
    )
    session = free(experiment)
    await session.forward(3)
    assert session.problem == ""
    assert session.last_step == 3
    assert (optimizer in WITH_MOMENTUM) == ("momentum" in names_of(experiment))
