"""What a learner answers a question with: a widget for each kind of answer, all of them worked by the same few calls."""

from __future__ import annotations

from typing import Literal

from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget

from gdtutor.course.model import Quiz

State = Literal["asking", "running", "right", "wrong"]


class AnswerField(Widget):
    """Takes an answer; it does not know which one is right. It takes no focus: the screen hands it the keys."""

    class Changed(Message):
        """Something else is chosen, typed or moved."""

    class Given(Message):
        """A click has answered the question."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.quiz: Quiz | None = None
        self.state: State = "asking"

    def put(self, quiz: Quiz, texts: tuple[str, ...]) -> None:
        """A new question; texts are those of its choices, or its lines of code."""
        self.quiz = quiz
        self.fill_in(texts)
        self.clear()

    def put_away(self) -> None:
        """Forget the question."""
        self.quiz = None

    def fill_in(self, texts: tuple[str, ...]) -> None:
        """The same question, with the texts as they are now."""

    def clear(self) -> None:
        """Begin another try."""

    def enter(self, state: State) -> None:
        """The question is asked, torch is running the answer, or it was judged."""
        self.state = state

    @property
    def ready(self) -> bool:
        """Whether there is something to stand by."""
        return True

    @property
    def given(self) -> tuple[str, ...]:
        """The answer: ids of choices, names or the text of lines, or the number that was typed."""
        return ()

    @property
    def places(self) -> int:
        """How many places `choose` knows."""
        return 0

    @property
    def looked_at(self) -> Region | None:
        """What is to be in view, in this widget's own cells."""
        return None

    def choose(self, place: int) -> None:
        """Choose by place, from 0."""

    def takes_digit(self, digit: int) -> bool:
        """Whether there is a place with that number, counted from 1."""
        return 0 < digit <= self.places

    def type_digit(self, digit: int) -> None:
        """Choose by a digit that `takes_digit` has agreed to."""
        self.choose(digit - 1)

    def point(self, by: int) -> None:
        """Go `by` places further."""

    def waits_for(self) -> str:
        """What is to be done first, where nothing is there yet to stand by: a sentence without its full stop."""
        return ""
