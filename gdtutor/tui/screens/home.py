"""The course: its lessons, what is done of each, and where to go on."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from gdtutor.course.model import LessonSummary
from gdtutor.learner.progress import Result
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.title_bar import TitleBar, progress_bar


class HomeScreen(CourseScreen):
    """The list of lessons, with the one to go on with already selected."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = (
        Command("open", "enter,right,n", "↵", "continue", "Open the selected lesson where you left it", footer=1),
        Command("move(-1)", "up,k", "↑↓", "choose", "Choose a lesson", footer=2),
        Command("move(1)", "down,j", "↑↓", "choose", "Choose a lesson", footer=0),
        Command("reset", "x", "x", "start over", "Forget what was done in a lesson or in all of them; asks first", footer=4),
        Command("app.quit", "q", "q", "quit", "Leave gdtutor; your place is kept"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS_HERE)

    def compose(self) -> ComposeResult:
        """Title, lessons, a line about the course, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            yield OptionList(id="lessons", compact=True)
            yield Static(id="about", markup=False)
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))
        yield Static(id="too-small", markup=False)

    def on_mount(self) -> None:
        """The list takes no focus: its keys are the screen's own, which the footer shows."""
        self.query_one(OptionList).can_focus = False
        title = self.query_one(TitleBar)
        title.where = self.tutor.course.title
        self.torch_changed()

    def on_screen_resume(self) -> None:
        """What is done may have changed meanwhile, here or in another terminal."""
        self._fill(self.tutor.next_lesson())

    def on_resize(self, event: events.Resize) -> None:
        """The lines are laid out for the width."""
        super().on_resize(event)
        highlighted = self.query_one(OptionList).highlighted
        lessons = self.tutor.course.lessons
        self._fill(lessons[highlighted].id if highlighted is not None else self.tutor.next_lesson())

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign

    def action_move(self, by: int) -> None:
        """Select another lesson."""
        lessons = self.query_one(OptionList)
        if lessons.option_count:
            lessons.highlighted = ((lessons.highlighted or 0) + by) % lessons.option_count

    def action_open(self) -> None:
        """Open the selected lesson."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self.tutor.open_lesson(self.tutor.course.lessons[highlighted].id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click opens the lesson."""
        self.tutor.open_lesson(self.tutor.course.lessons[event.option_index].id)

    def action_reset(self) -> None:
        """Ask what to forget."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self.tutor.ask_reset(self.tutor.course.lessons[highlighted], None, lambda: self._fill(self.tutor.next_lesson()))

    def _fill(self, selected: str) -> None:
        tutor = self.tutor
        lessons = tutor.course.lessons
        seen = tutor.progress.pages_seen(tutor.course.id)
        results = tutor.progress.results(tutor.course.id)
        listing = self.query_one(OptionList)
        width = max(20, self.size.width - 4)
        listing.set_options(
            Option(_line(lesson, seen.get(lesson.id, set()), results, width, lesson.id == selected, place is not None))
            for lesson in lessons
            for place in [tutor.progress.place(tutor.course.id)]
        )
        listing.highlighted = next((i for i, lesson in enumerate(lessons) if lesson.id == selected), 0)
        self.query_one("#about", Static).update(self._about(results, bool(seen)))

    def _about(self, results: dict[tuple[str, str], Result], begun: bool) -> str:
        if notice := self.tutor.progress.notice:
            return notice
        known = {(lesson.id, quiz) for lesson in self.tutor.course.lessons for quiz in lesson.quizzes}
        again = [key for key, result in results.items() if key in known and not result.last_right]
        if again:
            noun = "question waits" if len(again) == 1 else "questions wait"
            titles = {lesson.id: lesson.title for lesson in self.tutor.course.lessons}
            return f"{len(again)} {noun} for another try, in: " + ", ".join(dict.fromkeys(titles[lesson] for lesson, _ in again))
        if not begun:
            return "Press Enter to begin. PyTorch runs while you read; nothing moves on by itself."
        return ""


def _line(
    lesson: LessonSummary, seen: set[str], results: dict[tuple[str, str], Result], width: int, selected: bool, begun: bool
) -> Content:
    """Title, bar, pages seen, and right answers, or the minutes that an unopened lesson takes."""
    done = len(seen & set(lesson.pages))
    total = len(lesson.pages)
    right = sum(1 for quiz in lesson.quizzes if (result := results.get((lesson.id, quiz))) and result.ever_right)
    tail = f"{lesson.minutes} min"
    if done:
        tail = f"{right} of {len(lesson.quizzes)} right"
        if selected and done < total:
            tail = f"continue · {tail}"
    elif selected:
        tail = f"{'continue' if begun else 'start'} here · {tail}"
    mark = "✓" if done == total and right == len(lesson.quizzes) else " "
    bar = progress_bar(done, total, 10) if width >= 66 else ""
    count = f"{done:>3}/{total:<2}"
    tail_width = min(28, max(16, width // 3))
    room = max(8, width - len(bar) - len(count) - tail_width - 6)
    title = Content(lesson.title).truncate(room, ellipsis=True).pad_right(max(0, room - Content(lesson.title).cell_length))
    return Content.assemble((f" {mark} ", "$success"), title, " ", (bar, "$accent"), count, "  ", (tail, "dim"))
