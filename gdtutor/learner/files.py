"""The SQLite file itself: made for its owner alone, opened, looked over, and set aside when it is damaged."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path

from msgspec import Struct

from gdtutor.language import _, reason
from gdtutor.learner.paths import keep_private, make_private_directory
from gdtutor.learner.schema import DATABASE_ERRORS, DamageError, check, is_damage, migrate
from gdtutor.shown import printable

# Another gdtutor holds the file for some milliseconds; a network home may take longer.
BUSY_SECONDS = 3.0

Identity = tuple[int, int]


class Opened(Struct, frozen=True):
    """A file that has been looked over, and all of it in memory. `connection` is None where it can be read only."""

    connection: sqlite3.Connection | None
    copy: sqlite3.Connection
    identity: Identity
    aside: Path | None = None


def identity(path: Path) -> Identity | None:
    """Which file the path leads to now (device and inode), or None."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def in_memory() -> sqlite3.Connection:
    """An empty database with today's tables, which no disk can spoil."""
    connection = _connect(":memory:")
    migrate(connection)
    return connection


def open_file(path: Path) -> Opened:
    """Open the file, made new where there is none; a damaged one is renamed first and a new one takes its place.

    Raises NewerFormatError, DamageError where a damaged file can't be renamed, OSError and sqlite3.Error.
    """
    with suppress(DamageError):
        return _open(path)
    with _lock(path):
        with suppress(DamageError):
            return _open(path)  # another gdtutor saw the same and was quicker
        aside = _set_aside(path)
        opened = _open(path)
    return Opened(opened.connection, opened.copy, opened.identity, aside)


def _open(path: Path) -> Opened:
    make_private_directory(path.parent)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(OSError):
            os.fchmod(descriptor, 0o600)  # the umask may have taken something away
        os.close(descriptor)
    # SQLite gives a journal the mode of its file.
    keep_private(path)
    with ExitStack() as undo:
        try:
            connection = undo.enter_context(closing(_connect(f"{path.as_uri()}?mode=rw")))
            # The copy is migrated and checked first: a file that we must not touch is found out before it is touched.
            copy = undo.enter_context(closing(_copy(connection)))
            migrate(copy)
            check(copy)
            found = identity(path)
            if found is None:
                raise FileNotFoundError(_("{path} has just been removed").format(path=printable(str(path))))
            writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
            if writable:
                _make_durable(connection)
                migrate(connection)
        except DATABASE_ERRORS as error:
            if is_damage(error):
                raise DamageError(str(error)) from error
            raise
        undo.pop_all()
    if not writable:
        connection.close()
    return Opened(connection if writable else None, copy, found)


def _make_durable(connection: sqlite3.Connection) -> None:
    # A rollback journal works on network homes; EXTRA: a commit also survives the power cut that follows it.
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)
    # Bytes that are no UTF-8 become question marks instead of an error at every reading.
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return connection


def _copy(connection: sqlite3.Connection) -> sqlite3.Connection:
    # backup() waits for ever where the file is locked; a reading transaction waits for the busy timeout and then holds it.
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    copy = _connect(":memory:")
    try:
        connection.backup(copy)
    except BaseException:
        copy.close()
        raise
    connection.execute("COMMIT")
    return copy


def _set_aside(path: Path) -> Path:
    stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{stamp}-{number}")
    try:
        # Its journal goes with it, and first: SQLite would roll it back into the new file.
        for ending in ("-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        path.rename(aside)
    except OSError as error:
        raise DamageError(_("it is damaged and can't be renamed ({reason})").format(reason=reason(error))) from error
    return aside


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() > deadline:
                    raise TimeoutError(_("another gdtutor is repairing it")) from error
                time.sleep(0.02)
            except OSError:
                break  # a file system without locks
            else:
                break
        yield
    finally:
        os.close(descriptor)
