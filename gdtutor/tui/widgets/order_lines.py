"""Lines of the loop to be put in order."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from gdtutor.course.model import Quiz
from gdtutor.descent.experiment import BodyLine
from gdtutor.language import _
from gdtutor.tui.widgets.numbered_lines import NumberedLines


class OrderLines(NumberedLines):
    """A line is picked up, carried and put down. `order` are the names of the lines as they stand."""

    # A mouse that is dragged moves a line.
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.order: tuple[BodyLine, ...] = ()
        self.held = False
        self.loop = ""
        self._touched = False

    def put(self, quiz: Quiz, texts: tuple[str, ...]) -> None:
        """A new question; its lines are dealt later."""
        self.deal((), texts, "")
        super().put(quiz, texts)

    def deal(self, order: tuple[BodyLine, ...], texts: tuple[str, ...], loop: str) -> None:
        """The lines, shuffled; loop is the `for` that they stand in."""
        self.order, self.loop = order, loop
        self.held = self._touched = False
        self.pointed = 0
        self.fill_in(texts)

    def clear(self) -> None:
        """Another try goes on from the order that was tried."""
        self.held = False
        self.redraw()

    @property
    def ready(self) -> bool:
        """Whether a line was taken up and none is held now: nobody answers by Enter alone with the order that was dealt."""
        return bool(self.order) and self._touched and not self.held

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the lines, in the order in which they stand."""
        return self.order

    def point(self, by: int) -> None:
        """The next line; a line that is held goes with it."""
        if not self.held:
            super().point(by)
        elif self.pointed is not None:
            self._carry_to(self._within(self.pointed + by))

    def pick_up(self) -> None:
        """Hold the line that the arrows stand at."""
        if self.lines:
            self.pointed = self.pointed or 0
            self.held = True
            self.redraw()

    def put_down(self) -> None:
        """Let go of the line that is held, where it is. That may be where it was: then the order is meant as it stands."""
        self.held = False
        self._touched = True
        self.redraw()

    def choose(self, place: int) -> None:
        """Hold the line in that place; or put the line that is held there."""
        if not self.lines:
            return
        if self.held:
            self._carry_to(self._within(place))
            self.put_down()
        else:
            self.pointed = self._within(place)
            self.pick_up()

    def clicked(self, place: int, pressed: int) -> None:
        """A click holds a line and a click elsewhere puts it there; dragging it does both at once."""
        if not self.held and pressed != place:
            self.choose(pressed)
        self.choose(place)

    def sign(self, place: int) -> tuple[str, str]:
        """A line that is held shows that it can go up and down."""
        if place != self.pointed or self.state == "right":
            return " ", ""
        return ("↕", "$text-secondary bold reverse") if self.held else ("▸", "$text-secondary bold")

    def heading(self) -> Content | None:
        """The loop that the lines stand in."""
        return Content.styled(f"     {self.loop}", "$foreground 60%") if self.loop else None

    def waits_for(self) -> str:
        """How a line is moved."""
        return _("Move a line with space, ↑ ↓ and space again, then Enter")

    def _carry_to(self, place: int) -> None:
        if self.pointed is None or place == self.pointed:
            return
        names, texts = list(self.order), list(self.lines)
        names.insert(place, names.pop(self.pointed))
        texts.insert(place, texts.pop(self.pointed))
        self.order, self.pointed = tuple(names), place
        self.fill_in(tuple(texts))
