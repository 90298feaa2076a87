"""Going through a script forwards and backwards, with the real torch process behind it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest
import pytest_asyncio

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import START
from gdtutor.lab.stepper import Stepper
from gdtutor.trainer.client import Trainer

pytestmark = pytest.mark.asyncio(loop_scope="module")

# x = y = 1, 2, 3: W_k = 1 - (1 - 28 lr / 3) ** k from W = 0 (closed form of gradient descent on a quadratic).
EXPERIMENT = Experiment(lr=0.15, dtype="float64", steps=30)
HEAD, BODY, PRINT = 10, (11, 12, 14, 15, 16), 18  # lines of its listing


def w(k: int) -> float:
    return 1 - (1 - 28 * 0.15 / 3) ** k


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    yield trainer
    await trainer.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stepper_of(trainer: Trainer) -> AsyncIterator[Callable[..., Stepper]]:
    opened: list[Stepper] = []

    def build(experiment: Experiment = EXPERIMENT, changed: Callable[[], None] = lambda: None) -> Stepper:
        opened.append(Stepper(trainer, experiment, changed))
        return opened[-1]

    yield build
    for stepper in opened:
        await stepper.close()


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def place(stepper: Stepper) -> tuple[int, int]:
    return stepper.state.step, stepper.state.next


async def test_line_by_line_through_the_first_pass(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of()
    assert (stepper.state, stepper.previous, stepper.states) == (START, None, [START])
    await stepper.forward_to_loop()
    assert place(stepper) == (0, HEAD)
    await stepper.forward_to_loop()
    seen = []
    for _ in range(1 + len(BODY)):
        await stepper.forward_line()
        seen.append(stepper.state)
    assert [state.line for state in seen] == [HEAD, *BODY]
    assert seen[-1].step == 1
    assert seen[-1].values["W"] == pytest.approx(w(1))
    assert stepper.previous == seen[-2]
    assert seen[-2].values["W"] == 0.0


async def test_back_and_forth(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of()
    await stepper.forward_step()
    assert place(stepper) == (1, HEAD)
    await stepper.forward_line()
    await stepper.forward_line()
    await stepper.forward_ten()
    newest = len(stepper.states) - 1
    assert (*place(stepper), stepper.index) == (11, BODY[1], newest)
    stepper.back_step()
    assert place(stepper) == (10, BODY[1])
    stepper.back_line()
    assert place(stepper) == (10, BODY[0])
    stepper.back_ten()
    assert place(stepper) == (0, BODY[0])
    stepper.back_step()
    assert place(stepper) == (0, HEAD)
    stepper.back_step()
    assert stepper.state == START
    stepper.back_line()
    assert stepper.state == START
    # Forward again through what is recorded, and from its end in torch.
    await stepper.forward_line()
    assert stepper.index == 1
    await stepper.forward_step()
    assert place(stepper) == (1, HEAD)
    await stepper.forward_line()
    for _ in range(9):
        await stepper.forward_step()
    assert (*place(stepper), len(stepper.states) - 1) == (10, BODY[0], newest)
    await stepper.forward_ten()
    assert place(stepper) == (20, BODY[0])
    assert stepper.index == len(stepper.states) - 1 > newest
    values = {state.step: state.values["W"] for state in stepper.states if state.next == HEAD}
    assert list(values.values()) == [pytest.approx(w(k)) for k in range(21)]
    # Every line once, and in order.
    assert [state.line for state in stepper.states[1:]] == [state.next for state in stepper.states[:-1]]


async def test_to_the_end_and_back_into_the_loop(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of(msgspec.structs.replace(EXPERIMENT, steps=12))
    await stepper.forward_ten()
    assert place(stepper) == (10, HEAD)
    assert not stepper.at_end
    await stepper.forward_ten()
    assert (stepper.state.line, *place(stepper)) == (PRINT, 12, 0)
    assert stepper.state.printed == f"{stepper.state.values['W']}\n"
    for forward in (stepper.forward_line, stepper.forward_step, stepper.forward_ten):
        await forward()
        assert stepper.at_end
        assert stepper.index == len(stepper.states) - 1
    stepper.back_step()
    assert place(stepper) == (11, HEAD)
    assert not stepper.at_end
    await stepper.forward_ten()
    assert stepper.at_end
    stepper.back_line()
    assert place(stepper) == (12, PRINT)
    stepper.back_ten()
    assert place(stepper) == (2, HEAD)


async def test_keys_pressed_fast_are_obeyed_in_order(stepper_of: Callable[..., Stepper]) -> None:
    looked_at: list[int] = []

    def look() -> None:
        if [stepper.index] != looked_at[-1:]:
            looked_at.append(stepper.index)

    stepper: Stepper = stepper_of(changed=look)
    pressed = [asyncio.ensure_future(stepper.forward_line()) for _ in range(50)]
    await asyncio.sleep(0)
    stepper.back_line()
    stepper.back_line()
    pressed += [asyncio.ensure_future(stepper.forward_line()) for _ in range(4)]
    await asyncio.gather(*pressed)
    assert [index for index in looked_at if index] == [*range(1, 51), 49, 48, 49, 50, 51, 52]
    assert len(stepper.states) == 53


async def test_one_who_does_not_wait_loses_nothing(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of()
    await stepper.open()
    pressed = asyncio.ensure_future(stepper.forward_ten())
    await asyncio.sleep(0)
    pressed.cancel()
    await stepper.forward_line()
    assert place(stepper) == (10, BODY[0])


async def test_an_error_of_the_script_is_its_end(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of(Experiment(loop="forward-outside"))
    await stepper.forward_to_loop()
    assert stepper.refusal is None
    await stepper.forward_ten()
    assert stepper.refusal is not None
    assert stepper.refusal.message.startswith("Trying to backward through the graph a second time")
    assert place(stepper) == (1, stepper.refusal.line)
    assert stepper.at_end
    assert stepper.problem == ""
    await stepper.forward_line()
    stepper.back_line()
    assert not stepper.at_end
    # The curve knew it before.
    await until(lambda: stepper.stopped is not None)
    assert len(stepper.trajectory) == 2
    await stepper.change(EXPERIMENT)
    assert (stepper.experiment, stepper.refusal, stepper.state) == (EXPERIMENT, None, START)
    await stepper.forward_step()
    assert stepper.state.values["W"] == pytest.approx(w(1))
    await until(lambda: len(stepper.trajectory) == EXPERIMENT.steps + 1)
    assert stepper.stopped is None
    curve = stepper.trajectory
    await stepper.reset()
    assert (stepper.states, stepper.trajectory) == ([START], curve)


async def test_a_million_steps(stepper_of: Callable[..., Stepper], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is long past is forgotten, and the curve has an end."""
    monkeypatch.setattr("gdtutor.lab.steps.MOST", 100)
    monkeypatch.setattr("gdtutor.lab.steps.FORGOTTEN", 30)
    monkeypatch.setattr("gdtutor.lab.whole_run.MOST", 50)
    experiment = msgspec.structs.replace(EXPERIMENT, steps=1_000_000)
    stepper = stepper_of(experiment)
    await stepper.open()
    await until(lambda: len(stepper.trajectory) == 51)
    for _ in range(4):
        await stepper.forward_ten()
    assert place(stepper) == (40, HEAD)
    assert 70 < len(stepper.states) <= 100
    assert stepper.index == len(stepper.states) - 1
    stepper.back_ten()
    assert place(stepper) == (30, HEAD)
    stepper.back_ten()
    stepper.back_ten()
    assert stepper.index == 0
    assert stepper.state.step > 20


