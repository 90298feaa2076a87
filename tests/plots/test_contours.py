"""Contours of cost(W, b): the lines lie where the cost is what they say, and the run where it was."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory, rows
from gdtutor.plots import draw, view_for
from gdtutor.plots.contour_lines import ContourLine, contour_lines
from gdtutor.plots.picture import Picture, Scene, Size, View

Draw = Callable[..., Scene]
Apart = Callable[[Picture], Any]
Floats = npt.NDArray[np.float64]

LINE = Experiment(model="Wx+b", lr=0.1)
STUDY = Experiment(model="Wx+b", data="study-hours", lr=0.01)
NOT_ON_A_LINE = Experiment(model="Wx+b", data="one-two-two", cost="half-mean")
THERMOMETERS = Experiment(model="Wx+b", data="thermometers", lr=1e-4, start=Start(W=1.0))
SIZES = [(43, 12), (60, 20), (100, 30)]


def cost(experiment: Experiment, W: Floats, b: Floats) -> Floats:
    """The cost written out, beside the program's own."""
    squares = [(W * x + b - y) ** 2 for x, y in zip(experiment.dataset.x, experiment.dataset.y, strict=True)]
    share = {"mean": len(squares), "half-mean": 2 * len(squares), "sum": 1}[experiment.cost]
    return np.asarray(sum(squares) / share)


def lowest(experiment: Experiment) -> tuple[float, float, float]:
    """Least squares by the textbook's formula: slope = covariance / variance."""
    x, y = np.array(experiment.dataset.x), np.array(experiment.dataset.y)
    W = float(((x - x.mean()) @ (y - y.mean())) / ((x - x.mean()) @ (x - x.mean())))
    b = float(y.mean() - W * x.mean())
    return W, b, float(cost(experiment, np.array(W), np.array(b)))


def cell(view: View, canvas: list[str], W: float, b: float) -> tuple[int, int]:
    across = (W - view.x[0]) / (view.x[1] - view.x[0]) * len(canvas[0])
    up = (b - view.y[0]) / (view.y[1] - view.y[0]) * len(canvas)
    # What lies on the border of two rows is in the lower one, as lines and the numbers of the axis are.
    return max(0, math.ceil(up - 1e-9) - 1), min(len(canvas[0]) - 1, int(across))


def canvas_of(picture: Any) -> list[str]:
    """The canvas alone: as wide as its axis."""
    row, column = picture.corner
    return list(picture.canvas(len(picture.text[row].rstrip()) - column - 1))


def places(line: ContourLine, view: View, columns: int, rows_: int) -> tuple[Floats, Floats]:
    across = np.concatenate([piece[0] for piece in line.pieces])
    up = np.concatenate([piece[1] for piece in line.pieces])
    W = view.x[0] + across / columns * (view.x[1] - view.x[0])
    return W, view.y[0] + up / rows_ * (view.y[1] - view.y[0])


@pytest.mark.parametrize("experiment", [LINE, STUDY, NOT_ON_A_LINE, THERMOMETERS, Experiment(model="Wx+b", cost="sum")])
@pytest.mark.parametrize(("columns", "rows_"), [(38, 9), (93, 27)])
def test_on_a_line_the_cost_is_what_is_written_on_it(experiment: Experiment, columns: int, rows_: int) -> None:
    view = view_for("contours", Scene(experiment, (float(experiment.start.W), 0.0)))
    lines = contour_lines(experiment, view, columns, rows_)
    at_lowest = lowest(experiment)[2]
    assert len(lines) >= 4
    for line in lines:
        above = cost(experiment, *places(line, view, columns, rows_)) - at_lowest
        # Half a dot from the way of the innermost line is a third of its height.
        assert above == pytest.approx(line.cost - at_lowest, rel=0.35)
        assert np.median(above) == pytest.approx(line.cost - at_lowest, rel=0.08)


