from __future__ import annotations

import sqlite3
import stat
from datetime import datetime, timezone
from pathlib import Path

import pytest

from gdtutor.learner.paths import database_path, state_directory
from gdtutor.learner.progress import Progress, Result


def test_a_new_learner_has_nothing_behind_them() -> None:
    with Progress.open() as progress:
        assert progress.place("lines") is None
        assert progress.pages_seen("lines") == {}
        assert progress.results("lines") == {}
        assert progress.preference("theme") is None
        assert progress.notice == ""
        assert progress.saved


def test_the_next_session_continues_where_the_last_one_stood() -> None:
    with Progress.open() as progress:
        progress.visit("lines", "cost", "squares")
        progress.visit("lines", "cost", "mean")
        progress.visit("lines", "hypothesis", "line")
        progress.visit("lines", "cost", "squares")
        progress.visit("other", "cost", "elsewhere")
    with Progress.open() as progress:
        assert progress.place("lines") == ("cost", "squares")
        assert progress.pages_seen("lines") == {"cost": {"squares", "mean"}, "hypothesis": {"line"}}
        assert progress.place("other") == ("cost", "elsewhere")


def test_first_and_last_answers_and_every_try_are_kept() -> None:
    with Progress.open() as progress:
        progress.record("lines", "cost", "by-hand", "9.33", False, "forgot-the-mean")
        progress.record("lines", "cost", "by-hand", "4.67", True)
        progress.record("lines", "cost", "by-hand", "14", False, "forgot-to-divide")
        progress.record("lines", "cost", "which", "a", True)
        progress.record("other", "cost", "which", "b", False)
    with Progress.open() as progress:
        assert progress.results("lines") == {
            ("cost", "by-hand"): Result("9.33", False, "14", False, 3, True, "forgot-to-divide"),
            ("cost", "which"): Result("a", True, "a", True, 1, True, None),
        }


def test_a_right_answer_does_not_hide_the_belief_behind_the_wrong_one() -> None:
    with Progress.open() as progress:
        progress.record("lines", "sign", "next", "left", False, "subtracting-shrinks")
        progress.record("lines", "sign", "next", "right", True)
        assert progress.results("lines")["sign", "next"] == Result("left", False, "right", True, 2, True, "subtracting-shrinks")


@pytest.mark.parametrize("answer", ["", "é 한국어 \N{ROCKET}", "a\x00b", "'; DROP TABLE attempts; --", "x" * 100_000])
def test_an_answer_comes_back_as_it_was_given(answer: str) -> None:
    with Progress.open() as progress:
        progress.record("c", "l", "q", answer, False)
    with Progress.open() as progress:
        assert progress.results("c")["l", "q"].last_answer == answer


def test_half_a_surrogate_pair_costs_that_character_and_nothing_else() -> None:
    with Progress.open() as progress:
        progress.record("c", "l", "q", "a\ud83db", False)
        assert progress.results("c")["l", "q"].last_answer == "a?b"
        assert progress.notice == ""


def test_preferences_are_replaced() -> None:
    with Progress.open() as progress:
        progress.set_preference("theme", "nord")
        progress.set_preference("theme", "textual-light")
        progress.set_preference("speed", "2")
    with Progress.open() as progress:
        assert progress.preference("theme") == "textual-light"
        assert progress.preference("speed") == "2"


@pytest.fixture
def full() -> Progress:
    progress = Progress.open()
    for course in ("one", "two"):
        for lesson in ("a", "b"):
            progress.visit(course, lesson, "p")
            for quiz in ("q", "r"):
                progress.record(course, lesson, quiz, "x", True)
    progress.set_preference("theme", "nord")
    return progress


def test_reset_of_a_question_forgets_that_question_alone(full: Progress) -> None:
    full.reset_quiz("one", "b", "q")
    assert set(full.results("one")) == {("a", "q"), ("a", "r"), ("b", "r")}
    assert len(full.results("two")) == 4
    assert full.place("one") == ("b", "p")


def test_reset_of_a_lesson_forgets_its_answers_pages_and_place(full: Progress) -> None:
    full.reset_lesson("one", "b")
    assert set(full.results("one")) == {("a", "q"), ("a", "r")}
    assert full.pages_seen("one") == {"a": {"p"}}
    assert full.place("one") is None
    assert full.place("two") == ("b", "p")


def test_reset_of_another_lesson_keeps_the_place(full: Progress) -> None:
    full.reset_lesson("one", "a")
    assert full.place("one") == ("b", "p")


def test_reset_of_a_course_leaves_the_others(full: Progress) -> None:
    full.reset_course("one")
    assert (full.results("one"), full.pages_seen("one"), full.place("one")) == ({}, {}, None)
    assert len(full.results("two")) == 4
    assert full.preference("theme") == "nord"


def test_reset_of_everything_is_like_a_first_start(full: Progress) -> None:
    full.reset_everything()
    full.close()
    with Progress.open() as progress:
        assert (progress.results("one"), progress.pages_seen("two"), progress.place("two")) == ({}, {}, None)
        assert progress.preference("theme") is None


def test_another_terminal_sees_each_answer_at_once() -> None:
    with Progress.open() as left, Progress.open() as right:
        left.record("c", "l", "q", "a", False)
        assert right.results("c")["l", "q"].tries == 1
        right.record("c", "l", "q", "b", True)
        assert left.results("c")["l", "q"] == Result("a", False, "b", True, 2, True)
        right.visit("c", "l", "p")
        assert left.place("c") == ("l", "p")


def test_a_call_after_close_is_kept_too() -> None:
    progress = Progress.open()
    progress.close()
    progress.record("c", "l", "q", "late", True)
    progress.close()
    with Progress.open() as again:
        assert again.results("c")["l", "q"].last_answer == "late"


def test_times_are_utc() -> None:
    before = datetime.now(timezone.utc)
    with Progress.open() as progress:
        progress.record("c", "l", "q", "a", True)
        path = progress.path
    connection = sqlite3.connect(path)
    at = datetime.fromisoformat(connection.execute("SELECT at FROM attempts").fetchone()[0])
    connection.close()
    assert at.utcoffset() == timezone.utc.utcoffset(None)
    assert abs((at - before).total_seconds()) < 60


def test_state_is_under_xdg_state_home(state_home: Path) -> None:
    Progress.open().close()
    assert state_directory() == state_home / "gdtutor"
    assert [file.name for file in state_directory().iterdir()] == ["gdtutor.sqlite3"]


def test_state_is_for_its_owner_alone(state_home: Path) -> None:
    with Progress.open() as progress:
        progress.visit("c", "l", "p")
    assert stat.S_IMODE(state_directory().stat().st_mode) == 0o700
    assert stat.S_IMODE(database_path().stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["with space", "quest?ion#mark", "per%20cent", "한국어"])
def test_the_state_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "gdtutor.sqlite3"
    with Progress.open(path) as progress:
        progress.visit("c", "l", "p")
        assert progress.notice == ""
    assert path.read_bytes().startswith(b"SQLite format 3\x00")
