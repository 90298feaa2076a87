"""How much memory the UI and the trainer come to hold while a lab plays a million steps, through a pseudo-terminal."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.terminal import Terminal, gdtutor

MOST = {"UI": 150, "trainer": 400}  # MB
MB = 1_000_000
# A window this large has a second picture below the first.
COLUMNS, ROWS = 120, 40

LESSON = """---
id: bench
title: Bench
minutes: 1
---

## A long run {{#long}}

It plays flat out to its end.

```lab
id: long
model: {model}
start: {start}
dtype: {dtype}
lr: 0.0000001
lr_range: [0.00000005, 0.00000015]
steps: {steps}
pictures: [{picture}]
controls: [lr, run]
```
"""
CASES = (("Wx", "float32"), ("Wx", "float64"), ("Wx+b", "float32"), ("Wx+b", "float64"))


class Peaks(NamedTuple):
    """The most that each process held, in MB, until then."""

    case: str
    when: str
    ui: float
    trainer: float

    @property
    def within(self) -> bool:
        """Whether that is what was asked for."""
        return self.ui < MOST["UI"] and self.trainer < MOST["trainer"]


def measure(model: str, dtype: str, steps: int) -> list[Peaks]:
    """Play `steps` steps; then leave the run behind three times, each time for a branch that begins just before its end."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_course(folder / "course", model, dtype, steps)
        with gdtutor("--course", str(folder / "course"), "bench/long", state=folder, columns=COLUMNS, rows=ROWS) as terminal:
            terminal.wait_for("torch cpu")
            terminal.wait_for("gradient")
            terminal.read(1)
            case = f"{model} {dtype}"
            found = [_peaks(case, "before the first step", terminal)]
            terminal.send("ffffff ")
            _play(terminal, steps)
            found.append(_peaks(case, f"after {steps:,} steps", terminal))
            for _ in range(3):
                _branch(terminal)
            found.append(_peaks(case, "and three branches at its end", terminal))
            # From the start again: the long run stays on the picture as an earlier one.
            terminal.send("r")
            terminal.wait_for("step 0 ")
            terminal.send(" ")
            terminal.wait_for("flat out")
            _play(terminal, max(1, steps // 10))
            found.append(_peaks(case, "and begun again", terminal))
            return found


def report(peaks: Peaks) -> str:
    """A row of the table."""
    verdict = "" if peaks.within else "  TOO MUCH"
    return f"{peaks.case:13} {peaks.when:30} {peaks.ui:7.0f} MB {peaks.trainer:7.0f} MB{verdict}"


HEADING = f"{'run':13} {'':30} {'UI':>10} {'trainer':>10}   (at most {MOST['UI']} and {MOST['trainer']} MB)"


def _write_course(folder: Path, model: str, dtype: str, steps: int) -> None:
    folder.mkdir()
    (folder / "course.yaml").write_text("id: bench\ntitle: Bench\nlanguage: en\n")
    start, picture = ("{W: 5, b: 3}", "contours") if model == "Wx+b" else ("{W: 5}", "cost-curve")
    lesson = LESSON.format(model=model, start=start, dtype=dtype, steps=steps, picture=picture)
    (folder / "01-bench.md").write_text(lesson)


def _play(terminal: Terminal, steps: int) -> None:
    """Until so many steps are done, with a sign of life."""
    begun = time.monotonic()
    told = 0.0
    while (step := _step(terminal)) < steps:
        terminal.read(0.5)
        seconds = time.monotonic() - begun
        if seconds - told > 20:
            told = seconds
            print(f"  … step {step:,} after {seconds:.0f} s", file=sys.stderr, flush=True)
        if seconds > 60 and step / seconds < 500:
            raise AssertionError(f"it does not go on:\n{terminal.text}")


def _branch(terminal: Terminal) -> None:
    """One step back, another learning rate, one step on."""
    before = _step(terminal)
    terminal.send(",")
    while _step(terminal) == before:
        terminal.read(0.1)
    terminal.send("\x1b[C")
    terminal.read(0.5)
    terminal.send(".")
    while _step(terminal) != before:
        terminal.read(0.1)


def _step(terminal: Terminal) -> int:
    found = re.search(r"step (\d+)", terminal.text)
    return int(found[1]) if found else 0


def _peaks(case: str, when: str, terminal: Terminal) -> Peaks:
    process = psutil.Process(terminal.pid)
    (trainer,) = (child for child in process.children(recursive=True) if "gdtutor.trainer" in child.cmdline())
    return Peaks(case, when, _peak(process), _peak(trainer))


def _peak(process: psutil.Process) -> float:
    """The most resident memory that a process has had; what it has now where the system does not tell."""
    status = Path(f"/proc/{process.pid}/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) * 1024 / MB
    return float(process.memory_info().rss / MB)