@pytest.mark.parametrize("experiment", [LINE, STUDY, THERMOMETERS])
@pytest.mark.parametrize(("columns", "rows_"), [(38, 9), (93, 27)])
def test_a_narrow_valley_has_lines_inside_and_its_sides_are_not_black(experiment: Experiment, columns: int, rows_: int) -> None:
    view = view_for("contours", Scene(experiment, (float(experiment.start.W), 0.0)))
    lines = contour_lines(experiment, view, columns, rows_)
    above = np.array([line.cost for line in lines]) - lowest(experiment)[2]
    assert (above[1:] / above[:-1] >= 2).all()
    assert (above[1:] / above[:-1] <= 7).all()
    # Those on one side of the valley, on a level through the lowest point, are two dots apart at least: no stroke is another's.
    _, b, _ = lowest(experiment)
    level = (b - view.y[0]) / (view.y[1] - view.y[0]) * rows_ + 0.013
    right = []
    for line in lines:
        crossings = []
        for across, up in line.pieces:
            for i in np.flatnonzero((up[:-1] - level) * (up[1:] - level) < 0):
                share = (level - up[i]) / (up[i + 1] - up[i])
                crossings.append(across[i] + share * (across[i + 1] - across[i]))
        # The outermost may have left the view by there.
        right += [max(crossings)] if crossings else []
    assert len(right) >= 3
    assert (np.diff(right) * 2 >= 2).all()


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lr", [0.1, 0.18, 0.2])
def test_the_run_and_the_lowest_point_are_where_they_belong(scene: Draw, cells: Apart, lr: float, size: Any, glyphs: Any) -> None:
    seen = scene(Experiment(model="Wx+b", lr=lr, steps=7), slope=False)
    view = view_for("contours", seen)
    picture = cells(draw("contours", seen, Size(*size), view, glyphs))
    canvas, run = canvas_of(picture), seen.trajectory
    assert run is not None
    assert picture.of("ball") == [cell(view, canvas, *seen.parameters)]
    path = {cell(view, canvas, run[k].W, run[k].b) for k in range(len(run))}
    assert path <= {*picture.of("path"), *picture.of("ball")}
    if cell(view, canvas, 1.0, 0.0) not in path:
        assert cell(view, canvas, 1.0, 0.0) in picture.of("point")
    # The jump from the first record to the second is dotted: a good part of the columns between them.
    first, second = cell(view, canvas, 0.0, 0.0)[1], cell(view, canvas, run[1].W, run[1].b)[1]
    assert len({column for _, column in picture.of("path")} & set(range(first, second))) > 0.7 * (second - first)


@pytest.mark.parametrize("size", SIZES)
def test_costs_are_written_on_lines(scene: Draw, cells: Apart, size: Any) -> None:
    seen = scene(LINE, 0, slope=False)
    view = view_for("contours", seen)
    picture = cells(draw("contours", seen, Size(*size), view))
    canvas = canvas_of(picture)
    levels = {show(line.cost, 3) for line in contour_lines(LINE, view, len(canvas[0]), len(canvas))}
    written = {word for line in canvas for word in "".join(c if c in "0123456789.e−" else " " for c in line).split()}
    assert written
    assert written <= levels


def test_the_lines_of_a_picture_are_worked_out_once() -> None:
    view = view_for("contours", Scene(LINE, (0.0, 0.0)))
    lines = contour_lines(LINE, view, 40, 10)
    later = Experiment(model="Wx+b", lr=0.02, start=Start(W=3.0), steps=7, optimizer="Adam")
    assert contour_lines(later, view, 40, 10) is lines
    assert contour_lines(LINE, view, 41, 10) is not lines


critical = 0.1803  # reference: 2 / 11.0929


@settings(max_examples=60, deadline=None)
@given(st.floats(-20, 20), st.floats(-20, 20), st.floats(0.0005, critical), st.sampled_from([LINE, NOT_ON_A_LINE]))
def test_a_run_that_converges_never_moves_the_view(W: float, b: float, lr: float, base: Experiment) -> None:
    from tests.plots.conftest import descend

    run = descend(Experiment(model="Wx+b", data=base.data, cost=base.cost, start=Start(W=W, b=b), lr=lr, steps=30))
    first = view_for("contours", Scene(run.experiment, (W, b), run, 0))
    for index in (1, 2, 3, 10, 30):
        assert view_for("contours", Scene(run.experiment, (run[index].W, run[index].b), run, index), first) == first


