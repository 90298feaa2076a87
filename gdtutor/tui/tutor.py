"""What a screen may ask of the app, so that screens need not import it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from gdtutor.course.model import Course, LessonSummary
from gdtutor.learner.progress import Progress

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer


class Tutor(Protocol):
    """The app: the course that is open, the learner's progress, torch, and the way from screen to screen."""

    course: Course
    progress: Progress
    trainer_now: Trainer | None

    @property
    def torch_sign(self) -> str:
        """A few words for the title line."""

    async def trainer(self) -> Trainer:
        """The client of the torch process, imported when it is first asked for."""

    def next_lesson(self) -> str:
        """The lesson to go on with."""

    def open_lesson(self, lesson: str, page: str | None = None) -> None:
        """Open a lesson, at a page or where the learner left it."""

    def close_lesson(self, finished: str | None = None) -> None:
        """Back home."""

    def ask_reset(self, lesson: LessonSummary, quiz: str | None, done: Callable[[], None]) -> None:
        """Ask what to forget; call `done` when something was."""
