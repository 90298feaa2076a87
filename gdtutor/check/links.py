"""Does each link lead to a page of the course?"""

from __future__ import annotations

from gdtutor.course.links import missing
from gdtutor.course.model import Lesson
from gdtutor.course.problems import Problem
from gdtutor.language import _


def check_links(lesson: Lesson, pages: dict[str, tuple[str, ...]], *, complete: bool) -> list[Problem]:
    """The links of a lesson that lead nowhere. pages: those of each lesson, by its id; complete: every lesson is among them."""
    return [
        Problem(lesson.path, link.line, _("link: {fault}").format(fault=fault))
        for page in lesson.pages
        for link in page.links
        if (complete or link.lesson in pages) and (fault := missing(link.lesson, link.page, pages))
    ]
