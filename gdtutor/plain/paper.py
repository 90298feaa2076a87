"""Lines of text as they are written: wrapped, and with characters that the output's encoding has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gdtutor import ascii
from gdtutor.columns import cells, wrapped
from gdtutor.shown import printable

# However narrow a window is, some of the text stands on a line.
NARROWEST = 20


class Paper:
    """Writes text. `write` takes a piece of it, whole lines or a prompt; `width` gives that of a line, in cells, as it is now."""

    def __init__(self, write: Callable[[str], None], *, encoding: str = "utf-8", width: Callable[[], int] = lambda: 80) -> None:
        self._write = write
        self._encoding = encoding
        self._width = width
        self._empty = True

    @property
    def width(self) -> int:
        """How many cells a line has."""
        return max(NARROWEST, self._width())

    def line(self, text: str, *, first: str = "", indent: str = "") -> None:
        """A paragraph; its first line begins with `first`, the others with `indent`. An empty one is nothing."""
        rows = wrapped(text, self.width - max(cells(first), cells(indent)))
        self.verbatim(f"{indent if number else first}{row}" for number, row in enumerate(rows))

    def verbatim(self, lines: Iterable[str]) -> None:
        """Lines that are not to be wrapped: code, a picture."""
        text = "".join(f"{line.rstrip()}\n" for line in lines)
        if text:
            self._empty = text.endswith("\n\n")
            self._write(self.shown(text))

    def gap(self) -> None:
        """An empty line, unless there is one already."""
        if not self._empty:
            self._empty = True
            self._write("\n")

    def prompt(self, text: str) -> None:
        """What stands before something that is typed. What is typed ends the line."""
        self._empty = False
        self._write(self.shown(text))

    def typed(self, text: str) -> None:
        """What came in where nobody has seen it being typed; without anything that a terminal might act upon."""
        self._write(self.shown(printable(text) + "\n"))

    def shown(self, text: str) -> str:
        """The text with stand-ins for what can't be encoded: `alpha` for α, ? where there is nothing like it."""
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return ascii.cells(ascii.spelled(text), self._encoding)
        return text
