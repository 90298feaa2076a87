"""Choices to choose one of, or several."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region
from textual.message import Message

from gdtutor.language import _
from gdtutor.tui.widgets.answer_field import AnswerField, State
from gdtutor.tui.widgets.hanging_text import HangingText
from gdtutor.tui.widgets.wording import inline


class ChoiceLine(HangingText):
    """One choice; a click chooses it."""

    class Chosen(Message):
        """This choice was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def on_click(self) -> None:
        """Choose it."""
        self.post_message(self.Chosen(self.place))


class ChoiceLines(AnswerField):
    """One line a choice. `chosen` are places, from 0; `pointed` is where the arrows stand among several."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chosen: list[int] = []
        self.pointed: int | None = None
        self._texts: tuple[str, ...] = ()

    def fill_in(self, texts: tuple[str, ...]) -> None:
        """The choices, in their order."""
        self._texts = texts
        lines = len(self.query(ChoiceLine))
        self.mount_all([ChoiceLine(place) for place in range(lines, len(texts))])
        self._draw()

    def put_away(self) -> None:
        """No choices are left."""
        super().put_away()
        self._texts = ()
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.chosen, self.pointed = [], None
        self._draw()

    def enter(self, state: State) -> None:
        """Once judged, only what was chosen stays, so that the answer to it fits beside the picture."""
        super().enter(state)
        self._draw()

    @property
    def several(self) -> bool:
        """Whether more than one may be chosen."""
        return self.quiz is not None and self.quiz.kind == "choices"

    @property
    def ready(self) -> bool:
        """Whether anything is chosen."""
        return bool(self.chosen)

    @property
    def given(self) -> tuple[str, ...]:
        """The ids of what is chosen."""
        return tuple(self.quiz.choices[place].id for place in self.chosen) if self.quiz is not None else ()

    @property
    def places(self) -> int:
        """As many as there are choices."""
        return len(self.quiz.choices) if self.quiz is not None else 0

    @property
    def looked_at(self) -> Region | None:
        """The choice that was chosen or pointed at last."""
        line = next((line for line in self.query(ChoiceLine) if line.place == self.pointed), None)
        return line.virtual_region if line is not None else None

    def choose(self, place: int) -> None:
        """Choose it; where several may be chosen, or take it back."""
        self.chosen = sorted(set(self.chosen) ^ {place}) if self.several else [place]
        self.pointed = place
        self._draw()
        self.post_message(self.Changed())

    def point(self, by: int) -> None:
        """The next choice; where several may be chosen, only to point at it."""
        first = 0 if by > 0 else self.places - 1
        place = first if self.pointed is None else (self.pointed + by) % self.places
        if not self.several:
            self.choose(place)
            return
        self.pointed = place
        self._draw()
        self.post_message(self.Changed())

    @property
    def points(self) -> bool:
        """Whether the arrows stand at a choice."""
        return self.pointed is not None

    def mark(self) -> None:
        """Choose what is pointed at, or take it back."""
        if self.pointed is not None:
            self.choose(self.pointed)

    def waits_for(self) -> str:
        """How to choose."""
        return _("Choose with 1 to {last}, then Enter").format(last=self.places)

    def on_choice_line_chosen(self, message: ChoiceLine.Chosen) -> None:
        """A clicked choice is chosen; clicked again, it is the answer."""
        message.stop()
        if self.state == "asking" and not self.several and self.chosen == [message.place]:
            self.post_message(self.Given())
        elif self.state in ("asking", "wrong"):
            if self.state == "wrong":
                self.clear()
            self.choose(message.place)

    def _draw(self) -> None:
        asking = self.state == "asking"
        for line in self.query(ChoiceLine):
            here = line.place < len(self._texts)
            chosen = line.place in self.chosen
            line.display = here and (asking or chosen)
            if here:
                box = ("[x] " if chosen else "[ ] ") if self.several else ""
                style = "$text-secondary bold" if chosen else ""
                sign = "▸" if (line.place == self.pointed if self.several and asking else chosen) else " "
                line.show(
                    Content.styled(f"{sign} {line.place + 1}  {box}", style), inline(self._texts[line.place]).stylize(style)
                )
