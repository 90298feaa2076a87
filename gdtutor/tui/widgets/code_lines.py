"""A script, one line of which is to be found."""

from __future__ import annotations

from gdtutor.language import _
from gdtutor.tui.widgets.answer_field import State
from gdtutor.tui.widgets.numbered_lines import NumberedLines

_JUDGED: dict[State, tuple[str, str]] = {"right": ("✓", "$text-success bold"), "wrong": ("✗", "$text-error bold")}


class CodeLines(NumberedLines):
    """The lines of a script without its empty ones; the one that the arrows stand at is the answer.

    All of them stay once it is judged: what is said to the answer follows the script from line to line.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        # The digit that was typed last, where nothing came after it: with the next one it may be a line's number.
        self._tens = 0

    def clear(self) -> None:
        """The arrows stay where they were; another line is a key away."""
        self.redraw()

    def enter(self, state: State) -> None:
        """The chosen line's mark says how it was judged."""
        super().enter(state)
        self._tens = 0
        self.redraw()

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
        self._tens = 0
        self.pointed = self._within(place)
        self.redraw()

    def point(self, by: int) -> None:
        """A line further; a digit after that begins a number."""
        self._tens = 0
        super().point(by)

    def takes_digit(self, digit: int) -> bool:
        """Whether a line has that number, or one that ends with it and begins with the digit before."""
        return super().takes_digit(digit) or 0 < self._number(digit) <= self.places

    def type_digit(self, digit: int) -> None:
        """Two digits typed one after the other are the number of one line, where there are so many."""
        number = self._number(digit)
        if number > self.places:
            number = digit
        self.choose(number - 1)
        # 13 and then 2 is line 2: no script here has a hundred lines.
        self._tens = digit if number == digit else 0

    def _number(self, digit: int) -> int:
        return 10 * self._tens + digit

    def clicked(self, place: int, pressed: int) -> None:
        """A clicked line is chosen; clicked again, it is the answer."""
        if self.state == "asking" and place == self.pointed:
            self.post_message(self.Given())
        else:
            self.choose(place)

    def sign(self, place: int) -> tuple[str, str]:
        """The chosen line is the learner's own, until it is judged."""
        return _JUDGED.get(self.state, ("▸", "$text-secondary bold")) if place == self.pointed else (" ", "")

    def waits_for(self) -> str:
        """How to choose."""
        return _("Choose a line with ↑ and ↓, then Enter")
