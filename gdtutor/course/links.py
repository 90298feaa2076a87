"""Links between the pages of a course: `[text](lesson)`, `[text](lesson/page)`, and within a lesson `[text](#page)`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markdown_it.token import Token

from gdtutor.course.model import Course, Lesson, Link
from gdtutor.course.problems import Problem, Problems, quoted, suggestion
from gdtutor.language import _

_ID = r"[a-z0-9][a-z0-9-]{0,63}"
_TARGET = re.compile(rf"({_ID})(?:/({_ID}))?|#({_ID})")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def parse_target(target: str, lesson: str, line: int) -> Link | None:
    """The link from within the lesson; None for an address on the web. Raises ValueError for anything else."""
    if _ADDRESS.match(target):
        return None
    match = _TARGET.fullmatch(target)
    if match is None:
        message = _("a link to {target} leads nowhere; write a lesson's id, lesson/page, #page or an address with https://")
        raise ValueError(message.format(target=quoted(target)))
    return Link(match[1] or lesson, match[2] or match[3], line)


def links_of(token: Token, lesson: str, lines: list[str], problems: Problems) -> list[Link]:
    """The links in an inline token of the lesson whose lines these are; what is none is noted with its line."""
    found: list[Link] = []
    first, end = token.map or (0, 0)
    line = first
    for child in token.children or ():
        if child.type != "link_open":
            continue
        target = str(child.attrGet("href") or "")
        # Where it stands in its paragraph, if it is written there as it is read.
        line = next((number for number in range(line, min(end, len(lines))) if f"]({target}" in lines[number]), line)
        try:
            link = parse_target(target, lesson, line + 1)
        except ValueError as error:
            problems.add(line + 1, str(error))
        else:
            found += [link] if link is not None else []
    return found


def check_links(course: Course, lessons: Iterable[Lesson]) -> list[Problem]:
    """A problem for each link in the lessons that leads to no lesson or page of the course."""
    pages = {summary.id: summary.pages for summary in course.lessons}
    return [
        Problem(lesson.path, link.line, what)
        for lesson in lessons
        for page in lesson.pages
        for link in page.links
        if (what := missing(link.lesson, link.page, pages))
    ]


def missing(lesson: str, page: str | None, pages: dict[str, tuple[str, ...]]) -> str:
    """What is wrong with that target, or "" where it exists; pages are those of each lesson."""
    if lesson not in pages:
        return _("there is no lesson {lesson} in this course").format(lesson=quoted(lesson)) + suggestion(lesson, pages)
    if page is not None and page not in pages[lesson]:
        message = _("lesson {lesson} has no page {page}").format(lesson=lesson, page=quoted(page))
        return message + suggestion(page, pages[lesson])
    return ""
