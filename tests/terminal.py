"""A real pseudo-terminal with a program in it, and pyte as the terminal that a person would look at."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyte
from wcwidth import wcwidth

if TYPE_CHECKING:
    from typing_extensions import Self

GDTUTOR = [sys.executable, "-m", "gdtutor"]

# A terminal has its cursor shown and wraps long lines; every other private mode is off.
NORMAL = {b"25", b"7"}
KEYBOARD_PUSHED, KEYBOARD_POPPED = re.compile(rb"\x1b\[>\d*u"), re.compile(rb"\x1b\[<\d*u")


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
        watched, looked = os.pipe()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                # Not before the terminal has been looked at as it is.
                os.close(looked)
                os.read(watched, 1)
                # Before the program can look: a parent that is held up would be too late.
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execvpe(argv[0], argv, environment)
            finally:
                os._exit(127)
        self._settings = termios.tcgetattr(self._fd)
        os.close(watched)
        os.close(looked)

    @property
    def text(self) -> str:
        """What is on screen, line by line. Half a wide sign is blank, as in any terminal; pyte's own `display` fails at it."""
        return "\n".join("".join(sign or " " for sign in self._signs(row)).rstrip() for row in range(self.screen.lines))

    @property
    def halves(self) -> list[int]:
        """The rows in which half a wide sign has been painted over: its other half is lost on screen."""
        return [row for row in range(self.screen.lines) if not all(self._signs(row))]

    def send(self, keys: str | bytes) -> None:
        """Type; bytes need not be UTF-8."""
        os.write(self._fd, keys if isinstance(keys, bytes) else keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size, as a person would by dragging its corner."""
        self.screen.resize(rows, columns)
        self._set_size(columns, rows)

    @property
    def said(self) -> str:
        """The screen as running text."""
        return " ".join(re.sub(r"[▌▐▁▂▃▄▅▆▇█\s]+", " ", self.text).split())

    @property
    def left_changed(self) -> list[str]:
        """What the program has changed about the terminal and not put back: modes, and the driver's settings (stty)."""
        settings = ["settings"] if termios.tcgetattr(self._fd) != self._settings else []
        return still_set(bytes(self.received)) + settings

    def read(self, seconds: float) -> None:
        """Take in what the program writes for that long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self._take(left):
                return

    def read_once(self, seconds: float) -> None:
        """Take in one piece of output, waiting at most that long."""
        self._take(seconds)

    def until(self, condition: Callable[..., object], seconds: float = 20) -> None:
        """Read until it holds. Raises AssertionError with the screen where it never does."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not come to pass:\n{self.text}")
            self._take(0.05)

    def fileno(self) -> int:
        """What `select` waits on for output."""
        return self._fd

    def skip(self) -> None:
        """Throw away a piece of output that is there, unseen: the screen is out of date from then on."""
        with contextlib.suppress(OSError):
            self.bytes_received += len(os.read(self._fd, 65536))

    def settle(self, seconds: float = 0.5) -> None:
        """Read until nothing has come for that long: what was to be painted is."""
        before = -1
        while before != self.bytes_received:
            before = self.bytes_received
            self.read(seconds)

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

    def hang_up(self) -> None:
        """Close the line, as sshd does when it has lost its client."""
        os.close(self._fd)
        self._fd = -1

    def close(self) -> None:
        """End the program if it still runs."""
        if self.exit_code is None:
            self.kill()
            self.wait_for_exit()
        if self._fd >= 0:
            os.close(self._fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _signs(self, row: int) -> Iterator[str]:
        """What stands in each cell of a row, a wide sign once; "" for a cell with half of one."""
        cells, column = self.screen.buffer[row], 0
        while column < self.screen.columns:
            sign = cells[column].data
            wide = bool(sign) and wcwidth(sign[0]) == 2
            whole = not wide or cells[column + 1].data == ""
            yield sign if whole else ""
            column += 2 if wide and whole else 1

    def _take(self, seconds: float) -> bool:
        """One piece of output, waiting at most that long; False once the program has closed its end."""
        if self._fd < 0:
            time.sleep(seconds)
            return False
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


def still_set(received: bytes) -> list[str]:
    """The private modes of the terminal (alternate screen, mouse, paste…) that a program has changed and not put back."""
    state = dict.fromkeys(NORMAL, b"h")
    for modes, setting in re.findall(rb"\x1b\[\?([\d;]+)([hl])", received):
        state.update(dict.fromkeys(modes.split(b";"), setting))
    left = [f"?{mode.decode()}" for mode, setting in state.items() if (setting == b"h") != (mode in NORMAL)]
    if len(KEYBOARD_PUSHED.findall(received)) > len(KEYBOARD_POPPED.findall(received)):
        left.append("keyboard")
    return left


def gdtutor(*arguments: str, state: Path, columns: int = 80, rows: int = 24, env: dict[str, str] | None = None) -> Terminal:
    """gdtutor in a terminal, with its progress under `state`."""
    return Terminal([*GDTUTOR, *arguments], columns=columns, rows=rows, env={"XDG_STATE_HOME": str(state), **(env or {})})
