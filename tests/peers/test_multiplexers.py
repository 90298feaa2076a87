"""gdtutor in tmux and in GNU screen: what keys and pictures come through, and leaving it running there."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.conftest import Learner, require
from tests.terminal import Terminal

BRAILLE = re.compile("[\u2801-\u28ff]")
STEP = re.compile(r"step (\d+)")


def step(terminal: Terminal) -> int:
    """The step on screen, -1 where there is none."""
    found = STEP.search(terminal.text)
    return int(found[1]) if found else -1


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """tmux with a server of its own and nobody's configuration."""
    require("tmux")
    command = ["tmux", "-S", str(tmp_path / "tmux"), "-f", os.devnull, "-u"]
    yield command
    subprocess.run([*command, "kill-server"], capture_output=True, check=False)


def test_tmux_detached_and_attached_again_while_a_run_plays(tmux: list[str], learner: Learner) -> None:
    with Terminal([*tmux, "new-session", "-s", "gd", learner.command]) as terminal:
        terminal.wait_for("start here")
        terminal.send("\r")
        terminal.wait_for("step 0")
        terminal.send("1\r")
        terminal.wait_for("✗ The gradient is")
        terminal.send("r")
        terminal.wait_for("step 0")
        terminal.send("sss ")  # as slowly as it goes: a step each second
        terminal.wait_for("▶ 1/s")
        terminal.send("\x02d")
        assert terminal.wait_for_exit() == 0
        assert len(learner.processes) == 2
    # Another terminal, of another size.
    with Terminal([*tmux, "attach", "-t", "gd"], columns=100, rows=30) as terminal:
        terminal.wait_for("▶ 1/s")
        before = step(terminal)
        terminal.wait_for(f"step {before + 1}")
        assert BRAILLE.search(terminal.text)
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
    learner.wait_until_gone(5)


def test_screen_detached_and_attached_again_while_a_run_plays(learner: Learner, tmp_path: Path) -> None:
    require("screen")
    folder = tmp_path / "screen"
    folder.mkdir(mode=0o700)
    env = {"SCREENDIR": str(folder), "TERM": "xterm-256color"}
    screen = ["screen", "-U", "-c", os.devnull]
    try:
        with Terminal([*screen, "-S", "gd", "sh", "-c", learner.command], env=env) as terminal:
            terminal.wait_for("start here")
            terminal.send("\r")
            terminal.wait_for("step 0")
            terminal.send("1\r")
            terminal.wait_for("✗ The gradient is")
            terminal.send("r")
            terminal.wait_for("step 0")
            terminal.send("sss ")
            terminal.wait_for("▶ 1/s")
            terminal.send("\x01d")
            assert terminal.wait_for_exit() == 0
            assert len(learner.processes) == 2
        with Terminal([*screen, "-r", "gd"], env=env) as terminal:
            terminal.wait_for("▶ 1/s")
            before = step(terminal)
            terminal.wait_for(f"step {before + 1}")
            assert BRAILLE.search(terminal.text)
            terminal.send("Q")
            assert terminal.wait_for_exit() == 0
        learner.wait_until_gone(5)
    finally:
        subprocess.run([*screen, "-S", "gd", "-X", "quit"], env={**os.environ, **env}, capture_output=True, check=False)
