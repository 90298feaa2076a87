"""`gdtutor run --format csv` against a bare torch loop that writes the same file, each a process from start to end.

Both files are compared byte by byte. Of gdtutor's processor time that of both its processes counts.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil

from gdtutor.trainer.spawn import trainer_environment
from tests.bench.figures import Figure
from tests.bench.samples import in_turns, median, ratio

AT_LEAST = 0.90
LR = "0.01"

# What somebody would write who wants that file: one loop, a line a step. One thread, as the trainer has it: on so small tensors
# more are slower.
BARE = """
import sys

import torch
from torch import optim

torch.set_num_threads(1)
steps, with_b, lr = int(sys.argv[1]), sys.argv[2] == "Wx+b", float(sys.argv[3])
x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])
W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = optim.SGD([W, b] if with_b else [W], lr=lr)
with open(sys.argv[4], "w") as file:
    file.write("step,W,b,dW,db,cost\\n")
    for step in range(steps + 1):
        hypothesis = x * W + b if with_b else x * W
        cost = torch.mean((hypothesis - y) ** 2)
        optimizer.zero_grad()
        cost.backward()
        if with_b:
            file.write(f"{step},{W.item()!r},{b.item()!r},{W.grad.item()!r},{b.grad.item()!r},{cost.item()!r}\\n")
        else:
            file.write(f"{step},{W.item()!r},,{W.grad.item()!r},,{cost.item()!r}\\n")
        if step < steps:
            optimizer.step()
"""


class Cost(NamedTuple):
    """What a process has taken, with its children: seconds by the clock and of processor time. And the most memory that it had
    by itself, in bytes, as far as looking now and then can tell.
    """

    clock: float
    processor: float
    memory: int


def measure(*, quick: bool) -> Iterator[Figure]:
    """Steps a second from start to end, the ratio, and the memory of the process that writes."""
    rounds, steps = (2, 30_000) if quick else (4, 60_000)
    for model in ("Wx",) if quick else ("Wx", "Wx+b"):
        with tempfile.TemporaryDirectory() as folder:
            ours, plain = Path(folder) / "ours.csv", Path(folder) / "plain.csv"
            options = ["--model", model, "--lr", LR, "--steps", str(steps), "--format", "csv", "--output", str(ours)]
            run = [sys.executable, "-m", "gdtutor", "run", *options]
            loop = [sys.executable, "-c", BARE, str(steps), model, LR, str(plain)]
            sides = {
                "gdtutor run": partial(cost_of, run, dict(os.environ)),
                "bare loop": partial(cost_of, loop, trainer_environment()),
            }
            found = in_turns(sides, rounds)
            if ours.read_bytes() != plain.read_bytes():
                raise AssertionError("the two files differ")
        speeds = {name: [steps / cost.clock for cost in costs] for name, costs in found.items()}
        for name, values in speeds.items():
            yield Figure(name=f"{name}, {model}", value=median(values), unit="steps/s", samples={"steps/s": values})
        mine, bare = found.values()
        processor = ratio([cost.processor for cost in bare], [cost.processor for cost in mine])
        yield Figure(
            name=f"gdtutor run : bare loop, {model}",
            value=ratio(*speeds.values()),
            at_least=AT_LEAST,
            note=f"a second of processor time {processor:.2f}",
        )
    yield Figure(name="memory of gdtutor run", value=max(cost.memory for cost in mine) / 1e6, unit="MB")


def cost_of(command: list[str], environment: dict[str, str]) -> Cost:
    """Run the command to its end."""
    start, memory = time.perf_counter(), 0
    process = psutil.Popen(command, env=environment)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        with contextlib.suppress(psutil.Error):
            memory = max(memory, process.memory_info().rss)
        time.sleep(0.01)
    clock = time.perf_counter() - start
    if ended[1]:
        raise AssertionError(f"{command[:4]} ended with {os.waitstatus_to_exitcode(ended[1])}")
    return Cost(clock, ended[2].ru_utime + ended[2].ru_stime, memory)
