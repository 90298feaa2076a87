"""What a question needs of torch: the runs behind its texts and its key, and the run that the learner makes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, cast

from gdtutor.course.model import AtStep, FirstStep, Lab, Quiz, Run
from gdtutor.course.problems import CourseError
from gdtutor.course.settings import settings_of
from gdtutor.course.terms import leaves
from gdtutor.descent.experiment import BodyLine, Experiment
from gdtutor.descent.numbers import show

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer
    from gdtutor.course.evidence import Evidence
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.trainer.client import Trainer

Needed = Mapping[str, tuple[Experiment, int]]


def sayable() -> tuple[type[Exception], ...]:
    """What torch, the lesson or an answer can have wrong with it; the message is a sentence for the learner.

    A function, since torch's client brings numpy with it: `except sayable()` is looked at only when something is wrong.
    """
    from gdtutor.trainer.client import TrainerError

    return TrainerError, CourseError, ValueError


class Judging:
    """Makes the runs of a lesson's questions, each of them once.

    trainer gives torch's client, and imports it, and numpy with it, when it is first asked. lesson_runs gives the `run` blocks of
    the lesson as they are now. Every coroutine here raises what `sayable` names.
    """

    def __init__(self, trainer: Callable[[], Awaitable[Trainer]], lesson_runs: Callable[[], tuple[Run, ...]]) -> None:
        self.trainer = trainer
        self._lesson_runs = lesson_runs
        self._runs: dict[tuple[Experiment, int], tuple[Trajectory, str]] = {}

    # Texts with the numbers of runs

    async def filled(self, quiz: Quiz, *texts: str) -> tuple[str, ...]:
        """The texts with their numbers."""
        if not any("{" in text for text in texts):
            return texts
        await self.trainer()  # and with it numpy
        from gdtutor.course.evidence import experiments, fill, runs_needed

        lesson_runs = self._lesson_runs()
        runs = runs_needed(*texts, own=quiz.experiment, steps=quiz.steps, lesson_runs=lesson_runs)
        evidence = await self._evidence(runs, experiments(quiz.experiment, lesson_runs))
        return tuple(fill(text, evidence) for text in texts)

    async def solution(self, quiz: Quiz) -> str:
        """The solution with its numbers."""
        await self.trainer()
        from gdtutor.course import answers
        from gdtutor.course.evidence import experiments

        lesson_runs = self._lesson_runs()
        runs = answers.runs_of_solution(quiz, lesson_runs)
        own = runs[""][0] if "" in runs else quiz.experiment
        return answers.solution(quiz, await self._evidence(runs, experiments(own, lesson_runs)))

    # Judging

    async def judged(
        self, quiz: Quiz, given: tuple[str, ...], play: Callable[[Quiz], Awaitable[Trajectory]]
    ) -> tuple[Answer, str]:
        """The answer to what the learner stands by, with the run that decides, and what is to be kept of it.

        given: ids of choices, names of the lines in their order, the text of a line, or the number as it was typed; nothing for a
        challenge. play makes the lab's run of a prediction or a challenge, which the learner sees. Of kind write are scripts, see
        `scripts`. Raises besides ValueError with a sentence for the learner where what was given can't be judged.
        """
        await self.trainer()
        from gdtutor.course import answers
        from gdtutor.course.evidence import experiments

        lesson_runs = self._lesson_runs()
        runs = dict(answers.runs_behind(quiz, lesson_runs))
        own = quiz.experiment
        played: Trajectory | None = None
        if quiz.kind in ("predict", "challenge"):
            played = await play(quiz)
            own = played.experiment
        elif quiz.kind == "order":
            order = cast("tuple[BodyLine, ...]", given)
            own = answers.order_experiment(quiz, order)
            runs[""] = (own, quiz.steps)
        evidence = await self._evidence(runs, experiments(own, lesson_runs), played)
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

    async def run(self, experiment: Experiment, steps: int) -> Trajectory:
        """A whole run, as far as torch went with it."""
        return (await self._run_once(experiment, steps))[0]

    async def _run_once(self, experiment: Experiment, steps: int) -> tuple[Trajectory, str]:
        """A whole run, and torch's own message where it refused to go on."""
        from gdtutor.descent.trajectory import Trajectory
        from gdtutor.trainer.client import TorchRefusal

        key = (experiment, steps)
        if key not in self._runs:
            trainer = await self.trainer()
            try:
                self._runs[key] = (await trainer.run(experiment, steps), "")
            except TorchRefusal as refusal:
                self._runs[key] = (refusal.trajectory or Trajectory(experiment), refusal.message)
        return self._runs[key]


def asks_for_next_step(quiz: Quiz, lab: Lab | None) -> bool:
    """Whether the lab, if it ran, would show what is asked for."""
    if lab is None or quiz.kind == "predict":
        return lab is not None
    # W@0 stands on screen already.
    return quiz.experiment == lab.experiment and any(
        ((isinstance(leaf, AtStep) and leaf.step != 0) or isinstance(leaf, FirstStep)) and not leaf.run
        for leaf in leaves(quiz.value)
    )
