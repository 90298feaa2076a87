"""A few records that stand for a whole run: a picture has room for some hundreds, whether the run has a thousand or a million."""

from __future__ import annotations

import numpy as np

from gdtutor.descent.trajectory import Indices, Trajectory


def sampled(trajectory: Trajectory, stop: int, stretches: int, column: str = "cost") -> Indices:
    """Ascending indices of at most 2 * stretches + 2 of the first `stop` records, all of them finite.

    The run is cut into stretches of equal length, each gives its highest and its lowest value of `column`, so that noise is found
    wherever it is, and a run that jumps to and fro at each step shows both of its sides. The first and the last record are always
    there.
    """
    count = min(stop, trajectory.finite_length())
    if count <= 2 * stretches + 2:
        return np.arange(count)
    return np.unique(np.concatenate(([0, count - 1], trajectory.extremes(column, stretches, count))))


def latest(trajectory: Trajectory, stop: int, count: int) -> Indices:
    """The indices of the last `count` finite records among the first `stop`."""
    finite = min(stop, trajectory.finite_length())
    return np.arange(max(0, finite - count), finite)
