"""New files that are there whole or not at all, and never in place of others."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

from gdtutor.language import _, reason
from gdtutor.shown import printable

# File systems without hard links say one of these.
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}
# A device has no disk behind it, and some network file systems do not tell.
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


class ExportError(Exception):
    """A file that can't be written, as a sentence with a remedy."""


def write_new(paths: Mapping[Path, Iterable[str]]) -> tuple[Path, ...]:
    """Write texts (in pieces) to new files of one directory, in UTF-8; the paths that they got.

    Where one of the names is taken, all of them get a number: name-2.py, name-3.py … A path to a device is written to as it is.
    Raises ExportError; nothing is left behind then.
    """
    try:
        return _write(paths)
    except OSError as error:
        raise ExportError(_sentence(error, next(iter(paths)))) from error
    except ValueError as error:  # a character that the file system's encoding has not
        raise ExportError(_("A file can't be called that here. Choose another name.")) from error


def shown(path: Path) -> str:
    """The path as it is told: absolute, with ~ for the home directory."""
    with suppress(OSError, RuntimeError):
        path = path.absolute()
        home = Path.home()
        if home != Path(home.anchor) and path.is_relative_to(home):
            return printable(str("~" / path.relative_to(home)))
    return printable(str(path))


def _write(paths: Mapping[Path, Iterable[str]]) -> tuple[Path, ...]:
    with ExitStack() as undo:
        written: list[tuple[Path, Path]] = []
        for path, pieces in paths.items():
            if is_device(path):
                _fill(_opened_device(path), pieces)
                return (path,)
            unfinished = path.with_name(f".gdtutor-{secrets.token_hex(8)}")
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            undo.callback(unfinished.unlink, missing_ok=True)
            _fill(descriptor, pieces)
            written.append((unfinished, path))
        numbers = count(1)
        while True:
            with suppress(FileExistsError):
                return _named(written, next(numbers))


def _named(written: list[tuple[Path, Path]], number: int) -> tuple[Path, ...]:
    """Give the finished files their names with that number. Raises FileExistsError where one is taken, and OSError."""
    with ExitStack() as undo:
        named = []
        for unfinished, path in written:
            target = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
            try:
                os.link(unfinished, target)
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                _copy(unfinished, target)
            undo.callback(target.unlink, missing_ok=True)
            named.append(target)
        undo.pop_all()
    return tuple(named)


def _copy(unfinished: Path, target: Path) -> None:
    with target.open("xb") as new:
        try:
            with unfinished.open("rb") as old:
                shutil.copyfileobj(old, new)
            new.flush()
            os.fsync(new.fileno())
        except BaseException:
            target.unlink()
            raise


def _fill(descriptor: int, pieces: Iterable[str]) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        try:
            os.fsync(file.fileno())
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise


def is_device(path: Path) -> bool:
    """Whether that is a device, such as /dev/null: what is written there is in no file."""
    try:
        return stat.S_ISCHR(path.stat().st_mode)
    except (OSError, ValueError):  # ValueError: not in the file system's encoding
        return False


def _opened_device(path: Path) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    if os.isatty(descriptor):  # the very screen that the tutorial is on, as like as not
        os.close(descriptor)
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return descriptor


def _sentence(error: OSError, path: Path) -> str:
    directory = shown(path.parent)
    if error.errno == errno.ENOENT:
        return _("There is no directory {directory}. Choose another name, or make the directory first.").format(
            directory=directory
        )
    if error.errno == errno.ENOTDIR:
        return _("{directory} is not a directory. Choose another name.").format(directory=directory)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        said = _("Nothing may be written in {directory} ({reason}). Choose another directory, such as ~.")
        return said.format(directory=directory, reason=reason(error))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = _("There is no room for {path} ({reason}). Make room, or choose another directory.")
        return said.format(path=shown(path), reason=reason(error))
    if error.errno == errno.ENAMETOOLONG:
        return _("The name is too long for a file. Choose a shorter one.")
    return _("{path} can't be written ({reason}). Choose another name.").format(path=shown(path), reason=reason(error))
