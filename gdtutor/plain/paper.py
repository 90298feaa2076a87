"""Lines of text as they are written: wrapped, and with characters that the output's encoding has."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from gdtutor.columns import cells, wrapped

# However narrow a window is, some of the text stands on a line.
NARROWEST = 20

# What stands in for a character that the output can't encode, where ASCII has something that reads the same.
_STAND_INS = {
    "α": "alpha",
    "β": "beta",
    "ε": "eps",
    "π": "pi",
    "σ": "sigma",
    "Σ": "sum",
    "∂": "d",
    "∇": "grad",
    "∞": "inf",
    "√": "sqrt",
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "×": "x",
    "·": "*",
    "±": "+-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "→": "->",
    "←": "<-",
    "↑": "^",
    "↓": "v",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "⏎": "/",
    "°": " degrees",
    "²": "^2",
    "³": "^3",
    "⁰": "^0",
    "¹": "^1",
    "⁴": "^4",
    "⁵": "^5",
    "⁶": "^6",
    "½": "1/2",
    "•": "*",
    "●": "*",
    "\u00a0": " ",
}


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
        self._write(self.shown("".join(c if c.isprintable() else "?" for c in text) + "\n"))

    def shown(self, text: str) -> str:
        """The text with stand-ins for what can't be encoded: `alpha` for α, ? where there is nothing like it."""
        try:
            text.encode(self._encoding)
        except UnicodeEncodeError:
            return "".join(map(self._stand_in, text))
        return text

    def _stand_in(self, character: str) -> str:
        try:
            character.encode(self._encoding)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
            return _STAND_INS.get(character) or plain or "?"
        return character
