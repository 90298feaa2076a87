"""The course at a glance: every lesson with its pages, what was seen of it, and where one stands."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from gdtutor.course.model import Lesson, LessonSummary
from gdtutor.language import _
from gdtutor.terminal import spelled
from gdtutor.tui.screens.window import Entry, ListWindow
from gdtutor.tui.tutor import Place


class OutlineScreen(ListWindow):
    """A list of all pages. ← and → go from lesson to lesson."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,q", "dismiss(None)", show=False),
        Binding("k", "move('up')", show=False),
        Binding("j", "move('down')", show=False),
        Binding("left", "lesson(-1)", show=False),
        Binding("right", "lesson(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lessons: dict[str, Lesson] = {}

    @property
    def title_shown(self) -> str:
        """The course's name."""
        return self.tutor.course.title

    @property
    def hint_shown(self) -> str:
        """What the marks mean, and the keys."""
        return _("· seen  ✓ right  ✗ not yet  ←→ lesson  ↵ opens  Esc closes")

    def opened(self) -> None:
        """The lessons are listed at once; the titles of their pages come as they are read."""
        self._fill(self._standing())
        self.do(self._read())

    def _standing(self) -> Place:
        """The page below this window, or the one that the learner was on last."""
        last = self.tutor.progress.place(self.tutor.course.id)
        return self.below or (Place(*last) if last is not None else Place(self.tutor.next_lesson(), ""))

    async def _read(self) -> None:
        lessons = await asyncio.to_thread(self.tutor.folder.readable, self.tutor.course.lessons)
        self._lessons = {lesson.id: lesson for lesson in lessons}
        if self.is_attached:
            highlighted = self.query_one(OptionList).highlighted
            selected = self.places[highlighted] if highlighted is not None else None
            self._fill(selected or self._standing())

    def _fill(self, selected: Place) -> None:
        entries: list[Entry] = []
        for number, lesson in enumerate(self.tutor.course.lessons, start=1):
            entries += self._of_lesson(number, lesson)
        places = [entry.place for entry in entries]
        first = next((i for i, place in enumerate(places) if place is not None and place.lesson == selected.lesson), None)
        place = places.index(selected) if selected in places else first
        self.show(entries, place)
        self.call_after_refresh(self._centre, place or 0)

    def _centre(self, place: int) -> None:
        """What comes before and after an entry is to be seen with it."""
        listing = self.query_one(OptionList)
        listing.scroll_to(y=max(0, place - listing.size.height // 2), animate=False, immediate=True)

    def _of_lesson(self, number: int, summary: LessonSummary) -> list[Entry]:
        tutor = self.tutor
        lesson = self._lessons.get(summary.id)
        seen = tutor.progress.pages_seen(tutor.course.id).get(summary.id, set())
        results = tutor.progress.results(tutor.course.id)
        here = self._standing()
        titles = {page.id: spelled(page.title) for page in lesson.pages} if lesson is not None else {}
        quizzes = {page.id: page.quiz.id for page in lesson.pages if page.quiz is not None} if lesson is not None else {}
        count = f"{len(seen & set(summary.pages))}/{len(summary.pages)}"
        entries = [Entry(Content.assemble((f"{number}  {summary.title}", "bold"), (f"  {count}", "dim")), None)]
        for page in summary.pages:
            result = results.get((summary.id, quizzes.get(page, "")))
            mark, style = " ", ""
            if result is not None:
                mark, style = ("✓", "$success") if result.ever_right else ("✗", "$error")
            elif page in seen:
                mark, style = "·", "dim"
            place = Place(summary.id, page)
            stands = Content.styled("  ◂ " + _("you are here"), "$accent") if place == here else ""
            entries.append(Entry(Content.assemble("   ", (mark, style), " ", titles.get(page, page), stands), place))
        return entries

    def action_lesson(self, by: int) -> None:
        """Select the first page of the next lesson, or of this one and then of the one before."""
        listing = self.query_one(OptionList)
        firsts = [i for i, place in enumerate(self.places) if place is not None and i and self.places[i - 1] is None]
        now = listing.highlighted or 0
        further = [first for first in firsts if first > now] if by > 0 else [first for first in reversed(firsts) if first < now]
        if further:
            listing.highlighted = further[0]
            self.call_after_refresh(self._centre, further[0])
