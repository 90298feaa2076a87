"""The trainer's process as the UI sees it: started apart from the learner's folder and terminal, spoken to in frames."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
from typing import IO, cast

from gdtutor.language import _
from gdtutor.trainer.protocol import PREFIX, Command, Reply, body_length, frame, reply
from gdtutor.trainer.spawn import PATIENCE, trainer_environment

STDERR_TAIL = 4_096

__all__ = ["PATIENCE", "Process", "trainer_environment"]


class Process:
    """One `python -m gdtutor.trainer`. `adopted` makes one of a process that was spawned."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        stdin: asyncio.StreamWriter,
        stdout: asyncio.StreamReader,
        stderr: asyncio.StreamReader,
    ) -> None:
        self._process = process
        self._stdin, self._stdout = stdin, stdout
        self._tail = b""
        self._stderr = asyncio.create_task(self._drain(stderr))
        self._writing = asyncio.Lock()

    @classmethod
    async def adopted(cls, process: subprocess.Popen[bytes]) -> Process:
        """Speak to a process from `spawn` on this event loop, from now on the only one to do so."""
        loop = asyncio.get_running_loop()
        # The end that is written to has a reader as well: that is what it tells of being closed.
        closing = asyncio.StreamReaderProtocol(asyncio.StreamReader())
        transport, _protocol = await loop.connect_write_pipe(lambda: closing, cast("IO[bytes]", process.stdin))
        stdin = asyncio.StreamWriter(transport, closing, None, loop)
        return cls(process, stdin, await _read_end(process.stdout), await _read_end(process.stderr))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    async def send(self, command: Command) -> None:
        """Write a command. Where the process is gone nothing happens: reading from it says how it ended."""
        data = frame(command)
        async with self._writing:
            with contextlib.suppress(ConnectionError):
                self._stdin.write(data)
                await self._stdin.drain()

    def send_soon(self, command: Command) -> None:
        """The same for where nothing can wait."""
        if not self._stdin.is_closing():
            self._stdin.write(frame(command))

    async def receive(self) -> Reply | None:
        """The next reply; None once the process has closed its end. Raises FrameError."""
        try:
            prefix = await self._stdout.readexactly(PREFIX)
            return reply(await self._stdout.readexactly(body_length(prefix)))
        except asyncio.IncompleteReadError:
            return None

    def close_stdin(self) -> None:
        """Tell it to end."""
        self._stdin.close()

    async def end(self) -> None:
        """Wait until it has ended and nothing of it is left here; it is killed where it takes long."""
        self._stdin.close()
        rest = asyncio.gather(self._discard(), asyncio.to_thread(self._process.wait), self._stderr)
        try:
            await asyncio.wait({rest}, timeout=PATIENCE)
        finally:
            if not rest.done():
                self.kill()
        await rest
        with contextlib.suppress(ConnectionError):
            await self._stdin.wait_closed()

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def how_it_ended(self) -> str:
        """For the error sentence: its signal or exit status, and the last line that it wrote to stderr if there is one."""
        code = self._process.returncode
        how = _("exit status {code}").format(code=code)
        if code is not None and code < 0:
            how = _("killed by signal {signal}").format(signal=-code)
        lines = [line.strip() for line in self._tail.decode("utf-8", "replace").splitlines() if line.strip()]
        return f"{how}: {lines[-1][:200]}" if lines else how

    async def _drain(self, stderr: asyncio.StreamReader) -> None:
        while data := await stderr.read(STDERR_TAIL):
            self._tail = (self._tail + data)[-STDERR_TAIL:]

    async def _discard(self) -> None:
        while await self._stdout.read(65_536):
            pass


async def _read_end(pipe: IO[bytes] | None) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    return reader