async def test_the_curve_ends_with_the_first_overflow(stepper_of: Callable[..., Stepper]) -> None:
    stepper = stepper_of(Experiment(lr=1.0, steps=20_000))
    await stepper.open()
    # |W_k - 1| = (25/3) ** k; float32 ends at 3.4e38, its square root at k = 20.9.
    await until(lambda: len(stepper.trajectory) > 0 and stepper.trajectory.finite_length() < len(stepper.trajectory))
    await asyncio.sleep(0.1)
    assert len(stepper.trajectory) == stepper.trajectory.finite_length() + 1
    assert 19 <= len(stepper.trajectory) <= 23


async def test_it_goes_on_where_it_was_when_the_process_is_lost(
    stepper_of: Callable[..., Stepper], trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdtutor.lab.steps.MOST", 150)
    monkeypatch.setattr("gdtutor.lab.steps.FORGOTTEN", 50)
    experiment = msgspec.structs.replace(EXPERIMENT, loop="by-hand", batch_size=2)
    walk = await trainer.walk(experiment)
    script = [START, *await walk.forward(10_000)]

    def as_it_should_be() -> bool:
        """Whether the states are the script's own, without a gap."""
        end = 1 + script.index(stepper.states[-1])
        return stepper.states == script[end - len(stepper.states) : end]

    stepper = stepper_of(experiment)
    await stepper.forward_ten()
    for _ in range(9):
        await stepper.forward_line()  # into the block of no_grad
    before = stepper.state
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGSTOP)
    pressed = asyncio.ensure_future(stepper.forward_ten())
    await asyncio.sleep(0.1)
    os.kill(trainer.pid, signal.SIGKILL)
    await pressed
    assert "killed by signal 9" in stepper.problem
    assert stepper.state == before
    await stepper.forward_line()
    assert stepper.problem == ""
    assert stepper.state == script[1 + script.index(before)]
    await stepper.forward_ten()
    assert as_it_should_be()
    assert stepper.states[0] != START
    await until(lambda: len(stepper.trajectory) == experiment.steps + 1)
    # What is recorded needs no torch.
    await trainer.close()
    stepper.back_step()
    await stepper.forward_step()
    assert stepper.problem == ""
    assert trainer.state == "off"


async def test_where_there_is_no_torch_a_sentence_says_so() -> None:
    stepper = Stepper(Trainer(python="/no/such/python"), EXPERIMENT, lambda: None)
    await stepper.open()
    assert stepper.problem == "/no/such/python could not be started (No such file or directory). Check that it is there."
    await stepper.forward_ten()
    assert stepper.problem
    assert stepper.state == START
    await stepper.close()
