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

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.run import LabRun
from gdtutor.trainer.client import TorchRefusal, Trainer, TrainerError


class LabSession(LabRun):
    """What one lab holds while its page is open. `changed` is called after everything that a screen would show."""

    def __init__(self, lab: Lab, trainer: Trainer, changed: Callable[[], None]) -> None:
        super().__init__(lab, trainer, changed)
        self._lock = asyncio.Lock()
        # Nothing was turned, run or scrubbed since the lab was opened or reset.
        self._untouched = True

    # What the learner does

    async def open(self) -> None:
        """Evaluate the start in torch, then run what the picture is compared with."""
        await self._guarded(self._open)

    def turn(self, name: str, clicks: int) -> None:
        """Turn a dial on screen, by name; `apply` takes it to torch."""
        self.put(name, next(dial for dial in self.dials if dial.name == name).turned(clicks).value)

    def put(self, name: str, value: float) -> None:
        """Turn a dial on screen to a value; `apply` takes it to torch."""
        if name == "lr":
            self.lr = value
        self._turned[name] = value
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

    async def begin_again(self) -> None:
        """Back to step 0 with the dials as they are set: the start that W and b were last put to, the rate of now.

        The run so far stays on the picture. `restore` goes back to the lesson's own values instead.
        """
        await self._guarded(self._begin_again)

    def show_curve(self) -> None:
        """Draw the whole curve where it was hidden, or hide it again."""
        self.curve_shown = not self.curve_shown
        self._changed()

    async def grant(self, steps: int) -> None:
        """Let torch go on by itself for `steps` updates, in place of what was granted before; records come in batches."""

        async def go() -> None:
            await self._apply()
            self._untouched = False
            if self.refusal is None:
                run = await self._running()
                if not self.overflowed:
                    await run.advance(steps)

        await self._guarded(go)

    async def pause(self) -> None:
        """Take back what was granted and is not run yet."""
        if self.pending:
            await self._guarded(lambda: self._run.pause() if self._run is not None else asyncio.sleep(0))

    async def ready(self) -> None:
        """Wait until everything that was asked for so far is done."""
        async with self._lock:
            pass

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
                self.problem = "" if self.refusal is None else str(self.refusal)
            except TrainerError as error:
                self._run = None
                self.problem = str(error)
                if isinstance(error, TorchRefusal):
                    self._stopped = (self.trajectory, error)
        self._changed()

    async def _open(self) -> None:
        await self._running()
        self._changed()
        if any(kind == "contours" or kind.startswith("cost") for kind in self.lab.pictures):
            await self._compare()

    async def _apply(self) -> None:
        turned = dict(self._turned)
        if not turned:
            return
        if len(self.trajectory) > 1 and ("W" in turned or "b" in turned):
            await self._start_elsewhere(turned)
        elif not self.at_end:
            await self._branch()
        self._stopped = None
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

    async def _forward(self, steps: int) -> None:
        await self._apply()
        self._untouched = False
        recorded = min(steps, max(0, len(self.trajectory) - 1 - self.index))
        self.index += recorded
        if steps > recorded and self.refusal is None:
            run = await self._running()
            if not self.overflowed:
                await run.advance(steps - recorded)
                await run.finished()

    async def _reset(self) -> None:
        if self._untouched:
            await self._restore()
            return
        await self._apply()
        at_start = len(self.trajectory) == 1 and self.refusal is None
        if at_start and self.experiment.start == self.lab.experiment.start and not self.ghosts and not self.tries:
            # A rate was turned and nothing else: there is nothing else to go back to, and nothing on the picture to be lost.
            await self._restore()
            return
        if len(self.trajectory) == 1 and self.experiment.start != self.lab.experiment.start:
            await self._drop_run()
            self.experiment = msgspec.structs.replace(self.lab.experiment, lr=self.lr)
            await self._start_over()
        else:
            await self._begin_again()
        self._untouched = True

    async def _begin_again(self) -> None:
        await self._apply()
        if len(self.trajectory) == 1 and self.refusal is None:
            self.index = 0
            await self._running()
            return
        await self._drop_run()
        if len(self.trajectory) > 1:
            self.ghosts.append(self.trajectory)
        self.experiment = msgspec.structs.replace(self.experiment, lr=self.lr)
        await self._start_over()

    async def _restore(self) -> None:
        await self._drop_run()
        self.ghosts.clear()
        self.tries.clear()
        self.experiment = self.lab.experiment
        self.lr = self.experiment.lr
        await self._start_over()
        self._untouched = True

    async def _compare(self) -> None:
        for place, (label, other) in enumerate(self.others):
            if isinstance(other, Experiment):
                try:
                    trajectory = await self._trainer.run(other, other.steps)
                except TorchRefusal as refusal:
                    trajectory = refusal.trajectory or Trajectory(other)
                self.others[place] = (label, trajectory)
                self._changed()
