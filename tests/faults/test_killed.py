"""gdtutor, or its torch, ended with kill -9 at random moments of a lesson."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from gdtutor.learner.progress import Progress
from tests.faults.conftest import LIVES, database
from tests.faults.quick import PAGES, Learner, write_quick_course
from tests.processes import torch_processes, wait_until_gone
from tests.terminal import Terminal, gdtutor

# Keys from one end of the lesson to the other.
KEYS = 3 * len(PAGES)
# Where there are many, two go on at a time, and torch is killed twice in a lesson (more would leave it no time to start) and once
# more while its lab plays, which tests/tui/test_terminal.py looks at, too.
MOST = 2 if LIVES > 20 else 1
PLAYED = 1 if LIVES > 20 else 0
PARTS = 2 if LIVES > 20 else 1
SHARE = max(1, LIVES // 2 // PARTS)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_quick_course(tmp_path / "quick")


def kept(state: Path) -> set[tuple[str, str]]:
    """Every answer in the database: the question and what was chosen."""
    with Progress.open(database(state)) as progress:
        assert progress.notice == ""
    with closing(sqlite3.connect(database(state))) as connection:
        return set(connection.execute("SELECT quiz, answer FROM attempts"))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_kill_9_of_the_screen(course: Path, tmp_path: Path, chance: random.Random, part: int) -> None:
    """Each life goes on where the last one was ended, and is ended after some keys and a moment."""
    answered: set[tuple[str, str]] = set()
    state, place = tmp_path / "state", ""
    for life in range(SHARE):
        with gdtutor("--course", str(course), state=state) as terminal:
            learner = Learner(terminal)
            if place:
                resumes(learner, place)
            live(learner, keys=chance.randrange(KEYS // 2), longer=chance.uniform(0, 0.4))
            left = kill_9(terminal)
            learner.look()
        for process in left:
            wait_until_gone(process)
        answered |= learner.said
        place = place_of(state)
        assert answered <= kept(state), f"life {life}"
        assert place == learner.page or learner.page in ("", before(place)), f"life {life}: {place}, {learner.page}"
        if learner.through:
            state, place, answered = tmp_path / f"state-{life}", "", set()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_kill_9_of_torch(course: Path, tmp_path: Path, chance: random.Random, part: int) -> None:
    """The lesson goes on, each answer is judged by a run that is whole, and what has been lost is said."""
    killed = life = 0
    while killed < SHARE and (life == 0 or LIVES > 20):
        life += 1
        state = tmp_path / f"state-{life}"
        with gdtutor("--course", str(course), state=state) as terminal:
            learner, killer = Learner(terminal), Killer(terminal, chance)
            deadline = time.monotonic() + 120
            while "To play with" not in terminal.text:
                assert time.monotonic() < deadline, terminal.text
                learner.look()
                learner.act()
                if killer.killed < MOST:
                    killer.strike()
            # An answer counts that torch has judged after the page was turned: nobody has seen a reply to that. And a key that is
            # typed again, while torch comes back, may turn a page that was not answered.
            assert learner.said
            assert learner.said <= kept(state) <= {(page, choice) for page in PAGES for choice in ("good", "bad")}

            terminal.wait_for("next step: 5")
            while killer.killed < MOST + PLAYED:
                play(terminal)
                before = killer.killed
                while killer.killed == before:
                    terminal.read_once(0.02)
                    killer.strike()
                terminal.until(lambda: "The torch process ended unexpectedly" in terminal.said and "▶" not in terminal.text)
            killed += killer.killed
            terminal.send("Q")
            assert terminal.wait_for_exit() == 0
            assert terminal.left_changed == []
        assert not list(database(state).parent.glob("report-*"))


def play(terminal: Terminal) -> None:
    """Faster, and play. A key that comes in the moment in which a run ends is taken for the one that stops it: then once more."""
    terminal.send("f ")
    deadline = time.monotonic() + 60
    while "▶" not in terminal.text:
        assert time.monotonic() < deadline, terminal.text
        again = time.monotonic() + 5
        while "▶" not in terminal.text and time.monotonic() < again:
            terminal.read_once(0.05)
        if "▶" not in terminal.text:
            terminal.send(" ")


class Killer:
    """Kills each torch process of that gdtutor, a while after it has been seen first."""

    def __init__(self, terminal: Terminal, chance: random.Random) -> None:
        self.killed = 0
        self._terminal = terminal
        self._chance = chance
        self._victim: psutil.Process | None = None
        self._at = 0.0

    def strike(self) -> None:
        """Kill it if its time has come."""
        if self._victim is None:
            found = torch_processes(self._terminal.pid)
            if found:
                self._victim, self._at = found[0], time.monotonic() + self._chance.uniform(0, 3)
        elif time.monotonic() > self._at:
            self._victim.kill()
            wait_until_gone(self._victim)
            self._victim = None
            self.killed += 1


def live(learner: Learner, keys: int, longer: float) -> None:
    """Go through the lesson, up to so many keys and a moment, or to its end."""
    deadline = time.monotonic() + 60
    until = None
    while not learner.through and (until is None or time.monotonic() < until):
        assert time.monotonic() < deadline, learner.terminal.text
        learner.look()
        if learner.keys < keys:
            learner.act()
        elif until is None:
            until = time.monotonic() + longer


def resumes(learner: Learner, place: str) -> None:
    """Enter at home opens the page where the last life was."""
    learner.terminal.wait_for("continue")
    learner.terminal.send("\r")
    learner.terminal.wait_for(f"Question {place}")


def kill_9(terminal: Terminal) -> list[psutil.Process]:
    """End it; what it has started until then."""
    process = psutil.Process(terminal.pid)
    process.suspend()  # so that it starts nothing more after the look
    children = process.children(recursive=True)
    terminal.kill()
    terminal.wait_for_exit()
    return children


def place_of(state: Path) -> str:
    """The page that the database has as the learner's place."""
    if not database(state).exists():
        return ""
    with Progress.open(database(state)) as progress:
        place = progress.place("quick")
    return place[1] if place is not None else ""


def before(page: str) -> str:
    """The page before that one, which may still be on screen when the database has turned the page already."""
    return PAGES[PAGES.index(page) - 1] if page and page != PAGES[0] else ""
