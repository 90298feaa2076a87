"""Twenty learners on one machine: all start at once, then sit on a page, then play at 5 steps/s each; one of them types."""

from __future__ import annotations

import contextlib
import re
import select
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from tests.bench.echo import echo_figures
from tests.bench.figures import Figure
from tests.bench.pages import AT_5, await_torch, bench_course, echo_times, start_page, step_of
from tests.bench.samples import say
from tests.terminal import Terminal

LEARNERS = 20
AT_MOST = 200  # ms that a key may take
SETTLE = 2.0  # seconds after a change that do not count


def measure(*, quick: bool) -> Iterator[Figure]:
    """Processor, memory and key echo of each phase. Quick has fewer learners, and is told apart by that."""
    count, seconds = (6, 6) if quick else (LEARNERS, 20)
    with bench_course() as folder, ExitStack() as stack:
        start = time.perf_counter()
        learners = [stack.enter_context(start_page(folder, "ball", learner=str(number))) for number in range(count)]
        await_all(learners)
        yield Figure(name=f"{count} starts at once, until torch is there", value=time.perf_counter() - start, unit="s")
        probe, *others = learners
        with unseen(others):
            yield from phase(f"{count} idle", learners, probe, seconds)
            for learner in learners:
                learner.send(AT_5)
            probe.wait_for("▶ 5/s")
            first, start = step_of(probe), time.perf_counter()
            yield from phase(f"{count} playing", learners, probe, seconds)
            pace = (step_of(probe) - first) / (time.perf_counter() - start)
            yield Figure(name=f"{count} playing, pace of one", value=pace, unit="steps/s", note="5 are asked for")


def phase(name: str, learners: list[Terminal], probe: Terminal, seconds: float) -> Iterator[Figure]:
    """What it is like for so long."""
    probe.read(SETTLE)
    processes = _processes(learners)
    before, start = _used(processes), time.perf_counter()
    times = echo_times(probe, seconds)
    share = 100 * (_used(processes) - before) / (time.perf_counter() - start)
    yield from echo_figures(name, times, slowest=AT_MOST)
    note = f"of one processor; {share / len(learners):.1f} % a learner"
    yield Figure(name=f"{name}, processor", value=share, unit="%", note=note)
    total = sum(_memory(process.pid) for process in processes)
    note = f"{total / len(learners):.0f} MB a learner"
    yield Figure(name=f"{name}, memory (shared pages once)", value=total, unit="MB", note=note)


def await_all(learners: list[Terminal]) -> None:
    """Until everybody has torch; all are read meanwhile."""
    waiting = dict.fromkeys(learners)
    deadline = time.monotonic() + 300
    while waiting and time.monotonic() < deadline:
        for learner in select.select(list(waiting), [], [], 1)[0]:
            learner.read_once(0)
            if "torch cpu" in learner.text:
                del waiting[learner]
                say(f"torch is there for {len(learners) - len(waiting)}")
    for learner in learners:
        await_torch(learner)


@contextmanager
def unseen(learners: list[Terminal]) -> Iterator[None]:
    """Somebody else reads what these programs write and looks at nothing: a terminal that fills up would hold them up."""
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for learner in select.select(learners, [], [], 0.1)[0]:
                learner.skip()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _processes(learners: list[Terminal]) -> list[psutil.Process]:
    """UIs and trainers."""
    uis = [psutil.Process(learner.pid) for learner in learners]
    return [*uis, *(child for ui in uis for child in ui.children(recursive=True))]


def _used(processes: list[psutil.Process]) -> float:
    """Seconds of processor time so far."""
    times = [process.cpu_times() for process in processes]
    return float(sum(one.user + one.system for one in times))


def _memory(pid: int) -> float:
    """MB that a process holds; of what several hold its share, where the system tells (Linux)."""
    with contextlib.suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
        if found:
            return int(found[1]) * 1024 / 1e6
    return float(psutil.Process(pid).memory_info().rss) / 1e6
