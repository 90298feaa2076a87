"""What a learner has typed and not answered with: kept, the newest of all, and forgotten with the answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress
from gdtutor.learner.schema import MIGRATIONS, format_version, migrate

KEY = ("lines", "loop", "own")
CODE = "for step in range(3):\n    pass  # 한글 'quoted' \\ {braces}\n"


def test_a_draft_is_kept_as_it_was_typed_and_gives_way_to_the_next() -> None:
    with Progress.open() as progress:
        assert progress.draft(*KEY) is None
        progress.keep_draft(*KEY, "first")
        progress.keep_draft(*KEY, CODE)
        progress.keep_draft("lines", "loop", "other", "")
    with Progress.open() as progress:
        assert progress.draft(*KEY) == CODE
        assert progress.draft("lines", "loop", "other") == ""
        assert progress.results("lines") == {}


def test_a_draft_is_forgotten_with_its_question_lesson_and_course() -> None:
    forget: dict[str, Callable[[Progress], None]] = {
        "question": lambda progress: progress.reset_quiz(*KEY),
        "lesson": lambda progress: progress.reset_lesson("lines", "loop"),
        "course": lambda progress: progress.reset_course("lines"),
        "everything": lambda progress: progress.reset_everything(),
    }
    others = (("lines", "loop", "far"), ("lines", "sign", "own"), ("other", "loop", "own"))
    with Progress.open() as progress:
        for what, reset in forget.items():
            for key in (KEY, *others):
                progress.keep_draft(*key, CODE)
            reset(progress)
            left = [key for key in others if progress.draft(*key) is not None]
            assert progress.draft(*KEY) is None
            assert len(left) == {"question": 3, "lesson": 2, "course": 1, "everything": 0}[what]


def test_a_file_of_an_earlier_gdtutor_learns_to_keep_drafts() -> None:
    path = database_path()
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:2])
        connection.execute("INSERT INTO bests VALUES ('lines', 'rate', 'golf', 4.0, 0, '2025-01-01T00:00:00.000+00:00')")
    with Progress.open() as progress:
        assert progress.notice == ""
        assert progress.best("lines", "rate", "golf") == 4
        progress.keep_draft(*KEY, CODE)
    with closing(sqlite3.connect(path)) as connection:
        assert format_version(connection) == len(MIGRATIONS)
    with Progress.open() as progress:
        assert progress.draft(*KEY) == CODE


def test_of_a_draft_in_memory_and_one_on_disk_the_newer_stays() -> None:
    """The file is moved away and comes back, as on a network home; meanwhile another terminal went on writing."""
    with Progress.open() as left:
        left.keep_draft(*KEY, "early")
        left.keep_draft("lines", "loop", "far", "early")
        away = left.path.with_name("away")
        left.path.rename(away)
        left.path.mkdir()  # nothing can be written now
        left.keep_draft("lines", "loop", "far", "late")
        left.path.rmdir()
        away.rename(left.path)
        with Progress.open(left.path) as right:
            right.keep_draft(*KEY, "late")
        left.visit("lines", "loop", "page")
        assert left.saved
        assert left.draft(*KEY) == left.draft("lines", "loop", "far") == "late"
    with Progress.open() as again:
        assert again.draft(*KEY) == again.draft("lines", "loop", "far") == "late"
