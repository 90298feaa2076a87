"""Are two languages of a course the same but for their words? The first difference in each page is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from gdtutor.check.question import Keys, line_of, read_fence
from gdtutor.course.model import (
    AtStep,
    Choice,
    Comparison,
    Course,
    FirstStep,
    GlossaryEntry,
    Lab,
    Lesson,
    LineAnswer,
    Miss,
    OfExperiment,
    Operation,
    Page,
    Quiz,
    Run,
    Variant,
    VerdictIs,
    WrongNumber,
    WrongOrder,
)
from gdtutor.course.problems import Problem
from gdtutor.course.terms import written
from gdtutor.language import _
from gdtutor.shown import printable

# What is said, not what is meant: it may differ. All else must be equal.
TEXTS: Mapping[type, frozenset[str]] = {
    Choice: frozenset({"text", "answer"}),
    GlossaryEntry: frozenset({"line", "term", "meaning", "also"}),
    Lab: frozenset({"line"}),
    LineAnswer: frozenset({"answer"}),
    Miss: frozenset({"answer"}),
    Quiz: frozenset({"line", "path", "ask", "right", "wrong", "solution"}),
    Run: frozenset({"line"}),
    Variant: frozenset({"label"}),
    WrongNumber: frozenset({"answer"}),
    WrongOrder: frozenset({"answer"}),
}

# Compared and shown whole.
EXPRESSIONS = (AtStep, Comparison, FirstStep, OfExperiment, Operation, VerdictIs)


def check_languages(course: Course, lessons: Sequence[Lesson], other: Course, others: Sequence[Lesson]) -> list[Problem]:
    """What differs in the course `other` from `course`, apart from texts; with the lessons of both that could be read."""
    problems = []
    if other.id != course.id:
        problems.append(_differs(other.path / "course.yaml", 1, "id", other.id, course.id, course.path / "course.yaml"))
    ids, other_ids = [lesson.id for lesson in course.lessons], [lesson.id for lesson in other.lessons]
    if ids != other_ids:
        path = other.lessons[min(_first_difference(ids, other_ids), len(other_ids) - 1)].path
        problems.append(_differs(path, 2, _("the lessons"), other_ids, ids, course.path))
    by_id = {lesson.id: lesson for lesson in lessons}
    for lesson in others:
        if lesson.id in by_id:
            problems += _check_lesson(by_id[lesson.id], lesson)
    return problems


def check_glossaries(
    entries: Sequence[GlossaryEntry], others: Sequence[GlossaryEntry], course: Course, other: Course
) -> list[Problem]:
    """What differs between the glossaries, apart from the words: the first difference."""
    path, first = other.path / "glossary.yaml", course.path / "glossary.yaml"
    for entry, found in zip(entries, others, strict=False):
        if difference := _difference(entry, found):
            keys, here, there = difference
            return [_differs(path, found.line, _shown(keys), here, there, first, entry.line)]
    if len(entries) != len(others):
        line = others[len(entries)].line if len(others) > len(entries) else 1
        ids, first_ids = [entry.id for entry in others], [entry.id for entry in entries]
        return [_differs(path, line, _("the words"), ids, first_ids, first)]
    return []


def _check_lesson(lesson: Lesson, other: Lesson) -> list[Problem]:
    for name in ("minutes", "needs"):
        here, there = getattr(other, name), getattr(lesson, name)
        if here != there:
            return [_differs(other.path, 1, name, here, there, lesson.path)]
    ids, other_ids = [page.id for page in lesson.pages], [page.id for page in other.pages]
    if ids != other_ids:
        page = other.pages[min(_first_difference(ids, other_ids), len(other.pages) - 1)]
        return [_differs(other.path, page.line, _("the pages"), other_ids, ids, lesson.path)]
    problems = []
    for page, found in zip(lesson.pages, other.pages, strict=True):
        labs = _check_block(lesson, other, (page, found), "lab", page.lab, found.lab)
        # Where the labs differ, so do the questions that they are behind.
        problems += labs or _check_block(lesson, other, (page, found), "quiz", page.quiz, found.quiz)
    runs, other_runs = {run.id: run for run in lesson.runs}, {run.id: run for run in other.runs}
    if list(runs) != list(other_runs):
        line = other.runs[0].line if other.runs else 1
        problems.append(_differs(other.path, line, _("the runs"), list(other_runs), list(runs), lesson.path))
    for name in runs.keys() & other_runs.keys():
        problems += _check_block(lesson, other, None, "run", runs[name], other_runs[name])
    return problems


def _check_block(
    lesson: Lesson,
    other: Lesson,
    pages: tuple[Page, Page] | None,
    kind: str,
    block: Lab | Quiz | Run | None,
    found: Lab | Quiz | Run | None,
) -> list[Problem]:
    """The first difference between two blocks that stand in the same place."""
    if block is None or found is None:
        if block is found or pages is None:
            return []
        line = found.line if found else pages[1].line
        here, there = (found.id if found else None), (block.id if block else None)
        return [_differs(other.path, line, kind, here, there, lesson.path, block.line if block else pages[0].line)]
    difference = _difference(block, found)
    if difference is None:
        return []
    keys, here, there = _in_file(difference[0]), difference[1], difference[2]
    line = line_of(read_fence(other, found.line), keys, found.line)
    first = line_of(read_fence(lesson, block.line), keys, block.line)
    return [_differs(other.path, line, f"{kind} {block.id}: {_shown(keys)}", here, there, lesson.path, first)]


def _difference(one: Any, other: Any) -> tuple[Keys, Any, Any] | None:
    """Where two values first differ apart from texts: (keys, the other's value, the one's); None where they do not."""
    if isinstance(one, msgspec.Struct) and type(one) is type(other) and not isinstance(one, EXPRESSIONS):
        texts = TEXTS.get(type(one), frozenset())
        for name in one.__struct_fields__:
            if name in texts:
                continue
            mine, theirs = getattr(one, name), getattr(other, name)
            if name == "hints":  # texts, of which there are as many
                mine, theirs = len(mine), len(theirs)
            if found := _difference(mine, theirs):
                return (name, *found[0]), found[1], found[2]
        return None
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            if found := _difference(mine, theirs):
                return (place, *found[0]), found[1], found[2]
        return None
    return None if one == other else ((), _named(other), _named(one))


def _named(value: Any) -> Any:
    """A value for a message: as the author wrote it; of what has an id only that."""
    if isinstance(value, tuple):
        return [_named(item) for item in value]
    return written(value) if isinstance(value, EXPRESSIONS) else getattr(value, "id", value)


def _in_file(keys: Keys) -> Keys:
    """The keys as they stand in a block: those of an experiment stand beside the others."""
    return keys[1:] if keys[:1] == ("experiment",) and len(keys) > 1 else keys


def _shown(keys: Keys) -> str:
    return ".".join(str(key + 1) if isinstance(key, int) else key for key in keys)


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _differs(path: Any, line: int, what: str, here: Any, there: Any, first: Any, first_line: int | None = None) -> Problem:
    place = printable(str(first)) if first_line is None else f"{printable(str(first))}:{first_line}"
    sentence = _("{what}: {here} here, but {there} in {place}; both languages must have the same")
    return Problem(path, line, sentence.format(what=what, here=_text(here), there=_text(there), place=place))


def _text(value: Any) -> str:
    if value is None:
        return _("nothing")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 120 else f"{text[:119]}…"
