"""A course's files as text: sizes, encoding, line ends and the characters that no text may hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gdtutor.course.problems import CourseError, Problem, Problems
from gdtutor.language import _
from gdtutor.shown import MOST_MARKS, UNSHOWABLE, without_piles

MAX_BYTES = 1 << 20
MAX_LINES = 20_000

# Control characters and others that no terminal is shown.
FORBIDDEN = UNSHOWABLE


def read_text(path: Path) -> str:
    """The file's text, without a byte order mark and with line ends as newlines.

    Raises CourseError where there is no such file, it can't be read, is too large or is not UTF-8.
    """
    try:
        if not path.is_file():
            raise refused(path, _("there is no such file") if not path.exists() else _("this is not a file"))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise refused(path, _("the file can't be read: {error}").format(error=error.strerror or error)) from None
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


def refused(path: Path, what: str) -> CourseError:
    """The error for a file or folder as a whole."""
    return CourseError([Problem(path, None, what)])


def without_forbidden(text: str, problems: Problems) -> str:
    """The text with every forbidden character noted as a problem and replaced, so that the rest can still be checked."""
    if FORBIDDEN.search(text) or without_piles(text) != text:
        for number, line in enumerate(text.split("\n"), start=1):
            for what in forbidden(line):
                problems.add(number, what)
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def forbidden(text: str) -> Iterator[str]:
    """A sentence for each forbidden character in the text, and one where accents are piled up."""
    message = _("the character {name} is not allowed (control, invisible or direction-changing); delete it")
    for found in dict.fromkeys(FORBIDDEN.findall(text)):
        yield message.format(name=f"U+{ord(found[0]):04X}")
    if without_piles(text) != text:
        yield _("more than {limit} accents are piled up on one letter; delete them").format(limit=MOST_MARKS)