def test_a_run_that_diverges_is_followed_in_few_jumps_of_the_axes(scene: Draw) -> None:
    whole = scene(Experiment(model="Wx+b", lr=0.3, steps=40))
    run, view, views = whole.trajectory, None, []
    assert run is not None
    for index in range(41):
        view = view_for("contours", Scene(whole.experiment, (run[index].W, run[index].b), run, index), view)
        views.append(view)
        assert view.x[0] <= run[index].W <= view.x[1]
        assert view.y[0] <= run[index].b <= view.y[1]
    assert 5 < len(set(views)) < 45


def test_a_run_that_overflowed_is_drawn_and_told(scene: Draw, descent: Callable[[Experiment], Trajectory]) -> None:
    diverging = Experiment(model="Wx+b", lr=5.0, steps=200)
    overflow = descent(diverging).finite_length()
    assert overflow < 200
    seen = scene(diverging)
    view = view_for("contours", seen)
    assert np.isfinite([*view.x, *view.y]).all()
    account = draw("contours", seen, Size(60, 20), view).account
    assert f"at step {overflow} its numbers are too large: it has overflowed." in account
    assert "rises at every step" in account


def test_the_dials_are_the_ends_where_the_lesson_names_them(scene: Draw) -> None:
    seen = scene(LINE, 0, W_range=(-1.0, 3.0), b_range=(-2.0, 2.5))
    assert view_for("contours", seen) == View((-1.0, 3.0), (-2.0, 2.5))
    far = Scene(LINE, (7.0, 0.0), W_range=(-1.0, 3.0), b_range=(-2.0, 2.5))
    assert view_for("contours", far).x[1] >= 7
    assert view_for("contours", far).y == (-2.0, 2.5)


@pytest.mark.parametrize(("W", "b"), [(0.0, 0.0), (2.0, 0.5), (1.0, 1.0), (1.0, -0.8)])
def test_the_arrow_points_downhill(cells: Apart, W: float, b: float) -> None:
    seen = Scene(LINE, (W, b), W_range=(-1.0, 3.0), b_range=(-2.0, 2.0))
    picture = cells(draw("contours", seen, Size(100, 30), view_for("contours", seen)))
    canvas = canvas_of(picture)
    ball = picture.of("ball")[0]
    inside = [place for place in picture.of("tangent") if place[0] < len(canvas)]
    ((row, column),) = [place for place in inside if canvas[-1 - place[0]][place[1]] in "→↗↑↖←↙↓↘"]
    # A hundredth of the way to the arrow's tip the cost is lower, and as much lower as the gradient says.
    step_W, step_b = (column - ball[1]) / len(canvas[0]) * 4 / 100, (row - ball[0]) / len(canvas) * 4 / 100
    here, there = (float(cost(LINE, np.array(at[0]), np.array(at[1]))) for at in ((W, b), (W + step_W, b + step_b)))
    dW, db = 2 / 3 * (14 * W + 6 * b - 14), 2 / 3 * (6 * W + 3 * b - 6)
    assert there < here
    assert step_W * dW + step_b * db == pytest.approx(-math.hypot(step_W, step_b) * math.hypot(dW, db), rel=0.15)


def test_the_slope_can_be_left_for_the_learner_to_find(cells: Apart) -> None:
    shown, hidden = (
        draw("contours", s, Size(43, 14), view_for("contours", s))
        for s in (Scene(LINE, (0.0, 0.0), slope=slope) for slope in (True, False))
    )
    assert "The gradient is −9.333 by W and −4 by b." in shown.account
    assert "downhill" in cells(shown).text[0]
    assert "gradient" not in hidden.account
    assert not cells(hidden).of("tangent")
    assert "downhill" not in cells(hidden).text[0]


