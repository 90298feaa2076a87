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


def test_a_dumb_terminal_is_told_so(course: Path, state_home: Path) -> None:
    with in_terminal("--course", str(course), state=state_home, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "TERM=dumb" in terminal.text


@pytest.mark.parametrize(
    ("redirection", "name"), [("</dev/null", "input"), (">/dev/null", "output"), ("2>$0.log", "error output")]
)
def test_each_stream_must_be_the_terminal(course: Path, tmp_path: Path, redirection: str, name: str) -> None:
    log = tmp_path / "x"
    command = " ".join(f"'{word}'" for word in [*GDTUTOR, "--course", str(course)])
    with Terminal(["bash", "-c", f"{command} {redirection}", str(log)]) as terminal:
        assert terminal.wait_for_exit() == 2
        said = terminal.text + (Path(f"{log}.log").read_text() if name == "error output" else "")
        assert f"gdtutor needs a terminal; its {name} is not one here." in said.replace("\n", " ").replace("  ", " ")


# The tutorial itself is the TUI's to test; here it says what it was given.
PRETEND = """
import sys, types
from gdtutor.cli import main
app = types.ModuleType("gdtutor.tui.app")
app.run = lambda course, progress, lesson, page, folder, said: (
    print("given", course.id, lesson, page, progress.path.name, folder == course.path) or {status}
)
sys.modules["gdtutor.tui.app"] = app
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
