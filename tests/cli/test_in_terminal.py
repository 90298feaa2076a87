"""The command line in a real terminal, up to where the tutorial takes over."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal import GDTUTOR, Terminal
from tests.terminal import gdtutor as in_terminal


def test_list_for_a_reader_stands_in_columns(course: Path, state_home: Path) -> None:
    with in_terminal("--course", str(course), "--list", state=state_home) as terminal:
        assert terminal.wait_for_exit() == 0
        assert [line.rstrip() for line in terminal.screen.display[:2]] == [
            "sums    Sums           5 min   0/2 pages  0/1 right",
            "slopes  기울기 Slopes  12 min  0/2 pages  0/1 right",
        ]


def test_a_dumb_terminal_has_no_room_for_the_lab(state_home: Path) -> None:
    with in_terminal("lab", state=state_home, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "TERM=dumb" in terminal.text


@pytest.mark.parametrize(
    ("redirection", "name"), [("</dev/null", "input"), (">/dev/null", "output"), ("2>/dev/null", "error output")]
)
def test_where_a_stream_is_no_terminal_it_is_plain_mode(course: Path, redirection: str, name: str) -> None:
    command = " ".join(f"'{word}'" for word in [*GDTUTOR, "--course", str(course)])
    with Terminal(["bash", "-c", f"{command} {redirection}"], columns=160) as terminal:
        if name == "error output":
            terminal.wait_for("or help:")
            terminal.send("quit\r")
        assert terminal.wait_for_exit() == 0
        said = " ".join(terminal.text.split())
        assert f"This is plain mode, the course as lines of text, since the {name} is no terminal." in said
        assert ("Sums, page 1 of 2: First" in said) == (name != "output")


# The tutorial itself is the TUI's to test; here it says what it was given.
PRETEND = """
import sys, types
from gdtutor.cli import main
app = types.ModuleType("gdtutor.tui.run")
app.run = lambda course, progress, beginning, folder, **rest: (
    print("given", course.id, *beginning[:2], progress.path.name, folder == course.path) or {status}
)
sys.modules["gdtutor.tui.run"] = app
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("place", "given"),
    [([], "None None"), (["slopes"], "slopes None"), (["slopes/second"], "slopes second")],
)
@pytest.mark.parametrize("status", [0, 1])
def test_the_tutorial_gets_the_course_the_progress_and_the_place(course: Path, place: list[str], given: str, status: int) -> None:
    with Terminal([sys.executable, "-c", PRETEND.format(status=status), "--course", str(course), *place]) as terminal:
        assert terminal.wait_for_exit() == status
        assert f"given small {given} gdtutor.sqlite3 True" in terminal.text
