"""The cost as a function of W and b, seen from above: contour lines, the lowest point, and the way the run came."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.language import _
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.contour_lines import contour_lines
from gdtutor.plots.glyphs import arrow, mark, other
from gdtutor.plots.legend import Legend, legend_of
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.sample import latest, sampled
from gdtutor.plots.states import cost_at, gradient_at, lowest_of, start_of, values, with_b
from gdtutor.plots.words import crosses, trend, way, way_of_other

# Columns for each row: a valley that is wider than the screen is tall tells less.
_WIDEST = 4.4
# The jumps of the last updates are drawn, and those of the first ones until they are together so many times as long as the canvas
# is wide: more of them would fill the valley.
_LAST_JUMPS = 8
_FIRST_JUMPS = 2.0
_MOST_JUMPS = 100
# A valley so many times as long as wide is called one; what is rounder is a bowl.
_NARROW = 2.0
# Rows for each line that has its cost written on it.
_ROWS_A_LABEL = 4
# The shortest piece of a line that a cost is written on, in columns.
_SHORTEST = 16


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture. A run without b is on the line b = 0."""
    legend = [Legend(mark("lowest", glyphs), _("lowest cost"), "point")]
    if scene.slope:
        what = _("downhill") if not scene.experiment.in_batches else _("downhill for the batch")
        legend.append(Legend(mark("downhill", glyphs), what, "tangent"))
    canvas = Canvas(size, view, glyphs, ("W", "b"), [*legend, *legend_of(scene, glyphs)], widest=_WIDEST)
    _draw_lines(canvas, with_b(scene.experiment))
    lowest = lowest_of(with_b(scene.experiment))
    canvas.mark(float(lowest[0]), float(lowest[1]), mark("lowest", glyphs), "point")
    for ghost in scene.ghosts:
        _draw_path(canvas, ghost, len(ghost), mark("ghost", glyphs), "ghost", jumps=False)
    for number, (_label, run) in enumerate(scene.others):
        glyph, role = other(number, glyphs)
        if isinstance(run, Trajectory):
            _draw_path(canvas, run, len(run), glyph, role, jumps=True)
        else:
            canvas.mark(*start_of(run), glyph, role)
    if scene.trajectory is not None:
        _draw_path(canvas, scene.trajectory, scene.stop, mark("path", glyphs), "path", jumps=True)
    if scene.slope:
        _draw_downhill(canvas, scene)
    canvas.mark(*scene.parameters, mark("ball", glyphs), "ball")
    return canvas.finish()


