"""A lab at work: the run on screen, the record that is looked at, and what the learner turns.

Every call that needs torch is a coroutine; they queue up behind one lock, so keys pressed fast are obeyed in order. Turning a
dial shows at once and reaches torch as soon as it is free, many clicks as one command.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable

import msgspec
import numpy as np

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.state import LabState
from gdtutor.trainer.client import Batch, Run, Trainer, TrainerError


class LabSession(LabState):
    """What one lab holds while its page is open. `changed` is called after everything that a screen would show."""

    def __init__(self, lab: Lab, trainer: Trainer, changed: Callable[[], None]) -> None:
        super().__init__(lab)
        self._trainer = trainer
        self._changed = changed
        self._run: Run | None = None
        self._lock = asyncio.Lock()
        # Nothing was turned, run or scrubbed since the lab was opened or reset.
        self._untouched = True

    @property
    def pending(self) -> int:
        """Updates granted and not yet recorded."""
        return self._run.pending if self._run is not None else 0

    # What the learner does

    async def open(self) -> None:
        """Evaluate the start in torch, then run what the picture is compared with."""
        await self._guarded(self._open)

    def turn(self, name: str, clicks: int) -> None:
        """Turn a dial on screen, by name; `apply` takes it to torch."""
        dial = next(dial for dial in self.dials if dial.name == name).turned(clicks)
        if name == "lr":
            self.lr = dial.value
        self._turned[name] = dial.value
        self._untouched = False
        self._changed()

    async def apply(self) -> None:
        """Take what was turned to torch: a rate changes the updates to come, a parameter moves the point to a new start."""
        await self._guarded(self._apply)

    async def forward(self, steps: int = 1) -> None:
        """Go on: through the recorded states first, then by new updates in torch. Returns when they are recorded."""
        await self._guarded(lambda: self._forward(steps))

    def back(self, steps: int = 1) -> None:
        """Look at an earlier state. Nothing is forgotten."""
        self.index = max(0, self.index - steps)
        self._untouched = False
        self._changed()

    async def reset(self) -> None:
        """Back to the start; at the start, to the lesson's own W and b; pressed again, to its rate and a clean picture."""
        await self._guarded(self._reset)

    async def restore(self) -> None:
        """Back to what the lesson gave: its start, its rate, no earlier runs."""
        await self._guarded(self._restore)

    def show_curve(self) -> None:
        """Draw the whole curve where it was hidden, or hide it again."""
        self.curve_shown = not self.curve_shown
        self._changed()

    async def grant(self, steps: int) -> None:
        """Let torch go on by itself for `steps` updates, in place of what was granted before; records come in batches."""

        async def go() -> None:
            await self._apply()
            self._untouched = False
            run = await self._running()
            if not self.overflowed:
                await run.advance(steps)

        await self._guarded(go)

    async def pause(self) -> None:
        """Take back what was granted and is not run yet."""
        if self.pending:
            await self._guarded(lambda: self._run.pause() if self._run is not None else asyncio.sleep(0))

    async def close(self) -> None:
        """Let go of the run; the session is not used after that."""
        async with self._lock:
            # A process that is gone has taken the run with it.
            with contextlib.suppress(TrainerError):
                await self._drop_run()

    # How it is done

    async def _guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do one thing at a time; a lost process becomes a sentence, and an idle one that has gone home is called back."""
        async with self._lock:
            try:
                try:
                    await work()
                except TrainerError:
                    self._run = None
                    if self._trainer.state != "off":
                        raise
                    await work()
                self.problem = ""
            except TrainerError as error:
                self._run = None
                self.problem = str(error)
        self._changed()

    async def _open(self) -> None:
        await self._running()
        self._changed()
        if any(kind.startswith("cost") for kind in self.lab.pictures):
            await self._compare()

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

    async def _apply(self) -> None:
        turned = dict(self._turned)
        if not turned:
            return
        if len(self.trajectory) > 1 and ("W" in turned or "b" in turned):
            await self._start_elsewhere(turned)
        elif not self.at_end:
            await self._branch()
        run = await self._running()
        at_start = len(self.trajectory) == 1
        if "lr" in turned:
            await run.set_lr(self.lr)
            if at_start:
                self._rename_start(lr=self.lr)
        moved = {name: value for name, value in turned.items() if name != "lr"}
        if moved:
            await run.set_parameters(**moved)
            if at_start:
                record = self.trajectory[-1]
                self._rename_start(start=Start(record.W, 0.0 if math.isnan(record.b) else record.b))
        # A click that came in the meantime stays turned; the screen asks for another apply.
        self._turned = {name: value for name, value in self._turned.items() if turned.get(name) != value}

    async def _start_elsewhere(self, turned: dict[str, float]) -> None:
        """A point put elsewhere by hand begins a run of its own there; the one before stays on the picture."""
        record = self.trajectory[self.index]
        # What was not turned stays where the run has taken it, unless that is where no start can be.
        values = {"W": record.W, "b": record.b, **turned}
        start = Start(*(values[name] if math.isfinite(values[name]) else 0.0 for name in ("W", "b")))
        await self._drop_run()
        self.ghosts.append(self.trajectory)
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
        self.ghosts.append(old)
        self.trajectory = old.copy(self.index + 1)
        self.trajectory.experiment = self.experiment

    async def _forward(self, steps: int) -> None:
        await self._apply()
        self._untouched = False
        recorded = min(steps, max(0, len(self.trajectory) - 1 - self.index))
        self.index += recorded
        if steps > recorded:
            run = await self._running()
            if not self.overflowed:
                await run.advance(steps - recorded)
                await run.finished()

    async def _reset(self) -> None:
        if self._untouched:
            await self._restore()
            return
        await self._apply()
        if len(self.trajectory) == 1 and self.experiment.start != self.lab.experiment.start:
            await self._drop_run()
            self.experiment = msgspec.structs.replace(self.lab.experiment, lr=self.lr)
            await self._start_over()
        elif len(self.trajectory) > 1:
            await self._drop_run()
            self.ghosts.append(self.trajectory)
            self.experiment = msgspec.structs.replace(self.experiment, lr=self.lr)
            await self._start_over()
        self._untouched = True

    async def _restore(self) -> None:
        await self._drop_run()
        self.ghosts.clear()
        self.tries.clear()
        self.experiment = self.lab.experiment
        self.lr = self.experiment.lr
        await self._start_over()
        self._untouched = True

    async def _start_over(self) -> None:
        self.trajectory = Trajectory(self.experiment)
        self.index = 0
        self._turned.clear()
        await self._running()

    async def _drop_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and self._trainer.state == "ready":
            await run.close()

    async def _compare(self) -> None:
        for place, (label, other) in enumerate(self.others):
            if isinstance(other, Experiment):
                self.others[place] = (label, await self._trainer.run(other, other.steps))
                self._changed()


def _used(experiment: Experiment) -> list[int]:
    """The columns of a row that hold numbers under this model."""
    return [0, 1, 3, 5] if experiment.model == "Wx" else [0, 1, 2, 3, 4, 5]
