"""A page of a lesson as lines: its heading, its prose, its lab in words, and its question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from gdtutor.course.model import Lab, Lesson, Link, Page, Quiz
from gdtutor.lab.questions.asking import Questions
from gdtutor.language import _
from gdtutor.plain.page_question import PageQuestion
from gdtutor.plain.paper import Paper
from gdtutor.plain.prose import print_prose

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.plain.page_lab import PageLab
    from gdtutor.trainer.client import Trainer


class OpenPage:
    """A page that is read. pictures: its picture is drawn, too, wherever it is told.

    lab and question are None where the page has none; the lab also until `tell` has come to it.
    """

    def __init__(
        self,
        lesson: Lesson,
        page: Page,
        questions: Questions,
        trainer: Callable[[], Awaitable[Trainer]],
        paper: Paper,
        *,
        pictures: bool,
    ) -> None:
        self.lesson = lesson
        self.page = page
        self.pictures = pictures
        self.lab: PageLab | None = None
        self.links: tuple[Link, ...] = ()
        self._questions = questions
        self._trainer = trainer
        self._paper = paper
        questions.ask(page.quiz)
        self.question = PageQuestion(questions, paper, self._play) if page.quiz is not None else None

    async def tell(self) -> None:
        """All of it, from the top. What needs torch comes when the prose is there."""
        self.tell_prose()
        if self.page.lab is not None:
            if self.lab is None:
                await self._open_lab(self.page.lab)
            self.tell_lab()
            self._paper.gap()
        await self.tell_question()

    def tell_prose(self) -> None:
        """Heading and prose."""
        paper, number = self._paper, self.lesson.pages.index(self.page) + 1
        paper.gap()
        heading = _("{lesson}, page {number} of {count}: {page}")
        paper.line(heading.format(lesson=self.lesson.title, number=number, count=len(self.lesson.pages), page=self.page.title))
        paper.gap()
        self.links = print_prose("\n\n".join(prose.text for prose in self.page.prose), self.lesson.id, paper)
        paper.gap()

    def tell_lab(self) -> None:
        """The lab in words, and drawn where that is wanted."""
        if self.lab is not None:
            self.lab.asks = self.hides_next_step
            self.lab.tell()
            if self.pictures:
                self.lab.draw()

    async def tell_question(self) -> None:
        """The question as it is now."""
        if self.question is not None:
            await self.question.tell()
            self._paper.gap()

    @property
    def hides_next_step(self) -> bool:
        """Whether the question asks for what the lab would show, and waits for its first answer."""
        return self._questions.hides_next_step(self.page.lab)

    async def answered(self) -> None:
        """What the lab shows may be told now."""
        if self.lab is not None:
            self.lab.asks = self.hides_next_step

    async def another(self) -> None:
        """Ask with other numbers, in the lab as well where it is about the lab's run."""
        before, lab = self.page.quiz, self.page.lab
        if before is None or not before.fresh:
            return
        quiz = self._questions.another()
        self.question = PageQuestion(self._questions, self._paper, self._play)
        # Runs to compare with keep their numbers, and would not fit to others.
        about_lab = lab is not None and before.experiment == lab.experiment and not lab.compare
        if lab is not None and quiz is not None and quiz.experiment is not None and about_lab:
            await self.close()
            await self._open_lab(msgspec.structs.replace(lab, experiment=quiz.experiment))
            self.tell_lab()
        await self.tell_question()

    async def help(self, told: Callable[[Questions], Callable[[Quiz], Awaitable[str]]]) -> None:
        """Tell what helps with the question."""
        if self.question is not None:
            await self.question.help(told(self._questions))

    @property
    def offers_solution(self) -> bool:
        """Whether the solution may be told."""
        return self._questions.offers_solution

    async def close(self) -> None:
        """Let go of the lab's run."""
        lab, self.lab = self.lab, None
        if lab is not None:
            await lab.close()

    async def _open_lab(self, lab: Lab) -> None:
        trainer = await self._trainer()
        from gdtutor.plain.page_lab import PageLab

        self.lab = PageLab(lab, trainer, self._paper)
        await self.lab.open()

    async def _play(self, quiz: Quiz) -> Trajectory:
        if self.lab is None:
            raise ValueError(f"quiz {quiz.id} has no lab")  # such a question can't be read
        await self.lab.play_answer(quiz.steps, as_set=quiz.kind == "challenge")
        return self.lab.session.trajectory.copy()
