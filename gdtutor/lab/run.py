"""The run of a lab: held in torch, recorded here, begun anew where the learner leaves it for another."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
import numpy as np

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.state import LabState
from gdtutor.trainer.client import Batch, Run, TorchRefusal, Trainer


class LabRun(LabState):
    """A lab with its run in torch. `changed` is called after everything that a screen would show."""

    def __init__(self, lab: Lab, trainer: Trainer, changed: Callable[[], None]) -> None:
        super().__init__(lab)
        self._trainer = trainer
        self._changed = changed
        self._run: Run | None = None
        # What stopped the script of a run, and that run's trajectory: it can't go on from its last record.
        self._stopped: tuple[Trajectory, TorchRefusal] | None = None

    @property
    def pending(self) -> int:
        """Updates granted and not yet recorded."""
        return self._run.pending if self._run is not None else 0

    @property
    def refusal(self) -> TorchRefusal | None:
        """What stopped the script after the newest record: there are no further steps then, and `problem` says why. A result
        like any other; another start, or another rate, is another run.
        """
        return self._stopped[1] if self._stopped is not None and self._stopped[0] is self.trajectory else None

    async def _running(self) -> Run:
        """The run in torch, opened where there is none: at the start, or at the newest record of the trajectory."""
        if self._run is None or self._trainer.state != "ready":
            trajectory = self.trajectory
            resume = trajectory if len(trajectory) else None
            self._run = await self._trainer.open(self.experiment, lambda batch: self._received(trajectory, batch), resume=resume)
            if self._run.lr != self.lr:
                await self._run.set_lr(self.lr)
        return self._run

    def _received(self, trajectory: Trajectory, batch: Batch) -> None:
        if trajectory is not self.trajectory:
            return  # Rows of a run that was left behind.
        self.problem = ""  # torch is at work again
        following = self.at_end
        if batch.kind == "steps":
            finite = np.isfinite(batch.rows[:, _used(self.experiment)]).all(axis=1)
            # The first overflow is kept, for it is what there is to explain; what follows it says nothing.
            rows = batch.rows if finite.all() else batch.rows[: int(np.argmin(finite)) + 1]
            if not self.overflowed:
                trajectory.append(rows, batch.lr)
        elif batch.kind == "moved":
            trajectory.move(batch.rows[-1])
            self._note_try()
        elif not len(trajectory):
            trajectory.append(batch.rows, batch.lr)
            self._note_try()
        if following:
            self.index = max(0, len(trajectory) - 1)
        self._changed()

    def _note_try(self) -> None:
        record = self.trajectory[-1]
        if self.lab.curve == "tries" and math.isfinite(record.cost) and (record.W, record.cost) not in self.tries:
            self.tries.append((record.W, record.cost))

    async def _start_elsewhere(self, turned: dict[str, float]) -> None:
        """A point put elsewhere by hand begins a run of its own there; the one before stays on the picture."""
        record = self.trajectory[self.index]
        # What was not turned stays where the run has taken it, unless that is where no start can be.
        values = {"W": record.W, "b": record.b, **turned}
        start = Start(*(values[name] if math.isfinite(values[name]) else 0.0 for name in ("W", "b")))
        await self._drop_run()
        self.leave(self.trajectory)
        self.experiment = msgspec.structs.replace(self.experiment, lr=self.lr, start=start)
        self.trajectory = Trajectory(self.experiment)
        self.index = 0

    def _rename_start(self, **changes: object) -> None:
        self.experiment = msgspec.structs.replace(self.experiment, **changes)
        self.trajectory.experiment = self.experiment

    async def _branch(self) -> None:
        """Leave the recorded future behind as an earlier run, and go on from the record that is looked at."""
        old = self.trajectory
        await self._drop_run()
        self.leave(old)
        self.trajectory = old.copy(self.index + 1)
        self.trajectory.experiment = self.experiment

    async def _start_over(self) -> None:
        self.trajectory = Trajectory(self.experiment)
        self.index = 0
        self._turned.clear()
        await self._running()

    async def _drop_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and self._trainer.state == "ready":
            await run.close()


def _used(experiment: Experiment) -> list[int]:
    """The columns of a row that hold numbers under this model."""
    return [0, 1, 2, 3, 4, 5] if "b" in experiment.parameters else [0, 1, 3, 5]
