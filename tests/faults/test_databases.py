"""What stands where the progress should be, as the whole program meets it: set aside or refused with a sentence, and never
overwritten; and two programs at once with one file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gdtutor.learner.progress import Progress
from tests.faults.conftest import database, noticed
from tests.faults.quick import Learner, write_quick_course
from tests.faults.test_killed import kept
from tests.terminal import gdtutor


def garbage(path: Path) -> None:
    path.write_bytes(b"\x00garbage\xff" * 1000)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("damage", [garbage, truncated])
def test_a_damaged_file_is_set_aside(sample: Path, state: Path, no_hurry: dict[str, str], damage: Callable[[Path], None]) -> None:
    path = database(state)
    with Progress.open(path) as progress:
        progress.record("sample", "slope", "several", "slope still", True)
    damage(path)
    content = path.read_bytes()
    with gdtutor("slope/flat", "--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        [aside] = path.parent.glob("*.damaged-*")
        terminal.until(lambda: aside.name in noticed(terminal))
        terminal.send("2\r")
        terminal.wait_for("✗")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_changed == []
    assert aside.read_bytes() == content
    with Progress.open(path) as progress:
        assert progress.notice == ""
        assert progress.results("sample")["slope", "several"].first_answer == "cost"


def test_a_file_of_a_newer_gdtutor_is_refused(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    path = database(state)
    Progress.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    content = path.read_bytes()
    with gdtutor("--course", str(sample), state=state, env=no_hurry) as terminal:
        assert terminal.wait_for_exit() == 1
        said = "was written by a newer gdtutor (format 99); start that one, or set XDG_STATE_HOME elsewhere."
        assert said.replace(" ", "") in "".join(terminal.text.split())
        assert terminal.left_changed == []
        assert b"\x1b" not in terminal.received
    assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_what_is_no_file_is_left_alone(sample: Path, state: Path, no_hurry: dict[str, str]) -> None:
    """A named pipe, at which whoever opens it may wait for ever."""
    path = database(state)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with gdtutor("slope/flat", "--course", str(sample), state=state, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        terminal.until(lambda: "can'tbesaved" in noticed(terminal))
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
    assert path.is_fifo()


def test_two_at_once_answer_everything(tmp_path: Path, state: Path, no_hurry: dict[str, str]) -> None:
    """Both answer the same questions, key by key in turn; the database has the answers of both."""
    command = ("quick/ant", "--course", str(write_quick_course(tmp_path / "quick")))
    with gdtutor(*command, state=state, env=no_hurry) as one, gdtutor(*command, state=state, env=no_hurry) as other:
        learners = (Learner(one), Learner(other))
        one.until(lambda: done(learners, "bee"))
        for terminal in (one, other):
            terminal.send("Q")
            assert terminal.wait_for_exit() == 0
    with closing(sqlite3.connect(database(state))) as connection:
        rows = connection.execute("SELECT quiz, answer, count(*) FROM attempts GROUP BY quiz, answer").fetchall()
    assert {(quiz, answer): number for quiz, answer, number in rows} == {
        (page, choice): 2 for page in ("ant", "bee") for choice in ("good", "bad")
    }
    assert {said for learner in learners for said in learner.said} <= kept(state)


def done(learners: tuple[Learner, ...], page: str) -> bool:
    """Each has answered the page right; the others type on."""
    waiting = [learner for learner in learners if (page, "good") not in learner.said]
    for learner in waiting:
        learner.look()
        learner.act()
    return not waiting
