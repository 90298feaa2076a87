"""The folder that the course on screen is read from: its languages, its lessons read whole, and what has changed in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from gdtutor.course.model import Course, Lesson, LessonSummary
from gdtutor.course.open import COURSE_FILE, MAX_FILES, bundled_course, bundled_courses, course_languages, open_course
from gdtutor.course.problems import CourseError

# Of the files that a course is read from.
ENDINGS = (".md", ".yaml")

Stamp = tuple[int, int]
"""When a file was changed, in nanoseconds, and its size in bytes."""


class CourseFolder:
    """`named` is the folder that the learner asked for, None for the course that comes with gdtutor.

    Lessons are read once and again when their file has changed. Any thread may call.
    """

    def __init__(self, named: Path | None = None) -> None:
        self.named = named
        self._lessons: dict[Path, tuple[Stamp | None, Lesson]] = {}
        self._languages: tuple[str, ...] | None = None
        # As they were read: whoever starts to watch them later has missed nothing.
        self._stamps = {} if named is None else changes(named)

    def changed(self) -> bool:
        """Whether a file of the course has changed, come or gone since this was asked last."""
        if self.named is None:
            return False
        before, self._stamps = self._stamps, changes(self.named)
        return self._stamps != before

    def languages(self) -> tuple[str, ...]:
        """The languages that the course can be read in, besides the one that it says itself."""
        if self._languages is None:
            if self.named is None:
                self._languages = tuple(bundled_courses())
            elif os.path.exists(self.named / COURSE_FILE):  # noqa: PTH110
                self._languages = ()
            else:
                self._languages = course_languages(self.named)
        return self._languages

    def open(self, language: str) -> Course:
        """The course in that language. Raises CourseError."""
        return open_course(self.named or bundled_course(language), language)

    def lesson(self, summary: LessonSummary) -> Lesson:
        """The whole lesson, as its file is now. Raises CourseError."""
        from gdtutor.course.lesson import read_lesson

        stamp = _stamp(summary.path)
        known = self._lessons.get(summary.path)
        if known is not None and stamp is not None and known[0] == stamp:
            return known[1]
        lesson = read_lesson(summary.path)
        self._lessons[summary.path] = (stamp, lesson)
        return lesson

    def readable(self, summaries: Iterable[LessonSummary]) -> tuple[Lesson, ...]:
        """The lessons, without those that have a mistake in them: each says so itself when it is opened."""
        found = []
        for summary in summaries:
            try:
                found.append(self.lesson(summary))
            except CourseError:
                continue
        return tuple(found)


def changes(folder: Path) -> dict[Path, Stamp | None]:
    """A stamp for each file of the course, or the courses, in the folder; another result means that one changed, came or went."""
    found = _entries(folder)
    if not os.path.exists(folder / COURSE_FILE):  # noqa: PTH110 - Path.exists raises where nobody may look
        for path in [path for path in found if os.path.exists(path / COURSE_FILE)]:  # noqa: PTH110
            found += _entries(path)
    return {path: _stamp(path) for path in found if path.suffix in ENDINGS}


def _entries(folder: Path) -> list[Path]:
    """What is in the folder, as far as there is no more than a course may hold; nothing where it can't be read."""
    try:
        return list(islice(folder.iterdir(), MAX_FILES))
    except OSError:
        return []


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
