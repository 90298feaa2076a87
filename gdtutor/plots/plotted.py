"""Axes, lines and dots, as plotext turns them into characters.

This is the only file that knows plotext. plotext 6 ends the whole process when it meets inf or NaN, and takes a millisecond for a
hundred points, so all that comes here is finite, on the canvas, and not too much. plotext keeps one figure for the whole process:
draw on one thread only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from plotext import figure, marker, pixel, terminal

from gdtutor.descent.trajectory import Floats
from gdtutor.plots.cells import BLANK, Cell
from gdtutor.plots.picture import Role
from gdtutor.plots.ticks import Tick

# Points in cells from the left and from the lower end, to be joined or not.
Piece = tuple[Floats, Floats]
# Each role has a palette colour of its own, by which plotext's output tells which role a character has.
_FIRST_COLOUR = 16
_RUN = re.compile(r"\x1b\[0m(?:\x1b\[38;5;(\d+)m)?(?:\x1b\[[\d;]*m)*([^\x1b\n]*)")


def plotted(
    columns: int,
    rows: int,
    gutter: int,
    rulers: Sequence[tuple[Sequence[Tick], Floats]],
    drawn: Mapping[Role, tuple[Sequence[Piece], Sequence[Piece]]],
) -> list[list[Cell]]:
    """Rows of gutter + 1 + columns cells: `rows` of the canvas, the axis and its labels.

    rulers are the ticks along the bottom and up the side with their places in cells; drawn are the lines and the dots of each
    role, the later roles above the earlier.
    """
    terminal.limit(False, False)
    figure.clear()
    figure.plot_size(gutter + 1 + columns, rows + 2)
    figure.canvas("default")
    figure.axes(False, side=1, axis="both")
    for axis, length, (chosen, places) in zip("xy", (columns, rows), rulers, strict=True):
        ruler = figure.ruler(axis)
        ruler.alignment(lim="edge")
        ruler.lim(0, length)
        ruler.ticks(np.clip(places, 0, length).tolist(), [tick.label for tick in chosen])
    for number, (lines, dots) in enumerate(drawn.values()):
        colour = marker("braille", pixel(foreground=_FIRST_COLOUR + number))
        if dots:
            figure.draw(_scatter(dots, colour))
        if lines:
            figure.draw(_joined(lines, colour))
    return _parsed(figure.build().string(), list(drawn), columns, rows, gutter)


def _parsed(text: str, roles: Sequence[Role], columns: int, rows: int, gutter: int) -> list[list[Cell]]:
    body: list[list[Cell]] = []
    for line in text.split("\n")[: rows + 2]:
        row: list[Cell] = []
        for colour, run in _RUN.findall(line):
            number = int(colour) - _FIRST_COLOUR if colour else -1
            role = roles[number] if 0 <= number < len(roles) else ""
            row.extend((character, role if character != " " else "") for character in run)
        row += [BLANK] * (gutter + 1 + columns - len(row))
        if len(body) < rows:
            row[:gutter] = [(character, "label") for character, _role in row[:gutter]]
            row[gutter] = (row[gutter][0], "frame")
        else:
            row = [(character, "frame" if len(body) == rows else "label") for character, _role in row]
        body.append(row)
    return body


def _joined(pieces: Iterable[Piece], drawn: object) -> object:
    """The pieces as one plotext signal: a line through each, and none from one to the next."""
    across: list[float] = []
    up: list[float] = []
    starts = []
    for piece_across, piece_up in pieces:
        starts.append(len(across))
        across += piece_across.tolist()
        up += piece_up.tolist()
    signal = figure.signal(across, up, marker=drawn).lines(True)
    for start in starts:
        signal.line(start, False)
    return signal


def _scatter(pieces: Sequence[Piece], drawn: object) -> object:
    """The pieces as one plotext signal of single points; of those that fall on one dot, one."""
    across = np.floor(np.concatenate([piece[0] for piece in pieces]) * 2)
    up = np.floor(np.concatenate([piece[1] for piece in pieces]) * 4)
    dots = np.unique(across + 1j * up)
    # The middle of the dot: a cell is two dots wide and four tall.
    return figure.signal(((dots.real + 0.5) / 2).tolist(), ((dots.imag + 0.5) / 4).tolist(), marker=drawn)
