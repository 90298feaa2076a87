"""What to leave behind when something went wrong that nobody expected: a file for the authors, a sentence for the learner."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gdtutor import __version__
from gdtutor.language import _, reason
from gdtutor.learner.paths import make_private_directory, state_directory
from gdtutor.shown import printable, printable_lines

PACKAGES = ("textual", "torch", "plotext", "numpy", "msgspec", "markdown-it-py")


def report(error: BaseException, argv: Sequence[str]) -> str:
    """Write what is known about the error into the state directory, or a temporary one; the sentence to say about it."""
    what = printable(f"{type(error).__name__}: {error}".splitlines()[0][:200])
    try:
        path = _write(printable_lines(_text(error, argv)))
    except OSError as failure:
        sentence = _("gdtutor stopped at a mistake of its own ({what}). No report of it could be written: {reason}.")
        return sentence.format(what=what, reason=reason(failure))
    sentence = _("gdtutor stopped at a mistake of its own ({what}). A report is in {path}; start gdtutor again to continue.")
    return sentence.format(what=what, path=printable(str(path)))


def _text(error: BaseException, argv: Sequence[str]) -> str:
    versions = ", ".join(f"{package} {_version(package)}" for package in PACKAGES)
    return "\n".join(
        [
            f"gdtutor {__version__}, {datetime.now(timezone.utc).isoformat(timespec='seconds')}",
            f"arguments: {list(argv)!r}",
            f"Python {sys.version}",
            f"{platform.platform()}, TERM={os.environ.get('TERM')!r}",
            versions,
            "",
            "".join(traceback.format_exception(type(error), error, error.__traceback__)),
        ]
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "is not installed"


def _write(text: str) -> Path:
    try:
        directory = state_directory()
        make_private_directory(directory)
        return _write_new(text, directory)
    except OSError:
        return _write_new(text, Path(tempfile.gettempdir()))


def _write_new(text: str, directory: Path) -> Path:
    path = new_report(directory)
    path.write_text(text, encoding="utf-8", errors="replace")
    return path


def new_report(directory: Path) -> Path:
    """An empty file for a report, which only its owner may read. Raises OSError."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S")
    descriptor, name = tempfile.mkstemp(prefix=f"report-{stamp}-", suffix=".txt", dir=directory)
    os.close(descriptor)
    return Path(name)
