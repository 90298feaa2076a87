"""Which values of the parameters a picture shows: of W for cost(W), of W and b for the contours."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gdtutor.descent.experiment import Parameter
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.plots.picture import Scene, View
from gdtutor.plots.ranges import bounds, grown, within_limit
from gdtutor.plots.states import cost_at, extent, lowest_of, start_of, with_b
from gdtutor.plots.ticks import LIMIT, round_out
from gdtutor.plots.valleys import curve, valley_width

# How far from the lowest point a compared run is followed, as a multiple of what the picture shows by itself.
_FOLLOWED = 4
# So many valleys of a wave are to be seen, where nothing else decides.
_VALLEYS = 3.5
_ABOVE_HILLS = 1.03


def cost_curve_view(scene: Scene, previous: View | None) -> View:
    """For cost(W): the lowest point in the middle, the start and the run; the curve reaches the top."""
    W = scene.parameters[0]
    near = [value for value in (W, *scene.tangents, *(place for place, _ in scene.tries)) if abs(value) <= LIMIT]
    run = _run(scene, "W")
    lowest = float(lowest_of(scene.experiment)[0])
    centre = lowest if abs(lowest) <= LIMIT else 0.0
    start = run[0] if run else start_of(scene.experiment)[0]
    near += [start] if math.isfinite(start) and abs(start) <= LIMIT else []
    if scene.W_range is not None:
        first = bounds(within_limit(end) for end in scene.W_range)
        needed = bounds([*first, *near, *run])
    else:
        reach = max([abs(value - centre) for value in near], default=0.0) * 1.25 or max(1.0, 1.5 * abs(centre))
        reach = max(reach, min(LIMIT, _VALLEYS / 2 * valley_width(scene.experiment)))
        # Others count too, but one that explodes is not followed.
        far = [v for _, other in scene.others for v in extent(other) if abs(v - centre) <= _FOLLOWED * reach]
        reach = max([reach, *(abs(value - centre) * 1.1 for value in far)])
        first = round_out(centre - reach, centre + reach)
        needed = bounds([*near, *run, *far])
    xs = grown(needed, previous.x if previous else None, first)
    if not scene.curve:
        heights = [cost for _, cost in scene.tries if math.isfinite(cost)]
        top = max([*heights, *_curve_heights(scene, first)]) if scene.W_range else max(heights, default=1.0) * 1.25
    else:
        top = max(_curve_heights(scene, xs), default=1.0)
    at_lowest = cost_at(scene.experiment, lowest, scene.parameters[1])
    bottom, top = _cost_range(at_lowest if math.isfinite(at_lowest) else 0.0, min(LIMIT, top))
    if previous is not None and top <= previous.y[1] and bottom >= previous.y[0]:
        return View(xs, previous.y)
    return View(xs, (min(bottom, previous.y[0]), max(top, previous.y[1])) if previous else (bottom, top))


def contours_view(scene: Scene, previous: View | None) -> View:
    """For the contours of cost(W, b): the lowest point, the start, and as far as a run that converges will come."""
    centre = [float(value) if abs(value) <= LIMIT else 0.0 for value in lowest_of(with_b(scene.experiment))]
    run: dict[Parameter, list[float]] = {"W": _run(scene, "W"), "b": _run(scene, "b")}
    starts = [scene.parameters, start_of(scene.experiment)]
    if run["W"]:
        starts.append((run["W"][0], run["b"][0]))
    usable = [start for start in starts if abs(start[0]) <= LIMIT and abs(start[1]) <= LIMIT]
    reaches = _reaches(scene, np.array(centre), usable)
    axes = []
    names: tuple[Parameter, ...] = ("W", "b")
    for i, (name, dial) in enumerate(zip(names, (scene.W_range, scene.b_range), strict=True)):
        own = [*(start[i] for start in usable), *run[name]]
        far = [v for _, o in scene.others for v in extent(o, name) if abs(v - centre[i]) <= _FOLLOWED * reaches[i]]
        if dial is not None:
            first = bounds(within_limit(end) for end in dial)
            needed = bounds([*first, *own, *far])
        else:
            # The lowest point, and a seventh more on each side than the runs need.
            first = bounds([centre[i] - 1.15 * reaches[i], centre[i] + 1.15 * reaches[i], *far])
            needed = bounds([centre[i], *own, *far])
            first = round_out(*first)
        axes.append(grown(needed, (previous.x, previous.y)[i] if previous else None, first))
    return View(axes[0], axes[1])


def _reaches(scene: Scene, centre: Floats, starts: Sequence[tuple[float, float]]) -> list[float]:
    """How far from the lowest point W and b come in a run that converges from one of the starts.

    Along each axis of the bowl gradient descent never gets farther from the lowest point than it was at the start (see
    `surface`), so the run stays within a box along those axes.
    """
    surface = cost_surface(with_b(scene.experiment))
    eigenvalues, vectors = surface.axes
    reaches = np.zeros(2)
    if np.isfinite(eigenvalues).all():
        with np.errstate(all="ignore"):
            distances = [np.abs(vectors.T @ (np.array(start) - centre)) for start in starts]
            boxes = [np.abs(vectors) @ distance for distance in distances]
            # No thinner than a tenth of the contour through the start is along that parameter.
            inverse = np.abs(np.diag(np.linalg.pinv(surface.hessian, hermitian=True)))
            boxes += [0.1 * np.sqrt(np.sum(eigenvalues * distance**2) * inverse) for distance in distances]
        reaches = np.max([reaches, *(box for box in boxes if np.isfinite(box).all())], axis=0)
    spare = float(reaches.max()) or max(1.0, 0.5 * float(np.abs(centre).max()))
    return [min(LIMIT, float(reach)) if reach > 1e-6 * spare else spare for reach in reaches]


def _run(scene: Scene, name: Parameter) -> list[float]:
    if scene.trajectory is None or not scene.stop:
        return []
    return [within_limit(value) for value in extent(scene.trajectory, name, scene.stop)]


def _curve_heights(scene: Scene, xs: tuple[float, float]) -> list[float]:
    _, costs = curve(scene.experiment, scene.parameters[1], xs)
    # A hilltop may lie between two points of the curve.
    room = _ABOVE_HILLS if scene.experiment.model == "sin(Wx)" else 1.0
    heights = (costs[np.isfinite(costs)] * room).tolist()
    return heights or [1.0]


def _cost_range(lowest: float, top: float) -> tuple[float, float]:
    """From 0 to `top`, as a rule; a bowl that hangs high above 0 would be a flat line there."""
    if not lowest < top * (1 - 1e-9):
        return 0.0, min(LIMIT, 2 * lowest) or 1.0
    return (0.0 if lowest <= 0.6 * top else max(0.0, round_out(lowest - 0.1 * (top - lowest), top)[0])), top
