"""The question that is asked now: how it stands, its hints and its solution, its further draws, and the record of its answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gdtutor.course.fresh import drawn
from gdtutor.course.model import Lab, Quiz, Run
from gdtutor.descent.numbers import show
from gdtutor.lab.questions.judging import Judging, asks_for_next_step
from gdtutor.language import _
from gdtutor.learner.progress import Progress

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer
    from gdtutor.trainer.client import Trainer

# Wrong answers after which the solution is offered, whatever hints were read.
ENOUGH_TRIES = 2


class Questions(Judging):
    """A lesson's questions, asked one at a time. `quiz` is the one of now, with the numbers that it has now; None where none is.

    place gives the ids of the course and of the lesson. committed says whether the question was answered, now or before, and
    ever_right whether it ever was right.
    """

    def __init__(
        self,
        progress: Progress,
        place: Callable[[], tuple[str, str]],
        trainer: Callable[[], Awaitable[Trainer]],
        lesson_runs: Callable[[], tuple[Run, ...]],
    ) -> None:
        super().__init__(trainer, lesson_runs)
        self.quiz: Quiz | None = None
        self.committed = False
        self.ever_right = False
        self._progress = progress
        self._place = place
        self._as_written: Quiz | None = None
        self._draw = 0
        self._tries = 0
        # What was read is there again when one comes back from another page; by question and draw.
        self._hints_seen: dict[tuple[str, int], int] = {}

    def ask(self, quiz: Quiz | None) -> None:
        """Ask a question, as its lesson has it; None asks nothing."""
        self._as_written, self._draw = quiz, 0
        self._put(quiz)

    def another(self) -> Quiz | None:
        """Ask the same question with other numbers, and return it; None where there is none."""
        if self._as_written is None:
            return None
        self._draw += 1
        self._put(drawn(self._as_written, self._draw))
        return self.quiz

    def _put(self, quiz: Quiz | None) -> None:
        self.quiz = quiz
        result = None
        # Other numbers are another question: what was answered before says nothing of it.
        if quiz is not None and self._draw == 0:
            course, lesson = self._place()
            result = self._progress.results(course).get((lesson, quiz.id))
        self.committed = result is not None
        self.ever_right = result is not None and result.ever_right
        self._tries = result.tries if result is not None else 0

    def best(self, quiz: Quiz) -> float | None:
        """The learner's best score in a challenge."""
        return self._progress.best(*self._place(), quiz.id)

    def hides_next_step(self, lab: Lab | None) -> bool:
        """Where the question is what the lab would show, nothing runs before the learner has committed to an answer."""
        return self.quiz is not None and not self.committed and asks_for_next_step(self.quiz, lab)

    # Help

    @property
    def offers_solution(self) -> bool:
        """Whoever has read all hints, or answered wrong more than once, need not stay stuck."""
        quiz = self.quiz
        if quiz is None:
            return False
        hints_seen = self._hints_seen.get((quiz.id, self._draw), 0)
        return self.ever_right or self._tries >= ENOUGH_TRIES or hints_seen >= len(quiz.hints)

    async def next_hint(self, quiz: Quiz) -> str:
        """The next hint; after the last one the first comes again."""
        key = (quiz.id, self._draw)
        seen = self._hints_seen.get(key, 0)
        self._hints_seen[key] = seen + 1
        place = seen % len(quiz.hints)
        (text,) = await self.filled(quiz, quiz.hints[place])
        if len(quiz.hints) == 1:
            return _("Hint: {text}").format(text=text)
        return _("Hint {number} of {count}: {text}").format(number=place + 1, count=len(quiz.hints), text=text)

    async def told_solution(self, quiz: Quiz) -> str:
        """The solution, which answers nothing: the question waits for the learner's own answer still."""
        text = await self.solution(quiz)
        # Lines of code begin on a line of their own.
        return _("Solution: {text}").format(text=f"\n{text}" if quiz.kind in ("order", "write") else text)

    # Keeping

    def keep(self, quiz: Quiz, answer: Answer, kept: str) -> str:
        """Keep an attempt, and return what is to be said to it: it is on disk before anybody is told."""
        self._progress.record(*self._place(), quiz.id, kept, answer.right, answer.belief)
        said = answer.text
        if answer.score is not None:
            said = f"{said}\n{self._scored(quiz, answer.score)}"
        if quiz is self.quiz:
            self.committed = True
            self._tries += 1
            self.ever_right = self.ever_right or answer.right
        return said

    def _scored(self, quiz: Quiz, score: float) -> str:
        """Keep the score where it is the best, and say how it stands to the best so far and to par."""
        from gdtutor.course.answers import as_good_as

        before = self.best(quiz)
        better = self._progress.record_best(*self._place(), quiz.id, score, highest=quiz.best == "highest")
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

    # What is typed for a question of kind write

    def written(self, quiz: Quiz) -> str:
        """What the learner has written so far."""
        return self._progress.draft(*self._place(), quiz.id) or ""

    def keep_written(self, quiz: Quiz, text: str) -> bool:
        """Keep it on disk, where it is other than what is kept there; whether it is."""
        if text == self.written(quiz):
            return False
        self._progress.keep_draft(*self._place(), quiz.id, text)
        return True
