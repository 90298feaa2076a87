"""torch as the UI sees it: `Trainer` starts its process when it is needed, and opens runs in it. Imports no torch.

One event loop uses one `Trainer`. The rows of a run reach its `on_rows` in order, on that event loop.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal, TypeVar

from gdtutor.descent.experiment import Device, Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _, reason
from gdtutor.trainer.devices import DeviceChoice, missing
from gdtutor.trainer.failures import failure, unavailable
from gdtutor.trainer.process import PATIENCE, Process
from gdtutor.trainer.protocol import (
    Failed,
    FrameError,
    Goodbye,
    Lines,
    NoDevice,
    Open,
    OpenWalk,
    Ready,
    Records,
    Reply,
    Unavailable,
)
from gdtutor.trainer.remote_run import Batch, Run, TorchRefusal, TrainerError
from gdtutor.trainer.remote_walk import Walk
from gdtutor.trainer.resume import resume_from
from gdtutor.trainer.spawn import spawn

Remote = TypeVar("Remote", Run, Walk)
TrainerState = Literal["off", "loading", "ready", "lost", "unavailable"]


class _AsleepError(TrainerError):
    """The process ended by itself because nobody asked for anything; nothing is wrong."""


class Trainer:
    """The process that runs torch, whether it is there or not.

    state is "off" before the first start, after `close`, and when the process has ended by itself after `idle_seconds` without
    a command; "loading" until torch is imported; "lost" when the process ended unexpectedly; "unavailable" when `python` can't
    be started or can't import torch. problem says the last two in a sentence for the learner. on_state is called after each
    change. torch_version and device are "" until torch has been there once.

    device: where torch is to compute; "auto" is CUDA where there is one, else MPS, else the CPU. For "cpu" no GPU is looked for,
    and none can be seen. An experiment that is run is one for the device that was found (`Trainer.device`), or for the CPU; where
    the device is not there the state is "unavailable".

    idle_seconds: None is what `idle_limit` says. ahead: a process from `spawn`, for that device, that the first start takes.
    """

    def __init__(
        self,
        *,
        on_state: Callable[[], None] | None = None,
        idle_seconds: float | None = None,
        python: str = sys.executable,
        device: DeviceChoice = "cpu",
        ahead: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self.state: TrainerState = "off"
        self.problem = ""
        self.torch_version = ""
        self.device: Device | Literal[""] = ""
        self._on_state = on_state
        self._idle_seconds = idle_seconds
        self._python = python
        self._wanted: DeviceChoice = device
        self._ahead = ahead
        self._entered = asyncio.Event()
        self._process: Process | None = None
        self._runs: dict[int, Run | Walk] = {}
        self._opened = 0
        self._starting = asyncio.Lock()
        self._reading: dict[asyncio.Task[None], Process] = {}

    @property
    def pid(self) -> int | None:
        """The id of the process, None while there is none."""
        return None if self._process is None else self._process.pid

    async def start(self) -> None:
        """Start the process unless it is there; returns with state "loading", long before torch is imported.

        Raises nothing: where it can't be started, state and problem say so.
        """
        async with self._starting:
            if self._process is not None:
                return
            try:
                process = await Process.adopted(self._take_ahead() or spawn(self._python, self._idle_seconds, self._wanted))
            except OSError as error:
                sentence = _("{python} could not be started ({reason}). Check that it is there.")
                self._enter("unavailable", sentence.format(python=self._python, reason=reason(error)))
                return
            self._process = process
            self._enter("loading")
            task = asyncio.create_task(self._read(process), name=f"trainer {process.pid}")
            self._reading[task] = process
            task.add_done_callback(self._reading.pop)

    async def ready(self) -> None:
        """Start the process unless it is there, and wait until torch is imported and has its device.

        Raises TrainerError where torch, or the device, is not to be had.
        """
        await self.start()
        while self.state == "loading":
            self._entered.clear()
            await self._entered.wait()
        if self.state != "ready":
            raise TrainerError(self.problem or _("The torch process was closed."))

    async def open(self, experiment: Experiment, on_rows: Callable[[Batch], None], *, resume: Trajectory | None = None) -> Run:
        """Begin a run, starting the process when needed; returns once `on_rows` has had the first row (kind "opened").

        resume: go on from the last record of that trajectory, which is one of this experiment: its step, parameters and learning
        rate, and whatever the optimiser remembers. The first row is then that last record again. A run so continued equals one
        that was never interrupted, bit for bit. Where the run remembers more than a record holds (momentum and Adam, batches, a
        body of its own) every recorded update is done again, which takes its time.

        Raises TrainerError where torch is not to be had, TorchRefusal where it refuses the experiment.
        """
        way_back = None if resume is None else resume_from(experiment, resume)
        lr = experiment.lr if way_back is None else way_back.lr

        def run(process: Process, number: int) -> Run:
            return Run(process, number, experiment, lr, on_rows, on_close=partial(self._runs.pop, number, None))

        return await self._begin(
            run, lambda run, number: run.begin(Open(run=number, order=0, experiment=experiment, resume=way_back))
        )

    async def run(self, experiment: Experiment, steps: int) -> Trajectory:
        """A whole run of `steps` updates, as a trajectory of steps + 1 records.

        Raises TrainerError; TorchRefusal, with the trajectory until then, where the run's script is stopped by an error.
        """
        trajectory = Trajectory(experiment)
        run = await self.open(experiment, lambda batch: trajectory.append(batch.rows, batch.lr))
        try:
            await run.advance(steps)
            await run.finished()
        except TorchRefusal as refusal:
            refusal.trajectory = trajectory
            raise
        finally:
            await run.close()
        return trajectory

    async def walk(self, experiment: Experiment, *, lines: int = 0) -> Walk:
        """Begin to execute the experiment's script, `listing(experiment).script`, line by line, starting the process when needed.

        lines: so many are executed before this returns, and only the last state is told (`Walk.state`): to go on where an earlier
        walk of the same experiment was.

        Raises TrainerError where torch is not to be had.
        """

        def walk(process: Process, number: int) -> Walk:
            return Walk(process, number, experiment, on_close=partial(self._runs.pop, number, None))

        return await self._begin(walk, lambda walk, number: walk.begin(OpenWalk(run=number, experiment=experiment, lines=lines)))

    async def close(self) -> None:
        """End the process and wait until it is gone; runs that are open are dead then. Safe to call twice."""
        async with self._starting:
            self._drop(TrainerError(_("The torch process was closed."), gone=True))
            reading = dict(self._reading)
            for process in reading.values():
                process.close_stdin()
            if reading:
                _done, slow = await asyncio.wait(reading, timeout=PATIENCE)
                for task in slow:
                    reading[task].kill()
                if slow:
                    await asyncio.wait(slow)
            if self.state != "off":
                self._enter("off")

    async def _begin(self, remote: Callable[[Process, int], Remote], begin: Callable[[Remote, int], Awaitable[None]]) -> Remote:
        """Open a run or a walk under a new number, in a process that is started when needed."""
        while True:
            await self.start()
            if self._process is None:
                raise TrainerError(self.problem)
            self._opened += 1
            number = self._opened
            opened = remote(self._process, number)
            self._runs[number] = opened
            try:
                await begin(opened, number)
            except _AsleepError:
                continue  # it said goodbye while the command was on its way
            except BaseException:
                await opened.close()
                raise
            return opened

    async def _read(self, process: Process) -> None:
        """Take in what one process says until it has ended, and see it off."""
        unreadable = ""
        try:
            while (reply := await process.receive()) is not None:
                if process is self._process:
                    self._heed(reply)
        except FrameError as error:
            unreadable = _("unreadable output: {error}").format(error=error)
        finally:
            await process.end()
        if process is self._process:
            how = unreadable or process.how_it_ended()
            self._lose(_("The torch process ended unexpectedly ({how}).").format(how=how))

    def _heed(self, reply: Reply) -> None:
        match reply:
            case Records(run=number):
                if isinstance(run := self._runs.get(number), Run):
                    run.take(reply)
            case Lines(run=number):
                if isinstance(walk := self._runs.get(number), Walk):
                    walk.take(reply)
            case Failed():
                self._take_failure(reply)
            case Ready():
                self.torch_version, self.device = reply.torch_version, reply.device
                self._enter("ready")
            case Unavailable():
                problem = unavailable(reply)
                self._drop(TrainerError(problem))
                self._enter("unavailable", problem)
            case NoDevice():
                problem = missing(reply.wanted, reply.facts)
                self._drop(TrainerError(problem))
                self._enter("unavailable", problem)
            case Goodbye():
                sentence = _("The torch process went to sleep. Press any key of the lab and it goes on.")
                self._drop(_AsleepError(sentence, gone=True))
                self._enter("off")

    def _take_ahead(self) -> subprocess.Popen[bytes] | None:
        ahead, self._ahead = self._ahead, None
        return ahead

    def _take_failure(self, failed: Failed) -> None:
        if failed.run is None:
            self._lose(_("The trainer was sent something that is no command ({error}).").format(error=failed.message))
        elif (run := self._runs.pop(failed.run, None)) is not None:
            run.fail(failure(run.experiment, failed))

    def _lose(self, sentence: str) -> None:
        remedy = _("Press any key of the lab and it starts again where it was.")
        problem = f"{sentence} {remedy}"
        self._drop(TrainerError(problem, gone=True))
        self._enter("lost", problem)

    def _drop(self, error: TrainerError) -> None:
        """Have no process any more; the runs in it raise `error` from now on."""
        self._process = None
        runs, self._runs = self._runs, {}
        for run in runs.values():
            run.fail(error)

    def _enter(self, state: TrainerState, problem: str = "") -> None:
        self.state = state
        self.problem = problem
        self._entered.set()
        try:
            if self._on_state is not None:
                self._on_state()
        except Exception as error:
            # A mistake in the caller's function must not stop the reading of replies.
            asyncio.get_running_loop().call_exception_handler({"message": "on_state failed", "exception": error})


__all__ = ["Batch", "Run", "TorchRefusal", "Trainer", "TrainerError", "TrainerState", "Walk"]
