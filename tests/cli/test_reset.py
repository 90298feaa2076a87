from __future__ import annotations

from pathlib import Path

import pytest

from gdtutor.learner.progress import Progress
from tests.cli.conftest import Run
from tests.terminal import gdtutor as in_terminal


@pytest.fixture(autouse=True)
def some_progress() -> None:
    with Progress.open() as progress:
        for course in ("small", "other"):
            for lesson in ("sums", "slopes"):
                progress.visit(course, lesson, "first")
                for quiz in ("sum", "gone"):
                    progress.record(course, lesson, quiz, "2", True)
        progress.set_preference("theme", "nord")


def left() -> tuple[int, int, str | None]:
    with Progress.open() as progress:
        return len(progress.results("small")), len(progress.results("other")), progress.preference("theme")


@pytest.mark.parametrize(
    ("what", "said", "kept"),
    [
        (["--reset"], "Forgot everything: all courses, all answers, all settings.", (0, 0, None)),
        (["--reset", "--course"], "Forgot all progress in “A small course”.", (0, 4, "nord")),
        (["--reset", "sums", "--course"], "Forgot the lesson “Sums”.", (2, 4, "nord")),
        (["--reset", "sums/sum", "--course"], "Forgot the answers to sums/sum.", (3, 4, "nord")),
    ],
)
def test_reset_forgets_what_was_named(
    gdtutor: Run, course: Path, what: list[str], said: str, kept: tuple[int, int, str | None]
) -> None:
    arguments = [*what, course] if what[-1] == "--course" else what
    run = gdtutor(*arguments, "--yes")
    assert (run.stdout, run.stderr, run.returncode) == (said + "\n", "", 0)
    assert left() == kept


def test_reset_refuses_to_guess_without_a_terminal(gdtutor: Run) -> None:
    run = gdtutor("--reset", stdin="y\n")
    assert run.stderr == "--reset asks before it forgets, and there is no terminal to ask in; --yes answers for you.\n"
    assert (run.stdout, run.returncode) == ("", 2)
    assert left() == (4, 4, "nord")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("slope", "There is no lesson 'slope'; did you mean 'slopes'? There are: sums, slopes."),
        ("sums/first", "The lesson sums has no question 'first'; there are: sum."),
    ],
)
def test_reset_of_what_is_not_there(gdtutor: Run, course: Path, what: str, said: str) -> None:
    run = gdtutor("--course", course, "--reset", what, "--yes")
    assert (run.stdout, run.stderr, run.returncode) == ("", said + "\n", 2)
    assert left() == (4, 4, "nord")


def test_reset_that_cant_be_saved_says_so(gdtutor: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(course / "01-sums.md"))
    run = gdtutor("--reset", "--yes")
    assert run.stderr.startswith("Nothing was forgotten. Your progress can't be saved")
    assert (run.stdout, run.returncode) == ("", 1)


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [("y\r", 0, 2), ("YES\r", 0, 2), ("\r", 1, 4), ("n\r", 1, 4), ("yep\r", 1, 4), ("\x04", 1, 4), ("\x03", 130, 4)],
)
def test_reset_asks_in_a_terminal(course: Path, state_home: Path, typed: str, status: int, kept: int) -> None:
    with in_terminal("--course", str(course), "--reset", "sums", state=state_home) as terminal:
        terminal.wait_for("Forget the lesson “Sums”? [y/N]")
        terminal.read(0.2)  # Python misses a signal between printing the question and reading the answer
        terminal.send(typed)
        assert terminal.wait_for_exit() == status
        assert "Traceback" not in terminal.text
        assert ("Nothing was forgotten." in terminal.text) == (status == 1)
    assert left()[0] == kept
