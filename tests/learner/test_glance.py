"""A setting is read before anything is opened, and nothing comes of it but the setting."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from gdtutor.learner.glance import kept_preference
from gdtutor.learner.progress import Progress


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    path = tmp_path / "state ü#?%20" / "gdtutor.sqlite3"
    with Progress.open(path) as progress:
        assert kept_preference("language", path) is None
        progress.set_preference("language", "ko")
        assert kept_preference("language", path) == "ko"
    assert kept_preference("language", path) == "ko"
    assert kept_preference("theme", path) is None


def test_by_default_it_is_this_users() -> None:
    assert kept_preference("language") is None
    with Progress.open() as progress:
        progress.set_preference("language", "ko")
    assert kept_preference("language") == "ko"


def test_no_file_is_made(tmp_path: Path) -> None:
    assert kept_preference("language", tmp_path / "nowhere" / "gdtutor.sqlite3") is None
    assert kept_preference("language", tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_damaged_locked_or_of_another_make_is_left_alone(tmp_path: Path) -> None:
    damaged, other, locked = (tmp_path / name for name in ("damaged", "other", "locked"))
    damaged.write_bytes(b"not a database" * 100)
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE preferences (only TEXT)")
    connection.close()
    with Progress.open(locked) as progress:
        progress.set_preference("language", "ko")
    holder = sqlite3.connect(locked)
    holder.execute("BEGIN EXCLUSIVE")
    content = {path: path.read_bytes() for path in (damaged, other, locked)}
    assert [kept_preference("language", path) for path in content] == [None, None, None]
    assert {path: path.read_bytes() for path in content} == content
    holder.close()
    assert kept_preference("language", locked) == "ko"
