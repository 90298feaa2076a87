"""The cost against the step, of one run or of several."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import legend_of
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.sample import sampled


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs, *, logarithmic: bool) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    name = "cost, log scale" if logarithmic and size.width >= 30 else "cost"
    canvas = Canvas(size, view, glyphs, ("step", name), legend_of(scene, glyphs), log_y=logarithmic)
    for ghost in scene.ghosts:
        _draw_run(canvas, ghost, len(ghost), "ghost")
    for number, (_, compared) in enumerate(scene.others):
        if isinstance(compared, Trajectory):
            glyph, role = other(number, glyphs)
            _draw_run(canvas, compared, len(compared), role, glyph, number)
    run = scene.trajectory
    if run is not None and scene.stop:
        if scene.stop < len(run):
            # What lies ahead. That it overflows is said once: here, or below where that is seen.
            _draw_run(canvas, run, len(run) if scene.stop <= run.finite_length() else run.finite_length(), "ghost")
        _draw_run(canvas, run, scene.stop, "curve")
        steps, cost = run.column("step", scene.stop), run.column("cost", scene.stop)
        if steps[-1] * 3 <= canvas.across(steps[-1:])[0]:
            # Where there is room, one can count the steps.
            for at, height in zip(steps[np.isfinite(cost)], cost[np.isfinite(cost)], strict=True):
                canvas.mark(float(at), _on_scale(float(height), logarithmic), mark("path", glyphs), "path")
        here = run[scene.stop - 1]
        if math.isfinite(here.cost):
            canvas.mark(here.step, _on_scale(here.cost, logarithmic), mark("ball", glyphs), "ball")
    return canvas.finish()


def _draw_run(canvas: Canvas, run: Trajectory, stop: int, role: Role, glyph: str = "", number: int = 0) -> None:
    indices = sampled(run, stop, max(1, canvas.columns // 2))
    step, cost = run.column("step")[indices], run.column("cost")[indices]
    canvas.line(step, cost, role)
    if len(indices) == 1:
        canvas.line(step[[0, 0]], cost[[0, 0]], role)
    if glyph and len(indices):
        # Along the line, each run's at other places; those beyond the edge are told once, by an arrow where the line leaves.
        across, up = canvas.across(step), canvas.up(cost)
        inside = np.flatnonzero((up >= 0) & (up <= canvas.rows) & (across <= canvas.columns))
        wanted = np.arange(2.0 + 3 * (number % 4), canvas.columns, 12.0)
        chosen = {int(inside[np.abs(across[inside] - place).argmin()]) for place in wanted} if len(inside) else set()
        for i in sorted(chosen | ({int(inside[-1])} if len(inside) else set())):
            canvas.mark(float(step[i]), float(cost[i]), glyph, role)
        out = np.flatnonzero(up > canvas.rows)
        if len(out):
            canvas.mark(float(step[out[0]]), float(cost[out[0]]), glyph, role)
    finite = run.finite_length()
    if finite < stop:
        at = run[finite].step
        canvas.mark(at, math.inf, glyph, role)
        canvas.label(float(canvas.across(np.float64(at))), canvas.rows - 1.5, f"inf at step {at:,}", role)


def _on_scale(cost: float, logarithmic: bool) -> float:
    # The logarithm of 0 lies below every edge, and is shown by an arrow there.
    return max(cost, 5e-324) if logarithmic else cost


def account(scene: Scene) -> str:
    """The picture in words."""
    sentences = []
    if scene.trajectory is not None and scene.stop:
        sentences.append(_story("The cost", scene.trajectory, scene.stop))
    else:
        sentences.append("No step has been taken yet.")
    sentences += [_other(label, run) for label, run in scene.others]
    return " ".join(sentences)


def _story(name: str, run: Trajectory, stop: int) -> str:
    begin = run[0]
    if stop == 1:
        return f"{name} is {show(begin.cost)} at the start."
    finite = min(stop, run.finite_length())
    text = f"{name} starts at {show(begin.cost)} and "
    if finite < stop:
        return f"{text}{_trend(run, finite)}, until it overflows at step {run[finite].step:,}."
    end = run[stop - 1]
    after = f"after {end.step:,} step{'s' * (end.step != 1)}"
    return f"{text}{_trend(run, stop)}: {after} it is {show(end.cost)}."


def _trend(run: Trajectory, stop: int) -> str:
    cost = run.column("cost")[sampled(run, stop, 200)]
    if len(cost) < 2:
        return "stops"
    with np.errstate(over="ignore"):
        change = np.diff(cost)
    if (change < 0).all():
        return "falls at every step"
    if (change > 0).all():
        return "rises at every step"
    # What is less than the last digits of the highest cost is no change.
    change[np.abs(change) <= 1e-9 * np.abs(cost).max()] = 0.0
    if not change.any():
        return "stays the same"
    if (change <= 0).all():
        return "falls"
    if (change >= 0).all():
        return "rises"
    return f"goes up and down between {show(float(cost.min()))} and {show(float(cost.max()))}"


def _other(label: str, run: Trajectory | Experiment) -> str:
    return _story(f"{label}: the cost", run, len(run)) if isinstance(run, Trajectory) and len(run) else f"{label}: not run yet."
