"""Leaving out the points of a line that make no difference to the eye."""

from __future__ import annotations

import numpy as np

from gdtutor.descent.trajectory import Floats


def thinned(x: Floats, y: Floats, tolerance: float) -> tuple[Floats, Floats]:
    """The line through fewer of its points, never farther than `tolerance` from where it was; both ends stay.

    Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized line", 1973.
    A closed line has its farthest point for a second end.
    """
    keep = np.zeros(len(x), dtype=bool)
    keep[[0, -1]] = True
    stretches = [(0, len(x) - 1)]
    while stretches:
        first, last = stretches.pop()
        if last - first < 2:
            continue
        dx, dy = x[last] - x[first], y[last] - y[first]
        length = float(np.hypot(dx, dy))
        along, beside = x[first + 1 : last] - x[first], y[first + 1 : last] - y[first]
        off = np.abs(along * dy - beside * dx) / length if length > tolerance else np.hypot(along, beside)
        farthest = int(off.argmax())
        if off[farthest] > tolerance:
            split = first + 1 + farthest
            keep[split] = True
            stretches += [(first, split), (split, last)]
    return x[keep], y[keep]