def _draw_lines(canvas: Canvas, experiment: Experiment) -> None:
    lines = contour_lines(experiment, canvas.view, canvas.columns, canvas.rows)
    longest = []
    for line in lines:
        for across, up in line.pieces:
            canvas.cells_line(across, up, "curve")
        longest.append(max(line.pieces, key=lambda piece: _length(*piece)))
    # From the outermost inwards, every second one as far as there is room. One of which a corner is in sight has no room for it.
    named = [(line.cost, piece) for line, piece in zip(lines, longest, strict=True) if _length(*piece) >= _SHORTEST]
    for cost, (across, up) in named[::-1][::2][: max(1, canvas.rows // _ROWS_A_LABEL)]:
        canvas.inscribe(across, up, show(cost, 3), "label")


def _length(across: Floats, up: Floats) -> float:
    return float(np.hypot(np.diff(across), 2 * np.diff(up)).sum())


def _draw_path(canvas: Canvas, run: Trajectory, stop: int, glyph: str, role: Role, *, jumps: bool) -> None:
    last = latest(run, stop, _LAST_JUMPS + 1)
    if jumps:
        canvas.dotted(values(run, "W", last), values(run, "b", last), role)
        first = np.arange(min(_MOST_JUMPS, int(last[0]) + 1 if len(last) else 0))
        W, b = values(run, "W", first), values(run, "b", first)
        reach = np.maximum(np.abs(np.diff(canvas.across(W))), 2 * np.abs(np.diff(canvas.up(b))))
        drawn = np.cumsum(reach) - reach <= _FIRST_JUMPS * canvas.columns
        canvas.dotted(W[: drawn.sum() + 1], b[: drawn.sum() + 1], role)
    shown = np.unique(np.concatenate([sampled(run, stop, canvas.columns // 2, name) for name in ("W", "b")] + [last]))
    W, b = values(run, "W", shown), values(run, "b", shown)
    for i in canvas.distinct(W, b):
        canvas.mark(float(W[i]), float(b[i]), glyph, role)


def _draw_downhill(canvas: Canvas, scene: Scene) -> None:
    """An arrow against the gradient from where the run stands, as long however steep it is."""
    slope = _gradient(scene)
    (left, right), (bottom, top) = canvas.view
    with np.errstate(all="ignore"):
        step = [float(-slope[0] / (right - left) * canvas.columns), float(-slope[1] / (top - bottom) * canvas.rows)]
    place = float(canvas.across(np.float64(scene.parameters[0]))), float(canvas.up(np.float64(scene.parameters[1])))
    # A cell is twice as tall as wide.
    length = math.hypot(step[0], 2 * step[1])
    if not (0 < length < math.inf and all(abs(where) <= 1e6 for where in place)):
        return
    reach = min(canvas.columns * 0.2, canvas.rows * 0.8) / length
    tip = place[0] + step[0] * reach, place[1] + step[1] * reach
    canvas.cells_line(np.array([place[0], tip[0]]), np.array([place[1], tip[1]]), "tangent")
    if 0 <= tip[0] < canvas.columns and 0 <= tip[1] < canvas.rows:
        canvas.mark_cell(tip[0], tip[1], arrow(step[0], 2 * step[1], canvas.glyphs), "tangent")


def _gradient(scene: Scene) -> tuple[float, float]:
    """The gradient where the run stands: of the batch that the next update looks at, where it looks at one; else of the cost."""
    run = scene.trajectory
    if scene.experiment.in_batches and run is not None and scene.stop:
        record = run[scene.stop - 1]
        if (record.W, record.b) == scene.parameters and math.isfinite(record.dW + record.db):
            return record.dW, record.db
    return gradient_at(with_b(scene.experiment), *scene.parameters)


def account(scene: Scene) -> str:
    """The picture in words."""
    experiment, run = with_b(scene.experiment), scene.trajectory
    sentences = [_valley(experiment)]
    if run is not None and scene.stop > 1:
        sentences.append(way(run, scene.stop))
        sentences.append(_("The cost {trend}.").format(trend=trend(run, scene.stop)))
        if crosses(experiment, run, scene.stop):
            sentences.append(_("The latest steps go to and fro across the valley."))
    elif all(math.isfinite(value) for value in scene.parameters):
        W, b = scene.parameters
        text = _("W is {W}, b is {b}, cost {cost}.")
        sentences.append(text.format(W=show(W), b=show(b), cost=show(cost_at(experiment, W, b))))
        if scene.slope:
            dW, db = _gradient(scene)
            sentences.append(_("The gradient is {dW} by W and {db} by b.").format(dW=show(dW), db=show(db)))
    sentences += [way_of_other(label, other_run) for label, other_run in scene.others]
    return " ".join(sentences)


def _valley(experiment: Experiment) -> str:
    """The shape of the cost: how narrow, which way it lies, and where it is lowest."""
    (flat, steep), vectors = cost_surface(experiment).axes
    at = [float(value) for value in lowest_of(experiment)]
    lowest = cost_at(experiment, *at)
    if not all(math.isfinite(value) for value in (*at, lowest, steep)):
        return _("The data are too large for cost(W, b) to be a number.")
    # Of 0, rounding may leave a little.
    size = max(abs(value) for value in at)
    W, b = (show(value if abs(value) > 1e-12 * size else 0.0) for value in at)
    known = {"W": W, "b": b, "cost": show(lowest if lowest > 1e-24 * cost_at(experiment, 0.0, 0.0) else 0.0)}
    along = vectors[:, 0] * np.sign(vectors[0, 0] or 1.0)
    if flat <= 0:
        text = _("cost(W, b) is a valley with a level floor: at W = {W}, b = {b} and all along it the cost is lowest, {cost}.")
        return f"{text.format(**known)} {_direction(*along)}"
    narrow = math.sqrt(steep / flat)
    if narrow < _NARROW:
        return _("cost(W, b) is a bowl, lowest at W = {W}, b = {b} with cost {cost}.").format(**known)
    text = _("cost(W, b) is a valley {times} times as long as wide, lowest at W = {W}, b = {b} with cost {cost}.")
    return f"{text.format(**known, times=show(narrow, 2))} {_direction(*along)}"


def _direction(W: float, b: float) -> str:
    """Which way the valley lies, by a vector along it; its W is not negative."""
    if abs(b) < 1e-3 * W:
        return _("Along the valley W changes and b hardly does.")
    if 1e-3 * abs(b) > W:
        return _("Along the valley b changes and W hardly does.")
    text = (
        _("Along the valley b falls by {n} while W rises by 1.")
        if b < 0
        else _("Along the valley b rises by {n} while W rises by 1.")
    )
    return text.format(n=show(abs(b / W), 3))
