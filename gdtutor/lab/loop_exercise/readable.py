"""What a script prints or says, made safe for a terminal."""

from __future__ import annotations

TAB = 4


def readable(text: str) -> str:
    """The text with every character that a terminal would obey rather than show written as Python writes it: \\x1b, \\r.

    Lines stay lines and tabs become spaces. So do characters that hide or turn round what stands beside them (U+200B, U+202E).
    """
    lines = text.replace("\r\n", "\n").expandtabs(TAB).split("\n")
    return "\n".join("".join(c if c.isprintable() else _written(c) for c in line) for line in lines)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
