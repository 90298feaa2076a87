"""`gdtutor lab`: what it refuses before a screen opens, and the screen that it opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdtutor.learner.progress import Progress
from tests.cli.conftest import Run
from tests.terminal import gdtutor as in_terminal


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lr", "-1"], "argument --lr: '-1' is no learning rate; it is a number, 0 or more"),
        (["--device", "mps", "--dtype", "float64"], "the device mps knows no float64"),
        (["--format", "csv"], "unrecognized arguments: --format csv"),
        ([], "gdtutor lab needs a terminal to draw on, but the input is no terminal. gdtutor run needs none"),
    ],
)
def test_bad_values_are_one_sentence_before_the_screen_opens(gdtutor: Run, arguments: list[str], said: str) -> None:
    run = gdtutor("lab", *arguments)
    assert said in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 2)


def test_the_errors_of_a_file_are_said_line_by_line(gdtutor: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("x,y\n1,2\nthree,3\n4\n", encoding="utf-8")
    run = gdtutor("lab", "--data", file)
    first, second = run.stderr.splitlines()
    assert first.startswith(f"{file}:3: x is 'three'")
    assert second.startswith(f"{file}:4: there is no y")
    assert run.returncode == 2


def test_a_file_of_ones_own_and_the_settings_named_beside_it(tmp_path: Path, state_home: Path) -> None:
    file = tmp_path / "a name\nwith two lines.csv"
    file.write_text("x;y\n0;1\n1;3,5\n2;5\n", encoding="utf-8")
    with Progress.open() as progress:
        progress.set_preference("lab", '{"lr": 0.3, "optimizer": "Adagrad"}')
    with in_terminal("lab", "--data", str(file), "--batch-size", "2", state=state_home) as terminal:
        # What is set is there at once, before torch is.
        for text in ("2 of 3", "Lab: a name\\nwith two lines.csv", "Wx+b"):
            terminal.wait_for(text)
        assert "Adagrad" not in terminal.text
        terminal.send("\x1b[B\x1b[C.q")
        assert terminal.wait_for_exit() == 0
    # What was turned by hand is remembered, and of the file's points nothing.
    with Progress.open() as progress:
        kept = progress.preference("lab") or ""
    assert '"optimizer":"momentum"' in kept
    assert '"data":"one-two-three"' in kept
