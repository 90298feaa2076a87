"""The links of a page, where there are several to choose from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from gdtutor.language import _
from gdtutor.terminal import spelled
from gdtutor.tui.screens.window import Entry, ListWindow
from gdtutor.tui.tutor import Place


class LinksScreen(ListWindow):
    """Offers these places, by the titles of their lessons and pages."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("l,q", "dismiss(None)", show=False)]

    def __init__(self, links: Sequence[Place]) -> None:
        super().__init__()
        self._links = links
        self._titles: dict[Place, str] = {}

    @property
    def title_shown(self) -> str:
        """What this is."""
        return _("Links on this page")

    def opened(self) -> None:
        """The titles of pages come as their lessons are read."""
        self._fill()
        self.run_worker(self._read(), exit_on_error=True)

    def _fill(self) -> None:
        lessons = {lesson.id: lesson for lesson in self.tutor.course.lessons}
        entries = []
        for place in self._links:
            lesson = lessons.get(place.lesson)
            titles = [lesson.title if lesson is not None else place.lesson]
            if place.page:
                titles.append(self._titles.get(place, place.page))
            entries.append(Entry(Content(" ▸ ".join(titles)), place))
        self.show(entries, self.query_one(OptionList).highlighted)

    async def _read(self) -> None:
        wanted = {place.lesson for place in self._links}
        found = [lesson for lesson in self.tutor.course.lessons if lesson.id in wanted]
        for lesson in await asyncio.to_thread(self.tutor.folder.readable, found):
            self._titles |= {Place(lesson.id, page.id): spelled(page.title) for page in lesson.pages}
        if self.is_attached:
            self._fill()
