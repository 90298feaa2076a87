"""A real pseudo-terminal with a program in it, and pyte as the terminal that a person would look at."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path
from types import TracebackType

import pyte

GDTUTOR = [sys.executable, "-m", "gdtutor"]


class Terminal:
    """Runs `argv` in a terminal of the given size. `bytes_received` counts what the program wrote."""

    def __init__(self, argv: list[str], *, columns: int = 80, rows: int = 24, env: dict[str, str] | None = None) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.bytes_received = 0
        self.received = bytearray()
        self.exit_code: int | None = None
        # The size is the terminal's own, not what the tests' runner says of its.
        inherited = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        environment = {**inherited, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                # Before the program can look: a parent that is held up would be too late.
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(argv[0], argv, environment)
            finally:
                os._exit(127)

    @property
    def text(self) -> str:
        """What is on screen, line by line."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def send(self, keys: str | bytes) -> None:
        """Type; bytes need not be UTF-8."""
        os.write(self._fd, keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size, as a person would by dragging its corner."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    def read(self, seconds: float) -> None:
        """Take in what the program writes for that long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self._take(left):
                return

    def read_once(self, seconds: float) -> None:
        """Take in one piece of output, waiting at most that long."""
        self._take(seconds)

    def wait_for(self, text: str, seconds: float = 20) -> float:
        """Read until `text` is on screen; returns how long it took. Raises AssertionError with the screen when it never is."""
        start = time.monotonic()
        while text not in self.text:
            left = start + seconds - time.monotonic()
            if left <= 0 or not self._take(left):
                raise AssertionError(f"{text!r} did not come on screen:\n{self.text}")
        return time.monotonic() - start

    def wait_for_exit(self, seconds: float = 10) -> int:
        """Read until the program has ended; returns its exit code (negative: the signal that ended it)."""
        end = time.monotonic() + seconds
        while self.exit_code is None:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.exit_code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError(f"the program did not end:\n{self.text}")
            else:
                self._take(0.05)
        while self._take(0.05):
            pass
        return self.exit_code

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def close(self) -> None:
        """End the program if it still runs."""
        if self.exit_code is None:
            self.kill()
            self.wait_for_exit()
        os.close(self._fd)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _take(self, seconds: float) -> bool:
        """One piece of output, waiting at most that long; False once the program has closed its end."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        if not data:
            return False
        self.bytes_received += len(data)
        self.received += data
        self._stream.feed(data)
        return True

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)


def gdtutor(*arguments: str, state: Path, columns: int = 80, rows: int = 24, env: dict[str, str] | None = None) -> Terminal:
    """gdtutor in a terminal, with its progress under `state`."""
    return Terminal([*GDTUTOR, *arguments], columns=columns, rows=rows, env={"XDG_STATE_HOME": str(state), **(env or {})})
