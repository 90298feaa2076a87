"""The Textual app: which screen is on, whether torch is there, and what is kept."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from gdtutor.course.model import Course, LessonSummary
from gdtutor.learner.progress import Progress
from gdtutor.tui.command import bindings
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.tutor import Tutor
from gdtutor.tui.widgets.title_bar import TORCH_SIGNS

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer

# Seconds from the first paint until torch is started, so that the two do not share the processor.
WARM_UP = 0.05
THEMES = ("textual-dark", "textual-light", "ansi-dark", "ansi-light")


class TutorApp(App[None]):
    """gdtutor in a terminal. `lesson` (and `page`) open a lesson at once instead of the home screen."""

    CSS_PATH = "gdtutor.tcss"
    TITLE = "gdtutor"
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMON)
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = True

    def __init__(self, course: Course, progress: Progress, lesson: str | None = None, page: str | None = None) -> None:
        super().__init__()
        self.course = course
        self.progress = progress
        self.trainer_now: Trainer | None = None
        self._lesson, self._page = lesson, page
        self._trainer_lock = asyncio.Lock()
        self._finished: str | None = None
        theme = progress.preference("theme")
        self.theme = theme if theme in THEMES else THEMES[0]

    def on_mount(self) -> None:
        """The lesson asked for, or home. Only what is shown is built; torch starts once it is painted."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            # Asked to end, it leaves the terminal as it found it. (Only a main thread can listen, and not on every platform.)
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        lesson = self._lesson
        self.push_screen(self._lesson_screen(lesson, self._page) if lesson is not None else self._home_screen())
        self.progress.on_notice = lambda notice: self.notify(notice, severity="warning", timeout=10) if notice else None
        self.call_after_refresh(lambda: self.set_timer(WARM_UP, self._warm_up))

    def _warm_up(self) -> None:
        # The function, not its coroutine: an app that is ending by now would never await that.
        self.run_worker(self._start_torch, exit_on_error=True)  # type: ignore[arg-type]  # Textual's type leaves async ones out

    async def _start_torch(self) -> None:
        trainer = await self.trainer()
        await trainer.start()
        # What has been imported by now stays: collections that look through it again would hold up keys for 50 ms each.
        gc.collect()
        gc.freeze()
        gc.enable()

    async def trainer(self) -> Trainer:
        """The client of the torch process; importing it brings numpy, so it is not there before the first paint."""
        async with self._trainer_lock:
            if self.trainer_now is None:
                await asyncio.to_thread(_import_what_runs_need)
                from gdtutor.trainer.client import Trainer

                self.trainer_now = Trainer(on_state=self._torch_changed)
        return self.trainer_now

    async def on_unmount(self) -> None:
        """Nothing outlives the app."""
        if self.trainer_now is not None:
            await self.trainer_now.close()

    def _torch_changed(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, CourseScreen) and screen.is_mounted:
                screen.torch_changed()

    @property
    def torch_sign(self) -> str:
        """A few words for the title line."""
        trainer = self.trainer_now
        return TORCH_SIGNS[trainer.state].format(device=trainer.device) if trainer is not None else TORCH_SIGNS["loading"]

    # Lessons

    def next_lesson(self) -> str:
        """The lesson to go on with: where the learner stood, or the first after it that is not done."""
        lessons = self.course.lessons
        seen = self.progress.pages_seen(self.course.id)
        place = self.progress.place(self.course.id)
        ids = [lesson.id for lesson in lessons]
        start = ids.index(place[0]) if place is not None and place[0] in ids else 0
        for lesson in (*lessons[start:], *lessons[:start]):
            if set(lesson.pages) - seen.get(lesson.id, set()):
                return lesson.id
        return ids[start]

    def open_lesson(self, lesson: str, page: str | None = None) -> None:
        """Open a lesson: at `page`, or where the learner left it, or at its first page that was not seen."""
        self.push_screen(self._lesson_screen(lesson, page))

    def _home_screen(self) -> Screen[None]:
        from gdtutor.tui.screens.home import HomeScreen

        return HomeScreen()

    def _lesson_screen(self, lesson: str, page: str | None) -> Screen[None]:
        from gdtutor.tui.screens.lesson import LessonScreen

        summary = next(found for found in self.course.lessons if found.id == lesson)
        if page is None:
            place = self.progress.place(self.course.id)
            seen = self.progress.pages_seen(self.course.id).get(lesson, set())
            if place is not None and place[0] == lesson and place[1] in summary.pages and lesson != self._finished:
                page = place[1]
            else:
                page = next((unseen for unseen in summary.pages if unseen not in seen), summary.pages[0])
        self._finished = None
        return LessonScreen(summary, page)

    def close_lesson(self, finished: str | None = None) -> None:
        """Back home; a lesson that was `finished` begins anew when it is opened again."""
        self._finished = finished
        # Below a lesson lies home, or, where the lesson was opened from the command line, only Textual's blank screen.
        if len(self.screen_stack) > 2:
            self.pop_screen()
        else:
            self.switch_screen(self._home_screen())

    def ask_reset(self, lesson: LessonSummary, quiz: str | None, done: Callable[[], None]) -> None:
        """Ask what to forget; call `done` when something was."""
        from gdtutor.tui.screens.reset import ResetScreen

        course = self.course.id
        offers: list[tuple[str, Callable[[], None]]] = []
        if quiz is not None:
            offers.append(("The answers to this question", partial(self.progress.reset_quiz, course, lesson.id, quiz)))
        offers.append((f"The lesson “{lesson.title}”", partial(self.progress.reset_lesson, course, lesson.id)))
        offers.append(("The whole course", partial(self.progress.reset_course, course)))

        def answered(place: int | None) -> None:
            if place is not None:
                offers[place][1]()
                done()

        self.push_screen(ResetScreen(tuple(text for text, _ in offers)), answered)

    @property
    def internal_error(self) -> BaseException | None:
        """What ended the app, where that was a fault of its own."""
        return self._exception

    def _print_error_renderables(self) -> None:
        # Textual would print the traceback over the learner's shell.
        if self.internal_error is None:
            super()._print_error_renderables()

    # Actions of every screen

    def action_help(self) -> None:
        """Every key of the screen, and where things are kept."""
        from gdtutor.tui.screens.help import HelpScreen

        if isinstance(self.screen, CourseScreen):
            about = f"Progress is kept in {self.progress.path}.\nCourse: {self.course.path}"
            if self.progress.notice:
                about = f"{self.progress.notice}\n{about}"
            self.push_screen(HelpScreen((*self.screen.COMMANDS_HERE, *COMMON), about))

    def action_next_theme(self) -> None:
        """The next set of colours; kept for next time."""
        self.theme = THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)] if self.theme in THEMES else THEMES[0]
        self.progress.set_preference("theme", self.theme)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers what the screen can do now, from the same declarations as its keys."""
        if isinstance(screen, CourseScreen):
            for command in (*screen.COMMANDS_HERE, *COMMON):
                name = command.action.split("(")[0]
                if command in COMMON or screen.check_action(name, _arguments(command.action)):
                    yield SystemCommand(
                        f"{command.label} ({command.shown})", command.help, partial(self._run_command, screen, command.action)
                    )

    def _run_command(self, screen: CourseScreen, action: str) -> None:
        common = any(command.action == action for command in COMMON)
        self.call_later(self.run_action, action, self if common else screen)


def _arguments(action: str) -> tuple[object, ...]:
    """The arguments that an action's text carries, as Textual would parse them."""
    from textual.actions import parse

    return tuple(parse(action)[2])


def _import_what_runs_need() -> None:
    """In a thread, so that keys are answered meanwhile."""
    import gdtutor.lab.player
    import gdtutor.plots.kinds
    import gdtutor.trainer.client  # noqa: F401


def run(course: Course, progress: Progress, lesson: str | None = None, page: str | None = None) -> int:
    """Show the course until the learner leaves; the result is the process's exit code."""
    app = TutorApp(course, progress, lesson, page)
    _: Tutor = app  # checked here, where both are known
    app.run()
    if app.internal_error is not None:
        # The terminal is restored by now; the command line writes a report and says where.
        raise app.internal_error
    return app.return_code or 0
