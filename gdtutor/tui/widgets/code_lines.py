"""A script, one line of which is to be found."""

from __future__ import annotations

from gdtutor.language import _
from gdtutor.tui.widgets.answer_field import State
from gdtutor.tui.widgets.numbered_lines import NumberedLines

# Lines around the one that was chosen which stay with the answer to it, where the window is too low for all.
CONTEXT = 1
ROOM_FOR_ALL = 30


class CodeLines(NumberedLines):
    """The lines of a script without its empty ones; the one that the arrows stand at is the answer."""

    def clear(self) -> None:
        """The arrows stay where they were; another line is a key away."""
        self.redraw()

    def enter(self, state: State) -> None:
        """Once judged, the lines around the chosen one are enough, so that the answer fits below them."""
        super().enter(state)
        self.redraw(layout=True)

    def put_away(self) -> None:
        """No line is chosen."""
        super().put_away()
        self.pointed = None

    @property
    def ready(self) -> bool:
        """Whether a line is chosen."""
        return self.pointed is not None

    @property
    def given(self) -> tuple[str, ...]:
        """The text of the chosen line, without its indent."""
        return (self.lines[self.pointed].strip(),) if self.pointed is not None else ()

    def choose(self, place: int) -> None:
        """Choose a line."""
        self.pointed = self._within(place)
        self.redraw()

    def clicked(self, place: int, pressed: int) -> None:
        """A clicked line is chosen; clicked again, it is the answer."""
        if self.state == "asking" and place == self.pointed:
            self.post_message(self.Given())
        else:
            self.choose(place)

    def shown(self, place: int) -> bool:
        """All lines while the question is asked, and where there is room for them beside the answer."""
        if self.state not in ("right", "wrong") or self.pointed is None or self.app.size.height >= ROOM_FOR_ALL:
            return True
        return abs(place - self.pointed) <= CONTEXT

    def sign(self, place: int) -> tuple[str, str]:
        """The chosen line is the learner's own."""
        return ("▸", "$text-secondary bold") if place == self.pointed else (" ", "")

    def waits_for(self) -> str:
        """How to choose."""
        return _("Choose a line with ↑ and ↓, then Enter")
