"""What a screen may ask of the app, so that screens need not import it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course, Lesson, LessonSummary
from gdtutor.learner.places import Place
from gdtutor.learner.progress import Progress
from gdtutor.tui.line import Line

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer


__all__ = ["REVIEW", "Place", "Tutor"]

# In place of a page's id: the review after the lesson's last page; of a lesson with the id "", that of the whole course.
REVIEW = "/review"


class Tutor(Protocol):
    """The app: the course that is open, the learner's progress, the terminal's line, torch, and the way from screen to screen."""

    course: Course
    folder: CourseFolder
    progress: Progress
    line: Line
    trainer_now: Trainer | None

    @property
    def torch_sign(self) -> str:
        """A few words for the title line."""

    @property
    def course_problem(self) -> str:
        """What is wrong with the course since its files were changed, a line for each problem; "" where nothing is."""

    @property
    def came_from(self) -> Place | None:
        """Where `go_back` leads: the page that a link, a hit or the outline led away from."""

    async def trainer(self) -> Trainer:
        """The client of the torch process, imported when it is first asked for."""

    def next_lesson(self) -> str:
        """The lesson to go on with."""

    def open_lesson(self, lesson: str, page: str | None = None) -> Awaitable[object]:
        """Open a lesson, at a page or where the learner left it. Awaited, it is there: keys that were typed ahead are for it."""

    def go_to(self, place: Place) -> None:
        """Open a place that something on screen leads to; `go_back` comes back from it."""

    def go_back(self) -> None:
        """Back to where the last `go_to` led away from."""

    def close_lesson(self) -> None:
        """Back home."""

    def end_lesson(self, lesson: Lesson) -> Awaitable[object]:
        """After the last page: what was got wrong first, and the next lesson."""

    def review(self) -> None:
        """What waits for another try in the whole course."""

    def open_lab(self) -> None:
        """Free play: the lab with the settings that it was left with."""

    def leave_lab(self) -> None:
        """Back from the free lab: home, or to the shell where it was opened from there."""

    def ask_reset(self, lesson: LessonSummary, quiz: str | None, done: Callable[[], None]) -> None:
        """Ask what to forget; call `done` when something was."""
