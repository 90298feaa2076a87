"""The cost as a function of W: the bowl, the tangent where the run stands, and the way it came."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _, ngettext
from gdtutor.plots.canvas import Canvas
from gdtutor.plots.glyphs import mark, other
from gdtutor.plots.legend import legend_of
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, Span, View
from gdtutor.plots.sample import latest, sampled
from gdtutor.plots.states import cost_at, gradient_at, lowest_of, start_of
from gdtutor.plots.ticks import drawable
from gdtutor.plots.valleys import curve, valleys
from gdtutor.plots.words import way, way_of_other

# Columns for each row: wider than that, a bowl looks like a plate.
_WIDEST = 4.4
# The jumps from record to record are drawn for the last ones only: more would fill the bowl.
_JUMPS = 4
# Of the valleys beside the lowest so many are told by their numbers.
_NAMED = 5


def draw(scene: Scene, size: Size, view: View, glyphs: Glyphs) -> tuple[tuple[Span, ...], ...]:
    """The rows of the picture."""
    canvas = Canvas(
        size, view, glyphs, ("W", _("cost") if size.width < 20 else "cost(W)"), legend_of(scene, glyphs), widest=_WIDEST
    )
    experiment, (W, b) = scene.experiment, scene.parameters
    if scene.curve:
        canvas.line(*curve(scene.experiment, b, canvas.view.x), "curve")
    for ghost in scene.ghosts:
        _draw_path(canvas, ghost, len(ghost), mark("ghost", glyphs), "ghost", jumps=0)
    _draw_others(canvas, scene)
    if scene.trajectory is not None:
        _draw_path(canvas, scene.trajectory, scene.stop, mark("path", glyphs), "path", jumps=_JUMPS)
    for at in scene.tangents:
        _draw_tangent(canvas, experiment, at, b, "tangent", labelled=True)
        canvas.mark(at, cost_at(experiment, at, b), mark("touch", glyphs), "tangent")
    for place, cost in scene.tries:
        canvas.mark(place, cost, mark("try", glyphs), "try")
    if scene.curve and scene.slope and not scene.tangents:
        _draw_tangent(canvas, experiment, W, b, "tangent", labelled=False)
    if scene.curve or any(place == W for place, _ in scene.tries):
        canvas.mark(W, cost_at(experiment, W, b), mark("ball", glyphs), "ball")
    else:
        # Where W is, and not yet what it costs.
        canvas.dotted(np.array([W, W]), np.array(canvas.view.y), "ball")
    return canvas.finish()


def _draw_others(canvas: Canvas, scene: Scene) -> None:
    for number, (_label, run) in enumerate(scene.others):
        glyph, role = other(number, canvas.glyphs)
        if isinstance(run, Trajectory):
            _draw_path(canvas, run, len(run), glyph, role, jumps=_JUMPS if len(scene.others) == 1 else 0)
        elif not math.isnan(start_of(run)[0]):
            canvas.mark(start_of(run)[0], cost_at(run, *start_of(run)), glyph, role)


def _draw_path(canvas: Canvas, run: Trajectory, stop: int, glyph: str, role: Role, *, jumps: int) -> None:
    last = latest(run, stop, jumps + 1)
    if jumps and len(last) > 1:
        canvas.dotted(run.values("W", last), run.values("cost", last), role)
    shown = np.union1d(sampled(run, stop, canvas.columns // 2, "W"), last)
    W, cost = run.values("W", shown), run.values("cost", shown)
    for i in canvas.distinct(W, cost):
        canvas.mark(float(W[i]), float(cost[i]), glyph, role)


def _draw_tangent(canvas: Canvas, experiment: Experiment, W: float, b: float, role: Role, *, labelled: bool) -> None:
    slope = gradient_at(experiment, W, b)[0]
    place = float(canvas.across(np.float64(W))), float(canvas.up(np.float64(cost_at(experiment, W, b))))
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
        text = _("slope {slope}").format(slope=f"{'+' if slope > 0 else ''}{show(slope, 3)}")
        canvas.label(place[0] + upper, height, text, "slope")


def account(scene: Scene, view: View) -> str:
    """The picture in words; of a wave's valleys those between the ends of the view."""
    W, b = scene.parameters
    sentences = []
    if scene.curve:
        waves = scene.experiment.model == "sin(Wx)"
        sentences.append(_wave(scene, drawable(view.x, logarithmic=False)) if waves else _bowl(scene.experiment, b))
    elif scene.tries:
        sentences.append(_("The curve cost(W) is hidden."))
    else:
        sentences.append(_("The curve cost(W) is hidden, and nothing has been tried yet."))
    if scene.tries:
        best = min(scene.tries, key=lambda tried: tried[1] if not math.isnan(tried[1]) else math.inf)
        text = ngettext(
            "{n} value of W tried, the lowest cost at W = {W}: {cost}.",
            "{n} values of W tried, the lowest cost at W = {W}: {cost}.",
            len(scene.tries),
        )
        sentences.append(text.format(n=len(scene.tries), W=show(best[0]), cost=show(best[1])))
    if scene.tangents:
        each = _("{slope} at W = {W}")
        slopes = [(at, gradient_at(scene.experiment, at, b)[0]) for at in scene.tangents]
        listed = ", ".join(each.format(slope=show(slope), W=show(at)) for at, slope in slopes)
        sentences.append(_("Slopes of the tangents: {slopes}.").format(slopes=listed))
    if scene.trajectory is not None and scene.stop > 1:
        sentences.append(way(scene.trajectory, scene.stop))
    elif not scene.curve:
        sentences.append(_("W is {W}.").format(W=show(W)))
    elif math.isfinite(W):
        text = _("W is {W}, cost {cost}, slope {slope}.") if scene.slope else _("W is {W}, cost {cost}.")
        slope = show(gradient_at(scene.experiment, W, b)[0])
        sentences.append(text.format(W=show(W), cost=show(cost_at(scene.experiment, W, b)), slope=slope))
    sentences += [way_of_other(label, run) for label, run in scene.others]
    return " ".join(sentences)


