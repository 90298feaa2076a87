"""Reading and writing that never fails in the learner's face: the file on disk, and all of it once more in memory.

Every write goes to both. What can't be written waits, and is written with the next write that can be: a full disk or a lock
costs nothing but a notice. A file that goes bad in use is set aside, and memory fills a new one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from gdtutor.language import _, reason
from gdtutor.learner.files import BUSY_SECONDS, identity, in_memory, open_file
from gdtutor.learner.schema import (
    COLUMNS,
    DATABASE_ERRORS,
    MIGRATIONS,
    ON_CONFLICT,
    DamageError,
    NewerFormatError,
    format_version,
    is_damage,
    transaction,
)
from gdtutor.shown import printable

Value = str | int | float | None
Statement = tuple[str, tuple[Value, ...]]

# Once something waits to be written, a key press is not made to wait for the same lock again.
IMPATIENT_SECONDS = 0.1


class Store:
    """One database file. Any thread may call. Raises NewerFormatError when made for a file of a later gdtutor, else nothing.

    on_notice is called with `notice` when it changes, in the thread of the call that changed it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.on_notice: Callable[[str], None] | None = None
        self._guard = threading.RLock()
        self._mirror = in_memory()
        self._file: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._waiting: list[Statement] = []
        self._trouble = ""
        self._repair = ""
        try:
            opened = open_file(path)
        except (OSError, sqlite3.Error, DamageError) as error:
            self._say(trouble=self._unsavable(error))
            return
        self._mirror.close()
        self._mirror = opened.copy
        if opened.connection is None:
            self._say(trouble=self._unsavable(PermissionError(_("it is not writable"))))
        else:
            self._file, self._identity = opened.connection, opened.identity
        if opened.aside is not None:
            self._say(repair=_set_aside(opened.aside))

    def __del__(self) -> None:
        self._disconnect()
        self._mirror.close()

    @property
    def notice(self) -> str:
        """One sentence when something is off, otherwise empty."""
        return self._trouble or self._repair

    @property
    def saved(self) -> bool:
        """Whether everything that was written is on disk."""
        return not self._waiting

    def query(self, sql: str, parameters: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """The rows of a SELECT: from the file, where other terminals write too, or from memory where that is not possible."""
        with self._guard:
            if self._file is not None and not self._waiting and self._identity == identity(self.path):
                try:
                    return self._file.execute(sql, parameters).fetchall()
                except DATABASE_ERRORS as error:
                    if is_damage(error):
                        self._disconnect()
                        self._write_waiting()
                    else:
                        self._patience(IMPATIENT_SECONDS)
            return self._mirror.execute(sql, parameters).fetchall()

    def write(self, *statements: Statement) -> None:
        """Carry the statements out, all or none, and return when they are on disk, or in memory with a notice that says so."""
        with self._guard:
            statements = tuple((sql, tuple(_clean(value) for value in values)) for sql, values in statements)
            with transaction(self._mirror):
                for sql, values in statements:
                    self._mirror.execute(sql, values)
            self._waiting += statements
            self._write_waiting()

    def close(self) -> None:
        """Write what waits, if that is possible now, and let go of the file. A later call opens it again."""
        with self._guard:
            if self._waiting:
                self._write_waiting()
            self._disconnect()

    def _write_waiting(self) -> None:
        error: Exception
        for _again in range(2):
            try:
                if self._file is None or self._identity != identity(self.path):
                    self._reopen()
                self._commit()
            except DATABASE_ERRORS as caught:
                error = caught
                if not is_damage(error):
                    break
                self._disconnect()  # opening it again looks it over, and sets it aside
            except (OSError, DamageError, NewerFormatError) as caught:
                error = caught
                break
            else:
                self._patience(BUSY_SECONDS)
                self._waiting.clear()
                self._say(trouble="")
                return
        self._patience(IMPATIENT_SECONDS)
        self._say(trouble=self._unsavable(error))

    def _commit(self) -> None:
        if self._file is None:
            raise PermissionError(_("it is not writable"))
        with transaction(self._file):
            if format_version(self._file) > len(MIGRATIONS):
                raise NewerFormatError
            for sql, values in self._waiting:
                self._file.execute(sql, values)

    def _reopen(self) -> None:
        """Open the file, or a new one in its place, and give it what memory has and it has not. Raises what open_file raises."""
        gone = self._identity not in (None, identity(self.path))
        self._disconnect()
        opened = open_file(self.path)
        if opened.aside is not None:
            self._say(repair=_set_aside(opened.aside))
        elif gone:
            moved = _("The file with your progress had been moved or removed; {path} was filled from memory.")
            self._say(repair=moved.format(path=printable(str(self.path))))
        known, self._mirror = self._mirror, opened.copy
        with closing(known):
            _merge(known, self._mirror)
        for sql, values in self._waiting:
            self._mirror.execute(sql, values)
        if opened.connection is not None:
            try:
                with transaction(opened.connection):
                    _merge(self._mirror, opened.connection)
            except DATABASE_ERRORS:
                opened.connection.close()
                raise
            self._file, self._identity = opened.connection, opened.identity

    def _disconnect(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _patience(self, seconds: float) -> None:
        if self._file is not None:
            self._file.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _unsavable(self, error: Exception) -> str:
        if isinstance(error, NewerFormatError):
            why = _("it was written by a newer gdtutor")
        elif str(error) == "disk I/O error":  # all that SQLite says of a quota that is used up
            why = _("disk I/O error; the disk, or your share of it, may be full")
        else:
            why = reason(error)
        unsavable = _("Your progress can't be saved in {path}: {reason}. What you do now is kept only until you quit.")
        return unsavable.format(path=printable(str(self.path)), reason=why)

    def _say(self, *, trouble: str | None = None, repair: str | None = None) -> None:
        before = self.notice
        self._trouble = self._trouble if trouble is None else trouble
        self._repair = self._repair if repair is None else repair
        if self.notice != before and self.on_notice is not None:
            self.on_notice(self.notice)


def _merge(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    for table, columns in COLUMNS.items():
        order = " ORDER BY number" if table == "attempts" else ""
        rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}{order}").fetchall()  # noqa: S608 (names of our own)
        marks = ", ".join("?" * len(columns))
        target.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) {ON_CONFLICT[table]}", rows)  # noqa: S608


def _set_aside(aside: Path) -> str:
    return _("The file with your progress was damaged: it is kept as {aside}, and a new one was started.").format(
        aside=printable(str(aside))
    )


def _clean(value: Value) -> Value:
    """Half of a surrogate pair, which a terminal may send, is no text that can be kept."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
