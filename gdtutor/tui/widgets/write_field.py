"""The way from a question to the editor in which it is answered."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from gdtutor.language import _, ngettext
from gdtutor.tui.widgets.answer_field import AnswerField, State
from gdtutor.tui.widgets.hanging_text import hanging


class WriteField(AnswerField):
    """Says that there is an editor, and how much the learner has written there."""

    class Opened(Message):
        """The field was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.written = 0

    def show_written(self, lines: int) -> None:
        """So many lines are written."""
        self.written = lines
        self.refresh(layout=True)

    def enter(self, state: State) -> None:
        """Whether it is answered changes what Enter does."""
        super().enter(state)
        self.refresh(layout=True)

    def render(self) -> Content:
        """One sentence."""
        return Content("\n").join(self._rows(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the sentence takes at that width."""
        return len(self._rows(width))

    def on_click(self, event: events.Click) -> None:
        """A click opens the editor, as Enter does."""
        self.post_message(self.Opened())

    def waits_for(self) -> str:
        """Where it is to be written."""
        return _("Press Enter, and write the loop in the editor")

    def _rows(self, width: int) -> list[Content]:
        if self.written and self.state == "right":
            # Enter turns the page now; which key opens the editor once more is in the footer.
            said = ngettext(
                "{n} line of yours stands in the editor.", "{n} lines of yours stand in the editor.", self.written
            ).format(n=self.written)
        elif self.written:
            said = ngettext(
                "Enter opens the editor; {n} line of yours stands there.",
                "Enter opens the editor; {n} lines of yours stand there.",
                self.written,
            ).format(n=self.written)
        else:
            said = _("Enter opens the editor.")
        return hanging(Content("  "), Content.styled(said, "$foreground 60%"), width)
