"""The lines above a picture: what its height means, and which glyph stands for which run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gdtutor.language import _
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
    entries = [Legend(mark("ball", glyphs), _("on screen"), "ball")]
    for number, (label, _run) in enumerate(scene.others):
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
    rows = [_fitted(line, size.width) for line in lines[:room]]
    if rows and room < len(lines):
        more: list[Cell] = [(letter, "label") for letter in characters(" …", glyphs)]
        last, width = lines[room - 1], size.width - len(more)
        rows[-1] = _fitted([*(last if len(last) <= width else _fitted(last, width)), *more], size.width)
    return rows


def _fitted(line: Sequence[Cell], width: int) -> list[Cell]:
    """Exactly `width` cells of the line, and no half of a wide character."""
    text = fitted([character for character, _role in line], width)
    roles: list[Role] = [role for _character, role in line[:width]]
    return list(zip(text, roles + [BLANK[1]] * (width - len(roles)), strict=True))
