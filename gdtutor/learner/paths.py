"""Where a learner's progress is kept: `$XDG_STATE_HOME/gdtutor`, by default `~/.local/state/gdtutor`. Never in the package."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from gdtutor.language import _

DATABASE_NAME = "gdtutor.sqlite3"


def state_directory() -> Path:
    """The directory of this user's state; it need not exist yet. For a user without a home it is no absolute path."""
    try:
        return platformdirs.user_state_path("gdtutor", appauthor=False)
    except RuntimeError:  # later platformdirs; earlier ones leave the "~" as it is
        return Path("~/.local/state/gdtutor")


def database_path() -> Path:
    """The SQLite file with the learner's progress; it need not exist yet."""
    return state_directory() / DATABASE_NAME


def make_private_directory(path: Path) -> None:
    """Make the directory for its owner alone (0700); one that is there keeps the mode that its owner chose.

    Raises OSError.
    """
    if not path.is_absolute():
        # A user without a home directory has state in "~/.local/state", which would be a folder called "~" here.
        raise FileNotFoundError(_("{path} is not an absolute path").format(path=path))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
