"""Somebody who reads in plain mode, in this process: lines go in, what is printed comes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from gdtutor.plain.obeying import Obeying
from gdtutor.plain.paper import Paper
from gdtutor.plain.reader import Reader
from gdtutor.trainer.client import Trainer
from tests.lab.in_this_process import InThisProcess
from tests.one_loop import on_one_loop


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_one_loop(items, Path(__file__).parent)


class Reading:
    """`said` is all that was printed so far."""

    def __init__(self, course: Course, progress: Progress, trainer: Trainer | None, *, width: int, pictures: bool) -> None:
        self.said = ""
        self.paper = Paper(self._write, width=lambda: width)
        self.reader = Reader(course, progress, CourseFolder(), self.paper, pictures=pictures)
        self.reader.trainer_now = trainer
        self.obeying = Obeying(self.reader)

    def _write(self, text: str) -> None:
        self.said += text

    async def open(self, place: str = "") -> str:
        """Open a lesson, or a page of it; what is printed, as running text."""
        lesson, _slash, page = place.partition("/")
        return await self._heard(self.reader.open(lesson or None, page or None))

    async def type(self, *lines: str) -> str:
        """Type these lines; what is said to the last of them, as running text."""
        heard = ""
        for line in lines:
            heard = await self._heard(self.obeying.obey(line))
        return heard

    async def _heard(self, work: object) -> str:
        before = len(self.said)
        await work  # type: ignore[misc]
        return " ".join(self.said[before:].split())


Open = Callable[..., Reading]


@pytest.fixture
def reading(progress: Progress, trainer: Trainer) -> Open:
    def opened(course: Course, *, width: int = 80, pictures: bool = False, torch: Trainer | None = trainer) -> Reading:
        return Reading(course, progress, torch, width=width, pictures=pictures)

    return opened


@pytest.fixture
def scripts_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The learner's scripts run in this process, which saves importing torch once more; what they print is not seen."""

    class Here(InThisProcess):
        async def close(self) -> None:
            """There is nothing to be closed."""

    monkeypatch.setattr("gdtutor.trainer.script_runner.ScriptRunner", Here)


WRITE = """---
id: own
title: Your own
minutes: 5
---

## The loop {#loop}

Write it.

```quiz
id: loop
kind: write
ask: "Three passes with α = {lr}."
experiment: {lr: 0.1, steps: 3}
right: W is {W@3}.
hint: What comes first?
```
"""


@pytest.fixture(scope="session")
def write(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("write")
    (folder / "course.yaml").write_text("id: write\ntitle: Write\nlanguage: en\n", encoding="utf-8")
    (folder / "01-own.md").write_text(WRITE, encoding="utf-8")
    return open_course(folder)
