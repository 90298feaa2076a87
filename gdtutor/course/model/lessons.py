"""Courses, lessons and pages, and the words of a course."""

from __future__ import annotations

from pathlib import Path

import msgspec

from gdtutor.course.model.labs import Lab, Run
from gdtutor.course.model.quizzes import Quiz
from gdtutor.course.model.terms import Claim


class Prose(msgspec.Struct, frozen=True):
    """Markdown as the author wrote it, without the marks of its claims; line is where it starts in the file, from 1."""

    text: str
    line: int


class Link(msgspec.Struct, frozen=True):
    """`[text](lesson)`, `[text](lesson/page)` or, within a lesson, `[text](#page)`: page None is where the lesson begins."""

    lesson: str
    page: str | None
    line: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One idea: prose, at most one lab and at most one quiz, under a heading with an id of its own.

    claims are those of the prose and of the quiz's texts, in the order of their lines. links are the targets of the prose's
    links to pages of the course, as `Link`.
    """

    id: str
    title: str
    line: int
    prose: tuple[Prose, ...]
    lab: Lab | None = None
    quiz: Quiz | None = None
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson file, whole. runs are its `run` blocks, wherever they stand."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    pages: tuple[Page, ...]
    path: Path
    runs: tuple[Run, ...] = ()


class LessonSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the home screen says of a lesson without reading all of it: ids of its pages and of its quizzes, in order."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    pages: tuple[str, ...]
    quizzes: tuple[str, ...]
    path: Path


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with `course.yaml` and lesson files, in the order of their file names."""

    id: str
    title: str
    language: str
    lessons: tuple[LessonSummary, ...]
    path: Path


class GlossaryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A term of `glossary.yaml`: what it means in a sentence or two, other words for it, and the page that introduces it."""

    id: str
    line: int
    term: str
    meaning: str
    lesson: str
    page: str
    also: tuple[str, ...] = ()
