"""What the arguments say about how to speak, before they are parsed: the parser's own sentences depend on it."""

from __future__ import annotations

from collections.abc import Sequence


def asked_for(option: str, argv: Sequence[str]) -> str:
    """The last value of that option in the arguments, as argparse would take it; "" where there is none."""
    asked = ""
    words = iter(argv)
    for word in words:
        if word == "--":
            break
        if word == option:
            asked = next(words, "")
        elif word.startswith(f"{option}="):
            asked = word.partition("=")[2]
    return asked
