"""The marks of the pictures, in Unicode and in ASCII. Each run has a glyph of its own, so that nothing rests on colour alone."""

from __future__ import annotations

import math

from gdtutor.plots.picture import OTHERS, Glyphs, Role

_MARKS: dict[str, tuple[str, str]] = {
    "ball": ("●", "@"),
    "point": ("●", "o"),
    "path": ("•", "."),
    "ghost": ("·", ","),
    "try": ("×", "x"),
    "touch": ("◆", "+"),
    "lowest": ("+", "+"),
    "downhill": ("↘", ">"),
}
_OTHERS: tuple[tuple[str, str], ...] = (("○", "1"), ("□", "2"), ("△", "3"), ("◇", "4"), ("▽", "5"))


# Anticlockwise from the right.
_ARROWS: tuple[str, str] = ("→↗↑↖←↙↓↘", ">/^\\</v\\")


def mark(name: str, glyphs: Glyphs) -> str:
    """The glyph of that name."""
    return _MARKS[name][glyphs == "ascii"]


def other(number: int, glyphs: Glyphs) -> tuple[str, Role]:
    """The glyph and the role of the run that is compared as number `number`, from 0; from the sixth on they come again."""
    return _OTHERS[number % len(_OTHERS)][glyphs == "ascii"], OTHERS[number % len(OTHERS)]


def arrow(right: float, up: float, glyphs: Glyphs) -> str:
    """The arrow that points nearest to that direction, given as seen on screen."""
    return _ARROWS[glyphs == "ascii"][round(math.atan2(up, right) / (math.pi / 4)) % 8]
