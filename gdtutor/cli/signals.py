"""What Ctrl+C and SIGTERM do to a command that writes: it ends soon, and what is half done is taken away.

An exception raised just anywhere may leave a file behind or asyncio waiting for ever, and asyncio's own handler of Ctrl+C waits
for the event loop, which a pipe that nobody reads may hold up. So a signal cancels what the event loop does; it raises only where
the command waits for what it writes to.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

_USUAL = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


class Signals:
    """The signals of this process, once they are listened to."""

    def __init__(self) -> None:
        self._heard = 0
        self._writing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """From now on they end the command. What whoever started it has had ignored stays so."""
        for number, usual in _USUAL.items():
            if signal.getsignal(number) is usual:
                signal.signal(number, self._end)

    def run(self, work: Coroutine[object, object, None]) -> None:
        """Do the work in an event loop. Raises KeyboardInterrupt or SystemExit where a signal has come before it was done."""

        async def cancellable() -> None:
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
            try:
                if self._heard:
                    work.close()
                else:
                    await work
            finally:
                self._task = None

        try:
            asyncio.run(cancellable())
        except asyncio.CancelledError:
            if not self._heard:
                raise
        self._check()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around what may have to wait: a signal raises KeyboardInterrupt or SystemExit at once, also one that came before."""
        self._writing = True
        try:
            self._check()
            yield
        finally:
            self._writing = False

    def _end(self, number: int, _frame: object) -> None:
        self._heard = number
        if self._writing:
            self._check()
        elif self._task is not None and self._loop is not None:
            self._task.cancel()
            self._loop.call_soon_threadsafe(lambda: None)  # it may be asleep

    def _check(self) -> None:
        if self._heard:
            raise KeyboardInterrupt if self._heard == signal.SIGINT else SystemExit(128 + self._heard)


signals = Signals()
