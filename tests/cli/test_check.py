"""`gdtutor check` as an author and as CI call it; what it finds is tested in tests/check."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

import psutil
import pytest

from tests.check.mistakes import GOOD
from tests.cli.conftest import Run
from tests.terminal import gdtutor as in_terminal


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The good English course with a claim that does not hold."""
    course = tmp_path / "mine"
    shutil.copytree(GOOD / "en", course)
    lesson = course / "01-slope.md"
    lesson.write_text(lesson.read_text("utf-8").replace("[1.4]{W@1}", "[1.5]{W@1}"), "utf-8")
    return course


def test_a_problem_is_a_line_and_the_last_line_sums_up(gdtutor: Run, broken: Path, state_home: Path) -> None:
    run = gdtutor("check", broken, "--no-pages")
    assert run.stdout.splitlines() == [
        f"{broken}/01-slope.md:9: claim '1.5': the text says 1.5; the run gives 1.4 (W@1)",
        "2 lessons, 7 pages, 7 questions, 5 claims, 13 runs, 1 problem",
    ]
    # No bar where nobody watches, and nothing is kept.
    assert (run.stderr, run.returncode) == ("", 1)
    assert list(state_home.iterdir()) == []


def test_in_a_terminal_a_bar_grows_and_is_gone_in_the_end(broken: Path, state_home: Path) -> None:
    with in_terminal("check", str(broken), "--no-pages", state=state_home, columns=120) as terminal:
        assert terminal.wait_for_exit(60) == 1
        assert re.search(rb"\r#+-* \d+/7", terminal.received)
        assert "#" not in terminal.text
        assert terminal.text.strip().endswith("1 problem")


def test_without_torch_that_is_a_problem_and_all_else_is_checked(
    gdtutor: Run, broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "without"))
    (broken / "glossary.yaml").write_text("[]\n", "utf-8")
    lesson = broken / "02-border.md"
    lesson.write_text(lesson.read_text("utf-8").replace("(slope/by-hand)", "(slope/by-foot)"), "utf-8")
    run = gdtutor("check", broken)
    torch, link, summary = run.stdout.splitlines()
    assert torch.startswith("claims and answers were not checked, because torch can't run here. PyTorch is not installed for ")
    assert link.startswith(f"{broken}/02-border.md:10: link: lesson slope has no page 'by-foot'")
    assert summary == "2 lessons, 7 pages, 7 questions, 5 claims, 0 runs, 2 problems"
    assert (run.stderr, run.returncode) == ("", 1)


def test_ctrl_c_ends_it_quietly_and_torch_with_it(state_home: Path) -> None:
    with in_terminal("check", str(GOOD), state=state_home) as terminal:
        process = psutil.Process(terminal.pid)
        deadline = time.monotonic() + 30
        while not process.children(recursive=True):
            assert time.monotonic() < deadline
            terminal.read_once(0.05)
        children = process.children(recursive=True)
        terminal.send("\x03")
        assert terminal.wait_for_exit(30) == 130
        assert "Traceback" not in terminal.text
        _gone, alive = psutil.wait_procs(children, timeout=10)
        assert not alive


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere"], "there is no folder nowhere"),
        (["check", __file__], "is a file; name the folder of a course"),
        (["check", "--nope"], "gdtutor check: unrecognized arguments: --nope; gdtutor check --help lists what there is."),
        (["check", "--list"], "unrecognized arguments: --list"),
    ],
)
def test_a_wrong_call_is_answered_by_one_sentence(gdtutor: Run, arguments: list[str], said: str) -> None:
    run = gdtutor(*arguments)
    assert said in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 2)


def test_help_tells_of_it(gdtutor: Run) -> None:
    assert "gdtutor check DIR" in gdtutor("--help").stdout
    run = gdtutor("check", "--help")
    assert (run.stderr, run.returncode) == ("", 0)
    assert run.stdout == gdtutor("--lang", "en", "check", "-h").stdout
    for text in ("DIR", "--no-pages", "--lang", "80×24", "exit status"):
        assert text in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80


def test_a_folder_without_a_course_is_a_problem(gdtutor: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = gdtutor("check", tmp_path / "empty")
    assert f"{tmp_path}/empty: there is no course.yaml here" in run.stdout
    assert run.stdout.splitlines()[-1] == "0 lessons, 0 pages, 0 questions, 0 claims, 0 runs, 1 problem"
    assert run.returncode == 1
