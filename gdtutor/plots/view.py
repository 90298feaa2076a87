"""Which part of the plane a picture shows: chosen once, kept while a run plays, and grown only when the run leaves it."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.surface import CostSurface, cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.plots.picture import Scene, View
from gdtutor.plots.sample import sampled
from gdtutor.plots.ticks import LIMIT, round_out, round_step

# Stretches of a run that are looked at for its extent.
_STRETCHES = 100
# Room beyond what made a range grow, as a part of it: a run that leaves at each step does not move the axes at each step.
_HEADROOM = 0.25
# Room at the beginning, when nothing has moved yet.
_FIRST_ROOM = 0.05
# A line that leaves the points by more than so many times their height is cut at the edge instead.
_TALLEST = 50
# On one picture with others a run that explodes is cut at so many times the highest start, so that the others stay in sight.
_HIGHEST = 10
_LOG_LOWEST, _LOG_HIGHEST = 1e-16, 1e40


def data_view(scene: Scene, previous: View | None, *, squares: bool = False) -> View:
    """For points and lines: all points, the origin where it is near, and the lines at the points."""
    data = scene.experiment.dataset
    x, y = np.clip(np.array(data.x), -LIMIT, LIMIT), np.clip(np.array(data.y), -LIMIT, LIMIT)
    left, right = _with_origin(float(x.min()), float(x.max()))
    bottom, top = _with_origin(float(y.min()), float(y.max()))
    tall = (top - bottom) * _TALLEST
    lines = [scene.parameters, *(p for _, o in scene.others if (p := parameters_of(o)) is not None)]
    with np.errstate(all="ignore"):
        heights = np.concatenate([W * np.array([left, *x, right]) + b for W, b in lines])
    heights = np.clip(heights[np.isfinite(heights)], bottom - tall, top + tall)
    needed_y = (min(bottom, *heights.tolist()), max(top, *heights.tolist())) if len(heights) else (bottom, top)
    ys = _grown(needed_y, previous.y if previous else None, _padded((bottom, top), 0.1))
    needed_x, first_x = (left, right), _padded((left, right), 0.08)
    if squares:
        with np.errstate(all="ignore"):
            errors = scene.parameters[0] * x + scene.parameters[1] - y
        errors = np.clip(np.nan_to_num(errors, posinf=tall, neginf=-tall), -tall, tall)
        # A picture is about 1.7 times as wide as tall on screen, so this is the share of its width that each square takes.
        shares = np.minimum(0.4, np.abs(errors) / (ys[1] - ys[0]) / 1.7) * square_side(errors, scene.parameters[0])
        ends = left, right
        # The wider the picture, the more units a square is wide: a few rounds settle it, as no share is above 0.4.
        for _ in range(30):
            reached = x + shares * (ends[1] - ends[0])
            ends = min(left, float(reached.min())), max(right, float(reached.max()))
        needed_x, first_x = ends, _padded(ends, 0.06)
    return View(_grown(needed_x, previous.x if previous else None, first_x), ys)


def square_side(errors: Floats, W: float) -> Floats:
    """To which side of its error each square lies, 1 or -1: to the side where the line leaves it alone."""
    return np.where(np.sign(errors) * (-1 if W < 0 else 1) >= 0, 1, -1)


def cost_curve_view(scene: Scene, previous: View | None) -> View:
    """For cost(W): the minimum in the middle, the start and the run; the curve reaches the top at an end."""
    surface, W = cost_surface(scene.experiment), scene.parameters[0]
    near = [value for value in (W, *scene.tangents, *(place for place, _ in scene.tries)) if abs(value) <= LIMIT]
    run: list[float] = []
    if scene.trajectory is not None and scene.stop:
        run = np.clip(
            scene.trajectory.column("W")[sampled(scene.trajectory, scene.stop, _STRETCHES, "W")], -LIMIT, LIMIT
        ).tolist()
    centre = float(surface.minimum[0]) if abs(surface.minimum[0]) <= LIMIT else 0.0
    start = run[0] if run else start_of(scene.experiment)[0]
    near += [start] if math.isfinite(start) and abs(start) <= LIMIT else []
    if scene.W_range is not None:
        first = _bounds(max(-LIMIT, min(LIMIT, end)) for end in scene.W_range)
        needed = _bounds([*first, *near, *run])
    else:
        reach = max([abs(value - centre) for value in near], default=0.0) * 1.25 or max(1.0, 1.5 * abs(centre))
        # Others count too, but one that explodes is not followed.
        far = [value for _, other in scene.others for value in _extent(other) if abs(value - centre) <= 4 * reach]
        reach = max([reach, *(abs(value - centre) * 1.1 for value in far)])
        first = round_out(centre - reach, centre + reach)
        needed = _bounds([*near, *run, *far])
    xs = _grown(needed, previous.x if previous else None, first)
    if not scene.curve:
        heights = [cost for _, cost in scene.tries if math.isfinite(cost)]
        top = max([*heights, *_curve_heights(surface, scene, first)]) if scene.W_range else max(heights, default=1.0) * 1.25
    else:
        top = max(_curve_heights(surface, scene, xs), default=1.0)
    lowest = cost_at(surface, float(surface.minimum[0]), scene.parameters[1])
    bottom, top = _cost_range(lowest if math.isfinite(lowest) else 0.0, min(LIMIT, top))
    if previous is not None and top <= previous.y[1] and bottom >= previous.y[0]:
        return View(xs, previous.y)
    return View(xs, (min(bottom, previous.y[0]), max(top, previous.y[1])) if previous else (bottom, top))


def cost_steps_view(scene: Scene, previous: View | None, *, logarithmic: bool) -> View:
    """For the cost against the step: from step 0 on, and from cost 0 on where the axis is not logarithmic."""
    runs = [
        run
        for run in (scene.trajectory, *scene.ghosts, *(o for _, o in scene.others))
        if isinstance(run, Trajectory) and len(run)
    ]
    costs = [run.column("cost")[sampled(run, len(run), _STRETCHES)] for run in runs]
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
    return View(xs, _grown((lowest, top), previous.y if previous else None, round_out(lowest, top * 1.02)))


def parameters_of(run: Trajectory | Experiment) -> tuple[float, float] | None:
    """W and b of a run's last finite record, or of its start where it has not run; None where that is not known."""
    if isinstance(run, Trajectory):
        finite = run.finite_length()
        if not finite:
            return None
        record = run[finite - 1]
        return record.W, 0.0 if math.isnan(record.b) else record.b
    start = start_of(run)
    return start if not math.isnan(start[0]) else None


