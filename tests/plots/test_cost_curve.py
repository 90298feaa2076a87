import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Picture, Scene, Size, View

Draw = Callable[..., Scene]
Apart = Callable[[Picture], Any]
WIDE = Size(43, 14)
# The gutter for the labels 0, 50, 100 and the axis: the rest is canvas.
COLUMNS, ROWS = 39, 11
FROM_5 = Experiment(start=Start(W=5.0), lr=0.18, steps=3)


def cell(view: View, columns: int, W: float, cost: float) -> tuple[int, int]:
    across = (W - view.x[0]) / (view.x[1] - view.x[0]) * columns
    up = (cost - view.y[0]) / (view.y[1] - view.y[0]) * ROWS
    return min(ROWS - 1, int(up)), min(columns - 1, int(across))


@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_the_ball_is_where_the_record_says(scene: Draw, cells: Apart, index: int, glyphs: Any) -> None:
    seen = scene(FROM_5, index, W_range=(-4.0, 6.0))
    view = view_for("cost-curve", seen)
    assert view.x == (-4.0, 6.0)
    picture = cells(draw("cost-curve", seen, WIDE, view, glyphs))
    record = seen.trajectory[index]  # type: ignore[index]
    assert picture.of("ball") == [cell(view, COLUMNS, record.W, record.cost)]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(data="one-two-two"),
        Experiment(data="study-hours"),
        Experiment(data="square", start=Start(W=-4.0)),
    ],
)
@pytest.mark.parametrize("size", [(43, 14), (100, 30), (24, 8)])
def test_the_lowest_dots_of_the_bowl_lie_at_the_minimum(
    scene: Draw, cells: Apart, experiment: Experiment, size: tuple[int, int]
) -> None:
    seen = scene(experiment, 0, slope=False)
    view = view_for("cost-curve", seen)
    picture = cells(draw("cost-curve", seen, Size(*size), view))
    bowl = picture.of("curve")
    lowest = [column for row, column in bowl if row == min(row for row, _ in bowl)]
    row, corner = picture.corner
    columns = len(picture.text[row].rstrip()) - corner - 1
    x, y = np.array(experiment.dataset.x), np.array(experiment.dataset.y)
    at = ((x @ y) / (x @ x) - view.x[0]) / (view.x[1] - view.x[0]) * columns
    assert (min(lowest) + max(lowest) + 1) / 2 == pytest.approx(at, abs=1.5)
    # Both arms climb to the top, within a row.
    top = max(row for row, _ in bowl)
    assert len({column < at for row, column in bowl if row >= top - 1}) == 2


def test_a_wide_window_does_not_make_a_plate_of_the_bowl(scene: Draw, cells: Apart) -> None:
    picture = cells(draw("cost-curve", scene(FROM_5, 0), Size(78, 10), view_for("cost-curve", scene(FROM_5, 0))))
    columns = [column for _, column in picture.of("curve")]
    assert max(columns) - min(columns) < 5 * 7


def test_the_way_to_the_ball_is_marked(scene: Draw, cells: Apart) -> None:
    seen = scene(FROM_5, 1, W_range=(-4.0, 6.0))
    view = view_for("cost-curve", seen)
    picture = cells(draw("cost-curve", seen, WIDE, view))
    assert cell(view, COLUMNS, 5.0, 14 / 3 * 16) in picture.of("path")
    # The dots of the jump fill the columns between both ends.
    between = {column for _, column in picture.of("path")}
    assert len(between) > 15


def test_the_account_has_the_numbers_of_the_run(scene: Draw) -> None:
    seen = scene(Experiment(lr=0.15, steps=7))
    text = draw("cost-curve", seen, WIDE, view_for("cost-curve", seen)).account
    assert text == (
        "cost(W) is a bowl, lowest at W = 1 with cost 0. "
        "The run starts at W = 0, cost 4.667, and after 7 steps is at W = 1.002, cost 1.253e−5."
    )


def test_the_lowest_cost_is_told_where_it_is_not_0(scene: Draw) -> None:
    seen = scene(Experiment(data="one-two-two"), 0)
    assert "lowest at W = 0.7857 with cost 0.119" in draw("cost-curve", seen, WIDE, view_for("cost-curve", seen)).account


