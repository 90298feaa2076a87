"""`gdtutor check [DIR…]`: prove courses; a bar meanwhile, then a line a problem, and what was looked at."""

from __future__ import annotations

import argparse
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from gdtutor.cli.bar import Bar
from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.output import output
from gdtutor.cli.parser import Formatter, Parser, add_common
from gdtutor.language import N_, _
from gdtutor.shown import printable

DESCRIPTION = N_("""\
Prove a course, for its author and for CI. Looks at every file, every link
between lessons, every number and answer (with torch), and every page drawn at
80×24 and at 60×20; languages that lie side by side are compared.""")

EPILOG = N_("""\
Each problem is a line on standard output: FILE:LINE: what is wrong. What is
looked at, and what counts as too long for a page, is in lessons/README.md.

exit status: 0 no problems, 1 problems, 2 asked for in a way that can't be
understood.""")


def options() -> argparse.ArgumentParser:
    """The parser of `gdtutor check`."""
    result = Parser(
        prog="gdtutor check",
        description=_(DESCRIPTION),
        epilog=_(EPILOG),
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    result.set_defaults(action=check)
    folders = _("a folder with a course, or with a course in each language; by default the courses that come with gdtutor")
    result.add_argument("folders", nargs="*", type=Path, metavar="DIR", help=folders)
    add_common(result)
    result.add_argument("--no-pages", action="store_true", help=_("do not draw the pages, which takes the longest"))
    return result


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
            raise CommandError(sentence.format(folder=printable(str(folder))))
    return list(named) or [_bundled()]


def _bundled() -> Path:
    """The folder above the courses that come with gdtutor, as short as it can be written from here."""
    from gdtutor.course.open import bundled_courses

    courses = bundled_courses()
    if not courses:
        raise CommandError(_("gdtutor comes with no course here; install it again, or name the folder of a course."))
    folder = next(iter(courses.values())).parent
    return Path(os.path.relpath(folder)) if folder.is_relative_to(Path.cwd()) else folder
