"""A number to type."""

from __future__ import annotations

from textual.content import Content

from gdtutor.language import _
from gdtutor.tui.widgets.answer_field import AnswerField

NUMBER_CHARACTERS = "0123456789.,/-−+eE"
# A number may begin with these; with . and , where they don't step a lab.
NUMBER_BEGINS = "0123456789-−+"
POINTS = ".,"
LONGEST_NUMBER = 24


class NumberField(AnswerField):
    """The number being typed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.value = ""

    def render(self) -> Content:
        """What is typed so far."""
        if not self.value:
            return Content.assemble("  ", ("▏" + _("type a number, then Enter"), "dim"))
        return Content.assemble("  ", (f"{self.value}▏", "$text-secondary bold"))

    def clear(self) -> None:
        """Nothing is typed."""
        self._show("")

    @property
    def ready(self) -> bool:
        """Whether anything is typed."""
        return bool(self.value)

    @property
    def given(self) -> tuple[str, ...]:
        """What is typed."""
        return (self.value,)

    def takes(self, character: str, *, point: bool) -> bool:
        """Whether the character belongs to a number, as far as it is typed; point says whether one may begin with `.`: `.5`."""
        begun = self.state == "asking" and self.value
        return bool(character) and character in (NUMBER_CHARACTERS if begun else NUMBER_BEGINS + POINTS * point)

    def type(self, characters: str) -> None:
        """Type these characters; what belongs to no number is left out."""
        self._show(self.value + "".join(character for character in characters if character in NUMBER_CHARACTERS))

    def erase(self) -> None:
        """Take the last character back."""
        self._show(self.value[:-1])

    def waits_for(self) -> str:
        """That it is to be typed."""
        return _("Type a number, then Enter")

    def _show(self, value: str) -> None:
        self.value = value[:LONGEST_NUMBER]
        self.refresh()
        self.post_message(self.Changed())
