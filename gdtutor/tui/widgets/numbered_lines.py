"""Lines of code with their numbers, one of which the arrows stand at."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.geometry import Region, Size

from gdtutor.tui.widgets.answer_field import AnswerField
from gdtutor.tui.widgets.hanging_text import hanging
from gdtutor.tui.widgets.wording import code


class NumberedLines(AnswerField):
    """`▸ 3  code`; a line that is wider than its place goes on below itself. `pointed` is a place, from 0."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: tuple[str, ...] = ()
        self.pointed: int | None = None
        self._pressed: int | None = None

    def fill_in(self, texts: tuple[str, ...]) -> None:
        """The lines, in their order."""
        self.lines = texts
        self.redraw(layout=True)

    @property
    def places(self) -> int:
        """As many as there are lines."""
        return len(self.lines)

    def point(self, by: int) -> None:
        """A line further; not beyond an end."""
        if self.lines:
            self.pointed = (0 if by > 0 else self.places - 1) if self.pointed is None else self._within(self.pointed + by)
            self.redraw()

    @property
    def looked_at(self) -> Region | None:
        """The line that the arrows stand at."""
        if self.pointed is None:
            return None
        rows = self._rows(self.size.width)
        ys = [y for y, (place, _) in enumerate(rows) if place == self.pointed]
        return Region(0, ys[0], self.size.width, len(ys)) if ys else None

    def render(self) -> Content:
        """All lines, wrapped to the widget's width."""
        return Content("\n").join([row for _, row in self._rows(self.size.width)])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the lines take at that width."""
        return len(self._rows(width))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click begins, or the line is being dragged."""
        self._pressed = self._at(event.y)

    def on_click(self, event: events.Click) -> None:
        """The button was let go."""
        place, pressed = self._at(event.y), self._pressed
        if place is not None and self.state in ("asking", "wrong"):
            self.clicked(place, place if pressed is None else pressed)

    def clicked(self, place: int, pressed: int) -> None:
        """The mouse's button was let go on a line; `pressed` is the line on which it went down."""

    def _at(self, y: int) -> int | None:
        rows = self._rows(self.size.width)
        return rows[y][0] if 0 <= y < len(rows) else None

    def redraw(self, *, layout: bool = False) -> None:
        """Something about the lines is another; with `layout` it may be how many rows they take."""
        self.refresh(layout=layout)
        self.post_message(self.Changed())

    def sign(self, place: int) -> tuple[str, str]:
        """One cell before the number of a line, and the style of that line."""
        return ("▸", "bold") if place == self.pointed else (" ", "")

    def heading(self) -> Content | None:
        """A row above the lines."""
        return None

    def _within(self, place: int) -> int:
        return min(self.places - 1, max(0, place))

    def _rows(self, width: int) -> list[tuple[int | None, Content]]:
        """Rows with the line that each belongs to."""
        heading = self.heading()
        rows: list[tuple[int | None, Content]] = [] if heading is None else [(None, heading)]
        digits = len(str(self.places))
        for place, line in enumerate(self.lines):
            mark, style = self.sign(place)
            indent = " " * (len(line) - len(line.lstrip()))
            lead = f"{mark} {place + 1:>{digits}}  {indent}"
            for row in hanging(Content.styled(lead, "" if style else "$foreground 60%"), code(line.lstrip()), width):
                rows.append((place, row.stylize(style) if style else row))
        return rows
