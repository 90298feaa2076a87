"""What runs torch and scripts for an exercise, without processes: where what is tested is the judgement."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Trainer
from gdtutor.trainer.run import Run
from gdtutor.trainer.script import execute
from gdtutor.trainer.script_result import Moved, Script, ScriptResult, collected
from gdtutor.trainer.script_runner import ScriptRunner


class Torch:
    """A trainer without a process."""

    async def start(self) -> None:
        """It is there."""

    async def run(self, experiment: Experiment, steps: int) -> Trajectory:
        return ran(experiment, steps)


@cache
def ran(experiment: Experiment, steps: int) -> Trajectory:
    run = Run(experiment)
    trajectory = Trajectory(experiment)
    trajectory.append(np.array([run.row]), experiment.lr)
    trajectory.append(np.frombuffer(run.updates(steps, 60)).reshape(-1, 6), experiment.lr)
    return trajectory


class InThisProcess:
    """A runner without a process; it keeps no time."""

    async def run(self, script: str, *, given: str = "", seconds: float = 10) -> ScriptResult:
        moved: list[Moved] = []
        finished = execute(Script(text=script, given=given, seconds=seconds), moved.append)
        states, other_states = collected(moved)
        return ScriptResult(
            states=states,
            other_states=other_states,
            error=finished.error,
            exited=finished.exited,
            graded=finished.graded,
            optimizers=finished.optimizers,
        )


RUNNER = cast(ScriptRunner, InThisProcess())
TRAINER = cast(Trainer, Torch())