def _bowl(experiment: Experiment, b: float) -> str:
    surface = cost_surface(experiment)
    if not surface.hessian[0, 0] > 0:
        return _("cost(W) is flat: {cost} at every W.").format(cost=show(cost_at(experiment, 0.0, b)))
    at = float(lowest_of(experiment)[0])
    lowest = cost_at(experiment, at, b)
    if not (math.isfinite(at) and math.isfinite(lowest)):
        return _("The data are too large for cost(W) to be a number.")
    # Of 0, rounding may leave a little.
    largest_x, largest_y = (max(abs(value) for value in values) for values in (experiment.dataset.x, experiment.dataset.y))
    at = at if abs(at) > 1e-12 * (largest_y / largest_x) else 0.0
    noise = 1e-24 * cost_at(experiment, 0.0, 0.0)
    text = _("cost(W) is a bowl, lowest at W = {W} with cost {cost}.")
    return text.format(W=show(at), cost=show(lowest if lowest > noise else 0.0))


def _wave(scene: Scene, ends: tuple[float, float]) -> str:
    """The valleys in sight, the lowest first, then the others, those near the run before those far off."""
    found = valleys(scene.experiment, ends)
    known = {"left": show(ends[0]), "right": show(ends[1])}
    if not found:
        return _("Between W = {left} and W = {right} cost(W) has no valley.").format(**known)
    # Of those that are equally low the one nearest to W = 0, as `descent.wave` has it.
    least, most = min(valley.cost for valley in found), max(valley.cost for valley in found)
    lowest = min((valley for valley in found if valley.cost <= least + 1e-9 * most), key=lambda valley: abs(valley.W))
    known |= {"W": show(lowest.W), "cost": show(lowest.cost)}
    if len(found) == 1:
        text = _("Between W = {left} and W = {right} cost(W) has one valley, lowest at W = {W} with cost {cost}.")
        return text.format(**known)
    text = _("Between W = {left} and W = {right} cost(W) has {n} valleys, the lowest at W = {W} with cost {cost}.")
    sentences = [text.format(**known, n=len(found))]
    here = scene.parameters[0] if math.isfinite(scene.parameters[0]) else lowest.W
    others = sorted((valley for valley in found if valley is not lowest), key=lambda valley: abs(valley.W - here))
    each = _("W = {W} with cost {cost}")
    named = sorted(others[:_NAMED])
    listed = "; ".join(each.format(W=show(valley.W), cost=show(valley.cost)) for valley in named)
    if len(others) > _NAMED:
        sentences.append(_("The nearest of the others: {valleys}.").format(valleys=listed))
    else:
        sentences.append(ngettext("The other: {valleys}.", "The others: {valleys}.", len(others)).format(valleys=listed))
    return " ".join(sentences)
