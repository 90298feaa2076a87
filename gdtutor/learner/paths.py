"""Where a learner's progress is kept: `$XDG_STATE_HOME/gdtutor`, by default `~/.local/state/gdtutor`. Never in the package."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

import platformdirs

from gdtutor.language import _
from gdtutor.shown import printable

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
    """Make the directory, and those above it that are missing, for its owner alone (0700), whatever the umask is.

    One that is there keeps its mode; but where it is gdtutor's own nobody else is let in any more. Raises OSError.
    """
    if not path.is_absolute():
        # A user without a home directory has state in "~/.local/state", which would be a folder called "~" here.
        raise FileNotFoundError(_("{path} is not an absolute path").format(path=printable(str(path))))
    for missing in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        with suppress(FileExistsError):
            missing.mkdir(mode=0o700)
            with suppress(OSError):
                missing.chmod(0o700)  # the umask may have taken something away
    path.mkdir(mode=0o700, exist_ok=True)  # raises where there is something else
    if path == state_directory():
        keep_private(path)


def keep_private(path: Path) -> None:
    """Take away what a file or a directory of this user lets others do with it; what is neither, or somebody else's,
    is left alone.
    """
    # Where a file system has no modes, there is nothing to be done.
    with suppress(OSError):
        status = path.lstat()
        mode = stat.S_IMODE(status.st_mode)
        ours = status.st_uid == os.geteuid() and (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode))
        if ours and mode & 0o077:
            path.chmod(mode & 0o700)
