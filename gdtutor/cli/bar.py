"""How much of a long work is done, as a bar on stderr."""

from __future__ import annotations

import os
from time import monotonic
from typing import TextIO

# How often a second the bar may move, and its width in cells.
MOVES = 10
BAR = 30


class Bar:
    """How much is done, on the last line of a terminal; elsewhere nothing. It is gone when the block is left.

    after: seconds of work that are too few to show a bar for.
    """

    def __init__(self, stream: TextIO | None, *, after: float = 0.0) -> None:
        self._stream = stream if stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb" else None
        self._moved = 0.0
        self._width = 0
        self._from = monotonic() + after

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self.clear()

    def move(self, done: int, total: int) -> None:
        """Show that `done` of `total` is done."""
        now = monotonic()
        if now >= self._from and (now - self._moved >= 1 / MOVES or done == total):
            self._moved = now
            full = BAR * done // max(1, total)
            self._write(f"{'#' * full}{'-' * (BAR - full)} {done}/{total}")

    def clear(self) -> None:
        """Take the bar away until it moves again, so that something else can be written there."""
        if self._width:
            self._write("")

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(f"\r{text:<{self._width}}" + ("" if text else "\r"))
            self._stream.flush()
            self._width = len(text)
