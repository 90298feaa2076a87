"""How many examples are made up, how long each may compute and how much memory all of them may take.

The suite makes up few. All of them, in some minutes:

    HOSTILE_EXAMPLES=5000 pytest tests/hostile/test_any_course.py tests/hostile/test_any_data.py
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "80"))
# Of pytest: some milliseconds for each, on a slow machine, and what the suite has besides.
TIMEOUT = 120 + EXAMPLES
# Processor time for one example: what takes longer is a hang to whoever waits for it.
SECONDS = 5.0
# What an example may add to a process that has imported everything, in MB; 500 are allowed in all.
GROWTH = 250

thorough = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@contextmanager
def no_hang() -> Iterator[None]:
    """The block, or an AssertionError when it has computed for SECONDS. (pytest's own timeout counts other seconds.)"""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"an example took more than {SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def little_memory() -> Iterator[None]:
    """The block, or an AssertionError where at its worst it needed GROWTH more than there was before."""
    # Linux forgets the peak of before; elsewhere nothing is measured. What Hypothesis keeps of each example does not count.
    clear, status = Path("/proc/self/clear_refs"), Path("/proc/self/status")
    if not clear.exists():
        yield
        return
    clear.write_text("5")
    before = _megabytes(status, "VmRSS")
    yield
    grown = _megabytes(status, "VmHWM") - before
    assert grown <= GROWTH, f"{grown} MB more than before"


def _megabytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) >> 10 for line in status.read_text().splitlines() if line.startswith(f"{name}:"))
