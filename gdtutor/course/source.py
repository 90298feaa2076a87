"""A course's files as text: sizes, encoding, line ends and the characters that no text may hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import gdtutor
from gdtutor.course.problems import CourseError, Problem, Problems
from gdtutor.language import _, reason
from gdtutor.shown import MOST_MARKS, UNSHOWABLE, is_showable, without_piles

PACKAGE = Path(gdtutor.__file__).parent

MAX_BYTES = 1 << 20
MAX_LINES = 20_000

# Control characters and others that no terminal is shown.
FORBIDDEN = UNSHOWABLE


def read_text(path: Path) -> str:
    """The file's text, without a byte order mark and with line ends as newlines.

    Raises CourseError where there is no such file, it is a link that leads out of its folder, it can't be read, is too large or
    is not UTF-8.
    """
    try:
        content = _content(path)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise refused(path, _("the file can't be read: {error}").format(error=reason(error))) from None
    if len(content) > MAX_BYTES:
        raise refused(path, _("the file is larger than 1 MiB; split it"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError([Problem(path, line, _("the file is not UTF-8 from here on; save it as UTF-8"))]) from None
    text = text.replace("\r\n", "\n")
    if text.count("\n") > MAX_LINES:
        raise refused(path, _("the file has more than {limit} lines; split it").format(limit=MAX_LINES))
    return text


def _content(path: Path) -> bytes:
    """As much of the file as it may hold, and a byte more. Raises CourseError, OSError and ValueError."""
    real = Path(os.path.realpath(path))
    # Some installers make every file of a package a link; its lessons are as much its own as its code is.
    if not within(real, path.parent) and not path.is_relative_to(PACKAGE):
        raise refused(path, _("this is a link to a file outside the course's folder; put the file itself here"))
    try:
        # Waits for nobody who writes to a pipe, and follows no link that takes the file's place now.
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise refused(path, _("there is no such file")) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise refused(path, _("this is not a file"))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(descriptor)


def within(path: Path, folder: Path) -> bool:
    """Whether the path, of which every link was followed, lies in the folder, which may itself be a link."""
    return path.is_relative_to(os.path.realpath(folder))


def refused(path: Path, what: str) -> CourseError:
    """The error for a file or folder as a whole."""
    return CourseError([Problem(path, None, what)])


def without_forbidden(text: str, problems: Problems) -> str:
    """The text with every forbidden character noted as a problem and replaced, so that the rest can still be checked."""
    if is_showable(text):
        return text
    if FORBIDDEN.search(text) or without_piles(text) != text:
        for number, line in enumerate(text.split("\n"), start=1):
            for what in forbidden(line):
                problems.add(number, what)
    return without_piles(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def forbidden(text: str) -> Iterator[str]:
    """A sentence for each forbidden character in the text, and one where accents are piled up."""
    message = _("the character {name} is not allowed (control, invisible or direction-changing); delete it")
    for found in dict.fromkeys(FORBIDDEN.findall(text)):
        yield message.format(name=f"U+{ord(found[0]):04X}")
    if without_piles(text) != text:
        yield _("more than {limit} accents are piled up on one letter; delete them").format(limit=MOST_MARKS)
