"""gdtutor over SSH: an OpenSSH server on loopback, and a client in a terminal."""

from __future__ import annotations

import re
import signal

from gdtutor.learner.progress import Progress
from tests.peers.conftest import Learner, SshLogin


def test_a_broken_connection_leaves_nothing_running_and_loses_nothing(ssh: SshLogin, learner: Learner) -> None:
    with ssh(learner.command) as terminal:
        terminal.wait_for("start here")
        terminal.send("\r")
        terminal.wait_for("step 0")
        terminal.send("1\r")
        terminal.wait_for("✗ The gradient is")
        terminal.send("f ")
        terminal.wait_for("▶")
        assert len(learner.processes) == 2
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
        learner.wait_until_gone(5)
    with Progress.open(learner.state / "gdtutor" / "gdtutor.sqlite3") as kept:
        assert kept.results("sample")["slope", "next-step"].first_answer == "left"
    with ssh(learner.command) as terminal:
        terminal.wait_for("continue · 0 of 3 right")
        terminal.send("\r")
        terminal.wait_for("✗ not right yet")


def test_the_window_of_the_client_is_that_of_gdtutor(ssh: SshLogin, learner: Learner) -> None:
    with ssh(learner.command) as terminal:
        terminal.wait_for("start here")
        terminal.send("\r")
        terminal.wait_for("step 0")
        for columns, rows in ((120, 40), (60, 20), (30, 8), (80, 24)):
            terminal.resize(columns, rows)
            terminal.wait_for("this one is 30×8" if rows < 12 else "next")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert re.search(rb"\x1b\[\?1049l", bytes(terminal.received))
        learner.wait_until_gone(5)
