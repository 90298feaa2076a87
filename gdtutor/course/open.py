"""A folder ▸ Course, fast: the first screen waits for it, so lessons are only glanced at (`outline`), never parsed."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path

import gdtutor
from gdtutor.course.blocks import read_block
from gdtutor.course.model import Course, LessonSummary
from gdtutor.course.outline import FrontMatter, read_summary
from gdtutor.course.problems import CourseError, Problem, Problems, quoted, suggestion
from gdtutor.course.section import Section
from gdtutor.course.source import MAX_BYTES, read_text, refused, within, without_forbidden
from gdtutor.language import _, reason
from gdtutor.shown import printable

COURSE_FILE = "course.yaml"
KEYS = ("id", "title", "language")
MAX_LESSONS = 100
MAX_MEGABYTES = 8
MAX_FILES = 10_000

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


def open_course(directory: Path, language: str = "en") -> Course:
    """The course in the folder, or the one for `language` among its subfolders where only those hold a course.yaml.

    Raises CourseError with every problem that a glance at the files shows; `lesson.read_lesson` looks closer.
    """
    directory = _course_folder(directory, language)
    problems = Problems(directory / COURSE_FILE)
    course_id, title, course_language = _read_course_file(problems)
    lessons, found = _read_lessons(directory)
    if problems.found or found:
        raise CourseError([*problems.sorted(), *found])
    return Course(id=course_id, title=title, language=course_language, lessons=lessons, path=directory)


def bundled_courses() -> dict[str, Path]:
    """The folders of the courses that come with gdtutor, by language, in alphabetical order.

    In a wheel they lie inside the package; in a clone or an editable install beside it.
    """
    package = Path(gdtutor.__file__).parent
    inside = package / "lessons"
    return _subfolders(inside if inside.is_dir() else package.parent / "lessons")


def bundled_course(language: str) -> Path:
    """The folder of the course in that language. Raises CourseError where gdtutor comes with none."""
    found = bundled_courses()
    if language not in found:
        message = _("no course in the language {language} comes with gdtutor; install gdtutor again, its lessons are missing")
        if found:
            message = _("no course in the language {language} comes with gdtutor; there are: {found}")
        raise CourseError([Problem(None, None, message.format(language=quoted(language), found=", ".join(found)))])
    return found[language]


def course_languages(directory: Path) -> tuple[str, ...]:
    """The names of those folders in a folder that hold a course; none where it can't be read."""
    try:
        return tuple(_subfolders(directory))
    except OSError:
        return ()


def _subfolders(directory: Path) -> dict[str, Path]:
    return {folder.parent.name: folder.parent for folder in sorted(directory.glob(f"*/{COURSE_FILE}"))}


def _course_folder(directory: Path, language: str) -> Path:
    try:
        if not directory.is_dir():
            what = _("this is a file; a course is a folder") if directory.exists() else _("there is no such folder")
            raise refused(directory, what)
        if (directory / COURSE_FILE).exists():
            return directory
        found = _subfolders(directory)
    except OSError as error:
        raise refused(directory, _("the folder can't be read: {error}").format(error=reason(error))) from None
    if not found:
        message = _("there is no {file} here; a course needs one with id, title and language")
        raise refused(directory, message.format(file=COURSE_FILE))
    if language not in found:
        message = _("there is no course in the language {language} here; there are: {found}")
        raise refused(directory, message.format(language=quoted(language), found=", ".join(map(printable, found))))
    if not within(Path(os.path.realpath(found[language])), directory):
        raise refused(found[language], _("this is a link to a folder outside; name that folder itself"))
    return found[language]


def _read_course_file(problems: Problems) -> tuple[str, str, str]:
    text = without_forbidden(read_text(problems.path), problems)
    mapping = read_block(text, 1, "course", problems)
    if mapping is None:
        return "", "", ""
    section = Section(mapping, "course", problems, 1)
    section.only(KEYS)
    if "language" not in section:
        section.problem("language", _("key '{key}' is missing").format(key="language"))
    return section.id(), section.one_line("title"), section.parsed("language", _language, "")


def _read_lessons(directory: Path) -> tuple[tuple[LessonSummary, ...], list[Problem]]:
    try:
        paths = lesson_files(directory)
    except OSError as error:
        raise refused(directory, _("the folder can't be read: {error}").format(error=reason(error))) from None
    if not paths:
        return (), [Problem(directory, None, _("there is no lesson here; a lesson is a file such as 01-first.md"))]
    files = [Problems(path) for path in paths]
    read: list[tuple[FrontMatter, LessonSummary, Problems]] = []
    for problems in files:
        try:
            found = read_summary(problems.path, problems)
        except CourseError as error:
            problems.found.update(dict.fromkeys(error.problems))
        else:
            if found is not None:
                read.append((*found, problems))
    _check_ids([(front, problems) for front, _summary, problems in read], complete=len(read) == len(paths))
    return tuple(summary for _front, summary, _problems in read), [problem for problems in files for problem in problems.sorted()]


def lesson_files(directory: Path) -> list[Path]:
    """The lessons' files in a course's folder, in the order of the course.

    Raises OSError where the folder can't be read, and CourseError where there is more in it than a course may hold: it is looked
    through twice a second while somebody writes it, and kept in memory for the search.
    """
    entries = list(islice(directory.iterdir(), MAX_FILES + 1))
    if len(entries) > MAX_FILES:
        raise refused(
            directory,
            _("there are more than {limit} files here; put the course into a folder of its own").format(limit=MAX_FILES),
        )
    paths = sorted(path for path in entries if _is_lesson(path))
    if len(paths) > MAX_LESSONS:
        raise refused(
            directory, _("there are more than {limit} lessons here; make several courses of them").format(limit=MAX_LESSONS)
        )
    if sum(_size(path) for path in paths) > MAX_MEGABYTES << 20:
        what = _("the lessons together are larger than {limit} MiB; make several courses of them")
        raise refused(directory, what.format(limit=MAX_MEGABYTES))
    return paths


def _size(path: Path) -> int:
    try:
        return min(path.stat().st_size, MAX_BYTES)
    except OSError:
        return 0  # reading it says why


def _is_lesson(path: Path) -> bool:
    # Editors and macOS leave hidden companions of a file beside it.
    return path.suffix == ".md" and path.stem.lower() != "readme" and not path.name.startswith(".")


def _check_ids(lessons: list[tuple[FrontMatter, Problems]], *, complete: bool) -> None:
    """Ids must be unique in the course, and `needs` must name lessons that come before. complete: every file could be read."""
    places: dict[str, Path] = {}
    for front, problems in lessons:
        if front.id in places:
            other = printable(places[front.id].name)
            message = _("front matter: lesson id {id} is used already, by {other}")
            problems.add(front.line, message.format(id=quoted(front.id), other=other))
        elif front.id:
            places[front.id] = problems.path
    before: set[str] = set()
    for front, problems in lessons:
        for need in front.needs:
            if need in before:
                continue
            if need in places:
                message = _("front matter: needs {need}, which comes later; needs must come before")
                problems.add(front.needs_line, message.format(need=quoted(need)))
            elif complete:
                message = _("front matter: needs {need}, but no lesson here has that id").format(need=quoted(need))
                problems.add(front.needs_line, message + suggestion(need, places))
        before.add(front.id)


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError(_("{found} is no language code, such as en or ko").format(found=quoted(text)))
    return text
