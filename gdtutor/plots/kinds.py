"""Every kind of picture by its name."""

from __future__ import annotations

from gdtutor.course.model import PictureKind
from gdtutor.plots import contours, cost_curve, cost_steps, data, squares
from gdtutor.plots.canvas import SMALLEST
from gdtutor.plots.cells import worded
from gdtutor.plots.parameter_view import contours_view, cost_curve_view
from gdtutor.plots.picture import Glyphs, Picture, Scene, Size, View
from gdtutor.plots.view import cost_steps_view, data_view, squares_view


def view_for(kind: PictureKind, scene: Scene, previous: View | None = None, size: Size | None = None) -> View:
    """The ranges to show the scene in: those of `previous` as long as the scene fits into them, and never less.

    size is that of the picture, in cells; `squares` asks for it, since how wide a true square is depends on the picture's shape.
    """
    if kind == "cost-curve":
        return cost_curve_view(scene, previous)
    if kind == "contours":
        return contours_view(scene, previous)
    if kind in ("cost-steps", "cost-steps-log"):
        return cost_steps_view(scene, previous, logarithmic=kind == "cost-steps-log")
    if kind == "squares":
        return squares_view(scene, previous, size)
    return data_view(scene, previous)


def draw(kind: PictureKind, scene: Scene, size: Size, view: View, glyphs: Glyphs = "braille") -> Picture:
    """The scene as exactly size.height rows of size.width cells, and in words; in words only where there is no room to draw.

    One thread at a time: plotext has one figure for the whole process.
    """
    account = _account(kind, scene, view)
    if size.width < SMALLEST.width or size.height < SMALLEST.height:
        return Picture(worded(account, max(0, size.width), max(0, size.height), glyphs), account)
    if kind == "data":
        rows = data.draw(scene, size, view, glyphs)
    elif kind == "squares":
        rows = squares.draw(scene, size, view, glyphs)
    elif kind == "cost-curve":
        rows = cost_curve.draw(scene, size, view, glyphs)
    elif kind == "contours":
        rows = contours.draw(scene, size, view, glyphs)
    else:
        rows = cost_steps.draw(scene, size, view, glyphs, logarithmic=kind == "cost-steps-log")
    return Picture(rows, account)


def _account(kind: PictureKind, scene: Scene, view: View) -> str:
    if kind == "data":
        return data.account(scene)
    if kind == "squares":
        return squares.account(scene)
    if kind == "cost-curve":
        return cost_curve.account(scene, view)
    if kind == "contours":
        return contours.account(scene)
    return cost_steps.account(scene)
