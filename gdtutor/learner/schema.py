"""The tables, and how a file of an earlier gdtutor is brought up to date.

`PRAGMA user_version` counts the migrations that a file has been through. A migration that has been released is never edited;
a change is a new one at the end of MIGRATIONS.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gdtutor.language import _

Migration = tuple[str, ...]

# Every key is an id that an author wrote. `token` is unique to one attempt, so that writing it twice keeps it once.
MIGRATIONS: tuple[Migration, ...] = (
    (
        """CREATE TABLE attempts (
            number INTEGER PRIMARY KEY,
            token TEXT NOT NULL UNIQUE,
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            quiz TEXT NOT NULL,
            answer TEXT NOT NULL,
            correct INTEGER NOT NULL,
            belief TEXT,
            at TEXT NOT NULL
        )""",
        "CREATE INDEX attempts_by_quiz ON attempts (course, lesson, quiz)",
        """CREATE TABLE visits (
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            page TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (course, lesson, page)
        )""",
        "CREATE TABLE places (course TEXT PRIMARY KEY, lesson TEXT NOT NULL, page TEXT NOT NULL, at TEXT NOT NULL)",
        "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL, at TEXT NOT NULL)",
    ),
    (
        # highest: 1 where the larger score is the better one.
        """CREATE TABLE bests (
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            quiz TEXT NOT NULL,
            score REAL NOT NULL,
            highest INTEGER NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (course, lesson, quiz)
        )""",
    ),
    (
        # What a learner has typed for a question and not yet, or not only, answered with.
        """CREATE TABLE drafts (
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            quiz TEXT NOT NULL,
            text TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (course, lesson, quiz)
        )""",
    ),
)

# What today's code reads and writes, table by table, in the order in which rows are copied.
COLUMNS: dict[str, tuple[str, ...]] = {
    "attempts": ("token", "course", "lesson", "quiz", "answer", "correct", "belief", "at"),
    "visits": ("course", "lesson", "page", "at"),
    "places": ("course", "lesson", "page", "at"),
    "preferences": ("name", "value", "at"),
    "bests": ("course", "lesson", "quiz", "score", "highest", "at"),
    "drafts": ("course", "lesson", "quiz", "text", "at"),
}

# What becomes of a row whose key is there already. A place, a preference or a draft that is newer stays, and so does the better
# score; a score that was counted the other way round can't be compared, and gives way to the newer one.
ON_CONFLICT: dict[str, str] = {
    "attempts": "ON CONFLICT DO NOTHING",
    "visits": "ON CONFLICT DO NOTHING",
    "places": "ON CONFLICT (course) DO UPDATE SET lesson = excluded.lesson, page = excluded.page, at = excluded.at "
    "WHERE excluded.at > at",
    "preferences": "ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at WHERE excluded.at > at",
    "bests": "ON CONFLICT (course, lesson, quiz) DO UPDATE "
    "SET score = excluded.score, highest = excluded.highest, at = excluded.at "
    "WHERE CASE WHEN excluded.highest <> highest THEN excluded.at > at "
    "WHEN highest THEN excluded.score > score ELSE excluded.score < score END",
    "drafts": "ON CONFLICT (course, lesson, quiz) DO UPDATE SET text = excluded.text, at = excluded.at WHERE excluded.at > at",
}


class NewerFormatError(Exception):
    """The file was written by a later gdtutor; the message is the version of its format."""


class DamageError(Exception):
    """The file is no progress of gdtutor's, or not any more; the message says what is wrong with it."""


# sqlite3 decodes the message of an error as UTF-8, and in a damaged file it may quote bytes that are none.
DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


def is_damage(error: Exception) -> bool:
    """Whether the error is about what the file holds, rather than about reaching it: a lock, a full disk, a permission."""
    if isinstance(error, sqlite3.OperationalError):
        beginnings = ("no such table", "no such column", "unsupported file format")
        return str(error).startswith(beginnings) or "has no column named" in str(error)
    return isinstance(error, (sqlite3.DatabaseError, UnicodeDecodeError))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block's statements are on disk when it ends, or none of them. Raises sqlite3.Error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def format_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has been through. Raises sqlite3.Error."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the file up to date, one transaction a migration; a new, empty file gets its tables.

    Raises NewerFormatError before anything is touched, DamageError for somebody else's database, sqlite3.Error.
    """
    while True:
        version = format_version(connection)
        if version > len(migrations):
            raise NewerFormatError(str(version))
        if version == len(migrations):
            return
        with transaction(connection):
            if format_version(connection) != version:
                continue  # another gdtutor was quicker
            if version < 0 or (version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]):
                raise DamageError(_("it is another program's database"))
            for statement in migrations[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1:d}")


def check(connection: sqlite3.Connection) -> None:
    """Look at every page of an up-to-date database. Raises DamageError."""
    try:
        verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if verdict != "ok":
            raise DamageError(verdict)
        for table, columns in COLUMNS.items():
            connection.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")  # noqa: S608 (names from above)
    except DATABASE_ERRORS as error:
        raise DamageError(str(error)) from error
