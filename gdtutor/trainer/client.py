"""torch as the UI sees it: `Trainer` starts its process when it is needed, and opens runs in it. Imports no torch.

One event loop uses one `Trainer`. The rows of a run reach its `on_rows` in order, on that event loop.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import Literal

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _
from gdtutor.trainer.process import PATIENCE, Process
from gdtutor.trainer.protocol import Failed, FrameError, Goodbye, Open, Ready, Records, Reply, Unavailable
from gdtutor.trainer.remote_run import Batch, Run, TorchRefusal, TrainerError
from gdtutor.trainer.resume import resume_from

TrainerState = Literal["off", "loading", "ready", "lost", "unavailable"]


class _AsleepError(TrainerError):
    """The process ended by itself because nobody asked for anything; nothing is wrong."""


class Trainer:
    """The process that runs torch, whether it is there or not.

    state is "off" before the first start, after `close`, and when the process has ended by itself after `idle_seconds` without
    a command; "loading" until torch is imported; "lost" when the process ended unexpectedly; "unavailable" when `python` can't
    be started or can't import torch. problem says the last two in a sentence for the learner. on_state is called after each
    change. torch_version and device are "" until torch has been there once.
    """

    def __init__(
        self, *, on_state: Callable[[], None] | None = None, idle_seconds: float = 300, python: str = sys.executable
    ) -> None:
        self.state: TrainerState = "off"
        self.problem = ""
        self.torch_version = ""
        self.device = ""
        self._on_state = on_state
        self._idle_seconds = idle_seconds
        self._python = python
        self._process: Process | None = None
        self._runs: dict[int, Run] = {}
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
                process = await Process.spawn(self._python, self._idle_seconds)
            except OSError as error:
                sentence = _("{python} could not be started ({reason}). Check that it is there.")
                self._enter("unavailable", sentence.format(python=self._python, reason=error.strerror))
                return
            self._process = process
            self._enter("loading")
            task = asyncio.create_task(self._read(process), name=f"trainer {process.pid}")
            self._reading[task] = process
            task.add_done_callback(self._reading.pop)

    async def open(self, experiment: Experiment, on_rows: Callable[[Batch], None], *, resume: Trajectory | None = None) -> Run:
        """Begin a run, starting the process when needed; returns once `on_rows` has had the first row (kind "opened").

        resume: go on from the last record of that trajectory, which is one of this experiment: its step, parameters and learning
        rate, and whatever the optimiser remembers. The first row is then that last record again. A run so continued equals one
        that was never interrupted, bit for bit. Where the run remembers more than a record holds (momentum and Adam, batches, a
        body of its own) every recorded update is done again, which takes its time.

        Raises TrainerError where torch is not to be had, TorchRefusal where it refuses the experiment.
        """
        way_back = None if resume is None else resume_from(experiment, resume)
        while True:
            await self.start()
            process = self._process
            if process is None:
                raise TrainerError(self.problem)
            self._opened += 1
            number = self._opened
            lr = experiment.lr if way_back is None else way_back.lr
            run = Run(process, number, experiment, lr, on_rows, on_close=partial(self._runs.pop, number, None))
            self._runs[number] = run
            try:
                await run.begin(Open(run=number, order=0, experiment=experiment, resume=way_back))
            except _AsleepError:
                continue  # it said goodbye while the command was on its way
            except BaseException:
                await run.close()
                raise
            return run

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
                if (run := self._runs.get(number)) is not None:
                    run.take(reply)
            case Failed(run=None, message=message):
                self._lose(_("The trainer was sent something that is no command ({error}).").format(error=message))
            case Failed(run=number):
                if number is not None and (run := self._runs.pop(number, None)) is not None:
                    run.fail(_failure(run.experiment, reply))
            case Ready():
                self.torch_version, self.device = reply.torch_version, reply.device
                self._enter("ready")
            case Unavailable():
                problem = _unavailable(reply)
                self._drop(TrainerError(problem))
                self._enter("unavailable", problem)
            case Goodbye():
                sentence = _("The torch process went to sleep. Press any key of the lab and it goes on.")
                self._drop(_AsleepError(sentence, gone=True))
                self._enter("off")

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
        try:
            if self._on_state is not None:
                self._on_state()
        except Exception as error:
            # A mistake in the caller's function must not stop the reading of replies.
            asyncio.get_running_loop().call_exception_handler({"message": "on_state failed", "exception": error})


def _failure(experiment: Experiment, failed: Failed) -> TrainerError:
    """The error that a run raises from now on. Where the script is meant to hold a mistake, the sentence names the line."""
    line = failed.message.partition("\n")[0]
    sentence = _("torch could not go on with this run ({reason}). Start it again with other values.")
    sentence = sentence.format(reason=line.rstrip("."))
    if not failed.kind:
        return TrainerError(sentence)
    if experiment.body or experiment.loop in ("by-hand-in-graph", "forward-outside"):
        sentence = _("The script stops in line {line}, `{code}`. {error}: {message}.").format(
            line=failed.line,
            code=listing(experiment).lines[failed.line - 1].strip(),
            error=failed.kind,
            # torch's explanations that follow the first sentence are long.
            message=line.partition(". ")[0].rstrip("."),
        )
    return TorchRefusal(sentence, message=failed.message, kind=failed.kind, line=failed.line)


def _unavailable(reply: Unavailable) -> str:
    install = f"{reply.executable} -m pip install torch"
    if not reply.installed:
        sentence = _("PyTorch is not installed for {python}. Install it with `{install}`, then press any key of the lab.")
        return sentence.format(python=reply.executable, install=install)
    sentence = _(
        "PyTorch can't be imported by {python} ({error}). Install it anew with `{install}`, then press any key of the lab."
    )
    return sentence.format(python=reply.executable, error=reply.error, install=f"{install} --force-reinstall")


__all__ = ["Batch", "Run", "TorchRefusal", "Trainer", "TrainerError", "TrainerState"]