def start_of(experiment: Experiment) -> tuple[float, float]:
    """The start that the experiment names; NaN, NaN where it is drawn at random."""
    W, b = experiment.start.W, experiment.start.b
    if isinstance(W, str) or (isinstance(b, str) and experiment.model == "Wx+b"):
        return math.nan, math.nan
    return float(W), 0.0 if isinstance(b, str) or experiment.model == "Wx" else float(b)


def _extent(run: Trajectory | Experiment) -> list[float]:
    if isinstance(run, Trajectory):
        return [float(value) for value in run.column("W")[sampled(run, len(run), _STRETCHES, "W")]]
    start = start_of(run)[0]
    return [] if math.isnan(start) else [start]


def _curve_heights(surface: CostSurface, scene: Scene, xs: tuple[float, float]) -> list[float]:
    heights = [cost_at(surface, W, scene.parameters[1]) for W in xs]
    return [height for height in heights if math.isfinite(height)] or [1.0]


def cost_at(surface: CostSurface, W: float, b: float) -> float:
    """The cost at W and b; b does not count for the model Wx."""
    return float(surface.cost(np.array([W, b][: surface.inputs.shape[1]])))


def _cost_range(lowest: float, top: float) -> tuple[float, float]:
    """From 0 to `top`, as a rule; a bowl that hangs high above 0 would be a flat line there."""
    if not lowest < top * (1 - 1e-9):
        return 0.0, min(LIMIT, 2 * lowest) or 1.0
    return (0.0 if lowest <= 0.6 * top else max(0.0, round_out(lowest - 0.1 * (top - lowest), top)[0])), top


def _start_cost(scene: Scene) -> float:
    W, b = start_of(scene.experiment)
    cost = cost_at(cost_surface(scene.experiment), W, b) if math.isfinite(W) else 0.0
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


def _with_origin(low: float, high: float) -> tuple[float, float]:
    """The range, with 0 where that is not farther away than the range is long; never empty."""
    size = max(abs(low), abs(high))
    span = high - low
    if span <= 1e-9 * size or span < 1e-100:
        # All at one place, as far as a picture can tell.
        span = size if size > 1e-100 else 1.0
        low = high = (low + high) / 2
    low, high = (0.0 if 0 < low <= span else low), (0.0 if -span <= high < 0 else high)
    return (low, high) if high > low else (low - span / 2, high + span / 2)


def _padded(ends: tuple[float, float], share: float) -> tuple[float, float]:
    """A little more on each side, but none beyond 0 where the range ends there."""
    room = (ends[1] - ends[0]) * share
    return ends[0] - room * (ends[0] != 0), ends[1] + room * (ends[1] != 0)


def _bounds(values: Iterable[float]) -> tuple[float, float]:
    kept = list(values)
    return (min(kept), max(kept)) if kept else (0.0, 0.0)


def _grown(needed: tuple[float, float], before: tuple[float, float] | None, first: tuple[float, float]) -> tuple[float, float]:
    """The range before where it holds what is needed; else grown, with headroom, on the side where it must. `first` begins it."""
    room = _HEADROOM if before else _FIRST_ROOM
    if before is None:
        before = (min(first), max(first))
        if before[0] <= needed[0] and needed[1] <= before[1] and before[0] < before[1]:
            return before
    low, high = before
    span = max(high, needed[1]) - min(low, needed[0]) or 1.0
    if needed[0] < low:
        low = min(low, max(-2 * LIMIT, round_out(needed[0] - span * room, high)[0]))
    if needed[1] > high:
        high = max(high, min(2 * LIMIT, round_out(low, needed[1] + span * room)[1]))
    return (low, high) if low < high else (low - 0.5, high + 0.5)
