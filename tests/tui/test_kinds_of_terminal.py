"""Terminals of every kind, as real pseudo-terminals: without UTF-8, with few colours or none, of any size while a run plays."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal, gdtutor
from tests.tui.sample import write_course

# CSI, OSC with its end, and the short ones.
ESCAPE = re.compile(rb"\x1b\[[<-?]?[0-9;:]*[ -/]*[@-~]|\x1b\].*?(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]", re.DOTALL)
SGR = re.compile(rb"\x1b\[([0-9;]*)m")
ATTRIBUTES = {0, 1, 2, 3, 4, 7, 9, 22, 23, 24, 27, 29}
SIXTEEN = {*range(30, 38), 39, *range(40, 48), 49, *range(90, 98), *range(100, 108)}


@pytest.fixture
def no_torch(tmp_path: Path) -> dict[str, str]:
    """An environment in which torch is missing, for what needs no run."""
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')")
    return {"PYTHONPATH": str(tmp_path)}


def codes(received: bytes) -> Iterator[str]:
    """What was sent to set colours and attributes: "1", "38;5" for one of 256, "38;2" for red, green and blue."""
    for found in SGR.finditer(received):
        words = found[1].decode().split(";")
        while words:
            word = words.pop(0) or "0"
            if word in ("38", "48"):
                word = f"{word};{words[0]}"
                del words[: 2 if words[0] == "5" else 4]
            yield word


def walk(terminal: Terminal, *steps: tuple[str, str]) -> None:
    """Press keys, and wait after each for what they bring on screen. Before "^" a window is closed, with what it showed."""
    before = ""
    for keys, seen in steps:
        if keys.startswith("^"):
            terminal.send("\x1b")
            terminal.until(lambda before=before: before not in terminal.said)
        terminal.send(keys.lstrip("^"))
        terminal.until(lambda seen=seen: seen in terminal.said)
        before = seen


def test_without_utf_8_every_byte_is_ascii(tmp_path: Path) -> None:
    with gdtutor("learning-rate/factor", state=tmp_path, env={"LC_ALL": "C"}) as terminal:
        terminal.wait_for("@ torch cpu")
        terminal.wait_for("cost(W)")
        assert "alpha <" in terminal.text
        walk(
            terminal,
            ("7", "7|"),
            ("\r", "x The step"),
            ("h", "Hint: "),
            ("?", "Esc closes"),
            ("^o", "* seen v right x not yet Left/Right lesson Enter opens"),
            ("^g", "Words of this course"),
            ("^/", "Search in the lessons"),
            ("slope", "slope in the words"),
            ("^:", "> Search for an action"),
            ("^x", "Forget which answers"),
            ("^", "learning rate"),
            ("i", "line by line"),
            ("..>", "> "),
            ("b", "letter or Enter does it"),
            ("^q", "alpha <"),
            ("e", "Export"),
            ("^q", "Enter continue"),
            ("l", "optimiser SGD"),
            (" ", "It converges"),
            ("k", "step 0"),
            ("q", "Enter continue Up/Down choose"),
        )
        # A letter of Latin-1, which is no UTF-8.
        walk(terminal, ("/", "Search in the lessons"))
        terminal.send(b"caf\xe9")
        walk(terminal, ("", "Found nowhere"), ("^", "Enter continue"))
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        shown = ESCAPE.sub(b"", bytes(terminal.received))
        assert shown.isascii(), {character for character in shown.decode("utf-8", "replace") if not character.isascii()}
        assert len(shown) > 20_000


@pytest.mark.parametrize(
    ("environment", "allowed", "expected"),
    [
        ({"TERM": "xterm", "COLORTERM": ""}, {str(code) for code in SIXTEEN}, "96"),
        ({"COLORTERM": ""}, {"38;5", "48;5"}, "38;5"),
        ({}, {"38;2", "48;2"}, "38;2"),
        ({"NO_COLOR": "1"}, set(), "1"),
    ],
    ids=["16", "256", "truecolor", "NO_COLOR"],
)
def test_no_more_colours_are_sent_than_there_are(
    tmp_path: Path, no_torch: dict[str, str], environment: dict[str, str], allowed: set[str], expected: str
) -> None:
    course = write_course(tmp_path / "sample")
    # Without one's own colours the picture must be told by its glyphs; home is enough for the others.
    place = ("slope/sign",) if {"TERM", "NO_COLOR"} & set(environment) else ()
    with gdtutor(*place, "--course", str(course), state=tmp_path, env={**no_torch, **environment}) as terminal:
        terminal.wait_for("✗ no torch")
        if place:
            terminal.wait_for("cost(W)")
            walk(terminal, ("2", "▸ 2"))
        walk(terminal, ("o", "↵ opens"), ("^:", "Search for an action"), ("^", "sign"))
        sent = set(codes(bytes(terminal.received)))
        assert sent <= allowed | {str(code) for code in ATTRIBUTES}
        assert expected in sent
        ground = {cell.bg for row in terminal.screen.buffer.values() for cell in row.values() if cell.data.isalnum()}
        assert (ground == {"default"}) == bool(place)  # a ground of its own where the colours are not the terminal's
        if not place:
            # Dark, light, and then the terminal's own.
            terminal.send("tt")
            terminal.until(lambda: terminal.screen.buffer[23][79].bg == terminal.screen.buffer[3][1].bg == "default")


def test_three_hundred_sizes_while_a_run_plays(tmp_path: Path) -> None:
    draw = random.Random(5)
    course = write_course(tmp_path / "sample")
    with gdtutor("labs/walk", "--course", str(course), state=tmp_path, columns=100, rows=30) as terminal:
        terminal.wait_for("step 0")
        terminal.send("ff ")
        terminal.wait_for("▶")
        for _ in range(300):
            terminal.resize(draw.randint(1, 200), draw.randint(1, 60))
            terminal.read_once(0.005)
        terminal.resize(100, 30)
        terminal.wait_for("▶")
        before = step(terminal)
        terminal.until(lambda: step(terminal) > before)
        terminal.send(" ")
        terminal.until(lambda: "▶" not in terminal.text)
        terminal.send("?")
        terminal.wait_for("Esc closes")
        terminal.send("\x1b")
        terminal.until(lambda: "Esc closes" not in terminal.text and "A long walk" in terminal.text)
        terminal.read(0.3)
        shown = terminal.text
        # What is drawn anew is what was there.
        terminal.resize(20, 5)
        terminal.until(lambda: "this one is 20×5" in terminal.said)
        terminal.resize(100, 30)
        terminal.until(lambda: terminal.text == shown)
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert b"Traceback" not in terminal.received


def step(terminal: Terminal) -> int:
    found = re.search(r"step +(\d+)", terminal.text)
    return int(found[1]) if found else -1
