"""Does every page fit? The real screens, drawn without a terminal, at the sizes that a learner may have.

What counts as too long, at 80×24: prose that has to be scrolled, and a question that has to be. At 60×20 prose may scroll; the
question with its choices, and the numbers, must be seen whole. At both, nothing may be cut off at the right.
"""

from __future__ import annotations

import asyncio
import contextvars
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import gdtutor.tui.app
from gdtutor.check.fitting import Fault, faults_of
from gdtutor.check.sizes import USUAL, Size
from gdtutor.course.model import Course, LessonSummary
from gdtutor.course.problems import Problem
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import language, languages, use
from gdtutor.learner.progress import Progress
from gdtutor.trainer.client import Batch, Run, Trainer
from gdtutor.tui.app import TutorApp
from gdtutor.tui.screens.lesson import LessonScreen

# A page that is not drawn by then never will be.
PATIENCE = 20.0
# Seconds that a page which does not fit is given to do so after all.
SETTLING = 0.1


class Pilot(Protocol):
    """What is wanted of Textual's pilot, which drives an app that has no terminal."""

    async def pause(self, delay: float | None = None) -> None:
        """Wait until everything has been done that was asked for."""

    async def resize_terminal(self, width: int, height: int) -> None:
        """Have a window of that size."""


class _Lent(Trainer):
    """The trainer of the other proofs, lent to an app: closing the app leaves it alone."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._lender = trainer

    async def start(self) -> None:
        """The first run starts it."""

    async def open(self, experiment: Experiment, on_rows: Callable[[Batch], None], *, resume: Trajectory | None = None) -> Run:
        """As the lender does; rows reach the app in its own context, as if the trainer had been started there."""
        context = contextvars.copy_context()
        return await self._lender.open(experiment, lambda batch: context.run(on_rows, batch), resume=resume)


class _Absent(Trainer):
    """No torch: runs are waited for and never come, as in the first second of a learner's session."""

    async def start(self) -> None:
        """There is nothing to start."""

    async def open(self, *_run: object, **_settings: object) -> Run:
        """Never returns."""
        never: asyncio.Future[Run] = asyncio.get_running_loop().create_future()
        return await never


class _Unpainted(LessonScreen):
    """A lesson that is laid out and never painted, which is a third of the work."""

    def _compositor_refresh(self) -> None:
        """Textual's own method; were it called otherwise one day, proofs would only be slower."""


class _Forgetful(Progress):
    """Nobody's progress: a page that is drawn to be measured has not been visited."""

    def visit(self, course: str, lesson: str, page: str) -> None:
        """Nothing."""


class _Proof(TutorApp):
    """The tutorial as far as a page needs it: without its start, in which torch is warmed up and files are watched."""

    # Textual looks for it beside the file of the class.
    CSS_PATH = str(Path(gdtutor.tui.app.__file__).with_name(TutorApp.CSS_PATH))

    def on_mount(self, event: Any) -> None:  # type: ignore[override]
        """Pages are pushed from outside, and a signal ends the process as usual."""
        event.prevent_default()  # Textual calls this method of every base class, too

    def get_default_screen(self) -> Any:
        """Textual's, with nothing on it."""
        return super(TutorApp, self).get_default_screen()


@dataclass
class Pages:
    """Draws pages, one after another, in one app."""

    app: TutorApp
    pilot: Pilot
    torch: bool

    async def check(self, course: Course, size: Size, on_page: Callable[[], None]) -> list[Problem]:
        """What does not fit on the pages of a course in a window of that size; the screens speak the course's language."""
        spoken = language()
        found: list[tuple[Path, Fault]] = []
        if course.language in languages():
            use(course.language)
        try:
            self.app.course = course
            await self.pilot.resize_terminal(*size)
            for summary in course.lessons:
                found += [(summary.path, fault) for fault in await self._lesson(summary, size, on_page)]
        finally:
            use(spoken)
        return [Problem(path, fault.line, fault.say()) for path, fault in found]

    async def _lesson(self, summary: LessonSummary, size: Size, on_page: Callable[[], None]) -> list[Fault]:
        screen = _Unpainted(summary, summary.pages[0])
        await self.app.push_screen(screen)
        faults: list[Fault] = []
        for place in range(len(summary.pages)):
            await self._turn(screen, place)
            assert screen.page is not None  # noqa: S101
            found = faults_of(screen, screen.page, size)
            if found:
                await self._lay_out_anew(screen)
                found = faults_of(screen, screen.page, size)
            faults += found
            on_page()
        await self.app.pop_screen()
        return faults

    async def _turn(self, screen: LessonScreen, place: int) -> None:
        """Turn to a page, and wait until it stands on screen with its numbers. Raises TimeoutError."""
        turned = asyncio.Event()

        async def turn() -> None:
            await screen.show_page(place)
            turned.set()

        deadline = monotonic() + PATIENCE
        asked = False
        while not (turned.is_set() and self._is_settled(screen)):
            if screen.lesson is not None and not asked:
                asked = screen.call_later(turn)
            if monotonic() > deadline:
                raise TimeoutError(f"page {place + 1} of {screen.lesson_id} could not be drawn")
            await asyncio.sleep(0.002)
        # Twice: what is laid out anew may ask for more room.
        await self.pilot.pause(0)
        await self.pilot.pause(0)

    async def _lay_out_anew(self, screen: LessonScreen) -> None:
        """A scrollbar that came while the page was being built takes a column, for which the text may need the row that keeps it
        there: without it the page may fit.
        """
        screen.query_one("#prose").show_vertical_scrollbar = False
        await self.pilot.pause(SETTLING)
        await self.pilot.pause(0)

    def _is_settled(self, screen: LessonScreen) -> bool:
        page, session = screen.page, screen.session
        if page is None or (page.lab is not None and (session is None or session.lab is not page.lab)):
            return False
        return not self.torch or not any(not worker.is_finished for worker in self.app.workers if worker.node is screen)


@asynccontextmanager
async def drawing(course: Course, trainer: Trainer | None) -> AsyncIterator[Pages]:
    """Draw pages within this block; trainer None: there is no torch, so numbers of a run are missing on them."""
    with tempfile.TemporaryDirectory() as folder, _Forgetful.open(Path(folder) / "progress") as progress:
        app = _Proof(course, progress)
        app.trainer_now = _Lent(trainer) if trainer is not None else _Absent()
        async with app.run_test(size=USUAL) as pilot:
            yield Pages(app, pilot, trainer is not None)
