"""Slow lines: keys don't wait behind pictures, nothing newer is lost, and the terminal's answers end with the program."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.tui import line as lines
from gdtutor.tui.line import PATIENCE, ROOM, ROOM_FOR_PICTURES, Line
from tests.slow_line import SlowLine
from tests.terminal import GDTUTOR

RATE = 20_000  # bytes a second
DELAY = 0.2  # seconds, each way

LESSON = """---
id: slow
title: Slow
minutes: 1
---

## A long run {#long}

Keys are pressed while it plays.

```lab
id: long
start: {W: 5}
lr: 0.0001
lr_range: [0.00005, 0.00015]
steps: 1000000
pictures: [cost-curve]
controls: [W, lr, run]
```

## Another page {#another}

To be turned to.
"""


@pytest.fixture
def course(tmp_path: Path) -> list[str]:
    """gdtutor with a course whose first page has a long run."""
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "course.yaml").write_text("id: slow\ntitle: Slow\nlanguage: en\n")
    (folder / "01-slow.md").write_text(LESSON)
    return [*GDTUTOR, "--course", str(folder), "slow/long"]


def dial(terminal: SlowLine) -> tuple[int, int]:
    """Where the mark of the chosen dial is."""
    rows = enumerate(terminal.screen.display)
    return next(((y, row.index("▸ ")) for y, row in rows if re.search(r"▸ [Wα] ", row)), (-1, -1))


def step(terminal: SlowLine) -> int:
    found = re.search(r"step (\d+)", terminal.text)
    return int(found[1]) if found else -1


def echo(terminal: SlowLine, key: str, seen: Callable[[], object]) -> float:
    """Seconds from the key to its effect on screen, without what the line itself takes."""
    before = seen()
    start = time.monotonic()
    terminal.send(key)
    while seen() == before:
        terminal.read_once(0.1)
        assert time.monotonic() - start < 10, terminal.text
    return time.monotonic() - start - 2 * DELAY


@pytest.mark.parametrize("holds", [2_000_000, 2_000])
def test_a_key_is_obeyed_within_a_second_while_a_run_plays(course: list[str], holds: int) -> None:
    # A window in which twenty pictures a second are more than the line can carry.
    with SlowLine(course, holds=holds, columns=160, rows=50) as terminal:
        terminal.wait_for("step 0")
        terminal.settle()
        terminal.slow_down(RATE, DELAY)
        terminal.send("ff ")
        terminal.wait_for("▶ 20/s")
        before = step(terminal)
        waits = []
        for _key in range(4):
            waits.append(echo(terminal, "\x1b[B", lambda: dial(terminal)))
            terminal.read(0.3)
        assert max(waits) <= 1, waits
        # Frames are left out, steps are not; what is on screen is never older than the line makes it.
        assert step(terminal) > before + 10
        assert terminal.behind < ROOM + 20_000
        terminal.send(" ")
        terminal.wait_for("space play")
        terminal.read(0.7)
        stood = step(terminal)
        terminal.read(0.5)
        assert step(terminal) == stood
        assert terminal.behind == 0
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0


def test_keys_typed_ahead_on_a_slow_line_are_all_obeyed_and_the_last_page_is_soon_there(course: list[str]) -> None:
    with SlowLine(course) as terminal:
        terminal.wait_for("step 0")
        terminal.slow_down(RATE, DELAY)
        terminal.send("npnpnpnpnpn")
        assert echo(terminal, "?", lambda: "Esc closes" in terminal.text) < 5
        terminal.send("\x1b")
        terminal.wait_for("To be turned to.")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0


def test_low_bandwidth_draws_twice_a_second_and_asks_for_no_mouse(course: list[str]) -> None:
    with SlowLine([*course, "--low-bandwidth"], rate=RATE, delay=0.0, columns=100, rows=30) as terminal:
        terminal.wait_for("step 0")
        terminal.send("ff ")
        terminal.wait_for("▶ 20/s")
        seen = set()
        first, start = step(terminal), time.monotonic()
        while time.monotonic() < start + 1.5:
            terminal.read_once(0.1)
            seen.add(step(terminal))
        assert step(terminal) > first + 10
        assert 2 <= len(seen) <= 5
        assert b"\x1b[?1000h" not in terminal.received
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0


def test_no_answer_of_the_terminal_is_left_to_the_shell(course: list[str], tmp_path: Path) -> None:
    left = tmp_path / "left"
    shell = ["bash", "-c", f'"$@"; IFS= read -r -t 1 -d "" rest; printf %s "$rest" > {left}', "bash", *course]
    with SlowLine(shell) as terminal:
        terminal.wait_for("step 0")
        terminal.slow_down(RATE, DELAY)
        terminal.send("ff ")
        terminal.wait_for("▶ 20/s")
        terminal.send("Q")
        terminal.wait_for_exit()
    assert left.read_text() == ""


# The line itself


def test_what_the_terminal_has_not_answered_for_is_on_its_way() -> None:
    line = Line()
    line.sent(ROOM + 1)
    assert not line.has_room
    line.written(ROOM + 1)
    assert line.waiting == 0  # it may be a terminal that never answers
    line.asked()
    line.answered()
    line.sent(ROOM_FOR_PICTURES + 1)
    line.written(ROOM_FOR_PICTURES + 1)
    line.asked()
    assert line.waiting == ROOM_FOR_PICTURES + 1
    assert line.has_room
    assert not line.has_room_for_pictures
    line.sent(5)
    line.answered()
    assert line.waiting == 5
    assert line.has_room_for_pictures


def test_a_terminal_that_stops_answering_does_not_stop_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(lines, "monotonic", lambda: now)
    line = Line()
    line.asked()
    line.answered()
    line.sent(ROOM * 2)
    line.written(ROOM * 2)
    line.asked()
    assert not line.has_room
    now = PATIENCE + 0.1
    assert line.waiting == 0
    line.sent(ROOM * 2)
    line.asked()
    line.answered()
    assert line.waiting == 0


def test_what_was_on_its_way_to_a_terminal_that_was_given_back_is_forgotten() -> None:
    line = Line()
    line.asked()
    line.answered()
    line.sent(ROOM * 2)
    line.asked()
    line.begin()
    assert line.waiting == 0
    assert line.is_asked
    line.wait_for_answers(1000)


def test_a_question_is_asked_once_for_what_was_sent() -> None:
    line = Line()
    assert line.is_asked
    line.sent(10)
    assert not line.is_asked
    line.asked()
    assert line.is_asked
    line.answered()
    assert line.is_asked


def test_pictures_are_fewer_only_where_bandwidth_is_scarce() -> None:
    assert Line().seconds_between(0.05) == 0.05
    assert Line(scarce=True).seconds_between(0.05) == 0.5
    assert Line(scarce=True).seconds_between(3.0) == 3.0
