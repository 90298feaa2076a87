"""A mistake of gdtutor's own, wherever it is made: the terminal is given back, a sentence names the report, the status is 1."""

from __future__ import annotations

import re
import signal
import stat
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import noticed
from tests.terminal import Terminal, gdtutor

# The program with a mistake in it, which is made once there is a page.
PROGRAM = """
import asyncio, sys, threading
from gdtutor.cli import main

def mistake(*_, **__):
    raise ZeroDivisionError("a mistake")

async def mistake_later(*_, **__):
    mistake()

{patch}
sys.exit(main(sys.argv[1:]))
"""

TITLE = "from gdtutor.tui.widgets.title_bar import TitleBar as Bar\n"
OUTLINE = "from gdtutor.tui.screens.outline import OutlineScreen as Screen\n"
APP = "from gdtutor.tui.app import TutorApp as App\n"
MISTAKES = {
    "in an action": (APP + "App.action_outline = mistake", "o"),
    "in a window's compose": (OUTLINE + "Screen.compose = mistake", "o"),
    "in the first paint": (
        "from gdtutor.tui.widgets.title_bar import TitleBar\nTitleBar.render_line = TitleBar.render = mistake",
        "",
    ),
    "in a worker": (APP + "App.start_torch = mistake_later", ""),
    "in a thread": (APP + "App.action_outline = lambda _: threading.Thread(target=mistake).start()", "o"),
    "in a callback": (APP + "App.action_outline = lambda _: asyncio.get_running_loop().call_soon(mistake)", "o"),
    "in the reading of keys": ("from textual._xterm_parser import XTermParser\nXTermParser.feed = mistake", "o"),
    "in leaving": (APP + "App.on_unmount = mistake_later", "Q"),
}


@pytest.mark.parametrize("where", MISTAKES)
def test_the_terminal_is_given_back_and_a_report_is_left(sample: Path, state: Path, no_hurry: dict[str, str], where: str) -> None:
    patch, key = MISTAKES[where]
    command = [sys.executable, "-c", PROGRAM.format(patch=patch), "--course", str(sample)]
    with Terminal(command, env=no_hurry | {"XDG_STATE_HOME": str(state)}) as terminal:
        if key:
            terminal.wait_for("start here")
            terminal.send(key)
        assert terminal.wait_for_exit() == 1
        assert terminal.left_changed == []
        assert b"Traceback" not in terminal.received
        after = bytes(terminal.received).rpartition(b"\x1b[?1004l")[2].decode()
    [report] = (state / "gdtutor").glob("report-*.txt")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text()
    assert "ZeroDivisionError: a mistake" in text
    assert "in mistake" in text
    said = "gdtutor stopped at a mistake of its own (ZeroDivisionError: a mistake). "
    said += f"A report is in {report}; start gdtutor again to continue."
    assert re.sub(r"\s+", " ", after).strip() == said


def test_a_crash_of_a_library_is_told_at_the_next_start(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    course = ("slope/flat", "--course", str(sample))
    with gdtutor(*course, state=state, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        terminal.kill(signal.SIGSEGV)
        assert terminal.wait_for_exit() == -signal.SIGSEGV
    with gdtutor(*course, state=state, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        [report] = (state / "gdtutor").glob("report-*.txt")
        terminal.until(lambda: f"Areportisin{report}." in noticed(terminal))
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_changed == []
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "Fatal Python error: Segmentation fault" in report.read_text()
    # Once is enough.
    assert not (state / "gdtutor" / "crash.txt").read_text()
