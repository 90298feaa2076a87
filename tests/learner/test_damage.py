"""A file that is no longer what it was: when gdtutor starts, and while it runs. Nothing is overwritten or lost."""

from __future__ import annotations

import re
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress

ASIDE = re.compile(r"gdtutor\.sqlite3\.damaged-\d{8}-\d{6}(-\d+)?$")


def some_progress(path: Path | None = None, answers: int = 3) -> Path:
    with Progress.open(path) as progress:
        for number in range(answers):
            progress.record("c", "l", f"q{number}", "answer", True)
        return progress.path


def set_aside(directory: Path) -> list[Path]:
    return sorted(file for file in directory.iterdir() if ASIDE.search(file.name))


def garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all\n" * 400)


def short_garbage(path: Path) -> None:
    path.write_bytes(b"??")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def zeros_inside(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    path.write_bytes(content)


def another_programs_tables(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.commit()
    connection.close()


def a_table_gone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE attempts")
    connection.commit()
    connection.close()


def a_column_gone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE attempts RENAME COLUMN belief TO opinion")
    connection.commit()
    connection.close()


DAMAGE = [garbage, short_garbage, truncated, zeros_inside, another_programs_tables, a_table_gone, a_column_gone]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_set_aside_and_a_new_one_started(damage: object) -> None:
    assert callable(damage)
    path = some_progress()
    damage(path)
    content = path.read_bytes()
    with Progress.open() as progress:
        [aside] = set_aside(path.parent)
        assert aside.read_bytes() == content
        assert str(aside) in progress.notice
        assert progress.results("c") == {}
        progress.record("c", "l", "q", "new", True)
    with Progress.open() as progress:
        assert progress.notice == ""
        assert progress.results("c")["l", "q"].last_answer == "new"


def test_damaged_files_of_one_second_do_not_replace_each_other() -> None:
    path = some_progress()
    contents = [f"garbage {number}".encode() for number in range(4)]
    for content in contents:
        path.write_bytes(content)
        Progress.open().close()
    assert sorted(aside.read_bytes() for aside in set_aside(path.parent)) == contents


def test_the_journal_of_a_damaged_file_goes_with_it_and_not_into_the_new_file() -> None:
    path = some_progress()
    journal = path.with_name(path.name + "-journal")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM attempts")
    half_a_transaction = journal.read_bytes()
    garbage(path)
    with Progress.open() as progress:
        [aside] = set_aside(path.parent)
        assert aside.with_name(aside.name + "-journal").read_bytes() == half_a_transaction
        assert not journal.exists()
        progress.visit("c", "l", "p")
    other.close()
    with Progress.open() as progress:
        assert (progress.place("c"), progress.notice) == (("l", "p"), "")


def test_an_empty_file_is_a_new_one() -> None:
    database_path().parent.mkdir()
    database_path().touch()
    with Progress.open() as progress:
        assert progress.notice == ""
        progress.visit("c", "l", "p")
    with Progress.open() as progress:
        assert progress.place("c") == ("l", "p")


@pytest.mark.parametrize("damage", [garbage, truncated, a_table_gone])
def test_a_file_that_goes_bad_in_use_is_filled_anew_from_memory(damage: object) -> None:
    assert callable(damage)
    path = some_progress()
    with Progress.open() as progress:
        said: list[str] = []
        progress.on_notice = said.append
        progress.record("c", "l", "before", "1", True)
        damage(path)
        progress.record("c", "l", "after", "2", True)
        assert len(progress.results("c")) == 5
        assert progress.saved
        [aside] = set_aside(path.parent)
        assert str(aside) in progress.notice
        assert said == [progress.notice]
    with Progress.open() as progress:
        assert {quiz for _, quiz in progress.results("c")} == {"q0", "q1", "q2", "before", "after"}


def test_damage_that_a_reading_finds_costs_nothing_either() -> None:
    path = some_progress()
    with Progress.open() as progress:
        garbage(path)
        assert len(progress.results("c")) == 3
        assert progress.notice
    assert set_aside(path.parent)
    with Progress.open() as progress:
        assert len(progress.results("c")) == 3


def test_a_removed_file_is_written_again() -> None:
    path = some_progress()
    with Progress.open() as progress:
        path.unlink()
        assert len(progress.results("c")) == 3
        progress.record("c", "l", "after", "x", True)
        assert "moved or removed" in progress.notice
    with Progress.open() as progress:
        assert len(progress.results("c")) == 4


def test_two_terminals_share_one_new_file_after_damage() -> None:
    path = some_progress()
    with Progress.open() as left, Progress.open() as right:
        garbage(path)
        left.record("c", "l", "left", "x", True)
        right.record("c", "l", "right", "x", True)
        assert set(left.results("c")) == set(right.results("c"))
    assert len(set_aside(path.parent)) == 1
    with Progress.open() as progress:
        assert {quiz for _, quiz in progress.results("c")} == {"q0", "q1", "q2", "left", "right"}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_happens_to_the_bytes_progress_opens_and_nothing_is_overwritten(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = some_progress(Path(directory) / "gdtutor.sqlite3", answers=30)
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content)))
        if data.draw(st.booleans()):
            del content[at:]
        else:
            content[at : at + 400] = data.draw(st.binary(max_size=400)) or b"\xff"
        # A newer format is refused, which has a test of its own.
        content[60:64] = path.read_bytes()[60:64] if len(content) >= 64 else content[60:64]
        path.write_bytes(content)
        with Progress.open(path) as progress:
            for aside in set_aside(path.parent):
                assert aside.read_bytes() == bytes(content)
            before = len(progress.results("c"))
            progress.record("c", "l", "new", "x", True)
            assert progress.saved
            assert len(progress.results("c")) == before + 1
