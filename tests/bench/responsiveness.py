"""Key echo and steps a second while a run plays flat out, and the bytes of an animation frame; through a pseudo-terminal.

    python tests/bench/responsiveness.py [SECONDS]

Goals: key echo p99 at most 50 ms; at least 90 % of the steps/s of a bare torch loop that records W and cost; a frame of a ball
walking down cost(W) at 20 frames a second and 100×30 at most 1,000 bytes.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.course import write_course
from tests.terminal import Terminal, gdtutor

BARE = """
import sys, time
import torch
from torch import optim
torch.set_num_threads(1)
x = torch.tensor([1.0, 2.0, 3.0]); y = torch.tensor([1.0, 2.0, 3.0])
W = torch.tensor([5.0], requires_grad=True)
optimizer = optim.SGD([W], lr=1e-7)
rows = []
def loop(seconds):
    end = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < end:
        hypothesis = x * W
        cost = torch.mean((hypothesis - y) ** 2)
        rows.append((W.item(), cost.item()))
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
        count += 1
    return count / seconds
loop(0.5)
print(loop(float(sys.argv[1])))
"""


def bare_rate(seconds: float) -> float:
    """Steps a second of a plain loop in a process of its own."""
    return float(subprocess.check_output([sys.executable, "-c", BARE, str(seconds)], text=True))


def open_page(folder: Path, page: str, columns: int, rows: int) -> Terminal:
    """The bench lesson on that page, with torch ready."""
    terminal = gdtutor("--course", str(folder / "course"), f"bench/{page}", state=folder, columns=columns, rows=rows)
    terminal.wait_for("torch cpu")
    terminal.wait_for("gradient")
    return terminal


def step_of(terminal: Terminal) -> int:
    """The step that the screen shows."""
    found = re.search(r"step (\d+)", terminal.text)
    assert found is not None, terminal.text
    return int(found[1])


def echo_time(terminal: Terminal, key: str) -> float:
    """Seconds until the mark of the chosen dial has moved, which is what the key does."""

    def mark() -> tuple[int, int]:
        return next((y, line.index("▸ ")) for y, line in enumerate(terminal.screen.display) if re.search(r"▸ [Wα] ", line))

    before = mark()
    start = time.perf_counter()
    terminal.send(key)
    while mark() == before:
        terminal.read_once(1)
        assert time.perf_counter() - start < 5, terminal.text
    return time.perf_counter() - start


def echoes(terminal: Terminal, seconds: float) -> list[float]:
    """Echo times of keys pressed at a person's pace."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        times.append(echo_time(terminal, "\x1b[B"))
        terminal.read(0.03 + 0.05 * (len(times) % 3))
    return times


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    """Print the figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_course(folder / "course")
        rates, bares, idle, busy = [], [], [], []
        for _ in range(3):
            bares.append(bare_rate(seconds / 3))
            with open_page(folder, "long", 100, 30) as terminal:
                idle += echoes(terminal, seconds / 6)
                terminal.send("ffffff ")
                terminal.wait_for("flat out")
                terminal.read(0.5)
                first, start = step_of(terminal), time.perf_counter()
                terminal.read(seconds / 3)
                rates.append((step_of(terminal) - first) / (time.perf_counter() - start))
                busy += echoes(terminal, seconds / 2)
        for label, times in (("idle", idle), ("flat out", busy)):
            p50, p99 = percentile(times, 0.5) * 1000, percentile(times, 0.99) * 1000
            print(f"key echo {label:9} p50 {p50:5.1f} ms   p99 {p99:5.1f} ms   ({len(times)} keys)")
        ratio = statistics.median(rate / bare for rate, bare in zip(rates, bares, strict=True))
        print(
            f"steps/s  flat out {statistics.median(rates):8.0f}   bare loop {statistics.median(bares):8.0f}   ratio {ratio:.2f}"
        )
        with open_page(folder, "ball", 100, 30) as terminal:
            terminal.send("ff ")
            terminal.wait_for("20/s")
            terminal.read(1)
            first, before, start = step_of(terminal), terminal.bytes_received, time.perf_counter()
            terminal.read(seconds)
            frames = step_of(terminal) - first
            sent = terminal.bytes_received - before
            print(
                f"a frame  {sent / frames:6.0f} bytes at 100×30   ({frames / (time.perf_counter() - start):.1f} frames/s, "
                f"{sent / 1000 / (time.perf_counter() - start):.1f} kB/s)"
            )


if __name__ == "__main__":
    main()
