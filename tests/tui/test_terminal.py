"""The whole program in a real pseudo-terminal: started, watched, killed, and left as it was found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from tests.processes import torch_process, wait_until_gone
from tests.terminal import Terminal, gdtutor
from tests.tui.sample import w

RIGHT = "\x1b[C"
ALTERNATE_SCREEN, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


def progress(state: Path) -> Progress:
    return Progress.open(state / "gdtutor" / "gdtutor.sqlite3")


def picture(terminal: Terminal) -> list[str]:
    """What is drawn in the right half of the screen, down to its horizontal axis; empty until there is one."""
    lines = terminal.text.splitlines()
    axis = next((y for y, line in enumerate(lines) if "└" in line), 0)
    return [line[38:] for line in lines[1:axis]]


def assert_restored(terminal: Terminal) -> None:
    assert ALTERNATE_SCREEN in terminal.received
    assert terminal.left_changed == []
    assert b"Traceback" not in terminal.received


def test_three_keys_to_the_first_moving_picture(state: Path) -> None:
    with gdtutor(state=state) as terminal:
        terminal.wait_for("start here")
        terminal.until(lambda: any(len(set(pairs(cell.bg))) > 1 for cell in terminal.screen.buffer[0].values()))
        terminal.send("\r")
        terminal.until(lambda: picture(terminal))
        for key in (RIGHT, RIGHT):
            before = picture(terminal)
            terminal.send(key)
            terminal.until(lambda before=before: picture(terminal) != before)


@pytest.mark.parametrize("key", ["q", "Q", "\x03"], ids=["q", "Q", "ctrl-c"])
def test_the_terminal_is_left_as_it_was(sample: Path, state: Path, key: str) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        torch = torch_process(terminal)
        terminal.send(key)
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)
        wait_until_gone(torch)


def test_leaving_while_a_page_opens_leaves_nothing_on_the_screen(sample: Path, state: Path) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        terminal.send("\rnQ")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)
        after = bytes(terminal.received).rpartition(LEFT)[2]
        assert b"Warning" not in after
        assert not re.sub(rb"\x1b\[[<>?0-9;]*[a-zA-Z]|\s", b"", after)


def test_a_lost_torch_process_is_a_sentence_and_the_next_key_goes_on(sample: Path, state: Path) -> None:
    with gdtutor("labs/walk", "--course", str(sample), state=state) as terminal:
        terminal.wait_for("step 0")
        terminal.send("...")
        terminal.wait_for("step 3")
        torch = torch_process(terminal)
        torch.kill()
        terminal.wait_for("✗ torch was lost")
        terminal.until(lambda: "The torch process ended unexpectedly (killed by signal 9)." in terminal.said)
        terminal.until(lambda: "Press any key of the lab and it starts again where it was." in terminal.said)
        terminal.send(".")
        terminal.wait_for("step 4")
        terminal.wait_for("● torch")
        terminal.wait_for(f"= {show(w(4, 5, 1e-7))}")
        assert "unexpectedly" not in terminal.text
        again = torch_process(terminal)
        assert again.pid != torch.pid

        # The same while it plays.
        terminal.send("fff ")
        terminal.until(lambda: not re.search(r"step [0-9] ", terminal.text))
        again.kill()
        terminal.until(lambda: "The torch process ended unexpectedly" in terminal.said and "▶" not in terminal.text)
        terminal.send(" ")
        terminal.wait_for("▶")


def test_without_torch_the_lesson_reads_on_and_says_what_to_do(sample: Path, state: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')")
    with gdtutor("slope/sign", "--course", str(sample), state=state, env={"PYTHONPATH": str(tmp_path)}) as terminal:
        terminal.wait_for("✗ no torch")
        terminal.until(lambda: "PyTorch is not installed for" in terminal.said)
        everything = "".join(terminal.text.split())
        assert "-mpipinstalltorch" in everything
        assert "thenpressanykeyofthelab." in everything
        assert "cost(W)" in terminal.text
        terminal.send("2\r")
        terminal.read(0.3)
        assert "Traceback" not in terminal.text
        terminal.send("nn")
        terminal.wait_for("What is flat")
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)
    with progress(state) as kept:
        assert set(kept.results("sample")) == {("slope", "several")}


def pairs(color: str) -> list[str]:
    """Red, green and blue of a colour in six hexadecimal digits; the name of one that has a name."""
    return re.findall("..", color) if re.fullmatch("[0-9a-f]{6}", color) else [color]


def test_where_progress_cant_be_kept_it_says_so_and_teaches_on(sample: Path, tmp_path: Path) -> None:
    state = tmp_path / "file"
    state.write_text("in the way")
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("The sign of the slope")
        terminal.until(lambda: "can't be saved" in terminal.said)
        assert str(state) in "".join(terminal.text.split())
        terminal.send("\rn")
        terminal.wait_for("How far is it")
        terminal.send("q")
        terminal.wait_for("continue · 0 of 3 right")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)


def test_a_course_that_is_not_there(state: Path) -> None:
    with gdtutor("--course", "/nowhere", state=state) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "/nowhere" in terminal.text
        assert "there is no such folder" in terminal.said
        assert b"Traceback" not in terminal.received
        assert ALTERNATE_SCREEN not in terminal.received


def test_a_course_with_a_mistake_names_file_and_line(sample: Path, state: Path) -> None:
    file = sample / "02-labs.md"
    text = file.read_text(encoding="utf-8").replace("minutes: 12", "minutes: many")
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("minutes: many") + 1
    with gdtutor("--course", str(sample), state=state) as terminal:
        assert terminal.wait_for_exit() == 2
        assert f"02-labs.md:{line}:" in "".join(terminal.text.split())
        assert "many" in "".join(terminal.text.split())
        assert b"Traceback" not in terminal.received
        assert ALTERNATE_SCREEN not in terminal.received


def test_a_window_of_20_by_5_says_so_and_comes_back(sample: Path, state: Path) -> None:
    with gdtutor("slope/sign", "--course", str(sample), state=state, columns=20, rows=5) as terminal:
        terminal.until(lambda: "gdtutor needs a window of 40×12" in terminal.said)
        terminal.resize(80, 24)
        terminal.wait_for("Which way is down")
        terminal.wait_for("step 0")
        terminal.send("2\r")
        terminal.wait_for("✓ Right.")
