"""The points, the hypothesis H(x) as a line (or a wave), and from every point the error: its distance to H(x)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import MINUS, show
from gdtutor.descent.trajectory import Floats
from gdtutor.language import _, ngettext
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import Legend
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.states import cost_at, experiment_of, formula, hypothesis, parameters_of

Indices = npt.NDArray[np.intp]

# So many points are drawn in the smallest picture, and in a larger one a point for so many cells; more would hide the line.
_FEWEST, _CELLS_A_POINT = 60, 10
# Where points are left out, columns for each error.
_COLUMNS_AN_ERROR = 3


class _Line(NamedTuple):
    """One hypothesis of the picture, and how it is told from the others."""

    glyph: str
    label: str
    role: Role
    experiment: Experiment
    parameters: tuple[float, float]


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    lines = _lines(scene, glyphs)
    data = scene.experiment.dataset
    x, y = np.array(data.x), np.array(data.y)
    shown = drawn_points(x, size)
    legend = legend_of_points(len(shown), len(x), glyphs)
    legend += [Legend(line.glyph, line.label, line.role) for line in lines] if scene.others else []
    canvas = Canvas(size, view, glyphs, ("x", "y"), legend)
    # Of so many points that not all are drawn, so few errors that each is seen beside the next.
    x, y = x[shown], y[shown]
    far = (
        slice(None)
        if len(shown) == len(data.x)
        else slice(None, None, math.ceil(len(shown) * _COLUMNS_AN_ERROR / canvas.columns))
    )
    # The line on screen lies on top of the others.
    for place, line in reversed(list(enumerate(lines))):
        heights = hypothesis(line.experiment, line.parameters, x[far])
        draw_errors(canvas, x[far], y[far], heights, "error" if place == 0 else line.role, shift=place * 0.5)
        draw_line(canvas, line.experiment, line.parameters, line.role)
        if scene.others:
            _sign(canvas, line, (place + 0.5) / len(lines))
    draw_points(canvas, x, y)
    return canvas.finish()


def drawn_points(x: Floats, size: Size) -> Indices:
    """The indices of the points that are drawn: all of them, or as many as leave the line in sight, evenly spaced in x."""
    most = max(_FEWEST, size.width * size.height // _CELLS_A_POINT)
    if len(x) <= most:
        return np.arange(len(x))
    from_the_left = np.argsort(x, kind="stable")
    return np.asarray(from_the_left[np.linspace(0, len(x) - 1, most).round().astype(np.intp)])


def legend_of_points(shown: int, count: int, glyphs: Glyphs) -> list[Legend]:
    """What is said above a picture that leaves points out."""
    if shown == count:
        return []
    return [Legend(mark("point", glyphs), _("{shown} of {n:,} points").format(shown=shown, n=count), "point")]


def draw_points(canvas: Canvas, x: Floats, y: Floats) -> None:
    """The points; of those that share a cell, one."""
    glyph = mark("point", canvas.glyphs)
    for i in canvas.distinct(x, y):
        canvas.mark(float(x[i]), float(y[i]), glyph, "point")


def draw_line(canvas: Canvas, experiment: Experiment, parameters: tuple[float, float], role: Role) -> None:
    """H(x) from the left end to the right; a wave in as many points as there are dots."""
    xs = np.linspace(*canvas.view.x, 2 * canvas.columns + 1 if experiment.model == "sin(Wx)" else 2)
    canvas.line(xs, hypothesis(experiment, parameters, xs), role)


def draw_errors(canvas: Canvas, x: Floats, y: Floats, heights: Floats, role: Role, shift: float = 0.0) -> None:
    """An upright line from every point to H(x), `shift` cells to the right; those in one column of dots are drawn as one.

    heights are H(x), shape as x.
    """
    places, tops = canvas.across(x) + shift, canvas.up(heights)
    # Columns of dots; of cells where so many points share them.
    columns = np.floor(np.clip(np.nan_to_num(places), -1, canvas.columns + 1) * (2 if len(x) <= canvas.columns else 1))
    order = np.argsort(columns, kind="stable")
    begins = np.flatnonzero(np.diff(columns[order], prepend=-np.inf))
    # Each error reaches the line, so together those of a column are one stretch.
    low = np.minimum.reduceat(np.minimum(canvas.up(y), tops)[order], begins)
    high = np.maximum.reduceat(np.maximum(canvas.up(y), tops)[order], begins)
    at, gap = places[order][begins], np.full(len(begins), np.nan)
    canvas.cells_line(np.stack((at, at, gap), axis=1).ravel(), np.stack((low, high, gap), axis=1).ravel(), role)
    outside = order[begins]
    for i in outside[(tops[outside] < 0) | (tops[outside] > canvas.rows)]:
        canvas.arrow(float(x[i]), float(heights[i]), role)


def account(scene: Scene) -> str:
    """The picture in words."""
    count, waves = len(scene.experiment.dataset.x), scene.experiment.model == "sin(Wx)"
    if waves:
        text = ngettext(
            "{n} point and the curve {formula}, cost {cost}.", "{n} points and the curve {formula}, cost {cost}.", count
        )
    else:
        text = ngettext(
            "{n} point and the line {formula}, cost {cost}.", "{n} points and the line {formula}, cost {cost}.", count
        )
    known = {"formula": formula(scene.experiment, *scene.parameters), "cost": show(cost_at(scene.experiment, *scene.parameters))}
    sentences = [text.format(n=count, **known), _errors(scene, waves)]
    for label, run in scene.others:
        parameters = parameters_of(run)
        if parameters is not None:
            known = {"formula": formula(experiment_of(run), *parameters), "cost": show(cost_at(experiment_of(run), *parameters))}
            sentences.append(_("{label}: {formula}, cost {cost}.").format(label=label, **known))
    return " ".join(sentences)


def _errors(scene: Scene, waves: bool) -> str:
    """How far H(x) is from the points."""
    data = scene.experiment.dataset
    y = np.array(data.y)
    with np.errstate(all="ignore"):
        errors = hypothesis(scene.experiment, scene.parameters, np.array(data.x)) - y
    if len(y) == 1:
        return _("The error at x = {x} is {error}.").format(x=show(data.x[0]), error=show(float(errors[0])))
    if np.abs(errors).max() <= 1e-6 * np.abs(y).max():
        through = _("Every error is 0: the curve goes through all points.")
        return through if waves else _("Every error is 0: the line goes through all points.")
    if not np.isfinite(errors).all():
        return _("The errors are too large for a number.")
    low, high = int(errors.argmin()), int(errors.argmax())
    ends = {"errors": f"H(x) {MINUS} y", "low": show(float(errors[low])), "high": show(float(errors[high]))}
    if ends["low"] == ends["high"]:
        return _("The errors {errors} are all {low}.").format(**ends)
    text = _("The errors {errors} go from {low} at x = {low_x} to {high} at x = {high_x}.")
    return text.format(**ends, low_x=show(data.x[low]), high_x=show(data.x[high]))


def _lines(scene: Scene, glyphs: Glyphs) -> list[_Line]:
    """Every hypothesis of the picture, the one on screen first."""
    own = "◆" if glyphs == "braille" else "*"
    lines = [_Line(own, _("on screen"), "line", scene.experiment, scene.parameters)]
    for number, (label, run) in enumerate(scene.others):
        parameters = parameters_of(run)
        if parameters is not None:
            glyph, role = other(number, glyphs)
            lines.append(_Line(glyph, label, role, experiment_of(run), parameters))
    return lines


def _sign(canvas: Canvas, line: _Line, share: float) -> None:
    """The line's glyph on the line, where it is in sight: near its right end, and each line's a little apart."""
    xs = np.linspace(*canvas.view.x, 41)
    ys = hypothesis(line.experiment, line.parameters, xs)
    with np.errstate(all="ignore"):
        seen = np.flatnonzero((canvas.up(ys) >= 0) & (canvas.up(ys) <= canvas.rows))
    if len(seen):
        for place in (seen[-1 - min(len(seen) - 1, int(share * 3))], seen[int(len(seen) * 0.15 * (1 + share))]):
            canvas.mark(float(xs[place]), float(ys[place]), line.glyph, line.role)
