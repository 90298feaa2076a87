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
IMPORTS = "import gdtutor.tui.torch_app as module\n"
OUTLINE = "from gdtutor.tui.screens.outline import OutlineScreen as Screen\n"
APP = "from gdtutor.tui.app import TutorApp as App\n"
MISTAKES = {
    "in an action": (APP + "App.action_outline = mistake", "o"),
    "in a handler of a message": (APP + "App.on_key = mistake", "~"),
    "in a window's compose": (OUTLINE + "Screen.compose = mistake", "o"),
    "in a window's on_mount": (OUTLINE + "Screen.on_mount = mistake", "o"),
    "before the first screen": (APP + "App._first_screen = mistake", ""),
    "in the first paint": (
        "from gdtutor.tui.widgets.title_bar import TitleBar\nTitleBar.render_line = TitleBar.render = mistake",
        "",
    ),
    "in a worker": (APP + "App.start_torch = mistake_later", ""),
    "in a thread that is waited for": (
        APP + "import gdtutor.tui.torch_app as module\nmodule._import_what_runs_need = mistake",
        "",
    ),
    "in a thread that is not": (APP + "App.action_outline = lambda _: threading.Thread(target=mistake).start()", "o"),
    "in a callback": (APP + "App.action_outline = lambda _: asyncio.get_running_loop().call_soon(mistake)", "o"),
    "in a task": (APP + "App.action_outline = lambda _: asyncio.create_task(mistake_later()) and None", "o"),
    "in the reading of keys": ("from textual._xterm_parser import XTermParser\nXTermParser.feed = mistake", "o"),
    "in leaving": (APP + "App.on_unmount = mistake_later", "Q"),
}


@pytest.mark.parametrize("where", MISTAKES)
def test_the_terminal_is_given_back_and_a_report_is_left(sample: Path, state: Path, where: str) -> None:
    patch, key = MISTAKES[where]
    command = [sys.executable, "-c", PROGRAM.format(patch=patch), "--course", str(sample)]
    with Terminal(command, env={"XDG_STATE_HOME": str(state)}) as terminal:
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


def test_a_crash_of_a_library_is_told_at_the_next_start(sample: Path, state: Path) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        terminal.kill(signal.SIGSEGV)
        assert terminal.wait_for_exit() == -signal.SIGSEGV
    for course in (("slope/flat",), ()):
        with gdtutor("--course", str(sample), *course, state=state) as terminal:
            terminal.wait_for("The sign of the slope")
            [report] = (state / "gdtutor").glob("report-*.txt")
            if course:
                terminal.until(lambda report=report: f"Areportisin{report}." in noticed(terminal))
            terminal.read(0.1)
            assert ("crashed" in terminal.text) == bool(course)
            terminal.send("Q")
            assert terminal.wait_for_exit() == 0
            assert terminal.left_changed == []
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert "Fatal Python error: Segmentation fault" in report.read_text()
