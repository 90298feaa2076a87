"""Which part of the plane a picture shows: chosen once, kept while a run plays, and grown only when the run leaves it.

Here the pictures over x and over the step; those over the parameters are in `parameter_view`.
"""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.plots.picture import Scene, View
from gdtutor.plots.ranges import grown, padded, with_origin
from gdtutor.plots.sample import sampled
from gdtutor.plots.states import STRETCHES, cost_at, experiment_of, hypothesis, parameters_of, start_of
from gdtutor.plots.ticks import LIMIT, round_out, round_step

# A line that leaves the points by more than so many times their height is cut at the edge instead.
_TALLEST = 50
# On one picture with others a run that explodes is cut at so many times the highest start, so that the others stay in sight.
_HIGHEST = 10
_LOG_LOWEST, _LOG_HIGHEST = 1e-16, 1e40


def data_view(scene: Scene, previous: View | None, *, squares: bool = False) -> View:
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
    needed_x, first_x = (left, right), padded((left, right), 0.08)
    if squares:
        with np.errstate(all="ignore"):
            errors = hypothesis(scene.experiment, scene.parameters, x) - y
        errors = np.clip(np.nan_to_num(errors, posinf=tall, neginf=-tall), -tall, tall)
        sides = square_sides(scene, x, errors)
        # A picture is about 1.7 times as wide as tall on screen, so this is the share of its width that each square takes.
        shares = np.minimum(0.4, np.abs(errors) / (ys[1] - ys[0]) / 1.7) * sides
        reach = left, right
        # The wider the picture, the more units a square is wide: a few rounds settle it, as no share is above 0.4.
        for _ in range(30):
            reached = x + shares * (reach[1] - reach[0])
            reach = min(left, float(reached.min())), max(right, float(reached.max()))
        needed_x, first_x = reach, padded(reach, 0.06)
    return View(grown(needed_x, previous.x if previous else None, first_x), ys)


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
    costs = [run.column("cost")[sampled(run, len(run), STRETCHES)] for run in runs]
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
        return View(xs, _log_range(shown, previous))
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
        return previous.y if previous else (1e-3, 1e1)
    low = max(_LOG_LOWEST, min(_LOG_HIGHEST / 10, float(positive.min())))
    high = min(_LOG_HIGHEST, max(_LOG_LOWEST * 10, float(positive.max())))
    low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
    if previous is None:
        return low / (10 if high <= low else 1), max(high, low)
    # Two decades ahead of a cost that falls or rises.
    return (
        previous.y[0] if low >= previous.y[0] else max(_LOG_LOWEST, low / 100),
        previous.y[1] if high <= previous.y[1] else min(_LOG_HIGHEST, high * 100),
    )
