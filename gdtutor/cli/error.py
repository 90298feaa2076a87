"""What the command line can't do, and the exit statuses."""

from __future__ import annotations

FAILED, MISUSED, INTERRUPTED = 1, 2, 130


class CommandError(Exception):
    """One sentence for stderr (or a line for each problem of a course), and the exit status that goes with it."""

    def __init__(self, sentence: str, status: int = MISUSED) -> None:
        super().__init__(sentence)
        self.status = status
