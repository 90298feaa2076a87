"""Every error as a true square, with the error for its side: the cost is the mean of their areas."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.numbers import show
from gdtutor.language import _
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.data import draw_line, draw_points, drawn_points, legend_of_points
from gdtutor.plots.picture import Glyphs, Scene, Size, Span, View
from gdtutor.plots.states import cost_at, formula, hypothesis
from gdtutor.plots.view import square_sides

# More squares than this are a thicket; then every second, third, ... is drawn.
_MOST = 40
# A line this far, in cells, from the picture's edge is drawn in its last column.
_EDGE = 0.25


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture. A cell is twice as tall as wide, so a square has twice as many columns as rows."""
    data = scene.experiment.dataset
    x, y = np.array(data.x), np.array(data.y)
    squares = np.arange(0, len(x), _stride(len(x)))
    points = np.union1d(drawn_points(x, size), squares)
    canvas = Canvas(size, view, glyphs, ("x", "y"), legend_of_points(len(points), len(x), glyphs))
    with np.errstate(all="ignore"):
        heights = hypothesis(scene.experiment, scene.parameters, x)
        towards = square_sides(scene, x, heights - y)
    across, low, high = canvas.across(x), canvas.up(y), canvas.up(heights)
    with np.errstate(all="ignore"):
        rows = high - low
    for i in squares:
        if not np.isfinite([across[i], low[i], high[i], rows[i]]).all():
            continue
        canvas.arrow(float(x[i]), float(heights[i]), "error")
        # No square has its far side beyond the edge: where it is too wide for the picture, it is narrower than tall.
        room = max(0.0, (canvas.columns - across[i] if towards[i] > 0 else across[i]) - _EDGE)
        width = float(towards[i]) * min(room, 2 * abs(float(rows[i])))
        corners = np.array([0.0, 1.0, 1.0, 0.0, 0.0])
        canvas.cells_line(across[i] + corners * width, low[i] + corners[[0, 0, 1, 2, 4]] * rows[i], "error")
    draw_line(canvas, scene.experiment, scene.parameters, "line")
    draw_points(canvas, x[points], y[points])
    return canvas.finish()


def account(scene: Scene) -> str:
    """The picture in words."""
    data, (W, b) = scene.experiment.dataset, scene.parameters
    with np.errstate(all="ignore"):
        areas = (hypothesis(scene.experiment, (W, b), np.array(data.x)) - np.array(data.y)) ** 2
    if scene.experiment.model == "sin(Wx)":
        first = _("The curve {formula}; every error is drawn as a square.")
    else:
        first = _("The line {formula}; every error is drawn as a square.")
    sentences = [first.format(formula=formula(scene.experiment, W, b))]
    if not np.isfinite(areas).all():
        return " ".join([*sentences, _("The squares are too large for a number.")])
    cost = show(cost_at(scene.experiment, W, b))
    if len(areas) <= 6:
        listed = ", ".join(show(float(area)) for area in areas)
        text = {
            "mean": _("The areas are {areas}; their mean is the cost, {cost}."),
            "half-mean": _("The areas are {areas}; half their mean is the cost, {cost}."),
            "sum": _("The areas are {areas}; their sum is the cost, {cost}."),
        }[scene.experiment.cost]
        sentences.append(text.format(areas=listed, cost=cost))
    else:
        text = {
            "mean": _("The {n} areas go from {low} to {high}; their mean is the cost, {cost}."),
            "half-mean": _("The {n} areas go from {low} to {high}; half their mean is the cost, {cost}."),
            "sum": _("The {n} areas go from {low} to {high}; their sum is the cost, {cost}."),
        }[scene.experiment.cost]
        low, high = show(float(areas.min())), show(float(areas.max()))
        sentences.append(text.format(n=len(areas), low=low, high=high, cost=cost))
    drawn = math.ceil(len(areas) / _stride(len(areas)))
    if drawn < len(areas):
        sentences.append(_("{n} of them are drawn.").format(n=drawn))
    return " ".join(sentences)


def _stride(count: int) -> int:
    return math.ceil(count / _MOST)
