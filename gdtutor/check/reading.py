"""Every file of a course, read as far as that goes: what can't be read is a problem, and the rest is looked at all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdtutor.course.glossary import read_glossary
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Course, GlossaryEntry, Lesson
from gdtutor.course.open import COURSE_FILE, lesson_files, open_course
from gdtutor.course.outline import read_summary
from gdtutor.course.problems import CourseError, Problem, Problems, quoted
from gdtutor.course.source import read_text
from gdtutor.language import _

# What `gdtutor check` means on the command line, so no lesson can be opened by that name.
RESERVED = "check"


@dataclass
class Reading:
    """What could be read of the course in one folder, and the problems with the rest.

    pages are those of every lesson whose outline is readable, by its id. glossary is None where it can't be read.
    """

    folder: Path
    course: Course | None = None
    lessons: list[Lesson] = field(default_factory=list)
    glossary: tuple[GlossaryEntry, ...] | None = None
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: dict[Problem, None] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether the course opens, and every lesson of it can be read."""
        return self.course is not None and len(self.lessons) == len(self.course.lessons)

    def add(self, problems: Iterable[Problem]) -> None:
        """Note problems, each one once."""
        self.problems.update(dict.fromkeys(problems))


def course_folders(directory: Path) -> Sequence[Path]:
    """The folders of the courses in a folder, one a language; the folder itself where it is a course, or holds none."""
    if (directory / COURSE_FILE).exists():
        return (directory,)
    return tuple(sorted(path.parent for path in directory.glob(f"*/{COURSE_FILE}"))) or (directory,)


def read_course(folder: Path) -> Reading:
    """The course in the folder. Raises nothing."""
    reading = Reading(folder)
    try:
        paths = lesson_files(folder)
    except (OSError, CourseError):
        paths = []  # opening the course says why
    for path in paths:
        _read_lesson(path, reading)
    try:
        reading.course = open_course(folder)
    except CourseError as error:
        # It glances at each lesson, and sees in other words what was seen already.
        seen = {(problem.path, problem.line) for problem in reading.problems}
        reading.add(problem for problem in error.problems if (problem.path, problem.line) not in seen)
    if reading.course is not None:
        _check_language(reading.course, reading)
        try:
            reading.glossary = read_glossary(reading.course)
        except CourseError as error:
            reading.add(error.problems)
    return reading


def _read_lesson(path: Path, reading: Reading) -> None:
    try:
        lesson = read_lesson(path)
    except CourseError as error:
        reading.add(error.problems)
        try:
            outline = read_summary(path, Problems(path))
        except CourseError:
            outline = None
        if outline is not None:
            reading.pages[outline[1].id] = outline[1].pages
        return
    reading.lessons.append(lesson)
    reading.pages[lesson.id] = (*reading.pages.get(lesson.id, ()), *(page.id for page in lesson.pages))
    if lesson.id == RESERVED:
        what = _("front matter: a lesson can't be called {id}, because `gdtutor check` means something else; choose another id")
        reading.add([Problem(path, line_of_key(path, "id"), what.format(id=quoted(RESERVED)))])


def _check_language(course: Course, reading: Reading) -> None:
    """A course that lies beside its other languages is found by the name of its folder."""
    folder = course.path.resolve()
    beside = [path for path in folder.parent.glob(f"*/{COURSE_FILE}") if path.parent != folder]
    if beside and folder.name != course.language:
        what = _("course: language is {language}, but the folder is called {folder}; both must be the same")
        line = line_of_key(course.path / COURSE_FILE, "language")
        reading.add([Problem(course.path / COURSE_FILE, line, what.format(language=course.language, folder=quoted(folder.name)))])


def line_of_key(path: Path, key: str) -> int:
    """The line on which a key of a course.yaml or of a lesson's front matter stands; 1 where it is not to be found."""
    lines = read_text(path).split("\n")
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(f"{key}:")), 1)
