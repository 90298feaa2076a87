"""The course: its lessons, what is done of each, and where to go on."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gdtutor.course.model import LessonSummary
from gdtutor.course.problems import CourseError
from gdtutor.language import N_, _, ngettext
from gdtutor.learner.ago import AWAY, ago
from gdtutor.terminal import spelled
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.lesson_lines import Done, lesson_lines
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.pointed_list import GUTTER, PointedList
from gdtutor.tui.widgets.title_bar import TitleBar


class HomeScreen(CourseScreen):
    """The list of lessons, with the one to go on with already selected."""

    STAYS = True
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("open", "enter,right,n", "↵", N_("continue"), N_("Open the selected lesson where you left it"), footer=1),
        Command("move(-1)", "up,k", "↑↓", N_("choose"), N_("Choose a lesson"), footer=2),
        Command("move(1)", "down,j", "↑↓", N_("choose"), N_("Choose a lesson"), footer=0),
        Command("review", "r", "r", N_("review"), N_("The answers that are worth another look, in all lessons"), footer=3),
        Command("lab", "l", "l", N_("lab"), N_("Free play; your own data: gdtutor lab --data FILE.csv"), footer=5),
        Command("reset", "x", "x", N_("start over"), N_("Forget what was done in a lesson or in all; asks first"), footer=11),
        Command("app.quit", "q", "q", N_("quit"), N_("Leave gdtutor; your place is kept"), footer=4),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS_HERE)

    def __init__(self) -> None:
        super().__init__()
        self._titles: dict[Place, str] = {}
        self._again: list[tuple[str, str]] = []
        self._listed: list[str] = []
        self._begun = False

    def compose(self) -> ComposeResult:
        """Title, lessons, a line about the course, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            yield PointedList(id="lessons", compact=True)
            yield Static(id="about", markup=False)
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))

    def on_mount(self) -> None:
        """The list takes no focus: its keys are the screen's own, which the footer shows."""
        self.query_one(OptionList).can_focus = False
        self.torch_changed()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """What is done may have changed meanwhile, here or in another terminal."""
        self._fill(self.tutor.next_lesson())

    def on_resize(self, event: events.Resize) -> None:
        """The lines are laid out for the width."""
        super().on_resize(event)
        self._fill(self._selected or self.tutor.next_lesson())

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign

    def course_changed(self) -> None:
        """The same lesson stays selected, where there is one."""
        self._titles.clear()
        self._fill(self._selected or self.tutor.next_lesson())
        super().course_changed()

    @property
    def _selected(self) -> str | None:
        highlighted = self.query_one(OptionList).highlighted
        return self._listed[highlighted] if highlighted is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action in ("open", "move", "reset"):
            return not self.tutor.course_problem
        if action == "review":
            return bool(self._again) and not self.tutor.course_problem
        return super().check_action(action, parameters)

    def action_move(self, by: int) -> None:
        """Select another lesson."""
        lessons = self.query_one(OptionList)
        if lessons.option_count:
            lessons.highlighted = ((lessons.highlighted or 0) + by) % lessons.option_count

    async def action_open(self) -> None:
        """Open the selected lesson."""
        if self._selected is not None:
            await self.tutor.open_lesson(self._selected)

    def action_review(self) -> None:
        """List what waits for another try."""
        self.tutor.review()

    def action_lab(self) -> None:
        """Free play."""
        self.tutor.open_lab()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click opens the lesson."""
        self.tutor.open_lesson(self._listed[event.option_index])

    def action_reset(self) -> None:
        """Ask what to forget."""
        lesson = next((lesson for lesson in self.tutor.course.lessons if lesson.id == self._selected), None)
        if lesson is not None:
            self.tutor.ask_reset(lesson, None, lambda: self._fill(self.tutor.next_lesson()))

    # What is on screen

    def _fill(self, selected: str) -> None:
        tutor = self.tutor
        lessons = tutor.course.lessons
        self.query_one(TitleBar).where = tutor.course.title
        seen = tutor.progress.pages_seen(tutor.course.id)
        results = tutor.progress.results(tutor.course.id)
        known = {(lesson.id, quiz) for lesson in lessons for quiz in lesson.quizzes}
        self._again = [key for key, result in results.items() if key in known and not result.last_right]
        listing = self.query_one(OptionList)
        listing.display = not tutor.course_problem
        width = max(20, self.app.size.width - 4 - GUTTER)
        self._begun = bool(seen)
        done = [Done(lesson, seen.get(lesson.id, set()), results) for lesson in lessons]
        listing.set_options(Option(line) for line in lesson_lines(done, tutor.next_lesson(), width, begun=self._begun))
        self._listed = [lesson.id for lesson in lessons]
        if lessons:
            listing.highlighted = self._listed.index(selected) if selected in self._listed else 0
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        self.query_one("#about", Static).update("\n".join(line for line in self._about() if line))

    def _about(self) -> list[str]:
        tutor = self.tutor
        if tutor.course_problem:
            said = _("This can't be shown as it is now. Mend the file; it is read again when you save it.")
            return [f"{said}\n", tutor.course_problem]
        if tutor.progress.notice:
            return [tutor.progress.notice]
        if not self._begun:
            return [_("Press Enter to begin. PyTorch runs while you read; nothing moves on by itself.")]
        # What has to be read from a lesson first comes last: nothing moves when it is there.
        return [self._worth_another_look(), self._where_one_was()]

    def _worth_another_look(self) -> str:
        if not self._again:
            return ""
        titles = {lesson.id: lesson.title for lesson in self.tutor.course.lessons}
        n = len(self._again)
        said = ngettext(
            "{n} question waits for another try, in: {lessons}", "{n} questions wait for another try, in: {lessons}", n
        )
        return said.format(n=n, lessons=", ".join(dict.fromkeys(titles[lesson] for lesson, _quiz in self._again)))

    def _where_one_was(self) -> str:
        """The page that one comes back to, once its title is known."""
        tutor = self.tutor
        found = tutor.progress.place(tutor.course.id)
        then = tutor.progress.last_visit(tutor.course.id)
        if found is None or then is None:
            return ""
        place = Place(*found)
        lesson = next((lesson for lesson in tutor.course.lessons if lesson.id == place.lesson), None)
        if lesson is None or place.page not in lesson.pages or place.lesson != tutor.next_lesson():
            return ""
        if place not in self._titles:
            self.do(self._find_title(lesson, place))
            return ""
        number, now = lesson.pages.index(place.page) + 1, datetime.now(timezone.utc)
        if now - then < AWAY:
            said = _("You are on page {number} of “{lesson}”: “{page}”.")
            return said.format(number=number, lesson=lesson.title, page=self._titles[place])
        said = _("You were on page {number} of “{lesson}”, “{page}”, {when}.")
        return said.format(number=number, lesson=lesson.title, page=self._titles[place], when=ago(then, now))

    async def _find_title(self, lesson: LessonSummary, place: Place) -> None:
        # The titles of pages stand in the lesson, which the first paint does without.
        try:
            read = await asyncio.to_thread(self.tutor.folder.lesson, lesson)
        except CourseError:
            return
        if self.is_attached:
            self._titles |= {Place(read.id, page.id): spelled(page.title) for page in read.pages}
            if place in self._titles:
                self._tell()
