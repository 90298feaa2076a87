"""A grid of terminal cells, each with one character and one role, and how wide characters and plain ASCII fit into it."""

from __future__ import annotations

import unicodedata

from gdtutor.ascii import cell, spelled
from gdtutor.plots.picture import Glyphs, Role, Span

# A cell is its text ("" for the right half of a wide character) and its role.
Cell = tuple[str, Role]
BLANK: Cell = (" ", "")


def characters(text: str, glyphs: Glyphs) -> list[str]:
    """The text as one string a cell: wide characters are followed by "", what has no width of its own is left out.

    Terminals disagree on how wide the characters beyond U+FFFF are (emoji, historic scripts): they become "?". ASCII keeps the
    letters that it can't spell: they belong to the language that the picture is labelled in.
    """
    result: list[str] = []
    for character in unicodedata.normalize("NFC", spelled(text) if glyphs == "ascii" else text):
        shown = cell(character)[:1] if glyphs == "ascii" else character
        if shown > "\uffff":
            shown = "?"
        # Controls, combining marks, line separators, and the vowels and finals of conjoining Hangul.
        if not shown or unicodedata.category(shown)[0] in "CM" or shown in "\u2028\u2029" or "\u1160" <= shown <= "\u11ff":
            continue
        wide = unicodedata.east_asian_width(shown) in "WF"
        result.extend((shown, "") if wide else (shown,))
    return result


def fitted(text: list[str], width: int) -> list[str]:
    """Exactly `width` cells of it, cut or filled up with blanks."""
    cut = text[:width]
    # The right half of a wide character has been cut off.
    if cut and len(text) > width and text[width] == "":
        cut[-1] = " "
    return cut + [" "] * (width - len(cut))


def spans(row: list[Cell]) -> tuple[Span, ...]:
    """The row as spans, one for each stretch of a role."""
    result: list[Span] = []
    begin = 0
    for end in range(1, len(row) + 1):
        if end == len(row) or row[end][1] != row[begin][1]:
            result.append(Span("".join([text for text, _ in row[begin:end]]), row[begin][1]))
            begin = end
    return tuple(result)


def worded(text: str, width: int, height: int, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The text broken into rows of exactly width × height cells, and cut where it is longer."""
    lines: list[list[str]] = [[]]
    for word in text.split():
        letters = characters(word, glyphs)
        if lines[-1] and len(lines[-1]) + 1 + len(letters) > width:
            lines.append([])
        lines[-1] += ([" "] if lines[-1] else []) + letters
    lines += [[] for _ in range(height - len(lines))]
    return tuple((Span("".join(fitted(line, width)), ""),) for line in lines[:height])
