"""The trainer's process as the UI sees it: started apart from the learner's folder and terminal, spoken to in frames."""

from __future__ import annotations

import asyncio
import contextlib
import os
import site
import sys
import sysconfig
from pathlib import Path
from typing import cast

from gdtutor.language import _
from gdtutor.trainer.devices import HIDING, DeviceChoice
from gdtutor.trainer.protocol import PREFIX, Command, Reply, body_length, frame, reply

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 0.5  # seconds that the process has for ending by itself
STDERR_TAIL = 4_096


class Process:
    """One `python -m gdtutor.trainer`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._stdin = cast("asyncio.StreamWriter", process.stdin)
        self._stdout = cast("asyncio.StreamReader", process.stdout)
        self._tail = b""
        self._stderr = asyncio.create_task(self._drain(cast("asyncio.StreamReader", process.stderr)))
        self._writing = asyncio.Lock()

    @classmethod
    async def spawn(cls, python: str, idle_seconds: float, device: DeviceChoice = "cpu") -> Process:
        """Start it. Raises OSError where that interpreter can't be started."""
        process = await asyncio.create_subprocess_exec(
            str(Path(python).absolute()) if os.sep in python else python,
            "-m",
            "gdtutor.trainer",
            f"--idle={idle_seconds}",
            f"--device={device}",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=trainer_environment(python, device),
            # Not the learner's folder, where a torch.py may lie: Python 3.10 knows no PYTHONSAFEPATH and would look there first.
            cwd="/",
            # The terminal's Ctrl+C and hang-up are the UI's to deal with.
            start_new_session=True,
        )
        return cls(process)

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
        rest = asyncio.gather(self._discard(), self._process.wait(), self._stderr)
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


def trainer_environment(python: str = sys.executable, device: DeviceChoice = "cpu") -> dict[str, str]:
    """The environment that the trainer starts in: one thread, no GPUs to be seen unless another device than the CPU is asked for,
    this very gdtutor, and nothing from the current folder.
    """
    environment = dict(os.environ)
    entries = [str(Path(entry).absolute()) for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    # Where site-packages hold gdtutor they are searched anyway, and put first they would hide the standard library.
    if python != sys.executable or PACKAGE_ROOT not in _site_folders():
        entries.insert(0, str(PACKAGE_ROOT))
    environment |= {
        "PYTHONPATH": os.pathsep.join(entries),
        "PYTHONSAFEPATH": "1",
        **(HIDING if device == "cpu" else {}),
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    return environment


def _site_folders() -> set[Path]:
    folders = [*site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return {Path(folder).resolve() for folder in folders}