def test_of_batches_the_arrow_follows_the_batch(scene: Draw, cells: Apart) -> None:
    experiment = Experiment(model="Wx+b", batch_size=1, steps=1)
    run = Trajectory(experiment)
    # The gradient of the third point alone, at W = 0, b = 0: 2 * (0 - 3) * (3, 1).
    run.append(rows([0, 0.0, 0.0, -18.0, -6.0, 14 / 3]), 0.1)
    picture = draw("contours", Scene(experiment, (0.0, 0.0), run, 0), Size(60, 20), View((-1, 3), (-2, 2)))
    assert "The gradient is −18 by W and −6 by b." in picture.account
    assert "downhill for the batch" in cells(picture).text[0]


def sequential(experiment: Experiment) -> Trajectory:
    """W first; b takes the gradient at the new W."""
    run = Trajectory(experiment)
    W = b = 0.0
    for step in range(experiment.steps + 1):
        dW, db = 2 / 3 * (14 * W + 6 * b - 14), 2 / 3 * (6 * W + 3 * b - 6)
        run.append(rows([step, W, b, dW, db, float(cost(experiment, np.array(W), np.array(b)))]), experiment.lr)
        W -= experiment.lr * dW
        b -= experiment.lr * 2 / 3 * (6 * W + 3 * b - 6)
    return run


@pytest.mark.parametrize("size", [(43, 12), (60, 20)])
def test_runs_on_one_picture_differ_in_glyph_and_name(scene: Draw, cells: Apart, size: Any) -> None:
    other = sequential(Experiment(model="Wx+b", lr=0.05, loop="sequential-update", steps=20))
    later = Experiment(model="Wx+b", start=Start(W=2.0, b=-0.5))
    seen = scene(Experiment(model="Wx+b", lr=0.05, steps=3), slope=False, others=(("in turn", other), ("later", later)))
    view = view_for("contours", seen)
    picture = draw("contours", seen, Size(*size), view)
    apart = cells(picture)
    canvas = canvas_of(apart)
    head = "".join(apart.text[: apart.heading])
    assert all(name in head for name in ("+ lowest cost", "● on screen", "○ in turn", "□ later"))
    # After one update W is the same and b is not: 0.2 against 0.2 less a tenth of a part.
    assert other[1].b != pytest.approx(seen.trajectory[1].b, rel=0.05)  # type: ignore[index]
    assert cell(view, canvas, other[2].W, other[2].b) in apart.of("other1")
    assert cell(view, canvas, 2.0, -0.5) in apart.of("other2")
    assert (
        f"in turn: starts at W = 0, b = 0, cost 4.667, and after 20 steps is at W = {show(other[-1].W)}, b =" in picture.account
    )
    assert "later: not run yet." in picture.account


def test_one_that_explodes_does_not_hide_the_others(scene: Draw, descent: Callable[[Experiment], Trajectory]) -> None:
    exploding = descent(Experiment(model="Wx+b", lr=0.5, steps=40))
    view = view_for("contours", scene(LINE, others=(("explodes", exploding),)))
    assert view.x[1] - view.x[0] < 12
    assert view.y[1] - view.y[0] < 12


def test_a_run_without_b_stays_on_its_line(descent: Callable[[Experiment], Trajectory], scene: Draw, cells: Apart) -> None:
    alone = descent(Experiment(lr=0.05, steps=5))
    seen = scene(LINE, 0, slope=False, others=(("W alone", alone),))
    view = view_for("contours", seen)
    apart = cells(draw("contours", seen, Size(60, 20), view))
    rows_ = {row for row, _ in apart.of("other1")} - {len(canvas_of(apart))}
    assert cell(view, canvas_of(apart), 0.5, 0.0)[0] in rows_
    assert len({row for row in rows_ if row < len(canvas_of(apart))}) == 1


def test_the_account_of_a_valley(scene: Draw) -> None:
    seen = scene(Experiment(model="Wx+b", lr=0.01, steps=1000))
    end = seen.trajectory[-1]  # type: ignore[index]
    # reference: after 1000 steps 0.985, 0.033 and 0.000158. The eigenvalues are 0.2404 and 11.0929: the root of their ratio is
    # 6.79, and (6, 3) − 3/2 · 0.2404 · (0, 1) leaves 6 to 2.64, so b falls by 2.27 for each 1 of W.
    assert (end.W, end.b, end.cost) == pytest.approx((0.985, 0.033, 0.000158), rel=0.01)
    assert draw("contours", seen, Size(60, 20), view_for("contours", seen)).account == (
        "cost(W, b) is a valley 6.8 times as long as wide, lowest at W = 1, b = 0 with cost 0. "
        "Along the valley b falls by 2.27 while W rises by 1. "
        "The run starts at W = 0, b = 0, cost 4.667, and after 1,000 steps "
        f"is at W = {show(end.W)}, b = {show(end.b)}, cost {show(end.cost)}. The cost falls at every step."
    )


