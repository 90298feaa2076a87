"""What a question needs of torch: the runs behind its texts and its key, the run that a learner makes, and the record of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from gdtutor.course.model import AtStep, FirstStep, Lesson, Quiz, Run
from gdtutor.course.problems import CourseError
from gdtutor.course.settings import settings_of
from gdtutor.course.terms import leaves
from gdtutor.descent.experiment import BodyLine, Experiment
from gdtutor.descent.numbers import show
from gdtutor.language import _
from gdtutor.tui.screens.lab import LabScreen

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer
    from gdtutor.course.evidence import Evidence
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.lab.session import LabSession

# A run that answers a question is played so that it can be watched, but for no longer than this many seconds.
ANSWER_SECONDS = 3.0
ANSWER_FRAMES = 30

Needed = Mapping[str, tuple[Experiment, int]]


def sayable() -> tuple[type[Exception], ...]:
    """What torch, the lesson or an answer can have wrong with it; the message is a sentence for the learner.

    A function, since torch's client brings numpy with it: `except sayable()` is looked at only when something is wrong.
    """
    from gdtutor.trainer.client import TrainerError

    return TrainerError, CourseError, ValueError


class RunLeft(Exception):  # noqa: N818 - nothing is wrong
    """The lab whose run was to decide is no longer on screen: the page was turned. Nothing is judged, and nothing kept."""


class JudgingScreen(LabScreen):
    """Knows the lesson, for its `run` blocks, and keeps the runs that were made for its questions."""

    def __init__(self) -> None:
        super().__init__()
        self.lesson_id = ""
        self.lesson: Lesson | None = None
        self._runs: dict[tuple[Experiment, int], tuple[Trajectory, str]] = {}

    @property
    def lesson_runs(self) -> tuple[Run, ...]:
        """The lesson's `run` blocks."""
        return self.lesson.runs if self.lesson is not None else ()

    # Texts with the numbers of runs

    async def filled(self, quiz: Quiz, *texts: str) -> tuple[str, ...]:
        """The texts with their numbers. Raises TrainerError and ValueError."""
        if not any("{" in text for text in texts):
            return texts
        await self.tutor.trainer()  # and with it numpy
        from gdtutor.course.evidence import experiments, fill, runs_needed

        runs = runs_needed(*texts, own=quiz.experiment, steps=quiz.steps, lesson_runs=self.lesson_runs)
        evidence = await self._evidence(runs, experiments(quiz.experiment, self.lesson_runs))
        return tuple(fill(text, evidence) for text in texts)

    async def solution(self, quiz: Quiz) -> str:
        """The solution with its numbers. Raises TrainerError, CourseError and ValueError."""
        await self.tutor.trainer()
        from gdtutor.course import answers
        from gdtutor.course.evidence import experiments

        runs = answers.runs_of_solution(quiz, self.lesson_runs)
        own = runs[""][0] if "" in runs else quiz.experiment
        return answers.solution(quiz, await self._evidence(runs, experiments(own, self.lesson_runs)))

    def asks_for_next_step(self, quiz: Quiz) -> bool:
        """Whether the lab, if it ran, would show what is asked for."""
        lab = self.lab
        if lab is None or quiz.kind == "predict":
            return lab is not None
        # W@0 stands on screen already.
        return quiz.experiment == lab.experiment and any(
            ((isinstance(leaf, AtStep) and leaf.step != 0) or isinstance(leaf, FirstStep)) and not leaf.run
            for leaf in leaves(quiz.value)
        )

    # Judging

    async def judged(self, quiz: Quiz, given: tuple[str, ...]) -> tuple[Answer, str]:
        """The answer to what the learner stands by, with the run that decides, and what is to be kept of it.

        Raises TrainerError, CourseError, RunLeft, and ValueError with a sentence for the learner where what was given can't be
        judged.
        """
        await self.tutor.trainer()
        from gdtutor.course import answers
        from gdtutor.course.evidence import experiments

        runs = dict(answers.runs_behind(quiz, self.lesson_runs))
        own = quiz.experiment
        played: Trajectory | None = None
        if quiz.kind in ("predict", "challenge"):
            played = await self._play(quiz)
            own = played.experiment
        elif quiz.kind == "order":
            order = cast("tuple[BodyLine, ...]", given)
            own = answers.order_experiment(quiz, order)
            runs[""] = (own, quiz.steps)
        evidence = await self._evidence(runs, experiments(own, self.lesson_runs), played)
        if quiz.kind == "number":
            answer = answers.judge_number(quiz, given[0], evidence)
        elif quiz.kind == "order":
            answer = answers.judge_order(quiz, cast("tuple[BodyLine, ...]", given), evidence)
        elif quiz.kind == "line":
            answer = answers.judge_line(quiz, given[0], evidence)
        elif quiz.kind == "challenge" and own is not None:
            answer = answers.judge_challenge(quiz, evidence)
            given = tuple(f"{name}={show(value)}" for name, value in settings_of(own).items())
        else:
            answer = answers.judge_choices(quiz, set(given), evidence)
        return answer, " ".join(given)

    async def _evidence(
        self, needed: Needed, experiments: Mapping[str, Experiment], played: Trajectory | None = None
    ) -> Evidence:
        """The runs that are needed, each made once; played is the one that the learner has seen."""
        from gdtutor.course.evidence import Evidence

        runs: dict[str, Trajectory] = {} if played is None else {"": played}
        error = ""
        for name, (experiment, steps) in needed.items():
            trajectory, refusal = await self._run_once(experiment, steps)
            if len(trajectory):
                runs[name] = trajectory
            if name == "":
                error = refusal
        return Evidence(runs, experiments, error)

    async def _run_once(self, experiment: Experiment, steps: int) -> tuple[Trajectory, str]:
        """A whole run, and torch's own message where it refused to go on. Raises TrainerError."""
        from gdtutor.descent.trajectory import Trajectory
        from gdtutor.trainer.client import TorchRefusal

        key = (experiment, steps)
        if key not in self._runs:
            trainer = await self.tutor.trainer()
            try:
                self._runs[key] = (await trainer.run(experiment, steps), "")
            except TorchRefusal as refusal:
                self._runs[key] = (refusal.trajectory or Trajectory(experiment), refusal.message)
        return self._runs[key]

    async def _play(self, quiz: Quiz) -> Trajectory:
        """The lab's run of the question's length: a prediction's from what the lesson gave, a challenge's with what is set."""
        from gdtutor.trainer.client import TrainerError

        session, player = self.session, self.player
        if session is None or player is None:
            raise TrainerError(_("torch is still being started; answer again in a moment."))
        await player.stop()
        self._stay_with(session)
        await (session.begin_again() if quiz.kind == "challenge" else session.restore())
        self._stay_with(session)
        self.start_pictures()
        at_once = max(1, -(-quiz.steps // ANSWER_FRAMES))
        pause = min(0.5, ANSWER_SECONDS * at_once / quiz.steps)
        while not session.problem and session.last_step < quiz.steps and not session.overflowed:
            await asyncio.sleep(pause)
            # A session that was closed would open its run once more.
            self._stay_with(session)
            await session.forward(min(at_once, quiz.steps - session.last_step))
        self._stay_with(session)
        if session.problem:
            raise TrainerError(session.problem)
        player.stopped_because = "prediction"
        return session.trajectory.copy()

    def _stay_with(self, session: LabSession) -> None:
        if session is not self.session:
            raise RunLeft
