"""The app as far as it is about the course: which lesson is open, the way there and back, its language, and its files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.screen import Screen

from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course, Lesson, LessonSummary
from gdtutor.course.open import open_course
from gdtutor.course.problems import CourseError
from gdtutor.language import _, language, languages, use
from gdtutor.learner.places import lesson_to_go_on_with, page_to_open
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.tutor import REVIEW, Place

# Seconds between two looks at the files of a course that its author may be writing.
WATCH = 0.5
# Places that `go_back` remembers.
LONGEST_TRAIL = 100


class CourseApp(App[None]):
    """Shows a course, screen by screen. `folder` is where the course comes from, and is read again from."""

    def __init__(self, course: Course, progress: Progress, folder: CourseFolder) -> None:
        super().__init__()
        self.course = course
        self.progress = progress
        self.folder = folder
        self.course_problem = ""
        self._language = language()
        self._read: Callable[[], Course] = partial(open_course, course.path, course.language)
        self._trail: list[Place] = []
        self._finished: str | None = None

    # Places

    def next_lesson(self) -> str:
        """The lesson to go on with: where the learner stood, or the first after it that is not done."""
        return lesson_to_go_on_with(self.course, self.progress)

    def open_lesson(self, lesson: str, page: str | None = None) -> Awaitable[object]:
        """Open a lesson: at `page`, or where the learner left it, or at its first page that was not seen."""
        return self._show(self._lesson_screen(lesson, page))

    @property
    def came_from(self) -> Place | None:
        """Where `go_back` leads."""
        return self._trail[-1] if self._trail else None

    def go_to(self, place: Place) -> None:
        """Open a place that something on screen leads to; `go_back` comes back from it."""
        there = self._found(place)
        here = self.screen.standing if isinstance(self.screen, CourseScreen) else None
        if there is None:
            self.notify(_("There is no such page in this course."), severity="warning")
        elif there != here:
            if here is not None:
                self._trail = [*self._trail, here][-LONGEST_TRAIL:]
            self._open(there)

    def go_back(self) -> None:
        """Back to where the last `go_to` led away from, past pages that are no more."""
        while self._trail:
            there = self._found(self._trail.pop())
            if there is not None:
                self._open(there)
                return

    def _found(self, place: Place) -> Place | None:
        """The place with its page's id; None where the course has none such."""
        if place.page == REVIEW:
            return place
        summary = next((lesson for lesson in self.course.lessons if lesson.id == place.lesson), None)
        if summary is None or (place.page and place.page not in summary.pages):
            return None
        return Place(place.lesson, place.page or summary.pages[0])

    def _open(self, place: Place) -> None:
        screen = self.screen
        if place.page == REVIEW:
            self._show(self._review_screen(place.lesson))
        elif not (isinstance(screen, CourseScreen) and screen.turn_to(place)):
            self.open_lesson(*place)
        self.screen.refresh_bindings()

    def _show(self, screen: Screen[None]) -> Awaitable[object]:
        here = self.screen
        stays = not isinstance(here, CourseScreen) or here.STAYS
        return self.push_screen(screen) if stays else self.switch_screen(screen)

    def close_lesson(self) -> None:
        """Back home; there the way back ends."""
        self._trail.clear()
        # Below a lesson lies home, or, where the lesson was opened from the command line, nothing.
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.switch_screen(self._home_screen())

    def end_lesson(self, lesson: Lesson) -> Awaitable[object]:
        """What was got wrong first, and the next lesson; this one begins anew when it is opened again."""
        self._finished = lesson.id
        self._trail.clear()
        return self._show(self._review_screen(lesson.id))

    def review(self) -> None:
        """What waits for another try in the whole course."""
        self._show(self._review_screen(""))

    def _home_screen(self) -> Screen[None]:
        from gdtutor.tui.screens.home import HomeScreen

        return HomeScreen()

    def _review_screen(self, lesson: str) -> Screen[None]:
        from gdtutor.tui.screens.review import ReviewScreen

        return ReviewScreen(lesson)

    def _lesson_screen(self, lesson: str, page: str | None, *, resumed: bool = False) -> Screen[None]:
        from gdtutor.tui.screens.lesson import LessonScreen

        summary = next(found for found in self.course.lessons if found.id == lesson)
        since = None
        if page is None:
            page, stood_there = page_to_open(self.course, summary, self.progress, finished=self._finished)
            since = self.progress.last_visit(self.course.id) if resumed and stood_there else None
        self._finished = None
        return LessonScreen(summary, page, since)

    def ask_reset(self, lesson: LessonSummary, quiz: str | None, done: Callable[[], None]) -> None:
        """Ask what to forget; call `done` when something was."""
        from gdtutor.tui.screens.reset import ResetScreen

        course = self.course.id
        offers: list[tuple[str, Callable[[], None]]] = []
        if quiz is not None:
            offers.append((_("The answers to this question"), partial(self.progress.reset_quiz, course, lesson.id, quiz)))
        whole = _("The lesson “{title}”").format(title=lesson.title)
        offers.append((whole, partial(self.progress.reset_lesson, course, lesson.id)))
        offers.append((_("The whole course"), partial(self.progress.reset_course, course)))

        def answered(place: int | None) -> None:
            if place is not None:
                offers[place][1]()
                done()

        self.push_screen(ResetScreen(tuple(text for text, _forget in offers)), answered)

    # The language, and files that change

    @property
    def offered_languages(self) -> tuple[str, ...]:
        """The languages to choose among: the interface's, and those that only the course has."""
        return tuple(sorted({*languages(), *self.folder.languages()}))

    async def speak(self, code: str) -> None:
        """Another language, for the interface and for the lessons, as far as each has it; kept for next time."""
        self._language = code
        if code in languages():
            use(code)
        self.progress.set_preference("language", code)
        if code in self.folder.languages():
            self._read = partial(self.folder.open, code)
            await self._read_course()
        else:
            self._course_changed()

    async def watch_files(self) -> None:
        """Read the course again whenever a file of it has changed; until the app ends."""
        while True:
            if await asyncio.to_thread(self.folder.changed):
                await self._read_course()
            await asyncio.sleep(WATCH)

    async def _read_course(self) -> None:
        """Replace the course by what there is now; where that is no course, its problems come on screen."""
        try:
            self.course = await asyncio.to_thread(self._read)
        except CourseError as error:
            self.course_problem = str(error)
        else:
            self.course_problem = ""
        self._course_changed()

    def _course_changed(self) -> None:
        for screen in self.course_screens:
            screen.course_changed()

    @property
    def course_screens(self) -> list[CourseScreen]:
        """The full screens that are open, from the bottom."""
        stack: list[Screen[Any]] = self.screen_stack
        return [screen for screen in stack if isinstance(screen, CourseScreen) and screen.is_mounted]
