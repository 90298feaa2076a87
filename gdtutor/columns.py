"""Texts in columns of a terminal: Hangul takes two cells a syllable, so neither len nor textwrap will do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Each row as a line, every column as wide as its widest entry, two cells between columns."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def wrapped(text: str, width: int) -> list[str]:
    """The words of the text in lines of at most `width` cells; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and cells(lines[-1]) + 1 + cells(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
