"""Which part of the plane a picture shows: chosen once, kept while a run plays, and grown only when the run leaves it.

Here the pictures over x and over the step; those over the parameters are in `parameter_view`.
"""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.plots.picture import Scene, Size, View
from gdtutor.plots.ranges import grown, padded, with_origin
from gdtutor.plots.sample import sampled
from gdtutor.plots.states import STRETCHES, cost_at, experiment_of, hypothesis, parameters_of, start_of
from gdtutor.plots.ticks import LIMIT, round_out, round_step

# A line that leaves the points by more than so many times their height is cut at the edge instead.
_TALLEST = 50
# On one picture with others a run that explodes is cut at so many times the highest start, so that the others stay in sight.
_HIGHEST = 10
_LOG_LOWEST, _LOG_HIGHEST = 1e-16, 1e40
# On a logarithmic axis, room beyond a cost that has left it: half a decade, and of a long axis this part.
_HALF_DECADE, _PART = 0.5, 1 / 8
# How many times as wide as tall a picture is on screen, where its size is not known.
_SHAPE = 1.7
# Columns beside a picture's canvas and rows above and below it: the labels of the axes and the names.
_BESIDE, _BELOW = 5, 3
# The points keep this part of a picture's width at least, as its inverse; the rest is for squares that stand out.
_MOST_ACROSS = 2.5


def data_view(scene: Scene, previous: View | None) -> View:
    """For points and H(x): all points, the origin where it is near, and H at the points; of a wave its crests and troughs."""
    data = scene.experiment.dataset
    x, y = np.clip(np.array(data.x), -LIMIT, LIMIT), np.clip(np.array(data.y), -LIMIT, LIMIT)
    left, right = with_origin(float(x.min()), float(x.max()))
    waves = "sin(Wx)" in (scene.experiment.model, *(experiment_of(run).model for _, run in scene.others))
    bottom, top = with_origin(*((min(-1.0, y.min()), max(1.0, y.max())) if waves else (y.min(), y.max())))
    tall = (top - bottom) * _TALLEST
    drawn = [(scene.experiment, scene.parameters)]
    drawn += [(experiment_of(run), at) for _, run in scene.others if (at := parameters_of(run)) is not None]
    ends = np.array([left, *x, right])
    heights = np.concatenate([hypothesis(experiment, parameters, ends) for experiment, parameters in drawn])
    heights = np.clip(heights[np.isfinite(heights)], bottom - tall, top + tall)
    needed_y = (min(bottom, *heights.tolist()), max(top, *heights.tolist())) if len(heights) else (bottom, top)
    ys = grown(needed_y, previous.y if previous else None, padded((bottom, top), 0.1))
    return View(grown((left, right), previous.x if previous else None, padded((left, right), 0.08)), ys)


def squares_view(scene: Scene, previous: View | None, size: Size | None) -> View:
    """The same, with room for the squares beside their errors, each as wide as tall in a picture of that size."""
    view = data_view(scene, previous)
    x, y = (np.clip(np.array(values), -LIMIT, LIMIT) for values in (scene.experiment.dataset.x, scene.experiment.dataset.y))
    with np.errstate(all="ignore"):
        errors = hypothesis(scene.experiment, scene.parameters, x) - y
    tall = float(view.y[1] - view.y[0])
    # Of an error that leaves the scene's own picture there is no square to be seen whole, and none that needs room.
    own = data_view(scene, None).y
    errors = np.where(np.abs(errors) <= own[1] - own[0], errors, 0.0)
    shape = _SHAPE if size is None else max(0.2, (size.width - _BESIDE) / (2 * max(1, size.height - _BELOW)))
    # Of the picture's width, the part that each square takes, to its side.
    shares = np.abs(errors) / tall / shape * square_sides(scene, x, errors)
    left, right = with_origin(float(x.min()), float(x.max()))
    taller = 1.0
    while (reach := _reach(x, shares / taller, (left, right))) is None:
        # In a picture this narrow for its height the squares leave no room for the points; more units high, they are smaller.
        taller *= 1.1
    ys = view.y
    if taller > 1:
        ys = (ys[0], ys[0] + taller * tall)
        ys = grown(ys, previous.y if previous else None, ys)
    return View(grown(reach, previous.x if previous else None, padded(reach, 0.06)), ys)


