"""Lines of text for files: broken by the cells that they take."""

from __future__ import annotations

import unicodedata

from gdtutor.plots.cells import characters


def wrapped(text: str, width: int) -> list[str]:
    """The words of the text on lines of at most `width` cells, a Korean syllable being two; a longer word has its own line."""
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return len(characters(text, "braille"))
