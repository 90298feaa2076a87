"""The line to the terminal: how much is on its way there, so that a slow one is never sent more than it can carry.

A terminal at the other end of an SSH connection shows what was written long after it was written: in between lie buffers that
hold megabytes. So after each paint the terminal is asked where its cursor is, which every terminal answers (ECMA-48, DSR 6) once
it has come that far; what was written before is on screen then. Until the answer is there, pictures of a playing run wait, and
what is painted then is the newest.
"""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic

# Sent after a paint. Its answer is `CSI row ; column R`.
QUESTION = "\x1b[6n"
# So many bytes may be on their way when the next picture of a playing run is painted, and when anything is: what a key does goes
# before pictures, and most pages go out whole. At 20 kB/s they are gone after 0.05 s and 0.4 s.
ROOM_FOR_PICTURES = 1_000
ROOM = 8_000
# Seconds after which an answer is not waited for any longer.
PATIENCE = 5.0
# Pictures a second at the most where bandwidth is scarce.
SCARCE_PICTURES = 2


class Line:
    """Counts bytes. The thread that paints asks, the one that writes and the one that reads keys tell.

    Where a terminal never answers, what counts is only what could not be written yet. `scarce` is for a line on which bytes are
    dear, however few are on their way.
    """

    def __init__(self, *, scarce: bool = False) -> None:
        self.scarce = scarce
        self._guard = threading.Lock()
        self._sent = self._written = self._seen = 0
        # What was sent when each question was, and when that was.
        self._asked: deque[tuple[int, float]] = deque()
        self._answers = False
        self._all_seen = threading.Event()

    @property
    def waiting(self) -> int:
        """Bytes that are still on their way to the screen, as far as can be told."""
        with self._guard:
            if self._asked and monotonic() - self._asked[0][1] > PATIENCE:
                self._asked.clear()
                self._answers = False
            return self._sent - (self._seen if self._answers else self._written)

    @property
    def has_room(self) -> bool:
        """Whether what was changed may be painted."""
        return self.waiting <= ROOM

    @property
    def has_room_for_pictures(self) -> bool:
        """Whether another picture of a playing run may be painted."""
        return self.waiting <= ROOM_FOR_PICTURES

    def seconds_between(self, seconds: float) -> float:
        """How long to wait between two pictures that would follow each other after `seconds`."""
        return max(seconds, 1 / SCARCE_PICTURES) if self.scarce else seconds

    def begin(self) -> None:
        """The terminal was taken, for the first time or once more: nothing is on its way there, and nothing is asked."""
        with self._guard:
            self._asked.clear()
            self._sent = self._written = self._seen = 0
            self._all_seen.set()

    def sent(self, count: int) -> None:
        """So many bytes were handed to the thread that writes."""
        with self._guard:
            self._sent += count

    def written(self, count: int) -> None:
        """So many bytes have left this process."""
        with self._guard:
            self._written += count

    def asked(self) -> None:
        """The question was sent after all that was sent so far."""
        with self._guard:
            self._asked.append((self._sent, monotonic()))
            self._all_seen.clear()

    def answered(self) -> None:
        """The terminal has answered the oldest question."""
        with self._guard:
            self._answers = True
            if self._asked:
                self._seen, _when = self._asked.popleft()
            if not self._asked:
                self._all_seen.set()

    @property
    def is_asked(self) -> bool:
        """Whether everything that was sent is to be answered for already."""
        with self._guard:
            return self._sent == (self._asked[-1][0] if self._asked else self._seen)

    def wait_for_answers(self, seconds: float) -> None:
        """Wait, at most so long, until no answer is on its way any more: one that comes later would be typed into the shell."""
        with self._guard:
            if not self._answers or not self._asked:
                return
        self._all_seen.wait(seconds)
