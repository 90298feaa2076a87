"""Where a learner goes on: the lesson and the page of it that open by themselves."""

from __future__ import annotations

from typing import NamedTuple

from gdtutor.course.model import Course, LessonSummary
from gdtutor.learner.progress import Progress


class Place(NamedTuple):
    """A page of a lesson, by their ids; page "" is the lesson's first one."""

    lesson: str
    page: str


def lesson_to_go_on_with(course: Course, progress: Progress) -> str:
    """The lesson where the learner stood, or the first after it that is not done."""
    lessons = course.lessons
    seen = progress.pages_seen(course.id)
    place = progress.place(course.id)
    ids = [lesson.id for lesson in lessons]
    start = ids.index(place[0]) if place is not None and place[0] in ids else 0
    for lesson in (*lessons[start:], *lessons[:start]):
        if set(lesson.pages) - seen.get(lesson.id, set()):
            return lesson.id
    return ids[start]


def page_to_open(course: Course, lesson: LessonSummary, progress: Progress, *, finished: str | None = None) -> tuple[str, bool]:
    """The page at which a lesson opens, and whether that is where the learner stood last; else it is the first one not seen.

    finished: the id of a lesson that was just read to its end, and begins anew.
    """
    place = progress.place(course.id)
    if place is not None and place[0] == lesson.id and place[1] in lesson.pages and lesson.id != finished:
        return place[1], True
    seen = progress.pages_seen(course.id).get(lesson.id, set())
    return next((unseen for unseen in lesson.pages if unseen not in seen), lesson.pages[0]), False
