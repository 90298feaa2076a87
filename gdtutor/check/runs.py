"""The runs that prove a course, each done once in one torch process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from gdtutor.course.evidence import Evidence, experiments, runs_needed
from gdtutor.course.model import Claim, Lesson
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import TorchRefusal, Trainer, TrainerError

if TYPE_CHECKING:
    from gdtutor.lab.loop_exercise import Judgement


class NoTorchError(Exception):
    """torch can't be had; the message says why, and what to do."""


class Runs:
    """Trajectories and evidence from `trainer`. `done` counts the runs that torch really did."""

    def __init__(self, trainer: Trainer) -> None:
        self.done = 0
        self._trainer = trainer
        self._kept: dict[Experiment, Trajectory | TorchRefusal] = {}
        self._judged: dict[tuple[str, Experiment], Judgement] = {}

    async def missing(self) -> str:
        """Why there is no torch, in a sentence with the remedy; "" where there is."""
        try:
            await self.trajectory(Experiment(), 0)
        except NoTorchError as error:
            return str(error)
        self.done = 0
        return ""

    async def trajectory(self, experiment: Experiment, steps: int) -> Trajectory:
        """The states after 0 to `steps` updates; a run that overflows may end before.

        Raises TorchRefusal where torch refuses the experiment, ValueError where it can't go on with it for another reason, and
        NoTorchError where there is no torch.
        """
        # `steps` of an experiment is only where a run on screen stops by itself.
        key = msgspec.structs.replace(experiment, steps=1)
        kept = self._kept.get(key)
        if kept is None or (isinstance(kept, Trajectory) and len(kept) <= steps and kept.finite_length() == len(kept)):
            kept = self._kept[key] = await self._run(key, steps)
        if isinstance(kept, TorchRefusal):
            raise kept
        return kept if len(kept) == steps + 1 else kept.copy(steps + 1)

    async def _run(self, experiment: Experiment, steps: int) -> Trajectory | TorchRefusal:
        try:
            found: Trajectory | TorchRefusal = await self._trainer.run(experiment, steps)
        except TorchRefusal as refusal:
            found = refusal
        except TrainerError as error:
            if self._trainer.state == "ready":
                raise ValueError(str(error)) from error
            raise NoTorchError(str(error)) from error
        self.done += 1
        return found

    async def evidence(
        self, needed: Mapping[str, tuple[Experiment, int]], known: Mapping[str, Experiment] | None = None
    ) -> Evidence:
        """What the runs tell, by the names of `needed`; a run that torch refuses is missing, and `error` is what it said."""
        found: dict[str, Trajectory] = {}
        error = ""
        for name, (experiment, steps) in needed.items():
            try:
                found[name] = await self.trajectory(experiment, steps)
            except TorchRefusal as refusal:
                # torch explains at length; its first sentence says what is wrong.
                error = refusal.message.partition("\n")[0].partition(". ")[0]
        return Evidence(found, {**{name: run[0] for name, run in needed.items()}, **(known or {})}, error)

    async def judged(self, script: str, experiment: Experiment) -> Judgement:
        """What is said to a script that is to be the loop of the experiment, each script run once.

        Raises NoTorchError where there is no torch, ValueError where the script can't be run for another reason.
        """
        from gdtutor.lab.loop_exercise import judge_script
        from gdtutor.trainer.script_runner import ScriptRunner

        key = (script, experiment)
        if key not in self._judged:
            runner = ScriptRunner()
            try:
                result, judgement = await judge_script(runner, self._trainer, script, experiment)
            finally:
                await runner.close()
            if judgement.mistake == "unavailable":
                raise NoTorchError(judgement.sentence)
            if result.problem:
                raise ValueError(result.problem)
            self._judged[key] = judgement
        return self._judged[key]

    async def of_claim(self, claim: Claim, lesson: Lesson) -> Evidence:
        """What a claim is to be compared with. Raises ValueError where it means a run that does not exist."""
        return await self.evidence(needed_by(claim, lesson), experiments(claim.experiment, lesson.runs))


def needed_by(claim: Claim, lesson: Lesson) -> dict[str, tuple[Experiment, int]]:
    """The runs that a claim is to be compared with. Raises ValueError where it means one that does not exist."""
    own = claim.experiment
    return runs_needed(claim.value, claim.condition, own=own, steps=own.steps if own else 1, lesson_runs=lesson.runs)
