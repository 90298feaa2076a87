"""Steps a second, flat out: through `Trainer`, and on a lab's screen, against a bare torch loop that records W and cost.

Counted through the trainer are rows that have arrived in a Trajectory on this side; on the screen the steps that it shows.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil

from gdtutor.descent.experiment import Experiment, Model, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Batch, Trainer
from gdtutor.trainer.spawn import trainer_environment
from tests.bench.figures import Figure
from tests.bench.pages import FLAT_OUT, await_torch, bench_course, start_page, step_of
from tests.bench.samples import in_turns, median, ratio
from tests.terminal import Terminal

AT_LEAST = 0.95
LR = 1e-7
WARM = 0.5  # seconds that do not count

BARE = f"""
import sys
import time

import torch
from torch import optim

torch.set_num_threads(1)
seconds, with_b = float(sys.argv[1]), sys.argv[2] == "Wx+b"
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])
W = torch.tensor([5.0], requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = optim.SGD([W, b] if with_b else [W], lr={LR})


def steps(seconds):
    recorded = []
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        hypothesis = x * W + b if with_b else x * W
        cost = torch.mean((hypothesis - y) ** 2)
        optimizer.zero_grad()
        cost.backward()
        recorded.append((W.item(), cost.item()))
        optimizer.step()
    return len(recorded)


steps({WARM})
start, used = time.perf_counter(), time.process_time()
count = steps(seconds)
print(count / (time.perf_counter() - start), count / (time.process_time() - used))
"""


class Speed(NamedTuple):
    """Steps a second by the clock, and a second of processor time in the process that runs torch."""

    clock: float
    processor: float


def measure(*, quick: bool) -> Iterator[Figure]:
    """Speeds, and what share of the bare loop's they are."""
    seconds, rounds = (1.5, 3) if quick else (3.0, 5)
    with bench_course() as folder:
        yield from _figures(
            "Wx",
            {
                "bare loop": partial(bare, seconds, "Wx"),
                "through the trainer": partial(through_client, seconds, "Wx"),
                "on the screen": partial(on_screen, folder, seconds),
            },
            rounds,
        )
    if not quick:
        sides = {"bare loop": partial(bare, seconds, "Wx+b"), "through the trainer": partial(through_client, seconds, "Wx+b")}
        yield from _figures("Wx+b", sides, 3)


def _figures(model: Model, sides: Mapping[str, Callable[[], Speed]], rounds: int) -> Iterator[Figure]:
    found = in_turns(sides, rounds)
    plain, *ours = found
    clocks = {name: [speed.clock for speed in speeds] for name, speeds in found.items()}
    processor = {name: [speed.processor for speed in speeds] for name, speeds in found.items()}
    for name in found:
        yield Figure(name=f"{name}, {model}", value=median(clocks[name]), unit="steps/s", samples={"steps/s": clocks[name]})
    for name in ours:
        yield Figure(
            name=f"{name} : bare loop, {model}",
            value=ratio(clocks[name], clocks[plain]),
            at_least=AT_LEAST,
            note=f"a second of processor time {ratio(processor[name], processor[plain]):.2f}",
        )


def bare(seconds: float, model: Model) -> Speed:
    """The speed of a plain loop in a process of its own, with the environment that the trainer has too."""
    command = [sys.executable, "-c", BARE, str(seconds), model]
    done = subprocess.run(command, env=trainer_environment(), capture_output=True, text=True, check=True)
    clock, processor = map(float, done.stdout.split())
    return Speed(clock, processor)


def through_client(seconds: float, model: Model) -> Speed:
    """The speed at which rows arrive in a trajectory on this side, from a fresh process too."""
    return asyncio.run(_through_client(seconds, model))


async def _through_client(seconds: float, model: Model) -> Speed:
    trajectory = Trajectory(Experiment(model=model, start=Start(5.0), lr=LR))
    trainer = Trainer()

    def keep(batch: Batch) -> None:
        trajectory.append(batch.rows, batch.lr)

    run = await trainer.open(trajectory.experiment, keep)
    try:
        await run.advance(2**40)
        await asyncio.sleep(WARM)
        before, start, used = len(trajectory), time.perf_counter(), _processor_time(trainer.pid)
        await asyncio.sleep(seconds)
        count = len(trajectory) - before
        return Speed(count / (time.perf_counter() - start), count / (_processor_time(trainer.pid) - used))
    finally:
        await trainer.close()


def on_screen(folder: Path, seconds: float) -> Speed:
    """The speed of the step that a lab's screen shows."""
    with start_page(folder, "long") as terminal:
        await_torch(terminal)
        (trainer,) = psutil.Process(terminal.pid).children()
        terminal.send(FLAT_OUT)
        terminal.wait_for("flat out")
        terminal.read(2 * WARM)
        before, start = next_step(terminal)
        used = _processor_time(trainer.pid)
        terminal.read(seconds)
        after, end = next_step(terminal)
        count = after - before
        return Speed(count / (end - start), count / (_processor_time(trainer.pid) - used))


def next_step(terminal: Terminal) -> tuple[int, float]:
    """The step of the next picture, and when it came. Between two of them the screen is behind, and by how much is chance."""
    shown = step_of(terminal)
    while step_of(terminal) == shown:
        terminal.read_once(1)
    return step_of(terminal), time.perf_counter()


def _processor_time(pid: int | None) -> float:
    """Seconds that a process has used so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
