"""The line breaks: nothing runs on for nobody, whatever it was doing and whoever does not pass the signal on."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import psutil

from gdtutor.learner.progress import Progress
from tests.faults.conftest import database
from tests.faults.test_signals import draw_for_nobody
from tests.processes import torch_process, wait_until_gone
from tests.terminal import GDTUTOR, Terminal, gdtutor


def end_of_the_line(terminal: Terminal) -> None:
    """Everything that runs there is gone 5 s after the line has broken."""
    shell = psutil.Process(terminal.pid)
    processes = [shell, *shell.children(recursive=True)]
    terminal.hang_up()
    for process in processes:
        if process != shell:
            wait_until_gone(process)


def test_while_nobody_has_read_for_a_while(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    with gdtutor("slope/flat", "--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        torch_process(terminal)
        draw_for_nobody(terminal)
        end_of_the_line(terminal)
        assert terminal.wait_for_exit(5) == 128 + signal.SIGHUP
    with Progress.open(database(state)) as progress:
        assert progress.results("sample")["slope", "several"].last_right


# A process that has the terminal, and a shell above it that hears of no hang-up and tells nobody.
DEAF = """
import os, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
os.waitpid(child, 0)
"""


def test_without_a_signal(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    command = [sys.executable, "-c", DEAF, *GDTUTOR, "--course", str(sample)]
    with Terminal(command, env=no_hurry | {"XDG_STATE_HOME": str(state)}) as terminal:
        terminal.wait_for("start here")
        torch_process(terminal)
        end_of_the_line(terminal)
