"""One setting, read before anything is opened: what is said first must be in the learner's language already."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from gdtutor.learner.paths import database_path


def kept_preference(name: str, path: Path | None = None) -> str | None:
    """The learner's setting in the file as it stands, by default this user's; None where there is none, or no way to tell.

    Changes nothing and says nothing: what is wrong with the file is for `Progress.open` to find and to mend.
    """
    path = path or database_path()
    try:
        if not path.is_file():
            return None
    except OSError:  # a directory that may not be looked into
        return None
    # Not imported for somebody who asks for --help and has never begun.
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)) as connection:
            row = connection.execute("SELECT value FROM preferences WHERE name = ?", (name,)).fetchone()
    except (sqlite3.Error, OSError):
        return None
    return None if row is None else str(row[0])
