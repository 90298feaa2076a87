"""A lesson file at a glance: front matter, ids of pages and quizzes, by a scan of its lines instead of a full parse.

The home screen is painted from this, so nothing here imports more than yaml and msgspec. Where `lesson.read_lesson` finds no
problem, both see the same pages and quizzes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from gdtutor.course.blocks import Scalar, read_block
from gdtutor.course.model import LessonSummary
from gdtutor.course.problems import Problems, quoted
from gdtutor.course.section import ID, ID_RULE, MAX_LINE, Section
from gdtutor.course.source import read_text, without_forbidden
from gdtutor.language import N_, _

KEYS = ("id", "title", "minutes", "needs")
MAX_MINUTES = 120
MAX_NEEDS = 100
NO_PAGE = N_("the lesson has no page; a page begins with a line such as '## Title {#its-id}'")

# A fence or a page's heading after up to three spaces (CommonMark 0.31, sections 4.5 and 4.2).
_START = re.compile(r"^ {0,3}(?:(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)|##(?:[ \t]([^\n]*))?)$", re.MULTILINE)
_QUIZ_ID = re.compile(r"^id:[ \t]+([a-z0-9][a-z0-9-]*)[ \t]*(?:[ \t]#.*)?$", re.MULTILINE)


class FrontMatter(Struct, frozen=True):
    """What stands between the first two `---` lines of a lesson.

    line and needs_line are those of the keys id and needs. body is the lesson's text with blank lines in place of the front
    matter, so that lines count as in the file.
    """

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    line: int
    needs_line: int
    body: str


def read_summary(path: Path, problems: Problems) -> tuple[FrontMatter, LessonSummary] | None:
    """Front matter and summary, or None where the front matter can't be read. Notes problems; raises CourseError for the file."""
    front = read_front_matter(without_forbidden(read_text(path), problems), problems)
    if front is None:
        return None
    pages, quizzes = scan(front.body, problems)
    if not pages:
        problems.add(front.line, _(NO_PAGE))
    summary = LessonSummary(
        id=front.id,
        title=front.title,
        minutes=front.minutes,
        needs=front.needs,
        pages=pages,
        quizzes=quizzes,
        path=path,
    )
    return front, summary


def read_front_matter(text: str, problems: Problems) -> FrontMatter | None:
    """The front matter of a lesson's text, or None where a problem makes it unreadable."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        problems.add(1, _("front matter is missing: the first line must be '---', then id, title and minutes, then '---'"))
        return None
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if end is None:
        problems.add(1, _("front matter: the closing '---' is missing"))
        return None
    mapping = read_block("\n".join(lines[1:end]), 2, _("front matter"), problems)
    if mapping is None:
        return None
    section = Section(mapping, _("front matter"), problems, 1)
    section.only(KEYS)
    lesson_id = section.id()
    return FrontMatter(
        id=lesson_id,
        title=section.one_line("title"),
        minutes=section.whole("minutes", 1, 1, MAX_MINUTES, required=True),
        needs=_needs(section, lesson_id),
        line=section.line_of("id"),
        needs_line=section.line_of("needs"),
        body="\n" * (end + 1) + "\n".join(lines[end + 1 :]),
    )


def _needs(section: Section, lesson_id: str) -> tuple[str, ...]:
    found: list[str] = []
    nodes = section.items("needs") or []
    if len(nodes) > MAX_NEEDS:
        section.problem("needs", _("'{key}' has more than {limit} entries").format(key="needs", limit=MAX_NEEDS))
    for node in nodes[:MAX_NEEDS]:
        value = node.text if isinstance(node, Scalar) else ""
        if not ID.fullmatch(value):
            message = _("front matter: each of 'needs' must be the id of a lesson; found {found}")
            section.problems.add(node.line, message.format(found=quoted(value)))
        elif value == lesson_id:
            section.problems.add(node.line, _("front matter: a lesson can't need itself"))
        elif value in found:
            section.problems.add(node.line, _("front matter: {found} stands twice in 'needs'").format(found=quoted(value)))
        else:
            found.append(value)
    return tuple(found)


class Heading(Struct, frozen=True):
    """A page's heading, without its `##`. start and end are positions in the body."""

    text: str
    start: int
    end: int


class Fence(Struct, frozen=True):
    """A fenced block: what stands behind its opening marker, and its content. content_end is -1 where it is never closed."""

    info: str
    marker: str
    start: int
    content: int
    content_end: int
    end: int


def landmarks(body: str) -> Iterator[Heading | Fence]:
    """The headings of pages and the fenced blocks of a lesson's body, in order; the last may be never closed."""
    position = 0
    while match := _START.search(body, position):
        position = match.end()
        marker, info, title = match.groups()
        if marker is None:
            yield Heading(title or "", match.start(), position)
            continue
        content = min(position + 1, len(body))
        closing = re.compile(rf"^ {{0,3}}{marker[0]}{{{len(marker)},}}[ \t]*$", re.MULTILINE).search(body, position)
        if closing is None:
            yield Fence(info.strip(), marker, match.start(), content, -1, len(body))
            return
        position = closing.end()
        yield Fence(info.strip(), marker, match.start(), content, closing.start(), position)


def scan(body: str, problems: Problems) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the pages and of the quizzes in a lesson's body, in order."""
    pages: dict[str, int] = {}
    quizzes: dict[str, int] = {}
    line, counted = 1, 0
    for found in landmarks(body):
        line, counted = line + body.count("\n", counted, found.start), found.start
        if isinstance(found, Heading):
            if page := heading(found.text, line, problems):
                _add(pages, page[1], line, problems, _("page id {id} is used twice in this lesson, first on line {line}"))
            continue
        if found.info == "quiz":
            content = body[found.content : found.content_end if found.content_end >= 0 else len(body)]
            if quiz_id := _quiz_id(content, line, problems):
                _add(quizzes, quiz_id, line, problems, _("quiz id {id} is used twice in this lesson, first on line {line}"))
        if found.content_end < 0:
            problems.add(line, never_closed(found.marker))
    return tuple(pages), tuple(quizzes)


def never_closed(marker: str) -> str:
    """The sentence about a fenced block without an end."""
    return _("this block is never closed; end it with a line {marker}").format(marker=marker)


def heading(text: str, line: int, problems: Problems) -> tuple[str, str] | None:
    """Title and id of a page's heading, given without its `##`; None where a problem was noted."""
    text = text.strip()
    bare = text.rstrip("#")
    if bare[-1:] in ("", " ", "\t"):
        text = bare.rstrip()
    title, brace, page_id = text.rpartition("{#")
    if not brace or not page_id.endswith("}") or not title.strip():
        problems.add(line, _("a page's heading must end with its id, such as '## Title {#its-id}'"))
        return None
    if not ID.fullmatch(page_id[:-1]):
        problems.add(line, _("page id {found} must be {rule}").format(found=quoted(page_id[:-1]), rule=_(ID_RULE)))
        return None
    if len(title.strip()) > MAX_LINE:
        problems.add(line, _("a page's title is longer than {limit} characters").format(limit=MAX_LINE))
        return None
    return title.strip(), page_id[:-1]


def _quiz_id(content: str, line: int, problems: Problems) -> str:
    if match := _QUIZ_ID.search(content):
        return match[1]
    mapping = read_block(content, line + 1, "quiz", problems)
    return Section(mapping, "quiz", problems, line).id() if mapping else ""


def _add(found: dict[str, int], value: str, line: int, problems: Problems, twice: str) -> None:
    if value in found:
        problems.add(line, twice.format(id=quoted(value), line=found[value]))
    else:
        found[value] = line
