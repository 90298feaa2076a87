"""What a script prints or says, made safe for a terminal."""

from __future__ import annotations

from gdtutor.shown import printable_lines

TAB = 4


def readable(text: str) -> str:
    """The text with every character that a terminal would obey rather than show written as Python writes it: \\x1b, \\r.

    Lines stay lines and tabs become spaces. So do characters that hide or turn round what stands beside them (U+200B, U+202E).
    """
    return printable_lines(text.replace("\r\n", "\n").expandtabs(TAB))
