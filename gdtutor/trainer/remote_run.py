"""A run in the trainer's process, seen from the UI."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gdtutor.descent.experiment import Experiment, Parameter
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.language import _
from gdtutor.trainer.process import Process
from gdtutor.trainer.protocol import Advance, BatchKind, Close, Command, Open, Point, Records, Reset, SetLr, SetParameters


class TrainerError(Exception):
    """Something that torch's process can't do, as a sentence with a remedy for the learner.

    gone: the process that held the run is no more; opening again with the run's trajectory as `resume` goes on where it was.
    """

    def __init__(self, sentence: str, *, gone: bool = False) -> None:
        super().__init__(sentence)
        self.gone = gone

    def again(self) -> TrainerError:
        """The same error to raise once more: one that is raised twice would gather tracebacks."""
        return type(self)(str(self), gone=self.gone)


class TorchRefusal(TrainerError):  # noqa: N818 - a result of a run rather than a fault
    """The run's script was stopped by an error of its own: torch, or Python, refuses what it says. The rows before it are there.

    message is torch's own text, kind the class of the error, line the line of the listing, from 1. trajectory is what
    `Trainer.run` had recorded until then.
    """

    def __init__(self, sentence: str, *, message: str, kind: str, line: int, trajectory: Trajectory | None = None) -> None:
        super().__init__(sentence)
        self.message = message
        self.kind = kind
        self.line = line
        self.trajectory = trajectory

    def again(self) -> TorchRefusal:
        """The same error to raise once more."""
        return TorchRefusal(str(self), message=self.message, kind=self.kind, line=self.line, trajectory=self.trajectory)


class Batch(NamedTuple):
    """New states of a run, rows of shape (n, 6) with the columns `trajectory.COLUMNS`, reached by updates with the rate lr.

    "opened", "moved" and "reset" bring one row, the state after that; the array is read-only.
    """

    kind: BatchKind
    rows: Floats
    lr: float


class Run:
    """One run. Every method raises TrainerError once the run has failed or its process is gone; TorchRefusal where its script
    was stopped by an error of its own.

    lr is the learning rate of the next update.
    """

    def __init__(
        self,
        process: Process,
        number: int,
        experiment: Experiment,
        lr: float,
        on_rows: Callable[[Batch], None],
        *,
        on_close: Callable[[], object],
    ) -> None:
        self.lr = lr
        self._pending = 0
        self._process = process
        self._number = number
        self._experiment = experiment
        self._on_rows = on_rows
        self._on_close = on_close
        self._order = 0
        self._followed = -1  # the last order that a reply names
        self._credited = 0  # the order that pending comes from: what replies to earlier ones say of the credit is out of date
        self._reset = 0  # rows from before this order are of the run before the reset
        self._error: TrainerError | None = None
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def pending(self) -> int:
        """Updates that were asked for and whose rows are still to come; 0 once the run has failed."""
        return self._pending if self._error is None else 0

    async def begin(self, command: Open) -> None:
        """Open it: for `Trainer.open`."""
        await self._send(command)
        await self._until(lambda: self._followed >= 0)

    async def advance(self, n: int) -> None:
        """Ask for n updates from where it is now; n replaces what is still pending. Does not wait for them."""
        if n < 0:
            raise ValueError(f"n is {n}; 0 or more are allowed")
        self._check()
        self._order += 1
        self._credited = self._order
        self._pending = n
        await self._send(Advance(run=self._number, order=self._order, n=n))

    async def finished(self) -> None:
        """Wait until nothing is pending and all rows are delivered."""
        await self._until(lambda: self._pending == 0 and self._followed >= self._credited)

    async def pause(self) -> None:
        """Ask for no more updates; returns when the rows that were under way are delivered."""
        await self.advance(0)
        await self.finished()

    async def set_lr(self, lr: float) -> None:
        """The learning rate of the updates from now on (those under way still have the old one; `Batch.lr` tells)."""
        if not (math.isfinite(lr) and lr >= 0):
            raise ValueError(f"the learning rate is {lr}; it must be a finite number, 0 or more")
        self._check()
        self._order += 1
        self.lr = float(lr)
        await self._send(SetLr(run=self._number, order=self._order, lr=self.lr))

    async def set_parameters(self, **values: float) -> None:
        """Put W, b or both elsewhere, at the step where the run is; what is pending stays so.

        Returns when the row of kind "moved" is delivered. Rows under way come before it: they are steps that were done, and
        momentum and Adam remember them.
        """
        point: Point = {}
        names: dict[str, Parameter] = {name: name for name in self._experiment.parameters}
        for name, value in values.items():
            if name not in names or not math.isfinite(value):
                raise ValueError(f"{name} = {value}; finite numbers for {' and '.join(names)} are allowed")
            point[names[name]] = float(value)
        self._check()
        self._order += 1
        order = self._order
        await self._send(SetParameters(run=self._number, order=order, point=point))
        await self._until(lambda: self._followed >= order)

    async def reset(self) -> None:
        """Back to the experiment's start, the same also where it is random, with nothing pending and the learning rate as it is.

        Returns when the row of kind "reset" is delivered; rows under way from before it are dropped.
        """
        self._check()
        self._order += 1
        order = self._reset = self._credited = self._order
        self._pending = 0
        await self._send(Reset(run=self._number, order=order))
        await self._until(lambda: self._followed >= order)

    async def close(self) -> None:
        """Forget the run; no more rows come. Safe to call twice, and when the process is gone."""
        if self._error is None:
            self._process.send_soon(Close(run=self._number))
            self.fail(TrainerError(_("This run is closed."), gone=True))
        self._on_close()

    @property
    def experiment(self) -> Experiment:
        """What the run was opened with."""
        return self._experiment

    def take(self, records: Records) -> None:
        """A reply has come: for `Trainer`."""
        if records.order < self._reset:
            return
        self._followed = records.order
        if records.order >= self._credited:
            self._pending = records.credit
        rows = np.frombuffer(records.rows, dtype=np.float64).reshape(-1, 6)
        try:
            if len(rows):
                self._on_rows(Batch(records.kind, rows, records.lr))
        except Exception as error:
            # A mistake in the caller's function must not stop everybody else's rows.
            asyncio.get_running_loop().call_exception_handler({"message": "on_rows failed", "exception": error})
        self._wake()

    def fail(self, error: TrainerError) -> None:
        """The run is no more: for `Trainer`."""
        self._error = error
        self._wake()

    def _check(self) -> None:
        if self._error is not None:
            raise self._error.again()

    async def _send(self, command: Command) -> None:
        await self._process.send(command)
        self._check()

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._check()
            future = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)

    def _wake(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
