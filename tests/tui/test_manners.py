"""On a machine that others use: nobody at the keyboard, nothing done; torch goes home and comes back with the next key."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from tests.terminal import Terminal, gdtutor
from tests.tui.sample import write_course

# Wake-ups a second: the files of a course that is named are looked at twice; whatever polls or blinks has more.
STILL = 10


def wakeups(terminal: Terminal, process: psutil.Process, seconds: float) -> float:
    """How often a second a process has gone to sleep again."""
    before, start = process.num_ctx_switches().voluntary, time.monotonic()
    terminal.read(seconds)
    return float((process.num_ctx_switches().voluntary - before) / (time.monotonic() - start))


def test_idle_torch_goes_home_the_screen_does_nothing_and_the_next_key_goes_on(tmp_path: Path) -> None:
    course = write_course(tmp_path / "sample")
    with gdtutor("labs/walk", "--course", str(course), state=tmp_path, env={"GDTUTOR_IDLE": "1.5"}) as terminal:
        terminal.wait_for("step 0", 60)
        ui = psutil.Process(terminal.pid)
        (torch,) = ui.children()
        assert torch.nice() > ui.nice()
        environment = torch.environ()
        assert {environment[name] for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")} == {"1"}
        assert environment["CUDA_VISIBLE_DEVICES"] == ""
        terminal.send(".")
        terminal.wait_for("step 1 ")
        terminal.wait_for("○ torch asleep", 60)
        terminal.read(0.3)
        assert not torch.is_running()
        assert not ui.children()
        sent = terminal.bytes_received
        assert wakeups(terminal, ui, 1.0) < STILL
        assert terminal.bytes_received == sent
        terminal.send(".")
        terminal.wait_for("step 2 ", 60)
        terminal.wait_for("● torch")