def test_tangents_carry_their_slopes(scene: Draw, cells: Apart) -> None:
    seen = Scene(Experiment(), (0.0, 0.0), tangents=(-3.0, -1.0, 2.0, 5.0), W_range=(-4.0, 6.0))
    picture = draw("cost-curve", seen, WIDE, view_for("cost-curve", seen))
    text = "\n".join(cells(picture).text)
    for slope in ("−37.3", "−18.7", "+9.33", "+37.3"):
        assert f"slope {slope}" in text
    assert "−18.67 at W = −1" in picture.account
    assert text.count("◆") == 4


def test_the_slope_can_be_left_for_the_learner_to_find(cells: Apart) -> None:
    seen = Scene(Experiment(), (3.0, 0.0), slope=False)
    picture = draw("cost-curve", seen, WIDE, view_for("cost-curve", seen))
    assert not cells(picture).of("tangent")
    assert "slope" not in picture.account
    shown = Scene(Experiment(), (3.0, 0.0))
    picture = draw("cost-curve", shown, WIDE, view_for("cost-curve", shown))
    assert cells(picture).of("tangent")
    assert "slope 18.67" in picture.account


def test_a_hidden_curve_gives_nothing_away_but_the_tries(cells: Apart) -> None:
    tries = ((0.0, 14 / 3), (3.0, 56 / 3))
    seen = Scene(Experiment(), (2.0, 0.0), tries=tries, curve=False, W_range=(-4.0, 6.0))
    view = view_for("cost-curve", seen)
    picture = draw("cost-curve", seen, WIDE, view)
    apart = cells(picture)
    assert sorted(apart.of("try")) == sorted(cell(view, COLUMNS, *tried) for tried in tries)
    assert not apart.of("curve")
    assert not apart.of("tangent")
    assert "●" not in "".join(apart.text)
    # W is on screen, in its column from top to bottom; its cost is not told.
    assert {column for _, column in apart.of("ball")} == {cell(view, COLUMNS, 2.0, 0.0)[1]}
    assert "W is 2." in picture.account
    assert "lowest cost at W = 0: 4.667" in picture.account


def test_a_run_that_overflowed_is_drawn_and_told(scene: Draw, descent: Callable[[Experiment], Trajectory]) -> None:
    diverging = Experiment(lr=5.0, steps=200)
    run = descent(diverging)
    overflow = run.finite_length()
    assert overflow < len(run)
    seen = scene(diverging)
    picture = draw("cost-curve", seen, WIDE, view_for("cost-curve", seen))
    assert f"at step {run[overflow].step} its numbers are too large" in picture.account


def test_runs_on_one_picture_differ_in_glyph_and_name(
    scene: Draw, descent: Callable[[Experiment], Trajectory], cells: Apart
) -> None:
    others = tuple((f"α {lr}", descent(Experiment(lr=lr))) for lr in (0.01, 0.2, 0.22))
    seen = scene(Experiment(lr=0.1), others=others)
    text = cells(draw("cost-curve", seen, Size(60, 20), view_for("cost-curve", seen))).text
    for glyph, (label, run) in zip("○□△", others, strict=True):
        assert f"{glyph} {label}" in text[0] + text[1]
        assert any(glyph in line for line in text[2:])
        assert f"{label}: starts at W = 0, cost 4.667, and after 20 steps is at W = {show(run[-1].W)}" in (
            draw("cost-curve", seen, Size(60, 20), view_for("cost-curve", seen)).account
        )


def test_a_flat_cost_is_a_level_line(scene: Draw, cells: Apart) -> None:
    seen = scene(Experiment(data=Dataset((0.0, 0.0), (1.0, 2.0)), steps=1))
    picture = draw("cost-curve", seen, WIDE, view_for("cost-curve", seen))
    assert len({row for row, _ in cells(picture).of("curve")}) == 1
    assert "flat: 2.5 at every W" in picture.account


@pytest.mark.parametrize(
    ("W", "top", "glyph"),
    [(40.0, 116.0, "▴"), (6.2, 200.0, "▸"), (-4.2, 200.0, "◂"), (5.9, 200.0, "●"), (-1e200, 116.0, "▴"), (math.nan, 116.0, None)],
)
def test_a_ball_outside_is_an_arrow_at_the_edge(cells: Apart, W: float, top: float, glyph: str | None) -> None:
    picture = cells(draw("cost-curve", Scene(Experiment(), (W, 0.0)), WIDE, View((-4.0, 6.0), (0.0, top))))
    row, column = picture.corner
    assert [picture.text[row - 1 - up][column + 1 + across] for up, across in picture.of("ball")] == ([glyph] if glyph else [])
