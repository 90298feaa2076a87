"""Runs done ahead, while pages are drawn: torch works in a process of its own, so both processors have something to do.

Nothing depends on it: a run that is not foreseen here is done when it is needed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from gdtutor.check.runs import NoTorchError, Runs, needed_by
from gdtutor.course.answers import runs_of_solution
from gdtutor.course.fresh import drawn
from gdtutor.course.model import Lesson, Quiz
from gdtutor.descent.experiment import Experiment
from gdtutor.trainer.client import TorchRefusal


async def run_ahead(lessons: Iterable[Lesson], runs: Runs) -> None:
    """Have `runs` do what the claims and questions of these lessons will want. Raises nothing: that is for who wants it."""
    for lesson in lessons:
        for experiment, steps in _wanted(lesson):
            with contextlib.suppress(TorchRefusal, NoTorchError, ValueError):
                await runs.trajectory(experiment, steps)


def _wanted(lesson: Lesson) -> Iterator[tuple[Experiment, int]]:
    for page in lesson.pages:
        for claim in page.claims:
            with contextlib.suppress(ValueError):
                yield from needed_by(claim, lesson).values()
        if page.quiz is not None:
            yield from _behind(page.quiz, lesson)


def _behind(quiz: Quiz, lesson: Lesson) -> Iterator[tuple[Experiment, int]]:
    for draw in range(len(quiz.fresh) + 1):
        with contextlib.suppress(ValueError):
            yield from runs_of_solution(drawn(quiz, draw), lesson.runs).values()
    if quiz.kind == "challenge" and quiz.experiment is not None:
        yield quiz.experiment, quiz.steps
