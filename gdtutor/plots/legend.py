"""The lines above a picture: what its height means, and which glyph stands for which run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gdtutor.plots.cells import BLANK, Cell, characters, fitted
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.picture import Glyphs, Role, Scene, Size


class Legend(NamedTuple):
    """One entry of the line above the picture: a glyph and a name."""

    glyph: str
    text: str
    role: Role


def legend_of(scene: Scene, glyphs: Glyphs) -> list[Legend]:
    """The run on screen and those that it is compared with; nothing where it is alone."""
    if not scene.others:
        return []
    entries = [Legend(mark("ball", glyphs), "on screen", "ball")]
    for number, (label, _) in enumerate(scene.others):
        glyph, role = other(number, glyphs)
        entries.append(Legend(glyph, label, role))
    return entries


def heading(name: str, legend: Sequence[Legend], size: Size, glyphs: Glyphs) -> list[list[Cell]]:
    """The lines above the canvas: the name of the upward axis and the legend, on as few lines as hold them."""
    room = 0 if size.height < 7 else max(1, size.height // 4)
    lines: list[list[Cell]] = [[(character, "label") for character in characters(name, glyphs)]]
    for entry in legend:
        cells: list[Cell] = [(character, entry.role) for character in characters(f"{entry.glyph} ", glyphs)]
        cells += [(character, "label") for character in characters(entry.text, glyphs)]
        if lines[-1] and len(lines[-1]) + 2 + len(cells) > size.width:
            lines.append([])
        lines[-1] += ([BLANK] * 2 if lines[-1] else []) + cells
    if room < len(lines):
        lines = lines[:room]
        if lines:
            lines[-1] = [*lines[-1][: size.width - 2], *((letter, "label") for letter in characters(" …", glyphs))]
    rows = []
    for line in lines:
        text = fitted([character for character, _ in line], size.width)
        rows.append([(character, role) for character, (_, role) in zip(text, line + [BLANK] * size.width, strict=False)])
    return rows
