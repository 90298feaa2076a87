"""Contour lines of cost(W, b) in canvas cells: which costs they stand for, and where they run."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np
from contourpy import LineType, contour_generator

from gdtutor.descent.experiment import Cost, Dataset, Experiment
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.plots.picture import View
from gdtutor.plots.states import lowest_of
from gdtutor.plots.thin import thinned

# From one line to the next the distance from the lowest point grows by about this factor, and what the cost has above the
# lowest by its square: a narrow valley gets lines inside of it, and its steep sides do not turn black.
_FACTOR = 2.0
_FEWEST, _MOST = 4, 8
# Half of the width, in dots, of the innermost line: narrower ones would be a single stroke.
_INNERMOST = 3.0
# Where the outermost line is on the way to the highest point in view, which is in a corner.
_OUTERMOST = 0.8
# A cost is written with as few digits as move its line by less than this share of its height above the lowest.
_ROUNDED = 0.12
# Dots of a cell, and how far from its true way a line may be drawn, in cells.
_DOTS = (2, 4)
_TOLERANCE = 0.06


class ContourLine(NamedTuple):
    """All points of one cost: pieces, each as cells from the left and from the lower end, shape (n,)."""

    cost: float
    pieces: tuple[tuple[Floats, Floats], ...]


def contour_lines(experiment: Experiment, view: View, columns: int, rows: int) -> tuple[ContourLine, ...]:
    """The lines of cost(W, b) on a canvas of that view, from low to high; none where the cost is flat or no number.

    The experiment's model is Wx+b. Worked out once for each surface, view and size.
    """
    return _lines(experiment.data, experiment.cost, view, columns, rows)


@lru_cache(maxsize=16)
def _lines(data: str | Dataset, cost: Cost, view: View, columns: int, rows: int) -> tuple[ContourLine, ...]:
    experiment = Experiment(data=data, model="Wx+b", cost=cost)
    across, up = np.linspace(0, columns, _DOTS[0] * columns + 1), np.linspace(0, rows, _DOTS[1] * rows + 1)
    heights = _heights(experiment, view, len(across), len(up))
    lowest = float(cost_surface(experiment).cost(lowest_of(experiment)))
    if not (np.isfinite(heights).all() and math.isfinite(lowest)):
        return ()
    # The root of what lies above the lowest grows evenly with the distance from it: between points of the grid it is all but
    # straight, where the cost itself is not.
    steepness = np.sqrt(np.maximum(heights - lowest, 0.0))
    low, high = float(steepness.min()), float(steepness.max())
    # Where rounding is all that there is.
    if not high**2 > 1e-9 * max(lowest, 1e-280):
        return ()
    generator = contour_generator(x=across, y=up, z=steepness, line_type=LineType.Separate)
    lines = []
    for level in _levels(lowest, _inner(experiment, view, columns, rows), low, high):
        found = cast("list[Floats]", generator.lines(math.sqrt(level - lowest)))
        pieces = tuple(thinned(piece[:, 0], piece[:, 1], _TOLERANCE) for piece in found if len(piece) > 1)
        if pieces:
            lines.append(ContourLine(level, pieces))
    return tuple(lines)


def _heights(experiment: Experiment, view: View, columns: int, rows: int) -> Floats:
    """The cost on a grid over the view, shape (rows, columns); a row at a time, for there may be a thousand points of data."""
    surface, W = cost_surface(experiment), np.linspace(*view.x, columns)
    return np.stack([surface.cost(np.column_stack((W, np.full_like(W, b)))) for b in np.linspace(*view.y, rows)])


def _inner(experiment: Experiment, view: View, columns: int, rows: int) -> float:
    """The root of the cost above the lowest at `_INNERMOST` dots from it, in the direction that climbs fastest on the canvas."""
    dots = np.array([(view.x[1] - view.x[0]) / (_DOTS[0] * columns), (view.y[1] - view.y[0]) / (_DOTS[1] * rows)])
    with np.errstate(all="ignore"):
        curvature = cost_surface(experiment).hessian * np.outer(dots, dots)
    largest = float(np.linalg.eigvalsh(curvature)[-1]) if np.isfinite(curvature).all() else 0.0
    return math.sqrt(max(0.0, largest) / 2) * _INNERMOST


def _levels(lowest: float, inner: float, low: float, high: float) -> list[float]:
    """Costs for the lines. inner, low and high are roots of costs above the lowest: `_inner`, and the ends of what is in view."""
    begin, end = max(inner, low * 1.02), high * _OUTERMOST
    if not 0 < begin < end:
        return []
    count = int(min(_MOST, max(_FEWEST, 1 + math.log(end / begin) / math.log(_FACTOR))))
    roots = np.geomspace(begin, end, count)
    levels = {_rounded(lowest, float(root) ** 2) for root in roots}
    return sorted(level for level in levels if low < math.sqrt(max(0.0, level - lowest)) < high)


def _rounded(lowest: float, above: float) -> float:
    exact = lowest + above
    for digits in range(17):
        rounded = float(f"{exact:.{digits}e}")
        if abs(rounded - exact) <= _ROUNDED * above:
            return rounded
    return exact
