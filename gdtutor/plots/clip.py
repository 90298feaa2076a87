"""Lines in cells: cut at the edges of the canvas, and walked along."""

from __future__ import annotations

import numpy as np

from gdtutor.descent.trajectory import Floats

# Cells; farther away a segment's direction is all that counts, and its differences stay finite.
_FAR = 1e9


def clipped(x: Floats, y: Floats, width: float, height: float) -> list[tuple[Floats, Floats]]:
    """The pieces of the line through (x[i], y[i]) that lie in 0..width × 0..height, each as points to be joined.

    The line breaks where a coordinate is not finite (Liang and Barsky, "A new concept and method for line clipping", 1984).
    """
    x, y = np.clip(x, -_FAR, _FAR), np.clip(y, -_FAR, _FAR)
    inside = (x >= 0) & (x <= width) & (y >= 0) & (y <= height)
    if inside.all():
        return [(x, y)] if len(x) else []
    if len(x) < 2:
        return []
    with np.errstate(all="ignore"):
        dx, dy = np.diff(x), np.diff(y)
        begin, end = np.zeros(len(dx)), np.ones(len(dx))
        for delta, room in ((-dx, x[:-1]), (dx, width - x[:-1]), (-dy, y[:-1]), (dy, height - y[:-1])):
            at = room / delta
            begin = np.where(delta < 0, np.maximum(begin, at), begin)
            end = np.where(delta > 0, np.minimum(end, at), end)
            # Parallel to this edge: wholly inside of it or wholly outside.
            end = np.where((delta == 0) & (room < 0), -1.0, end)
        seen = (begin <= end) & np.isfinite(dx) & np.isfinite(dy)
    pieces: list[tuple[list[float], list[float]]] = []
    for i in np.flatnonzero(seen):
        first = x[i] + begin[i] * dx[i], y[i] + begin[i] * dy[i]
        last = x[i] + end[i] * dx[i], y[i] + end[i] * dy[i]
        # A segment that begins where the one before ended, inside, goes on with it.
        if not (pieces and begin[i] == 0 and i and seen[i - 1] and end[i - 1] == 1):
            pieces.append(([first[0]], [first[1]]))
        pieces[-1][0].append(last[0])
        pieces[-1][1].append(last[1])
    return [(np.clip(px, 0.0, width), np.clip(py, 0.0, height)) for px, py in pieces]


def along(x: Floats, y: Floats, step: float = 1.0) -> tuple[Floats, Floats]:
    """Points on the line through (x[i], y[i]), `step` apart from its beginning on, a unit of y counted as two of x."""
    walked = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), 2 * np.diff(y)))))
    places = np.arange(0.0, walked[-1], step)
    return np.interp(places, walked, x), np.interp(places, walked, y)
