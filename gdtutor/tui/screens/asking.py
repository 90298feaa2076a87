"""A question on a screen: asked with its numbers, helped with hints, judged, and asked again with other numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec
from textual.css.query import NoMatches

from gdtutor.course.model import Quiz
from gdtutor.course.terms import without_numbers
from gdtutor.descent.experiment import BodyLine
from gdtutor.lab.questions.dealing import dealt, script_lines
from gdtutor.lab.questions.judging import sayable
from gdtutor.language import _
from gdtutor.tui.screens.judging import JudgingScreen, RunLeft
from gdtutor.tui.screens.rows import share_rows
from gdtutor.tui.widgets.quiz_panel import QuizPanel

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer
    from gdtutor.descent.trajectory import Trajectory


class AskingScreen(JudgingScreen):
    """Subclasses compose a QuizPanel, name the lesson in `lesson_id`, and call `ask`, and `fill_in` once that is on screen."""

    def __init__(self) -> None:
        super().__init__()
        # What was moved is there again when one comes back from another page; by question.
        self._orders: dict[str, tuple[BodyLine, ...]] = {}

    @property
    def quiz(self) -> Quiz | None:
        """The question on screen, with the numbers that it has now."""
        return self.questions.quiz

    @property
    def panel(self) -> QuizPanel:
        """The question's widget."""
        return self.query_one(QuizPanel)

    def ask(self, quiz: Quiz | None) -> None:
        """Put a question on screen, with how it was answered before; None puts it away."""
        if self.quiz is not None and self.quiz.kind == "order":
            self._orders[self.quiz.id] = self.panel.order.order
        self.questions.ask(quiz)
        self._show_question()

    def _show_question(self) -> None:
        quiz = self.quiz
        self.panel.display = quiz is not None
        self.call_after_refresh(self.share_rows)
        if quiz is None:
            return
        self.panel.ask(quiz, without_numbers(quiz.ask), self._lines(quiz), self._earlier)
        if quiz.kind == "challenge":
            self.panel.goal.show_best(self.questions.best(quiz))

    @property
    def _earlier(self) -> str:
        """How the question was answered before."""
        if not self.questions.committed:
            return ""
        return _("✓ answered right before") if self.questions.ever_right else _("✗ not right yet")

    def share_rows(self) -> None:
        """Text and question share the rows anew: what stands there, or on which side of a narrow window, is another."""
        share_rows(self)

    def _lines(self, quiz: Quiz) -> tuple[str, ...]:
        """The choices, or the lines of the script that holds the fault."""
        if quiz.kind == "line":
            return script_lines(quiz)
        return tuple(without_numbers(choice.text) for choice in quiz.choices)

    @property
    def hides_next_step(self) -> bool:
        """Where the question is what the lab would show, nothing runs before the learner has committed to an answer."""
        return self.questions.hides_next_step(self.lab)

    def course_changed(self) -> None:
        """The words of the panel may be those of another language."""
        super().course_changed()
        self.panel.reword(self._earlier)

    async def fill_in(self) -> None:
        """Put into the question what has to be computed first: the numbers of its run, and the shuffled lines of an order."""
        quiz = self.quiz
        texts = () if quiz is None else (quiz.ask, *(choice.text for choice in quiz.choices))
        if quiz is None or not (quiz.kind == "order" or any("{" in text for text in texts)):
            return
        try:
            ask, *choices = await self.questions.filled(quiz, *texts)
        except sayable() as error:
            self._say(quiz, str(error))
            return
        if quiz.kind == "order":
            await self.tutor.trainer()  # and with it numpy
        if quiz is self.quiz:
            self.panel.fill_in(ask, tuple(choices))
            if quiz.kind == "order":
                self.panel.order.deal(*dealt(quiz, self._orders.get(quiz.id, ())))

    def _say(self, quiz: Quiz, text: str) -> None:
        """Show a text below the question, and below the answer to a wrong answer: nothing that was read is lost."""
        if quiz is self.quiz and self.panel.state in ("asking", "wrong"):
            self.panel.say(text)

    async def show_help(self, quiz: Quiz, told: Callable[[Quiz], Awaitable[str]]) -> None:
        """Show a hint or the solution below the question."""
        try:
            self._say(quiz, await told(quiz))
        except sayable() as error:
            self._say(quiz, str(error))
        self.refresh_bindings()

    def ask_another(self) -> None:
        """The same question with other numbers, in the lab as well where it is about the lab's run."""
        before, lab = self.quiz, self.lab
        quiz = self.questions.another()
        if before is None or quiz is None:
            return
        self._show_question()

        async def show_numbers() -> None:
            # Runs to compare with keep their numbers, and would not fit to others.
            about_lab = lab is not None and before.experiment == lab.experiment and not lab.compare
            if lab is not None and quiz.experiment is not None and about_lab:
                await self.open_lab(msgspec.structs.replace(lab, experiment=quiz.experiment))
            await self.fill_in()

        self.do(show_numbers())

    # Judging

    def on_quiz_panel_committed(self, message: QuizPanel.Committed) -> None:
        """The learner stands by an answer."""
        with contextlib.suppress(NoMatches):  # a screen that is left has no panel any more
            if message.quiz is self.quiz:
                self.panel.running()
        # The app's work, not the screen's: an answer counts, whatever is on screen by the time it is judged.
        self.app.run_worker(self._judge(message.quiz, message.given), exit_on_error=True)

    async def _judge(self, quiz: Quiz, given: tuple[str, ...]) -> None:
        with contextlib.suppress(NoMatches):
            try:
                answer, kept = await self.questions.judged(quiz, given, self._play)
            except RunLeft:
                return  # a challenge, and how its dials were set is not known any more
            except sayable() as error:
                if quiz is self.quiz:
                    self.panel.problem(str(error))
                return
            self.acknowledge(quiz, answer, kept)

    async def _play(self, quiz: Quiz) -> Trajectory:
        """The run that decides, on screen or, once the page was turned, unseen."""
        try:
            return await self.play_answer(quiz)
        except RunLeft as left:
            if left.experiment is None:
                raise
            return await self.questions.run(left.experiment, quiz.steps)

    def acknowledge(self, quiz: Quiz, answer: Answer, kept: str) -> None:
        """Keep an attempt, and show what is said to it: what the screen acknowledges is on disk before it does."""
        said = self.questions.keep(quiz, answer, kept)
        if quiz is self.quiz:
            if quiz.kind == "challenge":
                self.panel.goal.show_best(self.questions.best(quiz))
            self.panel.answered(answer.right, said)
            self.lab_changed()
            self.refresh_bindings()
