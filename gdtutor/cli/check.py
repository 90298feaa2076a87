"""`gdtutor check [DIR…]`: prove courses; a bar meanwhile, then a line a problem, and what was looked at."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TextIO

from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.output import output
from gdtutor.language import _

# How often a second the bar may move.
MOVES = 10
BAR = 30


def check(arguments: Namespace) -> int:
    """Prove the courses in the named folders, or those that come with gdtutor."""
    folders = _folders(arguments.folders)
    import asyncio

    from gdtutor.check.course import check_courses

    with Bar(sys.stderr) as bar:
        report = asyncio.run(check_courses(folders, draw=not arguments.no_pages, on_progress=bar.move))
    output("\n".join([*map(str, report.problems), str(report)]))
    return FAILED if report.problems else 0


def _folders(named: Sequence[Path]) -> list[Path]:
    for folder in named:
        if not folder.is_dir():
            sentence = _("gdtutor check: {folder} is a file; name the folder of a course.")
            if not folder.exists():
                sentence = _("gdtutor check: there is no folder {folder}.")
            raise CommandError(sentence.format(folder=folder))
    return list(named) or [_bundled()]


def _bundled() -> Path:
    """The folder above the courses that come with gdtutor, as short as it can be written from here."""
    from gdtutor.course.open import bundled_courses

    courses = bundled_courses()
    if not courses:
        raise CommandError(_("gdtutor comes with no course here; install it again, or name the folder of a course."))
    folder = next(iter(courses.values())).parent
    return Path(os.path.relpath(folder)) if folder.is_relative_to(Path.cwd()) else folder


class Bar:
    """How much is done, on the last line of a terminal; elsewhere nothing. It is gone when the block is left."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb" else None
        self._moved = 0.0
        self._width = 0

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self._write("")

    def move(self, done: int, total: int) -> None:
        """Show that `done` of `total` is done."""
        now = monotonic()
        if now - self._moved >= 1 / MOVES or done == total:
            self._moved = now
            full = BAR * done // max(1, total)
            self._write(f"{'#' * full}{'-' * (BAR - full)} {done}/{total}")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
            self._stream.flush()
            self._width = len(text)
