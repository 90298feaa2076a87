"""First painted screen, by the clock: gdtutor's home and a lesson that is resumed, against a bare Textual app.

From the start of the process to the moment when title and footer are on screen. All are compiled: pip compiles what it installs,
Python what it runs from a clone. Where PYTHONDONTWRITEBYTECODE is set Textual would be compiled and gdtutor not, so it is taken
out. The processor's time is told too, for a machine that others use.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import Figure
from tests.bench.samples import in_turns, median, ratio
from tests.terminal import GDTUTOR, Terminal

AT_MOST = 1.3
LESSON = "derivative-sign"
BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Markdown

class Bare(App):
    BINDINGS = [("q", "quit", "quit")]
    TITLE = "bare"

    def compose(self):
        yield Header()
        yield Markdown("# Bare\\n\\nA paragraph of text.")
        yield Footer()

Bare().run()
"""
CASES = {
    "bare Textual app": ([sys.executable, "-c", BARE], ("A paragraph of text", "quit")),
    "home": (GDTUTOR, ("The sign", "quit")),
    "resumed lesson": ([*GDTUTOR, LESSON], ("1/", "next")),
}


class Painted(NamedTuple):
    """Seconds until the screen was there: by the clock, and of processor time in its own process."""

    clock: float
    processor: float


def measure(*, quick: bool) -> Iterator[Figure]:
    """Seconds, and how many times a bare app's."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as state:
        painted([*GDTUTOR, LESSON], ("1/", "next"), state)
        sides = {name: partial(painted, *case, state) for name, case in CASES.items()}
        found = in_turns(sides, 5 if quick else 15, warm=True)
    bare, *ours = found
    clocks = {name: [sample.clock for sample in samples] for name, samples in found.items()}
    processor = {name: [sample.processor for sample in samples] for name, samples in found.items()}
    yield Figure(name=bare, value=median(clocks[bare]), unit="s", samples={"seconds": clocks[bare]})
    for name in ours:
        yield Figure(name=name, value=median(clocks[name]), unit="s", samples={"seconds": clocks[name]})
        yield Figure(
            name=f"{name} : bare",
            value=ratio(clocks[name], clocks[bare]),
            at_most=AT_MOST,
            note=f"processor time {ratio(processor[name], processor[bare]):.2f}",
        )


def painted(argv: list[str], texts: tuple[str, ...], state: str) -> Painted:
    """How long it takes until all the texts are on screen."""
    start = time.perf_counter()
    with Terminal(argv, env={"XDG_STATE_HOME": state}) as terminal:
        for text in texts:
            terminal.wait_for(text, 60)
        return Painted(time.perf_counter() - start, _processor_time(terminal.pid))


def _processor_time(pid: int) -> float:
    """Seconds, to the microsecond where the system tells (Linux)."""
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.is_dir():
        return float("nan")
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
