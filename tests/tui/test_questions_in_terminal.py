"""Questions in a real pseudo-terminal, with the bytes that a keyboard and a mouse send."""

from __future__ import annotations

import re
from pathlib import Path

from gdtutor.learner.progress import Progress
from tests.terminal import Terminal, gdtutor
from tests.tui.kinds import write_kinds

UP, DOWN, RIGHT = "\x1b[A", "\x1b[B", "\x1b[C"


def lines(terminal: Terminal) -> list[str]:
    """The numbered lines of the question, without number and indent."""
    return [found[1] for row in terminal.text.splitlines() if (found := re.match(r"▌ .  ?\d+ +(.+)$", row))]


def cell(terminal: Terminal, text: str) -> str:
    """Where that text stands, as a terminal says it of the mouse (SGR encoding, column and row from 1)."""
    terminal.wait_for(text)
    rows = terminal.text.splitlines()
    y = next(number for number, row in enumerate(rows) if text in row)
    return f"{rows[y].index(text) + 1};{y + 1}"


def drag(terminal: Terminal, text: str, to: str) -> None:
    """The button goes down on one text, the mouse moves, and the button is let go on the other."""
    start, end = cell(terminal, text), cell(terminal, to)
    terminal.send(f"\x1b[<0;{start}M\x1b[<32;{end}M\x1b[<0;{end}m")


def click(terminal: Terminal, text: str) -> None:
    """The button goes down and up on that text."""
    terminal.send(f"\x1b[<0;{cell(terminal, text)}M\x1b[<0;{cell(terminal, text)}m")


def test_lines_are_ordered_with_arrows_digits_clicks_and_by_dragging(tmp_path: Path) -> None:
    state = tmp_path / "state"
    zero, hypothesis, cost = "optimizer.zero_grad()", "hypothesis = x * W", "cost = torch.mean((hypothesis - y) ** 2)"
    backward, step = "cost.backward()", "optimizer.step()"
    with gdtutor("--course", str(write_kinds(tmp_path / "kinds")), "kinds/ordered", state=state) as terminal:
        terminal.wait_for("Put the lines in the order")
        terminal.until(lambda: lines(terminal) == [hypothesis, backward, cost, step, zero])
        terminal.send(DOWN * 4 + " " + UP * 4 + " ")
        terminal.until(lambda: lines(terminal) == [zero, hypothesis, backward, cost, step])
        terminal.send("43")
        terminal.until(lambda: lines(terminal) == [zero, hypothesis, cost, backward, step])
        drag(terminal, step, hypothesis)
        terminal.until(lambda: lines(terminal) == [zero, step, hypothesis, cost, backward])
        click(terminal, step)
        terminal.wait_for("↕ 2")
        click(terminal, backward)
        terminal.until(lambda: lines(terminal) == [zero, hypothesis, cost, backward, step])
        terminal.send("\r")
        terminal.wait_for("✓ Right. The cost falls from 4.667")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
    with Progress.open(state / "gdtutor" / "gdtutor.sqlite3") as progress:
        assert progress.results("sample")["kinds", "loop"].last_answer == "zero_grad hypothesis cost backward step"


def test_a_challenge_is_tried_and_its_best_is_there_after_a_restart(tmp_path: Path) -> None:
    course, state = str(write_kinds(tmp_path / "kinds")), tmp_path / "state"
    with gdtutor("--course", course, "kinds/golf", state=state) as terminal:
        terminal.wait_for("cost 74.67")
        terminal.send(RIGHT * 3)
        terminal.wait_for("0.06")
        terminal.send("\r")
        terminal.wait_for("Your score:")
        terminal.kill()
        terminal.wait_for_exit()
    with gdtutor("--course", course, "kinds/golf", state=state) as terminal:
        terminal.wait_for("best 6 ·")
