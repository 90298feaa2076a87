"""A question on a screen: asked with its numbers, helped with hints, judged, and asked again with other numbers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from gdtutor.course.fresh import drawn
from gdtutor.course.model import Quiz
from gdtutor.course.terms import without_numbers
from gdtutor.descent.experiment import BodyLine
from gdtutor.descent.numbers import show
from gdtutor.language import _
from gdtutor.tui.screens.judging import JudgingScreen, RunLeft, sayable
from gdtutor.tui.screens.rows import share_rows
from gdtutor.tui.widgets.quiz_panel import QuizPanel

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer

# Wrong answers after which the solution is offered, whatever hints were read.
ENOUGH_TRIES = 2


class AskingScreen(JudgingScreen):
    """Subclasses compose a QuizPanel, name the lesson in `lesson_id`, and call `ask`, and `fill_in` once that is on screen.

    `quiz` is the question with the numbers that it has now; `committed` says whether it was answered, now or before.
    """

    def __init__(self) -> None:
        super().__init__()
        self.quiz: Quiz | None = None
        self.committed = False
        self._as_written: Quiz | None = None
        self._draw = 0
        self._tries = 0
        # What was read and moved is there again when one comes back from another page; by question and draw.
        self._hints_seen: dict[tuple[str, int], int] = {}
        self._orders: dict[str, tuple[BodyLine, ...]] = {}
        self._ever_right = False

    @property
    def panel(self) -> QuizPanel:
        """The question's widget."""
        return self.query_one(QuizPanel)

    def ask(self, quiz: Quiz | None) -> None:
        """Put a question on screen, with how it was answered before; None puts it away."""
        if self.quiz is not None and self.quiz.kind == "order":
            self._orders[self.quiz.id] = self.panel.order.order
        self._as_written, self._draw = quiz, 0
        self._put(quiz)

    def _put(self, quiz: Quiz | None) -> None:
        self.quiz = quiz
        self.panel.display = quiz is not None
        self.call_after_refresh(self.share_rows)
        if quiz is None:
            return
        # Other numbers are another question: what was answered before says nothing of it.
        results = self.tutor.progress.results(self.tutor.course.id) if self._draw == 0 else {}
        result = results.get((self.lesson_id, quiz.id))
        self.committed = result is not None
        self._ever_right = result is not None and result.ever_right
        self._tries = result.tries if result is not None else 0
        self.panel.ask(quiz, without_numbers(quiz.ask), self._lines(quiz), self._earlier)
        if quiz.kind == "challenge":
            self.panel.goal.show_best(self.tutor.progress.best(self.tutor.course.id, self.lesson_id, quiz.id))

    @property
    def _earlier(self) -> str:
        """How the question was answered before."""
        if not self.committed:
            return ""
        return _("✓ answered right before") if self._ever_right else _("✗ not right yet")

    def share_rows(self) -> None:
        """Text and question share the rows anew: what stands there, or on which side of a narrow window, is another."""
        share_rows(self)

    def _lines(self, quiz: Quiz) -> tuple[str, ...]:
        """The choices, or the lines of the script that holds the fault."""
        if quiz.kind == "line" and quiz.experiment is not None:
            from gdtutor.descent.listing import listing

            return tuple(line for line in listing(quiz.experiment).lines if line.strip())
        return tuple(without_numbers(choice.text) for choice in quiz.choices)

    @property
    def hides_next_step(self) -> bool:
        """Where the question is what the lab would show, nothing runs before the learner has committed to an answer."""
        return self.quiz is not None and not self.committed and self.asks_for_next_step(self.quiz)

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
            ask, *choices = await self.filled(quiz, *texts)
        except sayable() as error:
            self._say(quiz, str(error))
            return
        if quiz.kind == "order":
            await self.tutor.trainer()  # and with it numpy
        if quiz is self.quiz:
            self.panel.fill_in(ask, tuple(choices))
            if quiz.kind == "order":
                self._deal(quiz)

    def _deal(self, quiz: Quiz) -> None:
        from gdtutor.course.answers import order_experiment, shuffled
        from gdtutor.descent.listing import body_line, listing

        order = shuffled(quiz)
        if sorted(before := self._orders.get(quiz.id, ())) == sorted(order):
            order = before
        experiment = msgspec.structs.replace(order_experiment(quiz, order), steps=quiz.steps)
        loop = next((line for line in listing(experiment).lines if line.startswith("for ")), "")
        self.panel.order.deal(order, tuple(f"    {body_line(experiment, name)}" for name in order), loop)

    def _say(self, quiz: Quiz, text: str) -> None:
        """Show a text below the question, and below the answer to a wrong answer: nothing that was read is lost."""
        if quiz is self.quiz and self.panel.state in ("asking", "wrong"):
            self.panel.say(text)

    # Help

    @property
    def offers_solution(self) -> bool:
        """Whoever has read all hints, or answered wrong more than once, need not stay stuck."""
        quiz = self.quiz
        if quiz is None:
            return False
        hints_seen = self._hints_seen.get((quiz.id, self._draw), 0)
        return self._ever_right or self._tries >= ENOUGH_TRIES or hints_seen >= len(quiz.hints)

    async def next_hint(self, quiz: Quiz) -> str:
        """The next hint; after the last one the first comes again. Raises what `sayable` names."""
        key = (quiz.id, self._draw)
        seen = self._hints_seen.get(key, 0)
        self._hints_seen[key] = seen + 1
        place = seen % len(quiz.hints)
        (text,) = await self.filled(quiz, quiz.hints[place])
        if len(quiz.hints) == 1:
            return _("Hint: {text}").format(text=text)
        return _("Hint {number} of {count}: {text}").format(number=place + 1, count=len(quiz.hints), text=text)

    async def told_solution(self, quiz: Quiz) -> str:
        """The solution, which answers nothing: the question waits for the learner's own answer still. Raises as `next_hint`."""
        text = await self.solution(quiz)
        # Lines of code begin on a line of their own.
        return _("Solution: {text}").format(text=f"\n{text}" if quiz.kind in ("order", "write") else text)

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
        if self._as_written is None or before is None:
            return
        self._draw += 1
        quiz = drawn(self._as_written, self._draw)
        self._put(quiz)

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
        if self.quiz is not None:
            self.panel.running()
            self.do(self._judge(self.quiz, message.given))

    async def _judge(self, quiz: Quiz, given: tuple[str, ...]) -> None:
        try:
            answer, kept = await self.judged(quiz, given)
        except RunLeft:
            return
        except sayable() as error:
            if quiz is self.quiz:
                self.panel.problem(str(error))
            return
        self.acknowledge(quiz, answer, kept)

    def acknowledge(self, quiz: Quiz, answer: Answer, kept: str) -> None:
        """Keep an attempt, and show what is said to it: what the screen acknowledges is on disk before it does."""
        tutor = self.tutor
        tutor.progress.record(tutor.course.id, self.lesson_id, quiz.id, kept, answer.right, answer.belief)
        said = answer.text
        if answer.score is not None:
            said = f"{said}\n{self._scored(quiz, answer.score)}"
        if quiz is self.quiz:
            self.committed = True
            self._tries += 1
            self._ever_right = self._ever_right or answer.right
            self.panel.answered(answer.right, said)
            self.lab_changed()
            self.refresh_bindings()

    def _scored(self, quiz: Quiz, score: float) -> str:
        """Keep the score where it is the best, and say how it stands to the best so far and to par."""
        from gdtutor.course.answers import as_good_as

        progress, key = self.tutor.progress, (self.tutor.course.id, self.lesson_id, quiz.id)
        before = progress.best(*key)
        better = progress.record_best(*key, score, highest=quiz.best == "highest")
        if quiz is self.quiz:
            self.panel.goal.show_best(progress.best(*key))
        if before is None:
            said = _("Your score: {score}.").format(score=show(score))
        elif better:
            said = _("Your score: {score}. Your best so far was {best}.").format(score=show(score), best=show(before))
        else:
            said = _("Your score: {score}. Your best is {best}.").format(score=show(score), best=show(before))
        if quiz.par is None:
            return said
        if not as_good_as(quiz, score, quiz.par):
            return " ".join((said, _("Par is {par}.").format(par=show(quiz.par))))
        if as_good_as(quiz, quiz.par, score):
            return " ".join((said, _("That is par.")))
        return " ".join((said, _("That is better than par, {par}.").format(par=show(quiz.par))))
