"""The words of the course: what each means, and the page that introduces it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from gdtutor.course.glossary import read_glossary
from gdtutor.course.model import GlossaryEntry
from gdtutor.course.problems import CourseError
from gdtutor.course.search import search
from gdtutor.language import _
from gdtutor.tui.screens.window import Entry, ListWindow
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.hanging_text import hanging
from gdtutor.tui.widgets.wording import inline


class GlossaryScreen(ListWindow):
    """All words in the order of the course; what is typed leaves those that it is found in."""

    TYPED = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "dismiss(None)", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._glossary: tuple[GlossaryEntry, ...] | None = None

    @property
    def title_shown(self) -> str:
        """What this is."""
        return _("Words of this course")

    @property
    def prompt_shown(self) -> str:
        """What can be typed."""
        return _("a word, to leave only those that have it")

    @property
    def hint_shown(self) -> str:
        """The keys."""
        return _("↑↓ choose · ↵ opens the page · Esc or Tab closes")

    def opened(self) -> None:
        """The file is read in a thread."""
        self.do(self._read())

    async def _read(self) -> None:
        try:
            self._glossary = await asyncio.to_thread(read_glossary, self.tutor.course)
        except CourseError as error:
            self.show((), nothing=str(error))
            return
        self.typed(self.query_one(Input).value)

    def typed(self, text: str) -> None:
        """Leave the words that it is found in."""
        if self._glossary is None:
            return
        if not text.strip():
            nothing = _("This course has no list of words.")
            self.show(self._entries(self._glossary), self._of_the_page(self._glossary), nothing)
            return
        by_id = {entry.id: entry for entry in self._glossary}
        found = [by_id[hit.term] for hit in search((), self._glossary, text)]
        self.show(self._entries(found), nothing=_("None of the words has that in it."))

    def _entries(self, glossary: Sequence[GlossaryEntry]) -> list[Entry]:
        titles = {lesson.id: lesson.title for lesson in self.tutor.course.lessons}
        return [
            Entry(
                Content("\n").join(
                    [
                        Content.assemble(
                            (", ".join((entry.term, *entry.also)), "bold"),
                            (f"  {titles.get(entry.lesson, entry.lesson)}", "dim"),
                        ),
                        *hanging(Content("  "), inline(entry.meaning), self.text_width),
                    ]
                ),
                Place(entry.lesson, entry.page),
            )
            for entry in glossary
        ]

    def _of_the_page(self, glossary: Sequence[GlossaryEntry]) -> int | None:
        """The word that the page below introduces, or else the first one that its lesson does."""
        here = self.below
        if here is None:
            return None
        exact = next((i for i, entry in enumerate(glossary) if (entry.lesson, entry.page) == here), None)
        if exact is not None:
            return exact
        return next((i for i, entry in enumerate(glossary) if entry.lesson == here.lesson), None)
