"""A question: what it asks, what it is answered with, and the answer to the answer, in place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from gdtutor.course.model import Quiz
from gdtutor.language import _
from gdtutor.tui.widgets.answer_field import AnswerField, State
from gdtutor.tui.widgets.answer_fields import field_name, new_field
from gdtutor.tui.widgets.hanging_text import HangingText
from gdtutor.tui.widgets.wording import inline

if TYPE_CHECKING:
    from gdtutor.tui.widgets.challenge_goal import ChallengeGoal
    from gdtutor.tui.widgets.choice_lines import ChoiceLines
    from gdtutor.tui.widgets.number_field import NumberField
    from gdtutor.tui.widgets.order_lines import OrderLines
    from gdtutor.tui.widgets.write_field import WriteField

_PARAGRAPHS = re.compile(r"\n{2,}")

SIGNS: dict[State, str] = {"asking": "?", "running": "…", "right": "✓", "wrong": "✗"}


class QuizPanel(VerticalScroll, can_focus=False):
    """Shows a question and collects the answer; it does not know what is right."""

    class Committed(Message):
        """The learner stands by an answer to this question, as its field has it."""

        def __init__(self, quiz: Quiz, given: tuple[str, ...]) -> None:
            super().__init__()
            self.quiz = quiz
            self.given = given

    class Told(Message):
        """Something was chosen or typed, or said to that: it is to be seen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.quiz: Quiz | None = None
        self.state: State = "asking"
        self._ask = ""
        self._earlier = ""

    def compose(self) -> ComposeResult:
        """The parts; above the feedback there will be the field for the answer."""
        yield HangingText(id="ask")
        yield Static(id="feedback", markup=False)
        yield Static(id="hint", markup=False)

    @property
    def field(self) -> AnswerField:
        """What the question is answered with. Raises NoMatches before the first question."""
        return cast("AnswerField", self.get_child_by_id(field_name(self.quiz.kind if self.quiz is not None else "choice")))

    @property
    def choices(self) -> ChoiceLines:
        """The field of choices, while the question is of that kind; so the others."""
        return cast("ChoiceLines", self.field)

    @property
    def number(self) -> NumberField:
        """The field of a number."""
        return cast("NumberField", self.field)

    @property
    def order(self) -> OrderLines:
        """The field of lines to be put in order."""
        return cast("OrderLines", self.field)

    @property
    def goal(self) -> ChallengeGoal:
        """The field of a challenge."""
        return cast("ChallengeGoal", self.field)

    @property
    def write(self) -> WriteField:
        """The way to the editor."""
        return cast("WriteField", self.field)

    # What the screen tells

    def ask(self, quiz: Quiz, ask: str, texts: tuple[str, ...], earlier: str) -> None:
        """Ask a question. texts are those of its choices or lines; earlier says how it was answered before."""
        self.quiz, self._ask, self._earlier = quiz, ask, earlier
        name = field_name(quiz.kind)
        if not self.query_children(f"#{name}"):
            self.mount(new_field(name), before="#feedback")
        for field in self.query(AnswerField):
            field.put_away()
            field.display = field is self.field
        self.field.put(quiz, texts)
        self._write("#hint", "")
        self._ask_again()

    def fill_in(self, ask: str, choices: tuple[str, ...]) -> None:
        """The same question, with its numbers."""
        self._ask = ask
        if choices:
            self.choices.fill_in(choices)
        self._lay_out()

    def reword(self, earlier: str) -> None:
        """The interface speaks another language from now on."""
        self._earlier = earlier
        for field in self.query(AnswerField):
            field.refresh(layout=True)
        self._lay_out()

    def retry(self) -> None:
        """Ask the same question again; a hint stays."""
        self.field.clear()
        self._ask_again()
        self.post_message(self.Told())

    @property
    def has_said(self) -> bool:
        """Whether anything stands below the question: a hint, or the answer to an answer."""
        return any(self.query_one(name, Static).display for name in ("#feedback", "#hint"))

    def reopen(self) -> None:
        """Take another answer, while what was said to the last one stays to be read."""
        self._enter("asking")

    def say(self, text: str) -> None:
        """Show a line under the question, below what was said to an answer: a hint, the solution, or what it waits for."""
        # While torch is at work there is nothing to be read but that.
        name = "#feedback" if self.state == "running" else "#hint"
        self._write(name, text)
        self.post_message(self.Told())
        self.call_after_refresh(self._bring_into_view, name)

    def running(self) -> None:
        """The answer is in; torch is at work on it."""
        self._reply(_("torch is running it …"), "running")

    def answered(self, right: bool, text: str) -> None:
        """The answer to the answer."""
        self._reply(_("✓ Right. {text}").format(text=text) if right else f"✗ {text}", "right" if right else "wrong")

    def problem(self, text: str) -> None:
        """Something kept the answer from being judged; it is not counted."""
        self._reply(text, "asking")

    # What the learner does

    def type_digit(self, digit: int) -> None:
        """Choose by number; after a wrong answer, in another try."""
        if self._may_answer() and self.field.takes_digit(digit):
            self.field.type_digit(digit)

    def point(self, by: int) -> None:
        """Go up or down."""
        if self._may_answer():
            self.field.point(by)

    def mark(self) -> None:
        """Choose what the arrows stand at, or take it back."""
        if self._may_answer():
            self.choices.mark()

    def type_number(self, characters: str) -> None:
        """Type these characters of a number; after a wrong answer that begins another try."""
        if self._may_answer():
            self.number.type(characters)

    def commit(self) -> None:
        """Stand by what is chosen or typed."""
        if self.quiz is not None and self.state == "asking" and self.ready:
            self.post_message(self.Committed(self.quiz, self.field.given))

    @property
    def ready(self) -> bool:
        """True when there is something to commit."""
        return self.quiz is not None and self.field.ready

    def on_answer_field_changed(self, message: AnswerField.Changed) -> None:
        """Keep in view what was chosen or moved; other keys work now."""
        message.stop()
        self.post_message(self.Told())
        self.call_after_refresh(self._show_field)
        self.screen.refresh_bindings()

    def on_answer_field_given(self, message: AnswerField.Given) -> None:
        """A click stands by the answer."""
        message.stop()
        self.commit()

    # How it is shown

    @property
    def can_scroll_down(self) -> bool:
        """Whether there is more of the question below."""
        return self.scroll_offset.y < self.max_scroll_y

    @property
    def can_scroll_up(self) -> bool:
        """Whether there is more of the question above."""
        return self.scroll_offset.y > 0

    def scroll_page(self, direction: int) -> None:
        """Most of its height down or up."""
        self.scroll_relative(y=direction * max(1, self.size.height - 2), animate=False, immediate=True)

    def _may_answer(self) -> bool:
        if self.quiz is not None and self.state == "wrong":
            self.retry()
        return self.quiz is not None and self.state == "asking"

    def _ask_again(self) -> None:
        self._write("#feedback", "")
        self._enter("asking")
        self.scroll_home(animate=False)

    def _enter(self, state: State) -> None:
        self.state = state
        self.field.enter(state)
        self._lay_out()

    def _reply(self, text: str, state: State) -> None:
        self._write("#hint", "")
        self._write("#feedback", text)
        self._enter(state)
        self.post_message(self.Told())
        self.call_after_refresh(self._bring_into_view, "#feedback")

    def _write(self, name: str, text: str) -> None:
        said = self.query_one(name, Static)
        # A paragraph is a line here: there is no room for empty ones.
        said.update(inline(_PARAGRAPHS.sub("\n", text)))
        said.display = bool(text)

    def _bring_into_view(self, name: str) -> None:
        """As much of the question as there is room for beside what is said to it; that, from its beginning."""
        said = self.query_one(name, Static) if self.children else None  # none: the screen was left before it was painted again
        if said is not None and said.display:
            self.scroll_to_widget(said, animate=False, top=said.virtual_region.height > self.size.height)

    def _show_field(self) -> None:
        if not self.children:
            return
        region = self.field.looked_at
        if region is None or self.state != "asking":
            return
        region = region.translate(self.field.virtual_region.offset)
        # The question itself stays in view for as long as there is room for both.
        if region.bottom <= self.size.height:
            self.scroll_home(animate=False)
        else:
            self.scroll_to_region(region, animate=False)

    def _lay_out(self) -> None:
        quiz = self.quiz
        if quiz is None:
            return
        asking = self.state == "asking"
        several = "  " + _("(one or more)") if quiz.kind == "choices" else ""
        earlier = f"  {self._earlier}" if asking and self._earlier else ""
        text = Content.assemble(inline(self._ask), (several + earlier, "dim"))
        self.query_one("#ask", HangingText).show(Content.styled(f"{SIGNS[self.state]} ", "$accent bold"), text)
        self.set_class(self.state == "right", "-right")
        self.set_class(self.state == "wrong", "-wrong")
        self.screen.refresh_bindings()
