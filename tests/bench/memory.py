"""The most resident memory that UI and trainer come to hold while a lab plays 10⁶ steps and goes back in them."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.figures import Figure
from tests.bench.pages import FLAT_OUT, await_torch, step_of
from tests.bench.samples import say
from tests.terminal import Terminal, gdtutor

AT_MOST = {"UI": 150, "trainer": 400}  # MB
MB = 1_000_000
# A window this large has a second picture below the first.
COLUMNS, ROWS = 120, 40

# The model and the numbers that take the most room.
LESSON = """---
id: bench
title: Bench
minutes: 1
---

## A long run {{#long}}

It plays flat out to its end.

```lab
id: long
model: Wx+b
start: {{W: 5, b: 3}}
dtype: float64
lr: 0.0000001
lr_range: [0.00000005, 0.00000015]
steps: {steps}
pictures: [contours]
controls: [lr, run]
```
"""


class Peaks(NamedTuple):
    """The most that each process held, in MB, until then."""

    when: str
    ui: float
    trainer: float


def measure(*, quick: bool) -> Iterator[Figure]:
    """The peaks of both processes; quick plays a twentieth of the steps."""
    steps = 50_000 if quick else 1_000_000
    peaks = _peaks_of(steps)
    for process in ("UI", "trainer"):
        held = {one.when: getattr(one, process.lower()) for one in peaks}
        first, *_between, last = held.values()
        yield Figure(
            name=f"{process}, {steps:,} steps",
            value=last,
            unit="MB",
            at_most=AT_MOST[process],
            note=f"{first:.0f} MB before the first step",
            samples={when: [value] for when, value in held.items()},
        )


def _peaks_of(steps: int) -> list[Peaks]:
    """Play `steps` steps; then leave the run behind three times, each time for a branch that begins just before its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_course(folder / "course", steps)
        with gdtutor("--course", str(folder / "course"), "bench/long", state=folder, columns=COLUMNS, rows=ROWS) as terminal:
            await_torch(terminal).read(1)
            found = [_peaks("before the first step", terminal)]
            terminal.send(FLAT_OUT)
            _play(terminal, steps)
            found.append(_peaks(f"after {steps:,} steps", terminal))
            for _ in range(3):
                _branch(terminal)
            found.append(_peaks("and three branches at its end", terminal))
            # From the start again: the long run stays on the picture as an earlier one.
            terminal.send("r")
            terminal.wait_for("step 0 ")
            terminal.send(" ")
            terminal.wait_for("flat out")
            _play(terminal, max(1, steps // 10))
            found.append(_peaks("and begun again", terminal))
            return found


def _write_course(folder: Path, steps: int) -> None:
    folder.mkdir()
    (folder / "course.yaml").write_text("id: bench\ntitle: Bench\nlanguage: en\n")
    (folder / "01-bench.md").write_text(LESSON.format(steps=steps))


def _play(terminal: Terminal, steps: int) -> None:
    """Until so many steps are done, with a sign of life."""
    begun = time.monotonic()
    told = 0.0
    while (step := step_of(terminal)) < steps:
        terminal.read(0.5)
        seconds = time.monotonic() - begun
        if seconds - told > 20:
            told = seconds
            say(f"step {step:,} after {seconds:.0f} s")
        if seconds > 60 and step / seconds < 500:
            raise AssertionError(f"it does not go on:\n{terminal.text}")


def _branch(terminal: Terminal) -> None:
    """One step back, another learning rate, one step on."""
    before = step_of(terminal)
    terminal.send(",")
    while step_of(terminal) == before:
        terminal.read(0.1)
    terminal.send("\x1b[C")
    terminal.read(0.5)
    terminal.send(".")
    while step_of(terminal) != before:
        terminal.read(0.1)


def _peaks(when: str, terminal: Terminal) -> Peaks:
    process = psutil.Process(terminal.pid)
    (trainer,) = (child for child in process.children(recursive=True) if "gdtutor.trainer" in child.cmdline())
    return Peaks(when, _peak(process), _peak(trainer))


def _peak(process: psutil.Process) -> float:
    """The most resident memory that a process has had; what it has now where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) * 1024 / MB
    return float(process.memory_info().rss / MB)
