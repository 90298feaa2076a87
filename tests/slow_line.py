"""A terminal at the far end of a slow line: so many bytes a second, so long on the way, and it answers where its cursor is."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque

from tests.terminal import Terminal

# What is on its way arrives in pieces, as it does over a network.
PIECE = 100
# Bytes a second of a line that is not slow yet.
FAST = 10_000_000.0


class SlowLine(Terminal):
    """`rate` bytes a second come from the program, each `delay` seconds after it was sent; keys take `delay` seconds, too.

    The line takes in so many bytes before it holds the program up: megabytes, as an SSH connection does, or few, like a modem.
    With `answers` the terminal says where its cursor is when it is asked.
    """

    def __init__(
        self,
        argv: list[str],
        *,
        rate: float = FAST,
        delay: float = 0.0,
        holds: int = 2_000_000,
        answers: bool = True,
        columns: int = 80,
        rows: int = 24,
        env: dict[str, str] | None = None,
    ) -> None:
        super().__init__(argv, columns=columns, rows=rows, env=env)
        self._rate, self._delay, self._holds = rate, delay, holds
        self._on_its_way: deque[tuple[float, bytes]] = deque()
        self._ended = threading.Event()
        self._typed: queue.Queue[tuple[float, bytes] | None] = queue.Queue()
        if answers:
            self.screen.write_process_input = self.send
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._receive, self._type)]
        for thread in self._threads:
            thread.start()

    def slow_down(self, rate: float, delay: float) -> None:
        """From now on the line is that slow: what opens a page fast need not be waited for."""
        self._rate, self._delay = rate, delay

    @property
    def behind(self) -> int:
        """Bytes that the program has written and the terminal has not seen."""
        return sum(len(data) for _when, data in list(self._on_its_way))

    def send(self, keys: str | bytes) -> None:
        """Type; it arrives later."""
        typed = keys if isinstance(keys, bytes) else keys.encode()
        self._typed.put((time.monotonic() + self._delay, typed))

    def close(self) -> None:
        """End the program, and the line."""
        if self.exit_code is None:
            self.kill()
            self.wait_for_exit()
        self._typed.put(None)
        for thread in self._threads:
            thread.join()
        os.close(self._fd)

    def _receive(self) -> None:
        free = 0.0
        while True:
            while self.behind >= self._holds:
                time.sleep(0.005)
            try:
                data = os.read(self._fd, min(65536, self._holds))
            except OSError:
                break
            if not data:
                break
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                free = max(free, time.monotonic()) + len(piece) / self._rate
                self._on_its_way.append((free + self._delay, piece))
        self._ended.set()

    def _type(self) -> None:
        while (typed := self._typed.get()) is not None:
            due, keys = typed
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                os.write(self._fd, keys)
            except OSError:
                return

    def _take(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._on_its_way or self._on_its_way[0][0] > time.monotonic():
            if self._ended.is_set() and not self._on_its_way:
                return False
            if time.monotonic() >= deadline:
                return True
            time.sleep(0.005)
        _when, data = self._on_its_way.popleft()
        self.bytes_received += len(data)
        self.received += data
        self._stream.feed(data)
        return True
