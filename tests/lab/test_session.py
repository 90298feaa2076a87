"""A lab at work, with the real torch process behind it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from gdtutor.course.model import Lab, Variant
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.lab.player import SPEEDS, Player
from gdtutor.lab.session import LabSession
from gdtutor.trainer.client import Trainer

pytestmark = pytest.mark.asyncio(loop_scope="session")

# x = y = 1, 2, 3: W_k = 1 - (1 - 28 lr / 3) ** k from W = 0 (closed form of gradient descent on a quadratic).
EXPERIMENT = Experiment(start=Start(W=0.0), lr=0.15, dtype="float64", steps=20)


def w(k: int, lr: float = 0.15, start: float = 0.0) -> float:
    return 1 + (start - 1) * (1 - 28 * lr / 3) ** k


@pytest_asyncio.fixture(loop_scope="session")
async def lab_session(trainer: Trainer) -> AsyncIterator[Callable[..., LabSession]]:
    opened: list[LabSession] = []

    def build(experiment: Experiment = EXPERIMENT, **fields: object) -> LabSession:
        settings: dict[str, object] = {"pictures": ("cost-curve",), "controls": ("W", "lr", "run"), **fields}
        lab = Lab(id="lab", line=1, experiment=experiment, **settings)  # type: ignore[arg-type]
        opened.append(LabSession(lab, trainer, lambda: None))
        return opened[-1]

    yield build
    for session in opened:
        await session.close()


async def test_steps_are_recorded_and_looked_at(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.open()
    assert session.record is not None
    assert (session.record.step, session.record.W) == (0, 0.0)
    assert session.record.cost == pytest.approx(14 / 3)
    for k in range(1, 8):
        await session.forward()
        assert session.record.step == k
        assert session.record.W == pytest.approx(w(k))


async def test_back_looks_at_the_past_and_forward_returns_without_a_new_run(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(5)
    session.back(3)
    assert session.record is not None
    assert session.record.W == pytest.approx(w(2))
    await session.forward(4)
    assert len(session.trajectory) == 7
    assert session.trajectory[6].W == pytest.approx(w(6))
    assert session.at_end


async def test_a_rate_turned_in_mid_run_changes_the_steps_to_come(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(3)
    session.turn("lr", -5)
    rate = session.lr
    await session.apply()
    await session.forward(2)
    assert rate != 0.15
    assert session.trajectory[5].W == pytest.approx(w(2, rate, start=w(3)))
    assert session.trajectory[3].lr == 0.15
    assert session.trajectory[5].lr == rate


async def test_a_rate_turned_while_looking_back_branches_and_keeps_the_old_run(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(6)
    session.back(4)
    session.turn("lr", -5)
    await session.apply()
    await session.forward()
    assert len(session.trajectory) == 4
    assert session.trajectory[3].W == pytest.approx(w(1, session.lr, start=w(2)))
    assert len(session.ghosts[-1]) == 7


async def test_turning_W_at_the_start_makes_a_new_start_to_which_reset_returns(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.open()
    session.turn("W", 4)
    turned = session.parameters[0]
    await session.apply()
    assert session.record is not None
    assert session.record.W == turned != 0
    assert session.record.cost == pytest.approx(14 / 3 * (turned - 1) ** 2)
    await session.forward(3)
    await session.reset()
    assert (session.record.step, session.record.W) == (0, turned)
    await session.reset()
    assert session.record.W == 0.0
    assert not session.ghosts


async def test_a_rate_turned_at_the_start_survives_one_reset_and_not_two_in_a_row(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(3)
    await session.reset()
    session.turn("lr", -5)
    rate = session.lr
    await session.apply()
    await session.reset()
    assert (session.lr, session.experiment.lr) == (rate, rate)
    await session.forward()
    assert session.trajectory[1].W == pytest.approx(w(1, rate))
    await session.reset()
    await session.reset()
    assert session.lr == 0.15


async def test_turning_W_in_mid_run_begins_a_run_there_and_keeps_the_old_one(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(2)
    session.turn("W", 3)
    turned = session.parameters[0]
    assert session.stale
    await session.apply()
    assert not session.stale
    assert session.record is not None
    assert (session.record.step, session.record.W) == (0, turned)
    assert len(session.ghosts[-1]) == 3
    await session.forward()
    assert session.trajectory[1].W == pytest.approx(w(1, start=turned))
    await session.reset()
    assert session.record.W == turned
    await session.reset()
    assert session.record.W == 0.0


async def test_turning_W_after_an_overflow_begins_again(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(data="thermometers", model="Wx+b", start=Start(W=1.0), lr=0.01, steps=50))
    await session.forward(30)
    session.turn("W", -1)
    await session.apply()
    assert session.problem == ""
    assert not session.overflowed
    assert session.last_step == 0


async def test_many_clicks_before_torch_answers_end_where_the_dial_stands(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    for _ in range(30):
        session.turn("W", 1)
    await asyncio.gather(*(session.apply() for _ in range(5)))
    assert session.record is not None
    assert session.record.W == session.dials[0].value
    assert len(session.trajectory) == 1


async def test_every_try_is_noted(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(curve="tries", controls=("W",))
    await session.open()
    for _ in range(3):
        session.turn("W", 2)
        await session.apply()
    assert len(session.tries) == 4
    for W, cost in session.tries:
        assert cost == pytest.approx(14 / 3 * (W - 1) ** 2)


async def test_a_divergence_ends_with_the_first_overflow(lab_session: Callable[..., LabSession]) -> None:
    # The reference prints inf beside epoch 11, which is the cost before update 11: that of step 10.
    session = lab_session(Experiment(data="thermometers", model="Wx+b", start=Start(W=1.0), lr=0.01, steps=50))
    await session.forward(30)
    assert session.overflowed
    assert session.last_step == 10
    await session.forward()
    assert session.last_step == 10


async def test_compared_runs_are_run(lab_session: Callable[..., LabSession]) -> None:
    slow = Experiment(start=Start(W=0.0), lr=0.01, dtype="float64", steps=7)
    session = lab_session(compare=(Variant("slow", slow),))
    await session.open()
    label, trajectory = session.others[0]
    assert label == "slow"
    assert not isinstance(trajectory, Experiment)
    assert trajectory[-1].W == pytest.approx(w(7, 0.01))


async def test_a_compared_run_that_torch_stops_is_what_it_had_until_then(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(compare=(Variant("outside", Experiment(loop="forward-outside")),), pictures=("cost-steps",))
    await session.open()
    trajectory = session.others[0][1]
    assert not isinstance(trajectory, Experiment)
    assert len(trajectory) == 2
    assert (session.problem, session.refusal) == ("", None)
    await session.forward()
    assert session.last_step == 1


async def test_torch_stopping_the_script_is_a_result_that_stays(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(loop="forward-outside", lr=0.05))
    await session.open()
    assert (session.problem, session.refusal) == ("", None)
    for _ in range(3):
        await session.forward(4)
        assert session.last_step == 1
        assert session.refusal is not None
        assert session.refusal.message.startswith("Trying to backward through the graph a second time")
        assert session.problem.startswith("The script stops in line 15, `cost.backward()`. RuntimeError: Trying to backward")
        assert "Press any key" not in session.problem
    session.back()
    await session.forward()
    assert session.refusal is not None


async def test_another_start_or_a_reset_is_another_run(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(loop="by-hand-in-graph"))
    await session.forward()
    assert session.last_step == 0
    assert "in-place operation" in session.problem
    session.turn("W", 2)
    await session.apply()
    assert (session.problem, session.refusal) == ("", None)
    await session.forward()
    assert session.refusal is not None
    await session.reset()
    assert (session.problem, session.last_step) == ("", 0)
    assert session.refusal is None


async def test_a_rate_that_torch_refuses_can_be_turned_down(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(lr=1e39), lr_range=(0.0, 0.2))
    await session.forward()
    assert "Start it again with other values" in session.problem
    session.turn("lr", -1)
    await session.forward()
    assert (session.problem, session.last_step) == ("", 1)


async def test_begin_again_keeps_the_dials_as_they_are_set(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    session.turn("W", 4)
    start = session.parameters[0]
    await session.forward(3)
    session.turn("lr", -5)
    rate = session.lr
    await session.begin_again()
    assert session.record is not None
    assert (session.record.step, session.record.W, session.lr) == (0, start, rate)
    assert (len(session.trajectory), len(session.ghosts[-1])) == (1, 4)
    await session.forward(2)
    assert session.record.W == pytest.approx(w(2, rate, start=start))
    # Once more: the same run, from the same start.
    await session.begin_again()
    await session.begin_again()
    assert len(session.ghosts) == 2
    await session.forward(2)
    assert session.record.W == pytest.approx(w(2, rate, start=start))


async def test_begin_again_takes_what_was_turned_a_moment_ago(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session()
    await session.forward(2)
    session.turn("W", 3)
    turned = session.parameters[0]
    await session.begin_again()
    assert session.record is not None
    assert (session.record.step, session.record.W, session.stale) == (0, turned, False)


async def test_begin_again_opens_a_lab_that_was_not_open_and_clears_what_stopped_it(
    lab_session: Callable[..., LabSession],
) -> None:
    session = lab_session(Experiment(loop="forward-outside"))
    await session.begin_again()
    assert len(session.trajectory) == 1
    await session.forward(2)
    assert session.problem
    await session.begin_again()
    assert (session.problem, session.refusal, session.last_step) == ("", None, 0)


async def test_a_run_in_batches_that_is_branched_goes_on_with_the_batches_to_come(lab_session: Callable[..., LabSession]) -> None:
    experiment = Experiment(data="noisy-line", batch_size=3, lr=0.05, dtype="float64")
    session, untouched = lab_session(experiment), lab_session(experiment)
    for each in (session, untouched):
        await each.forward(9)
    session.back(4)
    session.turn("lr", 1)
    session.turn("lr", -1)
    assert session.lr == 0.05
    await session.apply()
    assert len(session.trajectory) == 6
    await session.forward(4)
    assert session.trajectory.column("W").tolist() == untouched.trajectory.column("W").tolist()


async def test_a_killed_process_is_told_and_the_next_key_goes_on_from_the_record(
    trainer: Trainer, lab_session: Callable[..., LabSession]
) -> None:
    session = lab_session()
    await session.forward(3)
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    for _ in range(100):
        if trainer.state == "lost":
            break
        await asyncio.sleep(0.05)
    assert trainer.state == "lost"
    assert trainer.problem
    await session.forward()
    assert session.problem == ""
    assert session.trajectory[-1].step == 4
    assert session.trajectory[-1].W == pytest.approx(w(4))


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to pass")


async def test_a_playing_run_stops_at_its_last_step_and_goes_on_when_asked(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(start=Start(W=0.0), lr=0.01, dtype="float64", steps=10))
    player = Player(session, lambda: None)
    player.speed = SPEEDS.index(100)
    player.play()
    await until(lambda: not player.playing)
    assert (session.last_step, player.stopped_because) == (10, "steps")
    player.play()
    await until(lambda: not player.playing)
    assert session.last_step == 20


async def test_flat_out_stops_on_a_settled_run(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(start=Start(W=0.0), lr=0.1, steps=100_000))
    player = Player(session, lambda: None)
    player.speed = len(SPEEDS) - 1
    player.play()
    await until(lambda: not player.playing)
    assert player.stopped_because == "settled"
    assert session.trajectory[-1].W == pytest.approx(1)


@pytest.mark.parametrize("speed", [SPEEDS.index(100), len(SPEEDS) - 1])
async def test_playing_stops_where_torch_stops_the_script(speed: int, lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(loop="forward-outside", steps=1000))
    player = Player(session, lambda: None)
    player.speed = speed
    for _ in range(2):
        player.play()
        await until(lambda: not player.playing)
        assert (session.last_step, player.stopped_because) == (1, "problem")
        assert "second time" in session.problem


async def test_pausing_flat_out_stops_within_moments_and_stepping_goes_on(lab_session: Callable[..., LabSession]) -> None:
    session = lab_session(Experiment(start=Start(W=0.0), lr=1e-7, steps=1_000_000, dtype="float64"))
    player = Player(session, lambda: None)
    player.speed = len(SPEEDS) - 1
    player.play()
    await until(lambda: session.last_step > 100)
    await player.stop()
    await asyncio.sleep(0.1)
    last = session.last_step
    await asyncio.sleep(0.2)
    assert session.last_step == last
    await session.forward()
    assert session.last_step == last + 1
    steps = session.trajectory.column("step")
    assert (steps == range(len(steps))).all()
