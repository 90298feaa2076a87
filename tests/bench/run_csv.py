"""`gdtutor run --format csv` against a bare torch loop that writes the same file, each a process from start to end.

    python tests/bench/run_csv.py [--pairs 5] [--steps 100000] [--model Wx+b]

Pairs are interleaved, since the machine's speed drifts, and who goes first alternates. Both files are compared byte by byte.
Printed are the steps a second of each, start of the process included, the median of the pairs' ratios by the clock and, for a
machine that others use too, by processor time (of gdtutor that of both its processes), and the most memory that the process which
writes has taken. The exit status is 1 where the ratio by the clock is below 0.90.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from gdtutor.trainer.process import trainer_environment

REQUIRED = 0.90
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


def measured(command: list[str], environment: dict[str, str]) -> Cost:
    """Run the command to its end."""
    start, memory = time.perf_counter(), 0
    process = psutil.Popen(command, env=environment)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        with contextlib.suppress(psutil.Error):
            memory = max(memory, process.memory_info().rss)
        time.sleep(0.01)
    clock = time.perf_counter() - start
    if ended[1]:
        raise SystemExit(f"{command[:4]} ended with {os.waitstatus_to_exitcode(ended[1])}")
    return Cost(clock, ended[2].ru_utime + ended[2].ru_stime, memory)


def main() -> int:
    """Print the pairs and the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--model", choices=["Wx", "Wx+b"], default="Wx")
    arguments = parser.parse_args()
    pairs: list[tuple[Cost, Cost]] = []
    with tempfile.TemporaryDirectory() as folder:
        ours, plain = Path(folder) / "ours.csv", Path(folder) / "plain.csv"
        steps, model = str(arguments.steps), arguments.model
        options = ["--model", model, "--lr", LR, "--steps", steps, "--format", "csv", "--output", str(ours)]
        run = [sys.executable, "-m", "gdtutor", "run", *options]
        loop = [sys.executable, "-c", textwrap.dedent(BARE), steps, model, LR, str(plain)]
        for number in range(arguments.pairs):
            if number % 2:
                bare = measured(loop, trainer_environment())
            mine = measured(run, dict(os.environ))
            if not number % 2:
                bare = measured(loop, trainer_environment())
            if ours.read_bytes() != plain.read_bytes():
                raise SystemExit("the two files differ")
            pairs.append((mine, bare))
            speeds = [f"{arguments.steps / cost.clock:8,.0f} steps/s" for cost in (mine, bare)]
            print(f"pair {number + 1:2}: run {speeds[0]}, {mine.memory / 2**20:.0f} MB   bare {speeds[1]}", flush=True)
    clock = statistics.median(bare.clock / mine.clock for mine, bare in pairs)
    processor = statistics.median(bare.processor / mine.processor for mine, bare in pairs)
    print(f"ratio by the clock {clock:.3f} (required {REQUIRED}), by processor time {processor:.3f}")
    return 0 if clock >= REQUIRED else 1


if __name__ == "__main__":
    sys.exit(main())
