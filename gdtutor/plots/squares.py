"""Every error as a true square, with the error for its side: the cost is the mean of their areas."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.data import draw_line, draw_points, line_formula
from gdtutor.plots.picture import Glyphs, Scene, Size, Span, View
from gdtutor.plots.view import cost_at, square_side

# More squares than this are a thicket; then every second, third, ... is drawn.
_MOST = 40


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture. A cell is twice as tall as wide, so a square has twice as many columns as rows."""
    canvas = Canvas(size, view, glyphs, ("x", "y"))
    data, (W, b) = scene.experiment.dataset, scene.parameters
    x, y = np.array(data.x), np.array(data.y)
    with np.errstate(all="ignore"):
        heights = W * x + b
        towards = square_side(heights - y, W)
    across, low, high = canvas.across(x), canvas.up(y), canvas.up(heights)
    for i in range(0, len(x), _stride(len(x))):
        if not np.isfinite([across[i], low[i], high[i]]).all():
            continue
        canvas.arrow(float(x[i]), float(heights[i]), "error")
        width = float(towards[i] * 2 * abs(high[i] - low[i]))
        corners = np.array([0.0, 1.0, 1.0, 0.0, 0.0])
        canvas.cells_line(across[i] + corners * width, low[i] + corners[[0, 0, 1, 2, 4]] * (high[i] - low[i]), "error")
    draw_line(canvas, scene.parameters, "line")
    draw_points(canvas, x, y)
    return canvas.finish()


def account(scene: Scene) -> str:
    """The picture in words."""
    data, (W, b) = scene.experiment.dataset, scene.parameters
    with np.errstate(all="ignore"):
        areas = (W * np.array(data.x) + b - np.array(data.y)) ** 2
    cost = show(cost_at(cost_surface(scene.experiment), W, b))
    text = f"The line {line_formula(scene.experiment, W, b)}; every error is drawn as a square. "
    if not np.isfinite(areas).all():
        return text + "The squares are too large for a number."
    if len(areas) <= 6:
        text += f"The areas are {', '.join(show(float(area)) for area in areas)}"
    else:
        text += f"The {len(areas)} areas go from {show(float(areas.min()))} to {show(float(areas.max()))}"
    how = {"mean": "their mean", "half-mean": "half their mean", "sum": "their sum"}[scene.experiment.cost]
    drawn = math.ceil(len(areas) / _stride(len(areas)))
    return f"{text}; {how} is the cost, {cost}." + (f" {drawn} of them are drawn." if drawn < len(areas) else "")


def _stride(count: int) -> int:
    return math.ceil(count / _MOST)
