"""Steps per second, flat out: through `Trainer` against a bare torch loop in a fresh process that also records W and cost.

    python tests/bench/steps.py [--pairs 7] [--seconds 3] [--model Wx+b]

Counted on this side are rows that have arrived in a Trajectory. Pairs are interleaved, since the machine's speed drifts; the
medians and the median of the pairs' ratios are printed, by the clock and, for a machine that others use too, by the processor
time of the process that runs torch. The exit status is 1 where the ratio by the clock is below 0.95.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import textwrap
import time
from typing import NamedTuple

import psutil

from gdtutor.descent.experiment import Experiment, Model
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Batch, Trainer
from gdtutor.trainer.process import trainer_environment

REQUIRED = 0.95

BARE = """
import sys
import time

import torch
from torch import optim

torch.set_num_threads(1)
seconds, with_b = float(sys.argv[1]), sys.argv[2] == "Wx+b"
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])
W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = optim.SGD([W, b] if with_b else [W], lr=0.01)


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


steps(0.5)
start, used = time.perf_counter(), time.process_time()
count = steps(seconds)
print(count / (time.perf_counter() - start), count / (time.process_time() - used))
"""


class Speed(NamedTuple):
    """Steps per second by the clock, and per second of processor time."""

    clock: float
    processor: float


def bare(seconds: float, model: Model) -> Speed:
    """The speed of a plain loop in a process of its own, with the environment that the trainer has too."""
    command = [sys.executable, "-c", textwrap.dedent(BARE), str(seconds), model]
    done = subprocess.run(command, env=trainer_environment(), capture_output=True, text=True, check=True)
    clock, processor = map(float, done.stdout.split())
    return Speed(clock, processor)


async def through_client(seconds: float, model: Model) -> Speed:
    """The speed at which rows arrive in a trajectory on this side, from a fresh process too."""
    trajectory = Trajectory(Experiment(model=model, lr=0.01))
    trainer = Trainer()

    def keep(batch: Batch) -> None:
        trajectory.append(batch.rows, batch.lr)

    run = await trainer.open(trajectory.experiment, keep)
    try:
        await run.advance(2**40)
        await asyncio.sleep(0.5)
        before, start, used = len(trajectory), time.perf_counter(), processor_time(trainer)
        await asyncio.sleep(seconds)
        count = len(trajectory) - before
        return Speed(count / (time.perf_counter() - start), count / (processor_time(trainer) - used))
    finally:
        await trainer.close()


def processor_time(trainer: Trainer) -> float:
    """Seconds that the trainer's process has used so far."""
    times = psutil.Process(trainer.pid).cpu_times()
    return times.user + times.system


def main() -> int:
    """Print the pairs, the medians and the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--model", choices=["Wx", "Wx+b"], default="Wx")
    arguments = parser.parse_args()
    pairs: list[tuple[Speed, Speed]] = []
    for number in range(arguments.pairs):
        # Who goes first alternates, too.
        if number % 2:
            plain = bare(arguments.seconds, arguments.model)
        client = asyncio.run(through_client(arguments.seconds, arguments.model))
        if not number % 2:
            plain = bare(arguments.seconds, arguments.model)
        pairs.append((client, plain))
        print(f"pair {number + 1:2}: client {client.clock:8,.0f} steps/s   bare {plain.clock:8,.0f} steps/s", flush=True)
    ratio = report("clock", [(client.clock, plain.clock) for client, plain in pairs])
    report("processor", [(client.processor, plain.processor) for client, plain in pairs])
    return 0 if ratio >= REQUIRED else 1


def report(measure: str, pairs: list[tuple[float, float]]) -> float:
    """Print the medians; returns the median of the ratios."""
    ratio = statistics.median(client / plain for client, plain in pairs)
    client, plain = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"by the {measure:9}: client {client:,.0f} steps/s, bare {plain:,.0f} steps/s; ratio {ratio:.3f} (required {REQUIRED})")
    return ratio


if __name__ == "__main__":
    sys.exit(main())
