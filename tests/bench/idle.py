"""A lab that nobody touches, after a run was played: what UI and trainer use, and the UI alone once the trainer has gone home."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil

from gdtutor.trainer.spawn import IDLE_VARIABLE
from tests.bench.figures import Figure
from tests.bench.pages import await_torch, bench_course, start_page, step_of
from tests.terminal import Terminal

AT_MOST = {"memory": 80, "processor": 1}  # MB, %
SIZES = ((80, 24), (100, 30))
PLAYED = 15  # steps
SOON = "4"  # seconds without a command


def measure(*, quick: bool) -> Iterator[Figure]:
    """All at once, for so long."""
    seconds = 8 if quick else 25
    with bench_course() as folder, ExitStack() as stack:

        def played(columns: int, rows: int, after: str | None) -> Terminal:
            """A page after a run, whose trainer goes home after so many seconds."""
            learner, env = f"{columns}-{after}", {IDLE_VARIABLE: after} if after else {}
            terminal = stack.enter_context(start_page(folder, "ball", learner=learner, columns=columns, rows=rows, env=env))
            await_torch(terminal).send(" ")
            while step_of(terminal) < PLAYED:
                terminal.read_once(1)
            terminal.send(" ")
            return terminal

        ready = [played(*size, None) for size in SIZES]
        asleep = [played(*size, SOON) for size in SIZES]
        for terminal in asleep:
            terminal.wait_for("torch asleep", 60)
        terminals = [*ready, *asleep]
        for terminal in terminals:
            terminal.read(0.5)
        processes = [psutil.Process(terminal.pid) for terminal in terminals]
        processes += [child for process in processes for child in process.children(recursive=True)]
        before = {process.pid: (_used(process), process.num_ctx_switches().voluntary) for process in processes}
        start = time.perf_counter()
        for terminal in terminals:
            terminal.read(seconds / len(terminals))
        passed = time.perf_counter() - start
        names = {terminal.pid: f"UI, trainer ready, {size[0]}×{size[1]}" for terminal, size in zip(ready, SIZES, strict=True)}
        names |= {terminal.pid: f"UI, trainer gone, {size[0]}×{size[1]}" for terminal, size in zip(asleep, SIZES, strict=True)}
        gone = {terminal.pid for terminal in asleep}
        for process in processes:
            name = names.get(process.pid, "trainer, ready")
            used, switches = before[process.pid]
            wakeups = (process.num_ctx_switches().voluntary - switches) / passed
            share = 100 * (_used(process) - used) / passed
            note = f"{wakeups:.1f} wake-ups a second"
            yield Figure(name=f"{name}: processor", value=share, unit="%", at_most=AT_MOST["processor"], note=note)
            most = AT_MOST["memory"] if process.pid in gone else None
            yield Figure(name=f"{name}: memory", value=process.memory_info().rss / 1e6, unit="MB", at_most=most)


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
