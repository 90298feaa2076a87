"""The run that a learner makes to answer a question: played by the lab on screen."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING

from gdtutor.course.model import Lesson, Quiz, Run
from gdtutor.lab.questions.asking import Questions
from gdtutor.tui.screens.lab import LabScreen

if TYPE_CHECKING:
    from gdtutor.descent.experiment import Experiment
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.lab.session import LabSession

# A run that answers a question is played so that it can be watched, but for no longer than this many seconds.
ANSWER_SECONDS = 3.0
ANSWER_FRAMES = 30


class RunLeft(Exception):  # noqa: N818 - nothing is wrong
    """The lab whose run was to decide is no longer on screen: the page was turned. `experiment` is what it ran, or None."""

    def __init__(self, experiment: Experiment | None) -> None:
        super().__init__()
        self.experiment = experiment


class JudgingScreen(LabScreen):
    """Knows the lesson, for its `run` blocks, and plays in the lab what its questions ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson_id = ""
        self.lesson: Lesson | None = None

    @cached_property
    def questions(self) -> Questions:
        """The lesson's questions, and the runs that were made for them."""
        tutor = self.tutor
        return Questions(tutor.progress, lambda: (tutor.course.id, self.lesson_id), tutor.trainer, lambda: self.lesson_runs)

    @property
    def lesson_runs(self) -> tuple[Run, ...]:
        """The lesson's `run` blocks."""
        return self.lesson.runs if self.lesson is not None else ()

    async def play_answer(self, quiz: Quiz) -> Trajectory:
        """The lab's run of the question's length: a prediction's from what the lesson gave, a challenge's with what is set.

        Raises TrainerError, and RunLeft.
        """
        from gdtutor.trainer.client import TrainerError

        while True:
            if quiz is not self.questions.quiz or not self.is_attached:
                raise RunLeft(quiz.experiment if quiz.kind == "predict" else None)
            session, player = self.session, self.player
            if session is not None and player is not None:
                break
            # Whoever answers at once is faster than the lab is opened.
            await asyncio.sleep(0.02)
        await player.stop()
        self._stay_with(session, quiz)
        await (session.begin_again() if quiz.kind == "challenge" else session.restore())
        self._stay_with(session, quiz)
        self.start_pictures()
        at_once = max(1, -(-quiz.steps // ANSWER_FRAMES))
        pause = min(0.5, ANSWER_SECONDS * at_once / quiz.steps)
        while not session.problem and session.last_step < quiz.steps and not session.overflowed:
            await asyncio.sleep(pause)
            # A session that was closed would open its run once more.
            self._stay_with(session, quiz)
            await session.forward(min(at_once, quiz.steps - session.last_step))
        self._stay_with(session, quiz)
        if session.problem:
            raise TrainerError(session.problem)
        player.stopped_because = "prediction"
        return session.trajectory.copy()

    def _stay_with(self, session: LabSession, quiz: Quiz) -> None:
        if session is not self.session:
            raise RunLeft(session.experiment if quiz.kind == "challenge" else quiz.experiment)
