from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress, StateError
from gdtutor.learner.schema import MIGRATIONS, DamageError, NewerFormatError, format_version, migrate

FIRST = ("CREATE TABLE pages (id TEXT)",)
SECOND = ("ALTER TABLE pages ADD COLUMN title TEXT", "UPDATE pages SET title = upper(id)")


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    return sqlite3.connect(tmp_path / "file", isolation_level=None)


def test_a_file_of_an_earlier_version_keeps_its_rows(connection: sqlite3.Connection) -> None:
    with closing(connection):
        migrate(connection, (FIRST,))
        connection.execute("INSERT INTO pages VALUES ('cost')")
        migrate(connection, (FIRST, SECOND))
        assert connection.execute("SELECT id, title FROM pages").fetchall() == [("cost", "COST")]
        assert format_version(connection) == 2


def test_a_migration_that_fails_leaves_the_file_as_it_was(connection: sqlite3.Connection) -> None:
    with closing(connection):
        migrate(connection, (FIRST,))
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, (FIRST, ("ALTER TABLE pages ADD COLUMN title TEXT", "UPDATE nothing SET x = 1")))
        assert format_version(connection) == 1
        assert [row[1] for row in connection.execute("PRAGMA table_info(pages)")] == ["id"]


def test_a_later_format_is_not_touched(connection: sqlite3.Connection) -> None:
    with closing(connection):
        migrate(connection, (FIRST, SECOND))
        with pytest.raises(NewerFormatError):
            migrate(connection, (FIRST,))


def test_somebody_elses_tables_are_not_touched(connection: sqlite3.Connection) -> None:
    with closing(connection):
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        with pytest.raises(DamageError):
            migrate(connection)
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_newer_gdtutors_file_is_refused_with_a_sentence_and_left_as_it_is() -> None:
    with Progress.open() as progress:
        progress.record("c", "l", "q", "a", True)
    with closing(sqlite3.connect(database_path())) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        connection.commit()
    content = database_path().read_bytes()
    with pytest.raises(StateError, match=r"written by a newer gdtutor .*XDG_STATE_HOME"):
        Progress.open()
    assert database_path().read_bytes() == content
    assert [file.name for file in database_path().parent.iterdir()] == ["gdtutor.sqlite3"]


def test_a_newer_gdtutor_that_takes_the_file_over_in_use_is_not_written_into() -> None:
    with Progress.open() as progress:
        progress.record("c", "l", "q", "a", True)
        with closing(sqlite3.connect(database_path())) as connection:
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
            connection.commit()
        content = database_path().read_bytes()
        progress.record("c", "l", "q", "b", True)
        assert "newer gdtutor" in progress.notice
        assert progress.results("c")["l", "q"].tries == 2
        assert database_path().read_bytes() == content
