"""A question: its choices or its number, the hint, and the answer to the answer, in place."""

from __future__ import annotations

import re
from typing import Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from gdtutor.course.model import Quiz

State = Literal["asking", "running", "right", "wrong"]
NUMBER_CHARACTERS = "0123456789.,/-−+eE"
LONGEST_NUMBER = 24

_INLINE = re.compile(r"\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`")


def inline(text: str) -> Content:
    """A line of Markdown: **bold**, *italic* and `code` are styled, everything else stands as it is written."""
    parts: list[Content | tuple[str, str]] = []
    end = 0
    for found in _INLINE.finditer(text):
        bold, italic, code = found.groups()
        styled = (bold, "bold") if bold else (italic, "italic") if italic else (code, "$accent")
        parts += [Content(text[end : found.start()]), styled]
        end = found.end()
    return Content.assemble(*parts, Content(text[end:]))


class ChoiceLine(Static):
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


class NumberField(Static):
    """The number being typed. It takes no focus: the screen hands it the keys, so that all others keep their meaning."""

    def __init__(self) -> None:
        super().__init__(id="number")
        self.value = ""

    def show(self, value: str) -> None:
        """Show what is typed so far."""
        self.value = value
        self.update(
            Content.assemble("  ", (f"{value}▏", "$text-secondary bold") if value else ("▏type a number, then Enter", "dim"))
        )


class QuizPanel(VerticalScroll, can_focus=False):
    """Shows a question and collects what is chosen; it does not know what is right."""

    class Committed(Message):
        """The learner stands by an answer: ids of choices, or what was typed."""

        def __init__(self, chosen: tuple[str, ...], typed: str) -> None:
            super().__init__()
            self.chosen, self.typed = chosen, typed

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.quiz: Quiz | None = None
        self.state: State = "asking"
        self.chosen: list[int] = []
        self._texts: tuple[str, ...] = ()
        self._earlier = ""

    def compose(self) -> ComposeResult:
        """The parts; those that a question does not need are hidden, and lines for choices come as they are needed."""
        yield Static(id="ask", markup=False)
        yield NumberField()
        yield Static(id="feedback", markup=False)

    def ask(self, quiz: Quiz, texts: tuple[str, ...], earlier: str) -> None:
        """Ask a question. `texts` are the question and its choices, filled in; `earlier` says how it was answered before."""
        self.quiz, self._texts, self._earlier = quiz, texts, earlier
        self.chosen = []
        number = self.query_one(NumberField)
        lines = len(self.query(ChoiceLine))
        self.mount_all([ChoiceLine(place) for place in range(lines, len(quiz.choices))], before=number)
        self._ask_again()

    def fill_in(self, texts: tuple[str, ...]) -> None:
        """The same question, with its numbers."""
        self._texts = texts
        self._lay_out()

    def retry(self) -> None:
        """Ask the same question again."""
        self._ask_again()

    def say(self, text: str) -> None:
        """Show a line under the question: a hint, or what it waits for."""
        self._feedback(text)
        self.scroll_end(animate=False)

    def running(self) -> None:
        """The answer is in; torch is at work on it."""
        self.state = "running"
        self._feedback("torch is running it …")
        self._lay_out()

    def answered(self, right: bool, text: str) -> None:
        """The answer to the answer."""
        self.state = "right" if right else "wrong"
        self._feedback(f"{'✓ Right.' if right else '✗'} {text}")
        self._lay_out()
        self.scroll_end(animate=False)

    def problem(self, text: str) -> None:
        """Something kept the answer from being judged; it is not counted."""
        self.state = "asking"
        self._feedback(text)
        self._lay_out()

    def choose(self, place: int) -> None:
        """Choose a choice by its place, or take it back where several may be chosen; after a wrong answer, in another try."""
        if self.quiz is None or not 0 <= place < len(self.quiz.choices):
            return
        if self.state == "wrong":
            self._ask_again()
        if self.state != "asking":
            return
        if self.quiz.kind == "choices":
            self.chosen = sorted(set(self.chosen) ^ {place})
        else:
            self.chosen = [place]
        next(line for line in self.query(ChoiceLine) if line.place == place).scroll_visible(animate=False)
        self._lay_out()

    def type_number(self, characters: str) -> None:
        """Type these characters of a number; after a wrong answer that begins another try."""
        if self.state == "wrong":
            self._ask_again()
        if self.state == "asking":
            self._typed(self.query_one(NumberField).value + "".join(c for c in characters if c in NUMBER_CHARACTERS))

    def erase(self) -> None:
        """Take the last character back."""
        self._typed(self.query_one(NumberField).value[:-1])

    def _typed(self, value: str) -> None:
        self.query_one(NumberField).show(value[:LONGEST_NUMBER])
        self.screen.refresh_bindings()

    def commit(self) -> None:
        """Stand by what is chosen or typed."""
        if self.quiz is None or self.state != "asking" or not self.ready:
            return
        typed = self.query_one(NumberField).value
        self.post_message(self.Committed(tuple(self.quiz.choices[place].id for place in self.chosen), typed))

    @property
    def ready(self) -> bool:
        """True when there is something to commit."""
        if self.quiz is None:
            return False
        return bool(self.query_one(NumberField).value) if self.quiz.kind == "number" else bool(self.chosen)

    def on_choice_line_chosen(self, message: ChoiceLine.Chosen) -> None:
        """A clicked choice is chosen; clicked again, committed."""
        message.stop()
        if self.quiz is not None and self.quiz.kind != "choices" and self.chosen == [message.place]:
            self.commit()
        else:
            self.choose(message.place)
        self.screen.refresh_bindings()

    def _ask_again(self) -> None:
        self.state = "asking"
        self.chosen = []
        self.query_one(NumberField).show("")
        self._feedback("")
        self._lay_out()
        self.scroll_home(animate=False)

    def _feedback(self, text: str) -> None:
        feedback = self.query_one("#feedback", Static)
        feedback.update(inline(text))
        feedback.display = bool(text)

    def _lay_out(self) -> None:
        quiz = self.quiz
        if quiz is None:
            return
        asking = self.state == "asking"
        several = "  (one or more)" if quiz.kind == "choices" else ""
        mark = {"asking": "?", "running": "…", "right": "✓", "wrong": "✗"}[self.state]
        earlier = f"  {self._earlier}" if asking and self._earlier else ""
        self.query_one("#ask", Static).update(
            Content.assemble((f"{mark} ", "$accent bold"), inline(self._texts[0]), (several + earlier, "dim"))
        )
        for line in self.query(ChoiceLine):
            here = line.place < len(quiz.choices)
            chosen = line.place in self.chosen
            # Once answered, only what was chosen stays, so that the answer to it fits beside the picture.
            line.display = here and (asking or chosen)
            if here:
                box = ("[x] " if chosen else "[ ] ") if quiz.kind == "choices" else ""
                style = "$text-secondary bold" if chosen else ""
                sign = "▸" if chosen else " "
                text = Content.assemble(f"{sign} {line.place + 1}  {box}", inline(self._texts[line.place + 1]))
                line.update(text.stylize(style) if style else text)
        self.query_one(NumberField).display = quiz.kind == "number"
        self.set_class(self.state == "right", "-right")
        self.set_class(self.state == "wrong", "-wrong")
        self.screen.refresh_bindings()
