"""The cost as a function of W: the bowl, the tangent where the run stands, and the way it came."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import CostSurface, cost_surface
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import legend_of
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.sample import latest, sampled
from gdtutor.plots.view import cost_at, start_of

# Columns for each row: wider than that, a bowl looks like a plate.
_WIDEST = 4.4
_PIECES = 40
# The jumps from record to record are drawn for the last ones only: more would fill the bowl.
_JUMPS = 4


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    canvas = Canvas(size, view, glyphs, ("W", "cost" if size.width < 20 else "cost(W)"), legend_of(scene, glyphs), widest=_WIDEST)
    surface, (W, b) = cost_surface(scene.experiment), scene.parameters
    if scene.curve:
        _draw_curve(canvas, surface, b)
    for ghost in scene.ghosts:
        _draw_path(canvas, ghost, len(ghost), mark("ghost", glyphs), "ghost", jumps=0)
    _draw_others(canvas, scene)
    if scene.trajectory is not None:
        _draw_path(canvas, scene.trajectory, scene.stop, mark("path", glyphs), "path", jumps=_JUMPS)
    for at in scene.tangents:
        _draw_tangent(canvas, surface, at, b, "tangent", labelled=True)
        canvas.mark(at, cost_at(surface, at, b), mark("touch", glyphs), "tangent")
    for place, cost in scene.tries:
        canvas.mark(place, cost, mark("try", glyphs), "try")
    if scene.curve and scene.slope and not scene.tangents:
        _draw_tangent(canvas, surface, W, b, "tangent", labelled=False)
    if scene.curve or any(place == W for place, _ in scene.tries):
        canvas.mark(W, cost_at(surface, W, b), mark("ball", glyphs), "ball")
    else:
        # Where W is, and not yet what it costs.
        canvas.dotted(np.array([W, W]), np.array(canvas.view.y), "ball")
    return canvas.finish()


def _draw_curve(canvas: Canvas, surface: CostSurface, b: float) -> None:
    # A parabola in 40 pieces is off by less than a dot at any size; the minimum is one of the points.
    W = np.linspace(*canvas.view.x, _PIECES + 1)
    lowest = surface.minimum[0]
    if canvas.view.x[0] < lowest < canvas.view.x[1]:
        W = np.sort(np.append(W, lowest))
    points = np.column_stack((W, np.full_like(W, b)))[:, : surface.inputs.shape[1]]
    canvas.line(W, surface.cost(points), "curve")


def _draw_others(canvas: Canvas, scene: Scene) -> None:
    for number, (_, run) in enumerate(scene.others):
        glyph, role = other(number, canvas.glyphs)
        if isinstance(run, Trajectory):
            _draw_path(canvas, run, len(run), glyph, role, jumps=_JUMPS if len(scene.others) == 1 else 0)
        elif not math.isnan(start_of(run)[0]):
            canvas.mark(start_of(run)[0], cost_at(cost_surface(run), *start_of(run)), glyph, role)


def _draw_path(canvas: Canvas, run: Trajectory, stop: int, glyph: str, role: Role, *, jumps: int) -> None:
    W, cost = run.column("W"), run.column("cost")
    last = latest(run, stop, jumps + 1)
    if jumps and len(last) > 1:
        canvas.dotted(W[last], cost[last], role)
    shown = np.union1d(sampled(run, stop, canvas.columns // 2, "W"), last)
    for i in shown[canvas.distinct(W[shown], cost[shown])]:
        canvas.mark(float(W[i]), float(cost[i]), glyph, role)


def _draw_tangent(canvas: Canvas, surface: CostSurface, W: float, b: float, role: Role, *, labelled: bool) -> None:
    point = np.array([W, b][: surface.inputs.shape[1]])
    slope = float(surface.gradient(point)[0])
    place = float(canvas.across(np.float64(W))), float(canvas.up(np.float64(cost_at(surface, W, b))))
    if not (abs(place[0]) <= 1e6 and abs(place[1]) <= 1e6):
        return
    # In cells: rows climbed for each column. A cell is twice as tall as wide, and the tangent as long however steep it is.
    steepness = (
        slope * canvas.rows / canvas.columns * ((canvas.view.x[1] - canvas.view.x[0]) / (canvas.view.y[1] - canvas.view.y[0]))
    )
    if not math.isfinite(steepness):
        return
    reach = min(canvas.columns * 0.22, canvas.rows * 0.9) / math.hypot(1.0, 2 * steepness)
    ends = np.array([-reach, reach])
    canvas.cells_line(place[0] + ends, place[1] + ends * steepness, role)
    if labelled:
        upper = reach if steepness >= 0 else -reach
        height = min(max(place[1] + upper * steepness, 0.0), canvas.rows - 0.5)
        canvas.label(place[0] + upper, height, f"slope {'+' if slope > 0 else ''}{show(slope, 3)}", "slope")


def account(scene: Scene) -> str:
    """The picture in words."""
    surface, (W, b) = cost_surface(scene.experiment), scene.parameters
    sentences = []
    if scene.curve:
        sentences.append(_bowl(surface, b))
    else:
        sentences.append("The curve cost(W) is hidden" + ("." if scene.tries else ", and nothing has been tried yet."))
    if scene.tries:
        best = min(scene.tries, key=lambda tried: tried[1] if not math.isnan(tried[1]) else math.inf)
        count = len(scene.tries)
        sentences.append(
            f"{count} value{'s' * (count != 1)} of W tried, the lowest cost at W = {show(best[0])}: {show(best[1])}."
        )
    if scene.tangents:
        slopes = [(at, float(surface.gradient(np.array([at, b][: surface.inputs.shape[1]]))[0])) for at in scene.tangents]
        sentences.append("Slopes of the tangents: " + ", ".join(f"{show(slope)} at W = {show(at)}" for at, slope in slopes) + ".")
    if scene.trajectory is not None and scene.stop > 1:
        sentences.append(_story("The run", scene.trajectory, scene.stop))
    elif not scene.curve:
        sentences.append(f"W is {show(W)}.")
    elif math.isfinite(W):
        slope = float(surface.gradient(np.array([W, b][: surface.inputs.shape[1]]))[0])
        told = f", slope {show(slope)}" if scene.slope else ""
        sentences.append(f"W is {show(W)}, cost {show(cost_at(surface, W, b))}{told}.")
    sentences += [_other(label, run) for label, run in scene.others]
    return " ".join(sentences)


def _bowl(surface: CostSurface, b: float) -> str:
    if not surface.hessian[0, 0] > 0:
        return f"cost(W) is flat: {show(cost_at(surface, 0.0, b))} at every W."
    at = float(surface.minimum[0])
    lowest = cost_at(surface, at, b)
    if not (math.isfinite(at) and math.isfinite(lowest)):
        return "The data are too large for cost(W) to be a number."
    # Of 0, rounding may leave a little.
    at = at if abs(at) > 1e-12 * float(np.abs(surface.targets).max() / np.abs(surface.inputs[:, 0]).max()) else 0.0
    noise = 1e-24 * cost_at(surface, 0.0, 0.0)
    return f"cost(W) is a bowl, lowest at W = {show(at)} with cost {show(lowest if lowest > noise else 0.0)}."


def _story(name: str, run: Trajectory, stop: int) -> str:
    begin = run[0]
    finite = min(stop, run.finite_length())
    text = f"{name} starts at W = {show(begin.W)}, cost {show(begin.cost)}, and "
    if finite < stop:
        return f"{text}at step {run[finite].step:,} its numbers are too large: it has overflowed."
    end = run[stop - 1]
    return f"{text}after {end.step:,} step{'s' * (end.step != 1)} is at W = {show(end.W)}, cost {show(end.cost)}."


def _other(label: str, run: Trajectory | Experiment) -> str:
    if isinstance(run, Trajectory):
        return _story(f"{label}:", run, len(run)) if len(run) else f"{label}: not run yet."
    return f"{label}: not run yet."
