"""A few records that stand for a whole run: a picture has room for some hundreds, whether the run has a thousand or a million."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gdtutor.descent.trajectory import Trajectory

Indices = npt.NDArray[np.intp]

# From each stretch of the run records are looked at, for the highest and the lowest of them: so many groups, evenly spaced, so
# that noise is found wherever in the stretch it is, of so many records in a row, so that a run that jumps to and fro at each
# step shows both of its sides.
_GROUPS = 16
_IN_A_ROW = 16


def sampled(trajectory: Trajectory, stop: int, stretches: int, column: str = "cost") -> Indices:
    """Ascending indices of at most 2 * stretches + 2 of the first `stop` records, all of them finite.

    The run is cut into stretches of equal length, each gives its highest and its lowest value of `column`; the first and the last
    record are always there. The work does not grow with the length of the run: of a stretch longer than 256 records so many are
    looked at.
    """
    count = min(stop, trajectory.finite_length())
    if count <= 2 * stretches + 2:
        return np.arange(count)
    starts = np.linspace(0, count, stretches, endpoint=False).astype(np.intp)
    length = count // stretches
    if length <= _GROUPS * _IN_A_ROW:
        # The stretches differ in length by one: the last record of a longer one is looked at too.
        looked_at = np.arange(length + 1)
    else:
        groups = np.linspace(0, length - _IN_A_ROW, _GROUPS).astype(np.intp)
        looked_at = (groups[:, None] + np.arange(_IN_A_ROW)).ravel()
    candidates = np.minimum(starts[:, None] + looked_at, count - 1)
    values = trajectory.column(column)[candidates]
    lines = np.arange(stretches)
    lowest, highest = candidates[lines, values.argmin(axis=1)], candidates[lines, values.argmax(axis=1)]
    return np.unique(np.concatenate(([0, count - 1], lowest, highest)))


def latest(trajectory: Trajectory, stop: int, count: int) -> Indices:
    """The indices of the last `count` finite records among the first `stop`."""
    finite = min(stop, trajectory.finite_length())
    return np.arange(max(0, finite - count), finite)