def _reach(x: Floats, shares: Floats, ends: tuple[float, float]) -> tuple[float, float] | None:
    """How far squares reach that begin at x, shape (n,), and take those shares of the range, also (n,); None: too far.

    The longer the range, the more units a square is wide: a few rounds settle it.
    """
    reach = ends
    for _ in range(30):
        reached = x + shares * (reach[1] - reach[0])
        reach = min(ends[0], float(reached.min())), max(ends[1], float(reached.max()))
        if reach[1] - reach[0] > _MOST_ACROSS * (ends[1] - ends[0]):
            return None
    return reach


def square_sides(scene: Scene, x: Floats, errors: Floats) -> Floats:
    """To which side of its error each square lies, 1 or -1: to the side where H(x) leaves it alone."""
    slopes = np.full_like(x, scene.parameters[0])
    if scene.experiment.model == "sin(Wx)":
        with np.errstate(all="ignore"):
            slopes *= np.cos(slopes * x)
    return np.where(np.sign(errors) * np.where(slopes < 0, -1, 1) >= 0, 1.0, -1.0)


def cost_steps_view(scene: Scene, previous: View | None, *, logarithmic: bool) -> View:
    """For the cost against the step: from step 0 on, and from cost 0 on where the axis is not logarithmic."""
    runs = [
        run
        for run in (scene.trajectory, *scene.ghosts, *(o for _, o in scene.others))
        if isinstance(run, Trajectory) and len(run)
    ]
    costs = [run.values("cost", sampled(run, len(run), STRETCHES)) for run in runs]
    shown = np.concatenate(costs) if costs else np.empty(0)
    last = max((run[-1].step for run in runs), default=0)
    planned = min(scene.experiment.steps, 50)
    end = float(max(last, planned, 1))
    if previous is None:
        xs = (0.0, float(last if last >= planned else planned) or 1.0)
    elif end <= previous.x[1]:
        xs = previous.x
    else:
        # Twice as far, but not farther than the run will go by itself.
        ahead = round_step(end * 1.5)
        xs = (0.0, float(max(end, min(ahead, scene.experiment.steps) if end <= scene.experiment.steps else ahead)))
    if logarithmic:
        return View(xs, _log_range(shown if len(shown) else np.array([_start_cost(scene)]), previous))
    starts = [float(run[0].cost) for run in runs if math.isfinite(run[0].cost)]
    ceiling = LIMIT if len(runs) <= 1 else max([*starts, 0.0]) * _HIGHEST or LIMIT
    top = float(np.clip(shown, -LIMIT, max(0.0, min(ceiling, LIMIT))).max()) if len(shown) else 0.0
    if not top:
        top = _start_cost(scene) or 1.0
    lowest = min(0.0, float(np.clip(shown, -LIMIT, LIMIT).min())) if len(shown) else 0.0
    return View(xs, grown((lowest, top), previous.y if previous else None, round_out(lowest, top * 1.02)))


def _start_cost(scene: Scene) -> float:
    W, b = start_of(scene.experiment)
    cost = cost_at(scene.experiment, W, b) if math.isfinite(W) else 0.0
    return min(cost, LIMIT) if math.isfinite(cost) else 0.0


def _log_range(costs: Floats, previous: View | None) -> tuple[float, float]:
    positive = costs[(costs > 0) & np.isfinite(costs)]
    if not len(positive):
        return previous.y if previous else (1.0, 10.0)
    low = max(_LOG_LOWEST, min(_LOG_HIGHEST / 10, float(positive.min())))
    high = min(_LOG_HIGHEST, max(_LOG_LOWEST * 10, float(positive.max())))
    if previous is None:
        bottom, top = low / 10**_HALF_DECADE, 10.0 ** math.ceil(math.log10(high))
        # Two powers of ten are a scale; one alone is none.
        return max(_LOG_LOWEST, min(bottom, top / 10)), top
    bottom, top = min(low, previous.y[0]), max(high, previous.y[1])
    room = 10 ** max(_HALF_DECADE, _PART * math.log10(top / bottom))
    return (
        previous.y[0] if low >= previous.y[0] else max(_LOG_LOWEST, low / room),
        previous.y[1] if high <= previous.y[1] else min(_LOG_HIGHEST, high * room),
    )
