"""The points, the line H(x) = Wx + b, and from every point the error: its distance to the line."""

from __future__ import annotations

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import MINUS, show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import Legend
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.view import cost_at, parameters_of


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    lines = _lines(scene, glyphs)
    legend = [Legend(glyph, text, role) for glyph, text, role, _ in lines] if scene.others else []
    canvas = Canvas(size, view, glyphs, ("x", "y"), legend)
    data = scene.experiment.dataset
    x, y = np.array(data.x), np.array(data.y)
    # The line on screen lies on top of the others.
    for place, (glyph, _, role, parameters) in reversed(list(enumerate(lines))):
        draw_errors(canvas, x, y, parameters, "error" if place == 0 else role, shift=place * 0.5)
        draw_line(canvas, parameters, role)
        if scene.others:
            _sign(canvas, parameters, glyph, role, (place + 0.5) / len(lines))
    draw_points(canvas, x, y)
    return canvas.finish()


def draw_points(canvas: Canvas, x: Floats, y: Floats) -> None:
    """The points; of those that share a cell, one."""
    glyph = mark("point", canvas.glyphs)
    for i in canvas.distinct(x, y):
        canvas.mark(float(x[i]), float(y[i]), glyph, "point")


def draw_line(canvas: Canvas, parameters: tuple[float, float], role: Role) -> None:
    """H(x) from the left end to the right."""
    ends = np.array(canvas.view.x)
    with np.errstate(all="ignore"):
        canvas.line(ends, parameters[0] * ends + parameters[1], role)


def draw_errors(canvas: Canvas, x: Floats, y: Floats, parameters: tuple[float, float], role: Role, shift: float = 0.0) -> None:
    """An upright line from every point to H(x), `shift` cells to the right; those in one column of dots are drawn as one."""
    with np.errstate(all="ignore"):
        heights = parameters[0] * x + parameters[1]
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
    data, (W, b) = scene.experiment.dataset, scene.parameters
    count = len(data.x)
    sentences = [
        f"{count} point{'s' * (count != 1)} and the line {line_formula(scene.experiment, W, b)}, cost {_cost(scene, W, b)}."
    ]
    with np.errstate(all="ignore"):
        errors = W * np.array(data.x) + b - np.array(data.y)
    if count == 1:
        sentences.append(f"The error at x = {show(data.x[0])} is {show(float(errors[0]))}.")
    elif np.abs(errors).max() <= 1e-6 * np.abs(data.y).max():
        sentences.append("Every error is 0: the line goes through all points.")
    elif np.isfinite(errors).all():
        low, high = int(errors.argmin()), int(errors.argmax())
        sentences.append(
            f"The errors H(x) {MINUS} y go from {show(float(errors[low]))} at x = {show(data.x[low])} "
            f"to {show(float(errors[high]))} at x = {show(data.x[high])}."
        )
    else:
        sentences.append("The errors are too large for a number.")
    for label, run in scene.others:
        parameters = parameters_of(run)
        if parameters is not None:
            sentences.append(f"{label}: {line_formula(scene.experiment, *parameters)}, cost {_cost(scene, *parameters)}.")
    return " ".join(sentences)


def line_formula(experiment: Experiment, W: float, b: float) -> str:
    """`H(x) = 5x` or `H(x) = 5x + 0.3`."""
    slope = f"{show(W)}x" if experiment.model == "Wx" else f"{show(W)}x {'+' if not b < 0 else MINUS} {show(abs(b))}"
    return f"H(x) = {slope}"


def _cost(scene: Scene, W: float, b: float) -> str:
    return show(cost_at(cost_surface(scene.experiment), W, b))


def _lines(scene: Scene, glyphs: Glyphs) -> list[tuple[str, str, Role, tuple[float, float]]]:
    """Glyph, label, role and parameters of each line, the one on screen first."""
    lines: list[tuple[str, str, Role, tuple[float, float]]] = [
        ("◆" if glyphs == "braille" else "*", "on screen", "line", scene.parameters)
    ]
    for number, (label, run) in enumerate(scene.others):
        parameters = parameters_of(run)
        if parameters is not None:
            lines.append((*_named(number, glyphs, label), parameters))
    return lines


def _named(number: int, glyphs: Glyphs, label: str) -> tuple[str, str, Role]:
    glyph, role = other(number, glyphs)
    return glyph, label, role


def _sign(canvas: Canvas, parameters: tuple[float, float], glyph: str, role: Role, share: float) -> None:
    """The line's glyph on the line, where it is in sight: near its right end, and each line's a little apart."""
    xs = np.linspace(*canvas.view.x, 41)
    with np.errstate(all="ignore"):
        ys = parameters[0] * xs + parameters[1]
    seen = np.flatnonzero((canvas.up(ys) >= 0) & (canvas.up(ys) <= canvas.rows))
    if len(seen):
        for place in (seen[-1 - min(len(seen) - 1, int(share * 3))], seen[int(len(seen) * 0.15 * (1 + share))]):
            canvas.mark(float(xs[place]), float(ys[place]), glyph, role)
