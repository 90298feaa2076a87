"""From the start to the first torch step on screen, against `python -c "import torch"`.

A learner opens a page with a lab and presses `.` as soon as the footer offers it; the clock stops at "step 1".
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from tests.bench.figures import Figure
from tests.bench.pages import STEP_OFFERED, bench_course, start_page
from tests.bench.samples import in_turns, median

AT_MOST = 0.3  # seconds more than the import


class Started(NamedTuple):
    """Seconds from the start of the process; of the import only the last counts."""

    painted: float
    step: float


def measure(*, quick: bool) -> Iterator[Figure]:
    """Seconds, and how many more than the import takes."""
    with bench_course() as folder:

        def first_step() -> Started:
            start = time.perf_counter()
            with start_page(folder, "ball") as terminal:
                terminal.wait_for(STEP_OFFERED, 60)
                painted = time.perf_counter() - start
                terminal.send(".")
                terminal.wait_for("step 1 ", 60)
                return Started(painted, time.perf_counter() - start)

        found = in_turns({"import torch": _import_torch, "first step": first_step}, 3 if quick else 9, warm=True)
    imports = [sample.step for sample in found["import torch"]]
    steps = [sample.step for sample in found["first step"]]
    yield Figure(name='python -c "import torch"', value=median(imports), unit="s", samples={"seconds": imports})
    painted = median([sample.painted for sample in found["first step"]])
    note = f"the key was offered after {painted:.2f} s"
    yield Figure(name="first step on screen", value=median(steps), unit="s", note=note, samples={"seconds": steps})
    more = median([step - imported for step, imported in zip(steps, imports, strict=True)])
    yield Figure(name="first step − import torch", value=more, unit="s", at_most=AT_MOST)


def _import_torch() -> Started:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch"], check=True)
    return Started(0.0, time.perf_counter() - start)
