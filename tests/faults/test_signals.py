"""gdtutor told to end by a signal, at any moment of its life: it ends soon, and the terminal is as it was."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from gdtutor.learner.progress import Progress
from tests.faults.conftest import LIVES, database
from tests.processes import torch_process, torch_processes, wait_until_gone
from tests.terminal import Terminal, gdtutor

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1)


@contextmanager
def ends_clean(terminal: Terminal, *statuses: int) -> Iterator[None]:
    """What the block does ends the program, with one of these exit statuses, and nothing is left of it."""
    torch = torch_processes(terminal.pid)
    yield
    assert terminal.wait_for_exit(5) in statuses, terminal.text
    assert terminal.left_changed == []
    assert b"Traceback" not in terminal.received, terminal.text
    for process in torch:
        wait_until_gone(process)


@pytest.mark.timeout(600)
def test_while_it_starts(sample: Path, state: Path, no_hurry: dict[str, str], chance: random.Random) -> None:
    """From the first byte that it writes until torch is there. Before that byte the terminal has not been touched."""
    for _life in range(max(LIVES // 4, 3)):
        number = chance.choice(ENDING)
        with gdtutor("--course", str(sample), state=state, env=no_hurry) as terminal:
            terminal.read_once(20)
            terminal.read(chance.uniform(0, 0.3))
            with ends_clean(terminal, 128 + number):
                terminal.kill(number)
    assert not list((state / "gdtutor").glob("report-*"))


def test_before_it_has_drawn_anything(sample: Path, state: Path, chance: random.Random) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.read(chance.uniform(0.05, 0.2))
        with ends_clean(terminal, -signal.SIGTERM, 128 + signal.SIGTERM):
            terminal.kill(signal.SIGTERM)


def test_while_a_run_plays_flat_out_and_again_while_it_ends(sample: Path, state: Path) -> None:
    with gdtutor("labs/walk", "--course", str(sample), state=state) as terminal:
        terminal.wait_for("step 0")
        terminal.send("fff ")
        terminal.until(lambda: "step 0" not in terminal.text)
        with ends_clean(terminal, 128 + signal.SIGTERM, 128 + signal.SIGINT):
            for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
                terminal.kill(number)
                terminal.read(0.02)
    with Progress.open(database(state)) as progress:
        assert progress.place("sample") == ("labs", "walk")


def test_held_up_by_a_terminal_that_takes_nothing_it_ends_all_the_same(
    sample: Path, state: Path, no_hurry: dict[str, str]
) -> None:
    """The line has stopped (Ctrl+S, a network that is gone): nobody reads, and the app waits for ever to write."""
    with gdtutor("--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("start here")
        torch = torch_process(terminal)
        draw_for_nobody(terminal)
        terminal.kill(signal.SIGTERM)
        # What it has been waiting to write is not read before it is gone.
        wait_until_gone(psutil.Process(terminal.pid))
        wait_until_gone(torch)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert "settings" not in terminal.left_changed


def draw_for_nobody(terminal: Terminal) -> None:
    """Have it draw the screen in other colours again and again, and read nothing, until it is stuck: a key has no effect."""
    process = psutil.Process(terminal.pid)
    for _key in range(200):
        used = seconds_used(process)
        terminal.send("t")
        deadline = time.monotonic() + 1
        while seconds_used(process) <= used + 0.01:
            if time.monotonic() > deadline:
                return
            time.sleep(0.01)
        # The next key only when this one is through with: colours that come round again are not drawn.
        while used != (used := seconds_used(process)):
            time.sleep(0.03)
    raise AssertionError("it can be drawn for ever")


def seconds_used(process: psutil.Process) -> float:
    """Of the processor."""
    return float(sum(process.cpu_times()[:2]))
