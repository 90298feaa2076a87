"""A learner's script, run in a process of its own: what it did, what it printed, how it ended. Imports no torch and no numpy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import cast

from gdtutor.language import _
from gdtutor.trainer.process import PATIENCE, trainer_environment
from gdtutor.trainer.protocol import FrameError
from gdtutor.trainer.script_output import Gathered
from gdtutor.trainer.script_result import (
    FOLDER,
    Finished,
    Missing,
    Moved,
    ReplyBuffer,
    Script,
    ScriptResult,
    Started,
    collected,
    frame,
)

LOADING = 60.0  # seconds for the import of torch, on a slow network home
LONG = 10.0  # seconds for the kernel to end a process that is killed
BREATH = 0.02  # seconds between two looks at output that nobody wants any more


class ScriptRunner:
    """Runs scripts, each in a fresh process. One event loop uses one runner; runs at the same time do not disturb each other."""

    def __init__(self, python: str = sys.executable, *, idle_seconds: float = 300) -> None:
        self._python = python
        self._idle_seconds = idle_seconds
        self._waiting: _ScriptProcess | None = None
        self._starting = asyncio.Lock()

    async def warm(self) -> None:
        """Start a process ahead, which has imported torch when the next script comes; returns long before that. Raises nothing.

        It ends by itself when no script has come for `idle_seconds`.
        """
        async with self._starting:
            await self._start()

    async def run(self, script: str, *, given: str = "", seconds: float = 10) -> ScriptResult:
        """Execute `given`, then the script in the same namespace, for at most that long from when torch is there.

        Raises nothing: where it can't be run `problem` says so. When this is cancelled, the process is gone and so is all that
        the script has started in it.
        """
        result = await self._run(Script(text=script, given=given, seconds=seconds))
        if result is None:  # the one that waited ended by itself just now
            result = await self._run(Script(text=script, given=given, seconds=seconds))
        return result or ScriptResult(problem=_("Python ended before the script began. Try again."))

    async def close(self) -> None:
        """End the process that was started ahead. Safe to call twice."""
        async with self._starting:
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                await waiting.end()

    async def _run(self, script: Script) -> ScriptResult | None:
        async with self._starting:
            await self._start()
            process, self._waiting = self._waiting, None
        if process is None:
            return ScriptResult(problem=_("{python} could not be started. Check that it is there.").format(python=self._python))
        try:
            return await process.run(script)
        finally:
            await process.end()

    async def _start(self) -> None:
        """Have a process waiting, where one can be started."""
        if self._waiting is not None and self._waiting.over.is_set():
            waiting, self._waiting = self._waiting, None
            await waiting.end()
        if self._waiting is None:
            with contextlib.suppress(OSError):
                self._waiting = await _ScriptProcess.spawn(self._python, self._idle_seconds)


class _ScriptProcess(asyncio.SubprocessProtocol):
    """One `python -m gdtutor.trainer.script`: replies come on its stdout, what the script prints on its stderr.

    over is set when no more replies will come.
    """

    def __init__(self, folder: str) -> None:
        self.over = asyncio.Event()
        self._folder = folder
        self._loaded = asyncio.Event()
        self._patience = PATIENCE
        self._exited = asyncio.Event()
        self._drained = asyncio.Event()
        self._open = {1, 2}
        self._replies = ReplyBuffer()
        self._output = Gathered()
        self._moved: list[Moved] = []
        self._finished: Finished | None = None
        self._missing: Missing | None = None

    @classmethod
    async def spawn(cls, python: str, idle_seconds: float) -> _ScriptProcess:
        """Start it. Raises OSError where that interpreter can't be started."""
        folder = tempfile.mkdtemp(prefix=FOLDER)
        try:
            _transport, process = await asyncio.get_running_loop().subprocess_exec(
                lambda: cls(folder),
                str(Path(python).absolute()) if os.sep in python else python,
                "-m",
                "gdtutor.trainer.script",
                f"--idle={idle_seconds}",
                env=trainer_environment(python),
                cwd=folder,
                start_new_session=True,
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return process

    async def run(self, script: Script) -> ScriptResult | None:
        """Execute a script, the only one; None where the process ended before."""
        if not await _within(LOADING, self._loaded):
            return ScriptResult(problem=_("torch could not be imported within {n} seconds. Try again.").format(n=int(LOADING)))
        if self._missing is not None:
            sentence = _("PyTorch can't be imported by {python} ({error}). Install it with `{install}`.")
            install = f"{self._missing.executable} -m pip install torch"
            return ScriptResult(
                problem=sentence.format(python=self._missing.executable, error=self._missing.error, install=install)
            )
        if self.over.is_set():
            return None
        begun = monotonic()
        self._stdin.write(frame(script))
        in_time = await _within(script.seconds, self.over)
        seconds = monotonic() - begun
        await self._killed()
        return self._result(seconds, timed_out=not in_time)

    async def end(self) -> None:
        """End the process and all that it has started, and clear its folder away."""
        try:
            await self._killed()
        finally:
            self._transport.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio when it is started."""
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._stdin = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))
        self._pid = self._transport.get_pid()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Called by asyncio with what the process writes."""
        if fd == 2:
            self._take_output(data)
            return
        try:
            for reply in self._replies.feed(data):
                match reply:
                    case Started():
                        self._loaded.set()
                    case Missing():
                        self._missing = reply
                        self._loaded.set()
                    case Moved():
                        self._moved.append(reply)
                    case Finished():
                        self._finished = reply
                        self.over.set()
        except FrameError:  # the script itself has written there
            self._kill()

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002
        """Called by asyncio when nobody can write there any more."""
        self._open.discard(fd)
        self._check_drained()

    def process_exited(self) -> None:
        """Called by asyncio when the process itself has ended; others that it has started may live."""
        self._kill()
        self._loaded.set()
        self.over.set()
        self._exited.set()
        self._check_drained()

    def _take_output(self, data: bytes) -> None:
        self._output.take(data)
        if self._output.full and not self.over.is_set():
            # A flood: let it through slowly, so that the screen does not wait for it.
            pipe = cast("asyncio.ReadTransport", self._transport.get_pipe_transport(2))
            pipe.pause_reading()
            asyncio.get_running_loop().call_later(BREATH, self._read_on, pipe)

    def _read_on(self, pipe: asyncio.ReadTransport) -> None:
        if not pipe.is_closing():
            pipe.resume_reading()

    def _check_drained(self) -> None:
        if not self._open and self._exited.is_set():
            self._drained.set()

    async def _killed(self) -> None:
        """Kill all there is, and wait until what it has written is here."""
        self._kill()
        await _within(LONG, self._exited)
        if self._patience:
            # One that has left the group may still hold its end of a pipe.
            await _within(self._patience, self._drained)
            self._patience = 0.0

    def _kill(self) -> None:
        """Kill the process's group: it began one of its own, by the number of its process."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)

    def _result(self, seconds: float, *, timed_out: bool) -> ScriptResult:
        code = self._transport.get_returncode()
        timed_out = timed_out or (self._finished is None and code == -signal.SIGALRM)
        states, other_states = collected(self._moved)
        finished = self._finished or Finished()
        problem = ""
        if finished.memory:
            problem = _("The script was stopped because it used too much memory. Does something grow with every step?")
        elif self._finished is None and not timed_out:
            problem = _how_it_ended(code)
        return ScriptResult(
            states=states,
            other_states=other_states,
            states_cut=finished.states_cut,
            output=self._output.text(),
            output_cut=self._output.full,
            output_end=finished.output_end,
            error=finished.error,
            exited=finished.exited,
            timed_out=timed_out,
            seconds=seconds,
            problem=problem,
            graded=finished.graded,
            optimizers=finished.optimizers,
        )


def _how_it_ended(code: int | None) -> str:
    if code is not None and code < 0:
        return _("Python itself was ended by signal {signal} before the script was over.").format(signal=-code)
    return _("Python itself ended (exit status {code}) before the script was over.").format(code=code)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether it is set within that time."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
