"""The cost against the step, of one run or of several."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _, ngettext
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import legend_of
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.sample import sampled
from gdtutor.plots.words import not_run_yet, trend

# Fewer records than this have no later half to speak of.
_LONG_ENOUGH = 20


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs, *, logarithmic: bool) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    name = _("cost, log scale") if logarithmic and size.width >= 30 else _("cost")
    canvas = Canvas(size, view, glyphs, (_("step"), name), legend_of(scene, glyphs), log_y=logarithmic)
    for ghost in scene.ghosts:
        _draw_run(canvas, ghost, len(ghost), "ghost")
    for number, (_label, compared) in enumerate(scene.others):
        if isinstance(compared, Trajectory):
            glyph, role = other(number, glyphs)
            _draw_run(canvas, compared, len(compared), role, glyph, number)
    run = scene.trajectory
    if run is not None and scene.stop:
        if scene.stop < len(run):
            # What lies ahead. That it overflows is said once: here, or below where that is seen.
            _draw_run(canvas, run, len(run) if scene.stop <= run.finite_length() else run.finite_length(), "ghost")
        _draw_run(canvas, run, scene.stop, "curve")
        here = run[scene.stop - 1]
        if here.step * 3 <= canvas.across(np.float64(here.step)):
            # Where there is room, one can count the steps.
            steps, cost = run.column("step", scene.stop), run.column("cost", scene.stop)
            for at, height in zip(steps[np.isfinite(cost)], cost[np.isfinite(cost)], strict=True):
                canvas.mark(float(at), _on_scale(float(height), logarithmic), mark("path", glyphs), "path")
        if math.isfinite(here.cost):
            canvas.mark(here.step, _on_scale(here.cost, logarithmic), mark("ball", glyphs), "ball")
    return canvas.finish()


def _draw_run(canvas: Canvas, run: Trajectory, stop: int, role: Role, glyph: str = "", number: int = 0) -> None:
    # The highest and the lowest of each column, so that noise is as tall as it was.
    indices = sampled(run, stop, canvas.columns)
    step, cost = run.values("step", indices), run.values("cost", indices)
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
        canvas.label(float(canvas.across(np.float64(at))), canvas.rows - 1.5, _("inf at step {step:,}").format(step=at), role)


def _on_scale(cost: float, logarithmic: bool) -> float:
    # The logarithm of 0 lies below every edge, and is shown by an arrow there.
    return max(cost, 5e-324) if logarithmic else cost


def account(scene: Scene) -> str:
    """The picture in words."""
    sentences = []
    if scene.trajectory is not None and scene.stop:
        # Translators: the subject of "{subject} starts at …", with its particle.
        sentences.append(_story(_("The cost"), scene.trajectory, scene.stop))
    else:
        sentences.append(_("No step has been taken yet."))
    sentences += [_other(label, run) for label, run in scene.others]
    return " ".join(sentences)


def _story(subject: str, run: Trajectory, stop: int) -> str:
    begin = show(run[0].cost)
    if stop == 1:
        return _("{subject} is {cost} at the start.").format(subject=subject, cost=begin)
    finite = min(stop, run.finite_length())
    known = {"subject": subject, "begin": begin, "trend": trend(run, finite)}
    if finite < stop:
        text = _("{subject} starts at {begin} and {trend}, until it overflows at step {step:,}.")
        return text.format(**known, step=run[finite].step)
    end = run[stop - 1]
    text = ngettext(
        "{subject} starts at {begin} and {trend}: after {n:,} step it is {end}.",
        "{subject} starts at {begin} and {trend}: after {n:,} steps it is {end}.",
        end.step,
    )
    told = text.format(**known, n=end.step, end=show(end.cost))
    return f"{told} {_noise(run, stop)}" if run.experiment.in_batches and stop > _LONG_ENOUGH else told


def _noise(run: Trajectory, stop: int) -> str:
    """Between which costs the noise of the batches has kept the later half of the run."""
    indices = sampled(run, stop, 200)
    cost = run.values("cost", indices[indices >= stop // 2])
    return _("In the later half it is between {low} and {high}.").format(
        low=show(float(cost.min())), high=show(float(cost.max()))
    )


def _other(label: str, run: Trajectory | Experiment) -> str:
    if not isinstance(run, Trajectory) or not len(run):
        return not_run_yet(label)
    # Translators: the subject of "{subject} starts at …", with its particle.
    return _story(_("{label}: the cost").format(label=label), run, len(run))
