"""After the last page of a lesson: what was got wrong first, with the way back there, and the lesson to go on with.

The same for the whole course lists what still waits for another try.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gdtutor.course.model import Lesson, LessonSummary
from gdtutor.language import N_, _, ngettext
from gdtutor.learner.asked import asked, lesson_summed_up, worth_a_look
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.described import described
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.tutor import REVIEW, Place
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.pointed_list import GUTTER, PointedList
from gdtutor.tui.widgets.title_bar import TitleBar


class ReviewScreen(CourseScreen):
    """Reviews a lesson, or with the id "" the course."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("open", "enter,right", "↵", N_("open"), N_("Go to the selected page, or to the next lesson"), footer=1),
        Command("move(-1)", "up,k", "↑↓", N_("choose"), N_("Choose where to go"), footer=2),
        Command("move(1)", "down,j", "↑↓", N_("choose"), N_("Choose where to go"), footer=0),
        Command("next_lesson", "n", "n", N_("next lesson"), N_("On to the next lesson"), footer=3),
        Command("last_page", "p", "p", N_("previous"), N_("Back to the last page of the lesson"), footer=5),
        Command("leave", "q,escape", "q", N_("course"), N_("Back to the list of lessons"), footer=4),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS_HERE)

    def __init__(self, lesson: str) -> None:
        super().__init__()
        self.lesson_id = lesson
        self._lessons: Sequence[Lesson] = ()
        self._places: list[Place] = []

    def compose(self) -> ComposeResult:
        """Title, what it comes to, the questions and the next lesson, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            yield Static(id="summary", markup=False)
            yield PointedList(id="questions", compact=True, markup=False)
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))

    def on_mount(self) -> None:
        """The next lesson is there at once, the questions when their lessons are read."""
        self.query_one(OptionList).can_focus = False
        self.course_changed()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are laid out for the width."""
        if self._lessons:
            self._fill()

    def course_changed(self) -> None:
        """Read the lessons that it is about."""
        super().course_changed()
        title = self.query_one(TitleBar)
        title.where = self.summary.title if self.summary is not None else self.tutor.course.title
        self.do(self._read(), exclusive=True)

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign

    @property
    def standing(self) -> Place | None:
        """This review, to come back to from a page."""
        return Place(self.lesson_id, REVIEW)

    @property
    def summary(self) -> LessonSummary | None:
        """The lesson that is reviewed; None for the course."""
        return next((lesson for lesson in self.tutor.course.lessons if lesson.id == self.lesson_id), None)

    @property
    def next_lesson(self) -> LessonSummary | None:
        """The lesson after this one."""
        lessons = self.tutor.course.lessons
        place = next((i for i, lesson in enumerate(lessons) if lesson.id == self.lesson_id), len(lessons))
        return lessons[place + 1] if place + 1 < len(lessons) else None

    # What is on screen

    async def _read(self) -> None:
        wanted = [summary for summary in self.tutor.course.lessons if self.lesson_id in ("", summary.id)]
        self._lessons = await asyncio.to_thread(self.tutor.folder.readable, wanted)
        if self.is_attached:
            self._fill()

    def _fill(self) -> None:
        questions = asked(self._lessons, self.tutor.progress.results(self.tutor.course.id))
        if self.lesson_id:
            said = lesson_summed_up(questions, last=self.next_lesson is None)
            shown = worth_a_look(questions)
        else:
            shown = [one for one in questions if one.wrong_now]
            said = self._of_course(len(shown))
        self.query_one("#summary", Static).update(said)
        width = self.size.width - 6 - GUTTER
        options: list[Option | None] = [Option(described(one, width, with_lesson=not self.lesson_id)) for one in shown]
        self._places = [one.place for one in shown]
        following = self.next_lesson
        if following is not None:
            options += [None, Option(_leads_on(following))] if shown else [Option(_leads_on(following))]
            self._places.append(Place(following.id, ""))
        listing = self.query_one(OptionList)
        before = listing.highlighted
        listing.set_options(options)
        if self._places:
            # Enter goes on, where there is somewhere to go on to.
            listing.highlighted = min(len(self._places) - 1, before if before is not None else len(shown) if following else 0)
        self.refresh_bindings()

    def _of_course(self, wrong: int) -> str:
        if not wrong:
            return _("No question waits for another try.")
        return ngettext("{n} answer is worth another look.", "{n} answers are worth another look.", wrong).format(n=wrong)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action == "next_lesson":
            return bool(self.lesson_id) and self.next_lesson is not None
        if action == "last_page":
            return self.summary is not None
        if action in ("open", "move"):
            return bool(self._places)
        return super().check_action(action, parameters)

    def action_move(self, by: int) -> None:
        """Select another line."""
        listing = self.query_one(OptionList)
        if listing.option_count:
            listing.highlighted = ((listing.highlighted or 0) + by) % listing.option_count

    def action_open(self) -> None:
        """Go where the selected line leads."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self._go(highlighted)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click goes there, too."""
        self._go(event.option_index)

    def _go(self, index: int) -> None:
        if self._places[index].page:
            self.tutor.go_to(self._places[index])
        else:
            self.tutor.open_lesson(self._places[index].lesson)

    async def action_next_lesson(self) -> None:
        """On to the next lesson."""
        if self.next_lesson is not None:
            await self.tutor.open_lesson(self.next_lesson.id)

    async def action_last_page(self) -> None:
        """Back to the last page."""
        if self.summary is not None:
            await self.tutor.open_lesson(self.summary.id, self.summary.pages[-1])

    def action_leave(self) -> None:
        """Back to the list of lessons."""
        if self.is_current:
            self.tutor.close_lesson()


def _leads_on(lesson: LessonSummary) -> Content:
    said = _("Next lesson: {lesson}").format(lesson=lesson.title)
    minutes = _("{n} min").format(n=lesson.minutes)
    return Content.assemble(("▸ ", "$accent"), (said, "bold"), (f"  {minutes}", "dim"))
