"""A few records that stand for a whole run: a picture has room for some hundreds, whether the run has a thousand or a million."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gdtutor.descent.trajectory import Trajectory

Indices = npt.NDArray[np.intp]

# From each stretch of the run so many records in a row are looked at, for the highest and the lowest of them.
_LOOKED_AT = 16


def sampled(trajectory: Trajectory, stop: int, stretches: int, column: str = "cost") -> Indices:
    """Ascending indices of at most 2 * stretches + 2 of the first `stop` records, all of them finite.

    The run is cut into stretches of equal length, each gives its highest and its lowest value of `column`; the first and the last
    record are always there. The work does not grow with the length of the run: in a long stretch only its first records are
    looked at, and as those are consecutive, a run that jumps to and fro at each step shows both of its sides.
    """
    count = min(stop, trajectory.finite_length())
    if count <= 2 * stretches + 2:
        return np.arange(count)
    starts = np.linspace(0, count, stretches, endpoint=False).astype(np.intp)
    looked_at = min(_LOOKED_AT, count // stretches)
    candidates = starts[:, None] + np.arange(looked_at)
    values = trajectory.column(column)[candidates]
    lines = np.arange(stretches)
    lowest, highest = candidates[lines, values.argmin(axis=1)], candidates[lines, values.argmax(axis=1)]
    return np.unique(np.concatenate(([0, count - 1], lowest, highest)))


def latest(trajectory: Trajectory, stop: int, count: int) -> Indices:
    """The indices of the last `count` finite records among the first `stop`."""
    finite = min(stop, trajectory.finite_length())
    return np.arange(max(0, finite - count), finite)
