"""Everything that is proven of courses, one after another, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gdtutor.check.ahead import run_ahead
from gdtutor.check.claims import check_claims
from gdtutor.check.languages import check_glossaries, check_languages
from gdtutor.check.links import check_links
from gdtutor.check.questions import check_question
from gdtutor.check.reading import Reading, course_folders, read_course
from gdtutor.check.runs import Runs
from gdtutor.check.sizes import SIZES
from gdtutor.course.problems import Problem
from gdtutor.language import SOURCE, _, ngettext
from gdtutor.trainer.client import Trainer

OnProgress = Callable[[int, int], None]


@dataclass
class Report:
    """What was looked at, and what is wrong with it, each problem once, in the order of files and lines."""

    lessons: int = 0
    pages: int = 0
    questions: int = 0
    claims: int = 0
    runs: int = 0
    problems: list[Problem] = field(default_factory=list)

    def sort(self) -> None:
        """Put the problems in order."""
        found = dict.fromkeys(self.problems)
        self.problems = sorted(found, key=lambda problem: (str(problem.path or ""), problem.line or 0, problem.what))

    def __str__(self) -> str:
        looked_at = (
            ngettext("{n} lesson", "{n} lessons", self.lessons).format(n=self.lessons),
            ngettext("{n} page", "{n} pages", self.pages).format(n=self.pages),
            ngettext("{n} question", "{n} questions", self.questions).format(n=self.questions),
            ngettext("{n} claim", "{n} claims", self.claims).format(n=self.claims),
            ngettext("{n} run", "{n} runs", self.runs).format(n=self.runs),
        )
        n = len(self.problems)
        found = ngettext("{n} problem", "{n} problems", n).format(n=n) if n else _("no problems")
        return ", ".join([*looked_at, found])


class _Steps:
    """Counts what is done of all that there is to do."""

    def __init__(self, total: int, on_progress: OnProgress | None) -> None:
        self._done, self._total = -1, total
        self._on_progress = on_progress
        self.step()

    def step(self) -> None:
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(self._done, self._total)


async def check_courses(directories: Sequence[Path], *, draw: bool = True, on_progress: OnProgress | None = None) -> Report:
    """Prove every course in these folders; draw: its pages too. on_progress is told how much is done, of how much.

    Raises nothing that a course is to blame for.
    """
    groups = [[read_course(folder) for folder in course_folders(directory)] for directory in directories]
    readings = [reading for group in groups for reading in group]
    report = Report()
    for reading in readings:
        report.problems += reading.problems
        report.lessons += len(reading.lessons)
        report.pages += sum(len(lesson.pages) for lesson in reading.lessons)
        for lesson in reading.lessons:
            report.claims += sum(len(page.claims) for page in lesson.pages)
            report.questions += sum(page.quiz is not None for page in lesson.pages)
            report.problems += check_links(lesson, reading.pages, complete=reading.course is not None)
    for group in groups:
        report.problems += _check_group(group)
    # A course that can't be opened has no pages yet.
    drawn = [reading for reading in readings if draw and reading.is_whole]
    pages = sum(len(lesson.pages) for reading in drawn for lesson in reading.lessons)
    steps = _Steps(report.pages + len(SIZES) * pages, on_progress)
    trainer = Trainer()
    try:
        await _check_with_torch(readings, drawn, report, trainer, steps)
    finally:
        await trainer.close()
    report.sort()
    return report


def _check_group(group: Sequence[Reading]) -> list[Problem]:
    """Compare the languages of one course with the first of them: English where it is there."""
    whole = sorted((reading for reading in group if reading.course), key=_is_translation)
    return [problem for other in whole[1:] for problem in _compare(whole[0], other)]


def _is_translation(reading: Reading) -> bool:
    return reading.course is not None and reading.course.language != SOURCE


def _compare(first: Reading, other: Reading) -> list[Problem]:
    if first.course is None or other.course is None:
        return []
    problems = check_languages(first.course, first.lessons, other.course, other.lessons)
    if first.glossary is not None and other.glossary is not None:
        problems += check_glossaries(first.glossary, other.glossary, first.course, other.course)
    return problems


async def _check_with_torch(
    readings: Sequence[Reading], drawn: Sequence[Reading], report: Report, trainer: Trainer, steps: _Steps
) -> None:
    """Pages, and then claims and questions, whose runs are done meanwhile. That there is no torch is a problem too."""
    lessons = [lesson for reading in readings for lesson in reading.lessons]
    if not lessons:
        return
    runs = Runs(trainer)
    missing = await runs.missing()
    ahead = asyncio.create_task(run_ahead(lessons if not missing else (), runs))
    try:
        if drawn:
            await _check_pages(drawn, report, trainer if not missing else None, steps)
        await ahead
    finally:
        ahead.cancel()
    if missing:
        what = _("claims and answers were not checked, because torch can't run here. {error}")
        report.problems.append(Problem(None, None, what.format(error=missing)))
        return
    for lesson in lessons:
        for place, page in enumerate(lesson.pages):
            report.problems += await check_claims(lesson, place, runs)
            if page.quiz is not None:
                report.problems += await check_question(lesson, page.quiz, runs)
            steps.step()
    report.runs = runs.done


async def _check_pages(readings: Sequence[Reading], report: Report, trainer: Trainer | None, steps: _Steps) -> None:
    # Textual is wanted only here.
    from gdtutor.check.pages import drawing

    courses = [reading.course for reading in readings if reading.course is not None]
    async with drawing(courses[0], trainer) as pages:
        for course in courses:
            for size in SIZES:
                report.problems += await pages.check(course, size, steps.step)
