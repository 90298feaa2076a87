"""The driver of the terminal, which also counts what is on its way there: see `line`."""

from __future__ import annotations

from typing import IO, Any

from textual import events
from textual.message import Message

from gdtutor.tui.line import QUESTION, Line
from gdtutor.tui.terminal_driver import TerminalDriver

# Seconds that leaving waits for answers of the terminal. One that is near gives them at once.
LAST_ANSWERS = 2.0


class PacedDriver(TerminalDriver):
    """For an app with a `line`."""

    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **settings)
        self._line: Line = app.line
        self._file = _Counted(self._file, self._line)  # type: ignore[arg-type, assignment]  # a terminal, by now
        self._asks = False
        self._gone = False

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        self._line.begin()
        super().start_application_mode()
        self._asks = True

    def stop_application_mode(self) -> None:
        """Give the terminal back."""
        self._asks = False
        if not self._gone:
            self._line.wait_for_answers(LAST_ANSWERS)
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Send it to the terminal."""
        if self._has_terminal:  # what is drawn meanwhile goes nowhere
            self._line.sent(_size(data))
        super().write(data)

    def flush(self) -> None:
        """A paint is complete: ask for an answer to it."""
        if self._asks and not self._line.is_asked:
            self.write(QUESTION)
            self._line.asked()
        super().flush()

    def _hang_up(self) -> None:
        self._gone = True
        super()._hang_up()

    def process_message(self, message: Message) -> None:
        """What the terminal says; its answers are for the line alone."""
        if isinstance(message, events.CursorPosition):
            self._line.answered()
        else:
            super().process_message(message)


class _Counted:
    """A file that tells the line what has been written."""

    def __init__(self, file: IO[str], line: Line) -> None:
        self._file, self._line = file, line

    def write(self, text: str) -> int:
        count = self._file.write(text)
        self._line.written(_size(text))
        return count

    def flush(self) -> None:
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()


def _size(text: str) -> int:
    """In bytes, as a terminal gets it."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
