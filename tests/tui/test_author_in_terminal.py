"""Somebody who writes a course has gdtutor open beside the editor, in a real pseudo-terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from tests.terminal import Terminal, gdtutor
from tests.tui import bilingual


def until(terminal: Terminal, condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come to pass:\n{terminal.text}"
        terminal.read_once(0.05)


def test_an_author_saves_and_a_learner_changes_the_language_and_finds_it_again(tmp_path: Path) -> None:
    state = tmp_path / "state"
    folder = bilingual.write_course(tmp_path / "both")
    with gdtutor("lines/line", "--course", str(folder), state=state) as terminal:
        terminal.wait_for("A line has a slope.")
        terminal.wait_for("● torch")
        file = folder / "en" / "01-lines.md"
        file.write_text(
            file.read_text(encoding="utf-8").replace("A line has a slope.", "A line has one slope."), encoding="utf-8"
        )
        terminal.wait_for("A line has one slope.")
        terminal.send("L")
        until(terminal, lambda: "직선에는 기울기가 있습니다." in wide(terminal))
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
    with gdtutor("--course", str(folder), state=state) as terminal:
        until(terminal, lambda: "강의 두 개" in wide(terminal))


def wide(terminal: Terminal) -> str:
    """The screen as running text, where pyte leaves an empty cell after each wide character."""
    return " ".join("".join(line) for line in terminal.text.splitlines())
