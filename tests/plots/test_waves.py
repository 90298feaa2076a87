"""sin(Wx): a curve through the data, and a cost with many valleys."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Picture, Scene, Size

Draw = Callable[..., Scene]
Apart = Callable[[Picture], Any]

# One point at (1, 0): cost(W) = sin(W)**2, which is 0 at every multiple of pi and 1 in between.
SINE = Experiment(model="sin(Wx)", data=Dataset((1.0,), (0.0,)), start=Start(W=2.0))
WAVE = Experiment(model="sin(Wx)", data="wave", start=Start(W=5.0), lr=0.1)


@pytest.mark.parametrize("W", [0.0, 2.0, -7.5])
@pytest.mark.parametrize("size", [(43, 14), (100, 30)])
def test_the_hypothesis_is_a_curve(cells: Apart, W: float, size: Any) -> None:
    seen = Scene(WAVE, (W, 0.0))
    view = view_for("data", seen)
    picture = cells(draw("data", seen, Size(*size), view))
    row, corner = picture.corner
    columns = len(picture.text[row].rstrip()) - corner - 1
    rows = row - picture.heading
    assert view.y[0] <= -1
    assert view.y[1] >= 1
    line = picture.of("line")
    assert {column for _, column in line} | {column for _, column in picture.of("point")} == set(range(columns))
    for up, column in line:
        # Within a column the curve goes through this row, or the next one where it turns.
        xs = view.x[0] + np.linspace(column, column + 1, 20) / columns * (view.x[1] - view.x[0])
        heights = (np.sin(W * xs) - view.y[0]) / (view.y[1] - view.y[0]) * rows
        assert heights.min() - 0.5 <= up + 1
        assert up <= heights.max() + 0.5


def test_errors_reach_to_the_curve(cells: Apart) -> None:
    # sin(1 * pi/2) = 1, and the point lies at -1: the error is as tall as the wave.
    experiment = Experiment(model="sin(Wx)", data=Dataset((math.pi / 2,), (-1.0,)))
    seen = Scene(experiment, (1.0, 0.0))
    view = view_for("data", seen)
    picture = cells(draw("data", seen, Size(60, 20), view))
    rows = {row for row, _ in picture.of("error")}
    tall = 2 / (view.y[1] - view.y[0]) * (picture.corner[0] - picture.heading)
    assert len(rows) == pytest.approx(tall, abs=2)
    account = draw("data", seen, Size(60, 20), view).account
    assert account == "1 point and the curve H(x) = sin(1x), cost 4. The error at x = 1.571 is 2."


def test_a_curve_through_all_points_is_told() -> None:
    x = (0.5, 1.0, 2.0)
    seen = Scene(Experiment(model="sin(Wx)", data=Dataset(x, tuple(math.sin(3 * v) for v in x))), (3.0, 0.0))
    account = draw("data", seen, Size(43, 14), view_for("data", seen)).account
    assert account == "3 points and the curve H(x) = sin(3x), cost 0. Every error is 0: the curve goes through all points."
    squares = draw("squares", seen, Size(43, 14), view_for("squares", seen)).account
    assert (
        squares == "The curve H(x) = sin(3x); every error is drawn as a square. The areas are 0, 0, 0; their mean is the cost, 0."
    )


def test_a_line_and_a_curve_on_one_picture() -> None:
    seen = Scene(WAVE, (2.0, 0.0), others=(("line", Experiment(data="wave", start=Start(W=0.5))),))
    account = draw("data", seen, Size(60, 20), view_for("data", seen)).account
    assert "the curve H(x) = sin(2x)" in account
    assert "line: H(x) = 0.5x, cost" in account


def test_every_valley_in_sight_is_told_and_drawn(scene: Draw, cells: Apart) -> None:
    seen = scene(SINE, 0, W_range=(-4.0, 8.0), slope=False)
    view = view_for("cost-curve", seen)
    assert view.x == (-4.0, 8.0)
    picture = draw("cost-curve", seen, Size(100, 30), view)
    assert picture.account.startswith("Between W = −4 and W = 8 cost(W) has 4 valleys, the lowest at W = 0 with cost 0. ")
    assert "The others: W = −3.142 with cost 0; W = 3.142 with cost 0; W = 6.283 with cost 0." in picture.account
    bottoms = cells(picture)
    row, corner = bottoms.corner
    columns = len(bottoms.text[row].rstrip()) - corner - 1
    lowest = sorted(column for up, column in bottoms.of("curve") if up == 0)
    # Four groups of columns in the lowest row, each around its multiple of pi.
    groups = np.split(np.array(lowest), np.flatnonzero(np.diff(lowest) > 3) + 1)
    assert [float(np.mean(group)) + 0.5 for group in groups] == pytest.approx(
        [(k * math.pi + 4) / 12 * columns for k in (-1, 0, 1, 2)], abs=1
    )
    # And hills in between: the curve reaches the cost 1 five times.
    tops = sorted(column for up, column in bottoms.of("curve") if up >= int(1 / view.y[1] * (row - bottoms.heading)) - 1)
    assert len(np.flatnonzero(np.diff(tops) > 3)) + 1 == 4


def test_the_lowest_and_the_other_valleys() -> None:
    seen = Scene(WAVE, (5.0, 0.0), W_range=(-1.0, 5.0))
    account = draw("cost-curve", seen, Size(60, 20), view_for("cost-curve", seen)).account
    # Of the data: valleys at W = -0.23, 2 and 4.21, and 0 in the middle one.
    assert account.startswith("Between W = −1 and W = 5 cost(W) has 3 valleys, the lowest at W = 2 with cost ")
    assert "The others: W = −0.232 with cost 0.3834; W = 4.212 with cost 0.4137." in account


@pytest.mark.parametrize(
    ("data", "ends", "told"),
    [
        (Dataset((1.0,), (0.0,)), (2.0, 4.0), "has one valley, lowest at W = 3.142 with cost 0."),
        (Dataset((1.0,), (0.0,)), (1.0, 1.5), "Between W = 1 and W = 1.5 cost(W) has no valley."),
        (Dataset((0.0,), (1.0,)), (1.0, 2.0), "has no valley."),
        (
            Dataset((1.0,), (0.5,)),
            (0.0, 3.0),
            "has 2 valleys, the lowest at W = 0.5236 with cost 0. The other: W = 2.618 with cost 0.",
        ),
        (Dataset((1.0,), (0.0,)), (-40.0, 40.0), "has 25 valleys, the lowest at W = 0 with cost 0."),
    ],
)
def test_how_many_valleys(data: Dataset, ends: tuple[float, float], told: str) -> None:
    start = sum(ends) / 2
    seen = Scene(Experiment(model="sin(Wx)", data=data, start=Start(W=start)), (start, 0.0), W_range=ends)
    assert told in draw("cost-curve", seen, Size(60, 20), view_for("cost-curve", seen)).account


def test_of_many_valleys_those_near_the_run_are_named() -> None:
    seen = Scene(SINE, (20.0, 0.0), W_range=(-40.0, 40.0))
    account = draw("cost-curve", seen, Size(60, 20), view_for("cost-curve", seen)).account
    assert "The nearest of the others:" in account
    assert "W = 18.85 with cost" in account
    assert "−37.7" not in account


def test_several_valleys_are_in_sight_and_the_top_of_each_hill(scene: Draw, cells: Apart) -> None:
    seen = scene(WAVE)
    view = view_for("cost-curve", seen)
    W = np.linspace(*view.x, 2000)
    x, y = np.array(WAVE.dataset.x), np.array(WAVE.dataset.y)
    costs = ((np.sin(W[:, None] * x) - y) ** 2).mean(axis=1)
    bottoms = np.flatnonzero((costs[1:-1] < costs[:-2]) & (costs[1:-1] < costs[2:]))
    assert len(bottoms) >= 3
    assert view.x[0] <= 2 <= view.x[1]
    assert costs.max() <= view.y[1] * 1.001


def test_the_run_ends_in_its_valley(scene: Draw) -> None:
    account = draw("cost-curve", scene(WAVE), Size(60, 20), view_for("cost-curve", scene(WAVE))).account
    assert "The run starts at W = 5, cost 1.07, and after 20 steps is at W = 4.212, cost 0.4137." in account
