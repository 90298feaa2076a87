"""Search in the lessons and the glossary, while one types."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Input

from gdtutor.course.folder import CourseFolder
from gdtutor.course.glossary import read_glossary
from gdtutor.course.model import Course, GlossaryEntry, Lesson
from gdtutor.course.problems import CourseError
from gdtutor.course.search import Hit, search
from gdtutor.language import _, ngettext
from gdtutor.terminal import spelled
from gdtutor.tui.screens.window import Entry, ListWindow
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.hanging_text import hanging

# Seconds without a key after which the list follows what was typed.
PAUSE = 0.05
# More is not looked through; another word narrows it down.
MOST_SHOWN = 50


Texts = tuple[tuple[Lesson, ...], tuple[GlossaryEntry, ...]]


class SearchScreen(ListWindow):
    """What is typed is looked for in a thread, so that typing never waits for it."""

    TYPED = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "dismiss(None)", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._texts: Texts | None = None

    @property
    def title_shown(self) -> str:
        """What this is."""
        return _("Search in the lessons")

    @property
    def prompt_shown(self) -> str:
        """What can be typed."""
        return _("a word, or a part of it")

    @property
    def hint_shown(self) -> str:
        """The keys."""
        return _("↑↓ choose · ↵ opens · Esc or Tab closes")

    def opened(self) -> None:
        """The lessons are read while the first letters are typed."""
        self.show((), nothing=_("Pages are listed as you type. Of several words, all are on the page."))
        self.do(self._read())

    async def _read(self) -> None:
        self._texts = await asyncio.to_thread(_texts, self.tutor.folder, self.tutor.course)
        self.typed(self.query_one(Input).value)

    def typed(self, text: str) -> None:
        """Look for it, and no longer for what was typed before."""
        # The function, not its coroutine: what is typed next may come before it has begun.
        self.run_worker(partial(self._search, text), group="search", exclusive=True)  # type: ignore[arg-type]  # nor async ones

    async def _search(self, text: str) -> None:
        await asyncio.sleep(PAUSE)
        if self._texts is not None:
            with contextlib.suppress(NoMatches):  # the window may be closed before anything is found
                await self._show_hits(self._texts, text)

    async def _show_hits(self, texts: Texts, text: str) -> None:
        if not text.strip():
            self.show((), nothing=_("Pages are listed as you type. Of several words, all are on the page."))
            return
        hits = await asyncio.to_thread(search, *texts, text)
        titles = {lesson.id: lesson.title for lesson in texts[0]}
        entries = [_entry(hit, titles.get(hit.lesson, hit.lesson), self.text_width) for hit in hits[:MOST_SHOWN]]
        if len(hits) > MOST_SHOWN:
            more = len(hits) - MOST_SHOWN
            said = ngettext(
                "{n} more place; another word narrows it down.", "{n} more places; another word narrows it down.", more
            )
            entries.append(Entry(Content.styled(said.format(n=more), "dim"), None))
        self.show(entries, nothing=_("Found nowhere in the lessons."))


def _texts(folder: CourseFolder, course: Course) -> tuple[tuple[Lesson, ...], tuple[GlossaryEntry, ...]]:
    try:
        glossary = read_glossary(course)
    except CourseError:
        glossary = ()
    return folder.readable(course.lessons), glossary


def _entry(hit: Hit, lesson: str, width: int) -> Entry:
    """Where it was found, and the words around it."""
    if hit.term:
        kind = _("in the words")
    elif not hit.excerpt:
        kind = _("a lesson")
    else:
        kind = lesson
    excerpt = Content(hit.excerpt)
    for start, end in hit.found:
        excerpt = excerpt.stylize("$accent bold", start, end)
    lines = [Content.assemble((spelled(hit.title), "bold"), (f"  {kind}", "dim"))]
    if hit.excerpt:
        lines += hanging(Content("  "), excerpt, width)
    return Entry(Content("\n").join(lines), Place(hit.lesson, hit.page))
