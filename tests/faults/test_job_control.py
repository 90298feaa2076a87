"""Ctrl+Z, `fg` and their kin, with a shell around that has job control."""

from __future__ import annotations

import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.processes import torch_process, wait_until_gone
from tests.terminal import GDTUTOR, Terminal, gdtutor


@pytest.fixture
def shell(state: Path, no_hurry: dict[str, str]) -> Iterator[Terminal]:
    """A shell with job control at its prompt."""
    env = no_hurry | {"XDG_STATE_HOME": str(state), "PS1": "ready: ", "ENV": ""}
    with Terminal(["sh", "-i"], env=env) as terminal:
        terminal.wait_for("ready:")
        yield terminal


def jobs(shell: Terminal) -> list[psutil.Process]:
    """What the shell runs, and what that runs."""
    return psutil.Process(shell.pid).children(recursive=True)


def ui(shell: Terminal) -> psutil.Process:
    """The gdtutor in that shell."""
    return next(job for job in jobs(shell) if job.cmdline()[1:3] == ["-m", "gdtutor"])


def stopped(shell: Terminal, slept: int = -1) -> int:
    """Wait until it is stopped, having slept more often than `slept`, and the shell listens again; how often by now."""
    shell.until(lambda: any(job.cmdline()[1:3] == ["-m", "gdtutor"] for job in jobs(shell)))
    gdtutor = ui(shell)
    shell.until(lambda: gdtutor.num_ctx_switches().voluntary > slept and gdtutor.status() == psutil.STATUS_STOPPED)
    shell.send("echo and back to you; echo\n")
    shell.until(lambda: b"and back to you\r\n" in shell.received)
    shell.received.clear()
    return int(gdtutor.num_ctx_switches().voluntary)


# As somebody types it, and as a script of somebody's own starts it.
@pytest.mark.parametrize("script", ["{}", 'sh -c "{}; true"'], ids=["itself", "in a script"])
def test_stopped_and_gone_on(shell: Terminal, sample: Path, script: str) -> None:
    as_found = shell.left_changed
    shell.send(script.format(f"{shlex.join(GDTUTOR)} --course {sample} slope/flat") + " &\n")
    stopped(shell)
    assert shell.left_changed == as_found
    shell.send("fg\n")
    shell.wait_for("What is flat")
    torch = torch_process(shell)
    shell.settle()
    before = shell.text.splitlines()[1:]

    shell.send("\x1a")
    shell.until(lambda: ui(shell).status() == psutil.STATUS_STOPPED and shell.left_changed == as_found)
    slept = stopped(shell)
    shell.screen.reset()
    shell.send("bg\n")  # there it has no terminal to draw on
    stopped(shell, slept)
    shell.screen.reset()
    shell.send("fg\n")
    shell.until(lambda: shell.text.splitlines()[1:] == before)
    shell.send("h")
    shell.wait_for("What does a step take away")

    # Stopped by somebody who does not ask, it finds the terminal with the shell's settings.
    shell.received.clear()
    ui(shell).suspend()
    if "true" not in script:
        stopped(shell)
        shell.send("fg\n")
    else:
        ui(shell).resume()
    shell.until(lambda: b"\x1b[?2004h" in shell.received)  # by then Return is no newline any more
    shell.send("13\r")
    shell.wait_for("✓ Right.")
    shell.send("Q")
    wait_until_gone(torch)
    shell.until(lambda: shell.left_changed == as_found)
    assert b"Traceback" not in shell.received


def test_a_line_that_breaks_while_it_is_stopped(shell: Terminal, sample: Path) -> None:
    shell.send(f"{shlex.join(GDTUTOR)} --course {sample}\n")
    shell.wait_for("start here")
    torch = torch_process(shell)
    gdtutor = ui(shell)
    shell.send("\x1a")
    stopped(shell)
    shell.hang_up()
    for process in (gdtutor, torch):
        wait_until_gone(process)


def test_where_no_shell_could_make_it_go_on_it_does_not_stop(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    """`ssh -t host gdtutor`."""
    with gdtutor("--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("start here")
        for by_key in (True, False):
            terminal.received.clear()
            if by_key:
                terminal.send("\x1a")
            else:
                terminal.kill(signal.SIGTSTP)
            terminal.until(lambda: b"\x1b[?1049l" in terminal.received and b"\x1b[?2004h" in terminal.received)
        terminal.send("\r")
        terminal.wait_for("Which way is down")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_changed == []


def test_a_terminal_that_tells_pixels_and_its_size_is_asked_no_more_afterwards(
    sample: Path, state: Path, no_hurry: dict[str, str]
) -> None:
    with gdtutor("--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("start here")
        terminal.send("\x1b[?2048;2$y")  # the answer of one that can tell its size in its input
        terminal.until(lambda: b"\x1b[?2048h" in terminal.received and b"\x1b[?1016h" in terminal.received)
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_changed == []
