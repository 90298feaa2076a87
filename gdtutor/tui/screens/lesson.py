"""A lesson, page by page: prose, its lab beside it, and its question below."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Markdown, Static

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lesson, LessonSummary, Page
from gdtutor.course.problems import CourseError
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.base import COMMON
from gdtutor.tui.screens.lab import LAB_COMMANDS
from gdtutor.tui.screens.question import ANSWER_COMMANDS, CHOICE_COMMANDS, ERASE_COMMAND, HINT_COMMAND, QuestionScreen
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.quiz_panel import QuizPanel
from gdtutor.tui.widgets.readout import Readout
from gdtutor.tui.widgets.title_bar import TitleBar

PAGE_COMMANDS = (
    Command("next_page", "n", "n", "next", "The next page", footer=3),
    Command("previous_page", "p", "p", "previous", "The page before", footer=7),
    Command("scroll_prose(1)", "pagedown,j", "PgDn", "more text", "Scroll the text down", footer=5),
    Command("scroll_prose(-1)", "pageup,k", "PgUp", "back up", "Scroll the text up", footer=0),
    Command("reset_progress", "x", "x", "start over", "Forget the answers to this question, this lesson, or all", footer=0),
    Command("leave", "q,escape", "q", "course", "Back to the list of lessons", footer=6),
)


class LessonScreen(QuestionScreen):
    """Shows one lesson. `start` is the id of the page to begin with."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        *ANSWER_COMMANDS,
        Command("go_on", "enter", "↵", "next", "The next page", footer=0),
        Command("switch_side", "tab", "tab", "text/picture", "In a narrow window: the text or the picture", footer=2),
        *LAB_COMMANDS,
        HINT_COMMAND,
        ERASE_COMMAND,
        *PAGE_COMMANDS,
        *CHOICE_COMMANDS,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS_HERE)

    def __init__(self, summary: LessonSummary, start: str | None = None) -> None:
        super().__init__()
        self.lesson_id = summary.id
        self.summary = summary
        self.lesson: Lesson | None = None
        self.place = 0
        self._start = start

    def compose(self) -> ComposeResult:
        """Title, prose beside picture, numbers, question, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            with Container(id="body"):
                with VerticalScroll(id="prose", can_focus=False):
                    yield Static(id="page-title", markup=False)
                    yield Markdown(id="text", open_links=False)
                with Vertical(id="pictures"):
                    yield PlotView(id="plot")
            yield Readout(id="readout")
            yield QuizPanel(id="quiz")
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))
        yield Static(id="too-small", markup=False)

    async def on_mount(self) -> None:
        """Read the lesson and open the page."""
        self.torch_changed()
        self.query_one(TitleBar).where = self.summary.title
        try:
            self.lesson = read_lesson(self.summary.path)
        except CourseError as error:
            self._show_problem(str(error))
            return
        ids = [page.id for page in self.lesson.pages]
        await self.show_page(ids.index(self._start) if self._start in ids else 0)

    def on_unmount(self) -> None:
        """Let go of the run in torch."""
        self.close_lab()

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        return self.lesson.pages[self.place] if self.lesson is not None else None

    async def show_page(self, place: int) -> None:
        """Turn to a page; when it is on screen, the place is on disk."""
        if self.lesson is None:
            return
        self.place = place
        page = self.lesson.pages[place]
        self.tutor.progress.visit(self.tutor.course.id, self.lesson.id, page.id)
        title = self.query_one(TitleBar)
        title.where, title.done, title.total = self.lesson.title, place + 1, len(self.lesson.pages)
        self.query_one("#page-title", Static).update(page.title)
        self.set_class(page.lab is None, "-no-lab")
        self.remove_class("-picture-side")
        if page.lab is not None:
            self.query_one(Readout).make_room(page.lab)
        for name in ("#plot", "#readout"):
            self.query_one(name).display = page.lab is not None
        self.ask(page.quiz)
        await self.query_one("#text", Markdown).update("\n\n".join(prose.text for prose in page.prose))
        self.query_one("#prose", VerticalScroll).scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)
        # The lab needs numpy and plotext, which the first paint does without.
        self.call_after_refresh(lambda: self.do(self._open_lab_of(page)))

    async def _open_lab_of(self, page: Page) -> None:
        if page is self.page:
            await self.open_lab(page.lab)
            await self.fill_in()

    def _show_problem(self, problem: str) -> None:
        # Not as Markdown: the messages quote what stands in the file.
        said = f"This lesson can't be opened. Mend the file and open it again.\n\n{problem}"
        self.query_one("#page-title", Static).update(said)
        self.add_class("-no-lab")
        self.ask(None)
        self.query_one("#readout").display = False

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action in ("next_page", "reset_progress"):
            return self.lesson is not None
        if action == "go_on":
            # Not while torch runs a prediction: the answer to it would be missed.
            return self.lesson is not None and (self.quiz is None or self.panel.state in ("right", "wrong"))
        if action == "previous_page":
            return self.place > 0
        if action == "switch_side":
            return self.page is not None and self.page.lab is not None and self.has_class("-narrow")
        if action == "scroll_prose":
            return self.is_mounted and self.query_one("#prose", VerticalScroll).max_scroll_y > 0
        return super().check_action(action, parameters)

    async def action_next_page(self) -> None:
        """The next page; after the last one, the list of lessons with the next lesson selected."""
        if self.lesson is None:
            return
        if self.place + 1 < len(self.lesson.pages):
            await self.show_page(self.place + 1)
        else:
            self.tutor.close_lesson(finished=self.lesson.id)

    async def action_go_on(self) -> None:
        """The next page."""
        await self.action_next_page()

    async def action_previous_page(self) -> None:
        """The page before."""
        await self.show_page(self.place - 1)

    def action_leave(self) -> None:
        """Back to the list of lessons; a number that is being typed is dropped first."""
        if self.quiz is not None and self.quiz.kind == "number" and self.panel.state == "asking" and self.panel.ready:
            self.panel.retry()
        elif self.is_current:
            self.tutor.close_lesson()

    def action_scroll_prose(self, direction: int) -> None:
        """A page of text down or up."""
        prose = self.query_one("#prose", VerticalScroll)
        prose.scroll_relative(y=direction * max(1, prose.size.height - 2), animate=False)

    def action_switch_side(self) -> None:
        """The text, or the picture."""
        self.toggle_class("-picture-side")
        self.call_after_refresh(self.draw_lab)

    def action_reset_progress(self) -> None:
        """Ask what to forget, and show the page afresh."""
        quiz = self.quiz.id if self.quiz is not None else None
        self.tutor.ask_reset(self.summary, quiz, lambda: self.do(self.show_page(self.place)))
