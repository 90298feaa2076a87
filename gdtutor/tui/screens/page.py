"""A page of a lesson on screen: prose, its lab beside it, and its question below. Its keys are in `lesson`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import TypeVar

import msgspec
from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from gdtutor.course.model import Lab, Lesson, LessonSummary, Page, Quiz
from gdtutor.course.problems import CourseError
from gdtutor.language import _
from gdtutor.learner.ago import AWAY, ago
from gdtutor.terminal import spelled
from gdtutor.tui.screens.base import COMMON
from gdtutor.tui.screens.question import QuestionScreen
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.prose import ProseView
from gdtutor.tui.widgets.quiz_panel import QuizPanel
from gdtutor.tui.widgets.readout import Readout
from gdtutor.tui.widgets.title_bar import TitleBar

Block = TypeVar("Block", Lab, Quiz)


class PageScreen(QuestionScreen):
    """Shows one lesson, page by page. `start` is the id of the page to begin with.

    resumed is when the learner last stood there, for a lesson that opens by itself at that page.
    """

    def __init__(self, summary: LessonSummary, start: str | None = None, resumed: datetime | None = None) -> None:
        super().__init__()
        self.lesson_id = summary.id
        self.summary = summary
        self.lesson: Lesson | None = None
        self.place = 0
        self._start = start
        self._resumed = resumed

    def compose(self) -> ComposeResult:
        """Title, prose beside picture, numbers, question, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            with VerticalScroll(id="problem", can_focus=False):
                yield Static(id="what", markup=False)
            with Vertical(id="page"):
                with Container(id="body"):
                    with VerticalScroll(id="prose", can_focus=False):
                        yield Static(id="page-title", markup=False)
                        yield Static(id="resumed", markup=False)
                        yield ProseView(id="text")
                    with Vertical(id="pictures"):
                        yield PlotView(id="plot")
                yield Readout(id="readout")
                yield QuizPanel(id="quiz")
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))

    async def on_mount(self) -> None:
        """Read the lesson and open the page."""
        self.torch_changed()
        self.query_one(TitleBar).where = self.summary.title
        try:
            lesson = self.tutor.folder.lesson(self.summary)
        except CourseError as error:
            self._show_problem(str(error))
            return
        await self._open(lesson, self._start)

    async def _open(self, lesson: Lesson, start: str | None) -> None:
        self.lesson = lesson
        ids = [page.id for page in lesson.pages]
        await self.show_page(ids.index(start) if start in ids else 0)

    def on_unmount(self) -> None:
        """Let go of the run in torch."""
        self.close_lab()

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        return self.lesson.pages[self.place] if self.lesson is not None else None

    @property
    def standing(self) -> Place | None:
        """The page on screen."""
        return Place(self.lesson_id, self.page.id) if self.page is not None else None

    def turn_to(self, place: Place) -> bool:
        """A page of this lesson is shown without leaving it."""
        ids = [page.id for page in self.lesson.pages] if self.lesson is not None else []
        if place.lesson != self.lesson_id or place.page not in ids:
            return False
        # At once, so that a key that comes with the same packet counts from there.
        self.place = ids.index(place.page)
        self.do(self._show_place())
        return True

    async def _show_place(self) -> None:
        await self.show_page(self.place)

    async def show_page(self, place: int) -> None:
        """Turn to a page; when it is on screen, the place is on disk."""
        if self.lesson is None:
            return
        self.place = place
        page = self.lesson.pages[place]
        self.tutor.progress.visit(self.tutor.course.id, self.lesson.id, page.id)
        # Painted once, when all of it is there.
        with self.app.batch_update():
            self.remove_class("-picture-side")
            self.prepare_lab(page.lab)
            self.ask(page.quiz)
            self.refresh_bindings()
            await self._show_text(page)
            self.query_one("#prose", VerticalScroll).scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)
        # The lab needs numpy and plotext, which the first paint does without.
        self.call_after_refresh(lambda: self.do(self._open_lab_of(page)))

    async def _show_text(self, page: Page) -> None:
        if self.lesson is None:
            return
        title = self.query_one(TitleBar)
        title.where, title.done, title.total = self.lesson.title, self.place + 1, len(self.lesson.pages)
        self.query_one("#page-title", Static).update(spelled(page.title))
        since, self._resumed = self._resumed, None
        away = since is not None and datetime.now(timezone.utc) - since > AWAY
        resumed = self.query_one("#resumed", Static)
        resumed.display = away
        if since is not None and away:
            resumed.update(_("You were here {when}.").format(when=ago(since, datetime.now(timezone.utc))))
        text = "\n\n".join(prose.text for prose in page.prose)
        if text != self.query_one(ProseView).source:
            await self.query_one(ProseView).update(text)

    async def _open_lab_of(self, page: Page) -> None:
        now = self.page
        # The same page, even where the lesson was read again meanwhile.
        if now is not None and (now.id, now.lab) == (page.id, page.lab):
            await self.open_lab(page.lab)
            await self.fill_in()

    def on_resize(self, event: events.Resize) -> None:
        """The second picture comes and goes with the room for it."""
        super().on_resize(event)
        self.arrange_second_plot()
        self.call_after_refresh(self.draw_lab)
        self.call_after_refresh(self.refresh_bindings)

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign
        super().torch_changed()

    # The lesson's file, and the language

    def course_changed(self) -> None:
        """Read the lesson again, and stay where one is."""
        super().course_changed()
        self.do(self._read_again())

    async def _read_again(self) -> None:
        tutor = self.tutor
        if tutor.course_problem:
            self._show_problem(tutor.course_problem)
            return
        summary = next((lesson for lesson in tutor.course.lessons if lesson.id == self.lesson_id), None)
        if summary is None:
            if self.is_current:
                tutor.close_lesson()
            return
        self.summary = summary
        try:
            lesson = await asyncio.to_thread(tutor.folder.lesson, summary)
        except CourseError as error:
            self._show_problem(str(error))
            return
        self.remove_class("-problem")
        before = self.page
        if self.lesson is None or before is None:
            await self._open(lesson, self._start)
        else:
            await self._replace(lesson, before)
        self.refresh_bindings()
        # What was hidden behind a problem had no room to be drawn in.
        self.call_after_refresh(self.draw_lab)

    async def _replace(self, lesson: Lesson, before: Page) -> None:
        """Show the lesson's new edition: the page with the same id, or the nearest; a block that is as it was is left alone."""
        ids = [page.id for page in lesson.pages]
        runs = [(run.id, run.experiment) for run in self.lesson_runs]
        self.lesson = lesson
        if before.id not in ids:
            await self.show_page(min(self.place, len(ids) - 1))
            return
        self.place = ids.index(before.id)
        page = lesson.pages[self.place]
        lab, quiz = _kept(before.lab, page.lab), _kept(before.quiz, page.quiz)
        page = msgspec.structs.replace(page, lab=lab, quiz=quiz)
        pages = (*lesson.pages[: self.place], page, *lesson.pages[self.place + 1 :])
        self.lesson = msgspec.structs.replace(lesson, pages=pages)
        await self._show_text(page)
        if lab is not before.lab:
            await self.show_page(self.place)
        elif quiz is not before.quiz or runs != [(run.id, run.experiment) for run in lesson.runs]:
            self.ask(quiz)
            await self.fill_in()

    def _show_problem(self, problem: str) -> None:
        said = _("This lesson can't be opened. Mend the file and open it again.")
        if self.tutor.folder.named is not None:
            said = _("This can't be shown as it is now. Mend the file; it is read again when you save it.")
        # Not as Markdown: the messages quote what stands in the file.
        self.query_one("#what", Static).update(f"{said}\n\n{problem}")
        self.add_class("-problem")
        self.refresh_bindings()


def _kept(before: Block | None, now: Block | None) -> Block | None:
    """The block of before where the new one differs in nothing but its line: what goes on in it goes on."""
    if before is None or now is None or msgspec.structs.replace(before, line=now.line) != now:
        return now
    return before
