"""What came of running a script that the learner wrote: the judgement first, then the error, then what the script printed."""

from __future__ import annotations

import re

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gdtutor.language import _
from gdtutor.tui.widgets.wording import inline

# A paragraph is a line here: there is no room for empty ones.
_PARAGRAPHS = re.compile(r"\n{2,}")

PARTS = ("judged", "told", "refused", "printed")


class ScriptOutput(VerticalScroll, can_focus=False):
    """Parts one below the other, of which only those are shown that hold anything."""

    def compose(self) -> ComposeResult:
        """A sentence about the run, a hint or the solution, the error, and what was printed."""
        for name in PARTS:
            yield Static(id=name, markup=False)

    def on_mount(self) -> None:
        """Nothing has run yet."""
        self._is_judgement = False
        for part in self.query(Static):
            part.display = False

    def waiting(self, text: str) -> None:
        """A sentence in place of what a run before has left; a hint stays."""
        self._is_judgement = False
        self._write("judged", Content.styled(text, "$foreground 60%"))
        for name in ("refused", "printed"):
            self._write(name, Content(""))

    def tell(self, text: str) -> None:
        """A hint, or the solution; what is said to the run stays."""
        self._write("told", inline(_PARAGRAPHS.sub("\n", text)))
        if text:
            self.call_after_refresh(lambda: self.scroll_to_widget(self.query_one("#told"), animate=False, top=True))

    def show(self, said: Content, error: str, printed: str, *, cut: bool, end: str) -> None:
        """What came of a run, in texts that a terminal can be shown; cut: it printed more than is kept, and in the end `end`."""
        self._is_judgement = True
        self._write("judged", said)
        self._write("refused", Content(error))
        faint = "$foreground 60%"
        parts = [Content(printed.rstrip("\n"))] if printed.strip() else []
        parts += [Content.styled(_("(some of what it printed is left out here)"), faint)] if cut else []
        parts += [Content(end.rstrip("\n"))] if end.strip() else []
        heading = Content.styled(_("Your script printed:"), faint)
        self._write("printed", Content("\n").join([heading, *parts]) if parts else Content(""))
        self.scroll_home(animate=False)

    def outdate(self) -> None:
        """The script has been changed since: say that what came of its run is about the script before."""
        judged = self.query_one("#judged", Static)
        if self._is_judgement:
            self._is_judgement = False
            said = Content.styled(_("(This is about the script as it ran, before you changed it.)"), "$foreground 60%")
            judged.update(Content("\n").join([said, judged.content if isinstance(judged.content, Content) else Content()]))

    @property
    def has_more(self) -> bool:
        """Whether there is more than fits."""
        return self.max_scroll_y > 0

    def scroll_on(self) -> None:
        """Most of its height down; from the end back to the beginning."""
        if self.scroll_offset.y >= self.max_scroll_y:
            self.scroll_home(animate=False)
        else:
            self.scroll_relative(y=max(1, self.size.height - 1), animate=False, immediate=True)

    def _write(self, name: str, text: Content) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(text)
        part.display = bool(text.plain)