@pytest.mark.parametrize(("lr", "told"), [(0.01, False), (0.1, False), (0.18, True), (0.2, True)])
def test_to_and_fro_across_the_valley_is_told(scene: Draw, lr: float, told: bool) -> None:
    seen = scene(Experiment(model="Wx+b", lr=lr, steps=12))
    account = draw("contours", seen, Size(60, 20), view_for("contours", seen)).account
    assert ("go to and fro across the valley." in account) is told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        # Without x in common with b the cost is (2/3)(W − 1)² + (b − 3)²: the root of 3/2 is 1.22.
        (Dataset((-1.0, 0.0, 1.0), (2.0, 3.0, 4.0)), "cost(W, b) is a bowl, lowest at W = 1, b = 3 with cost 0."),
        (Dataset((-10.0, 10.0), (-10.0, 10.0)), "Along the valley b changes and W hardly does."),
        (Dataset((-10.0, 10.0), (-10.0, 10.0)), "a valley 10 times as long as wide, lowest at W = 1, b = 0 with cost 0."),
        (Dataset((0.1, -0.1), (0.1, -0.1)), "Along the valley W changes and b hardly does."),
        (Dataset((-1.0, -2.0, -3.0), (1.0, 2.0, 3.0)), "Along the valley b rises by 2.27 while W rises by 1."),
        (Dataset((2.0,), (4.0,)), "a valley with a level floor: at W = 1.6, b = 0.8 and all along it the cost is lowest, 0."),
        (Dataset((2.0,), (4.0,)), "Along the valley b falls by 2 while W rises by 1."),
        (Dataset((1e200, 2.0), (4.0, 1.0)), "The data are too large for cost(W, b) to be a number."),
    ],
)  # fmt: skip
def test_what_shape_the_cost_has(data: Dataset, told: str) -> None:
    seen = Scene(Experiment(model="Wx+b", data=data), (0.0, 0.0))
    assert told in draw("contours", seen, Size(60, 20), view_for("contours", seen)).account


def test_in_a_wide_window_the_valley_is_no_plain(scene: Draw, cells: Apart) -> None:
    seen = scene(LINE, 0)
    columns = [column for _, column in cells(draw("contours", seen, Size(110, 12), view_for("contours", seen))).of("curve")]
    assert max(columns) - min(columns) < 5 * 9


@pytest.mark.parametrize("height", range(10, 20))
def test_a_ball_at_0_is_in_the_row_of_0(scene: Draw, cells: Apart, height: int) -> None:
    seen = scene(LINE, 0, slope=False, W_range=(-1.0, 3.0), b_range=(-2.0, 2.0))
    picture = cells(draw("contours", seen, Size(43, height), view_for("contours", seen)))
    rows_ = [picture.corner[0] - 1 - row for row, _ in picture.of("ball")]
    assert [picture.text[row][: picture.corner[1]].strip() for row in rows_] == ["0"]


def test_earlier_runs_stay_in_sight(scene: Draw, descent: Callable[[Experiment], Trajectory], cells: Apart) -> None:
    earlier = descent(Experiment(model="Wx+b", start=Start(W=2.0, b=0.5), lr=0.02, steps=10))
    seen = scene(LINE, 0, slope=False, ghosts=(earlier,), W_range=(-1.0, 3.0), b_range=(-2.0, 2.0))
    view = view_for("contours", seen)
    picture = cells(draw("contours", seen, Size(60, 20), view))
    for k in range(11):
        assert cell(view, canvas_of(picture), earlier[k].W, earlier[k].b) in picture.of("ghost")
