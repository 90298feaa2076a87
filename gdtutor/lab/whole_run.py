"""The whole run of an experiment, filled in the background while its script is gone through line by line."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Batch, TorchRefusal, Trainer, TrainerError

MOST = 20_000  # updates: a second or two of torch's time, and more than anybody goes through by hand


class WholeRun:
    """The trajectory of an experiment's steps, of the first 20,000 where there are more; it ends with the first overflow.

    changed is called after new records. refusal is what stopped the run's script, None while nothing has.
    """

    def __init__(self, trainer: Trainer, experiment: Experiment, changed: Callable[[], None]) -> None:
        self.trajectory = Trajectory(experiment)
        self.refusal: TorchRefusal | None = None
        self._trainer = trainer
        self._changed = changed
        self._steps = min(experiment.steps, MOST)
        self._task: asyncio.Task[None] | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing more will come."""
        length = len(self.trajectory)
        return self.refusal is not None or length > self._steps or self.trajectory.finite_length() < length

    def go_on(self) -> None:
        """Fill it further from where it is, unless that is under way or done. A trainer that is gone meanwhile ends that."""
        if not self.complete and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._fill(), name="the whole run")

    async def close(self) -> None:
        """Stop filling it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _fill(self) -> None:
        # Whoever asks torch for the next line hears why it is not there.
        with contextlib.suppress(TrainerError):
            try:
                await self._run()
            except TorchRefusal as refusal:
                self.refusal = refusal
                self._changed()

    async def _run(self) -> None:
        resume = self.trajectory if len(self.trajectory) else None
        run = await self._trainer.open(self.trajectory.experiment, self._received, resume=resume)
        try:
            await run.advance(self._steps + 1 - len(self.trajectory))
            await run.finished()
        finally:
            await run.close()

    def _received(self, batch: Batch) -> None:
        if batch.kind != "steps" and len(self.trajectory):
            return  # the last record once more, where the run goes on
        self.trajectory.append(batch.rows, batch.lr)
        finite = self.trajectory.finite_length()
        if finite < len(self.trajectory):
            self.trajectory.truncate(finite + 1)
            if self._task is not None:
                self._task.cancel()  # what follows an overflow says nothing
        self._changed()
