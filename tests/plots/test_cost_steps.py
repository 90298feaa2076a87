import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Picture, Scene, Size

Draw = Callable[..., Scene]
Run = Callable[[Experiment], Trajectory]
Apart = Callable[[Picture], Any]
SIZE = Size(43, 14)


def drawn(kind: Any, seen: Scene, glyphs: Any = "braille") -> Picture:
    return draw(kind, seen, SIZE, view_for(kind, seen), glyphs)


def test_the_account_tells_start_trend_and_end(scene: Draw) -> None:
    seen = scene(Experiment(lr=0.15, steps=7))
    expected = "The cost starts at 4.667 and falls at every step: after 7 steps it is 1.253e−5."
    assert drawn("cost-steps", seen).account == drawn("cost-steps-log", seen).account == expected
    assert "rises at every step: after 20 steps it is 37.29" in drawn("cost-steps", scene(Experiment(lr=0.22))).account
    assert "stays the same" in drawn("cost-steps", scene(Experiment(lr=0.0))).account
    assert drawn("cost-steps", scene(Experiment(), 0)).account == "The cost is 4.667 at the start."


def test_a_run_up_and_down_is_told_with_its_range(scene: Draw) -> None:
    trajectory = Trajectory(Experiment())
    cost = np.array([4.0, 1.0, 3.0, 2.0])
    trajectory.append(np.column_stack((np.arange(4.0), cost, cost, cost, cost, cost)), 0.1)
    assert "goes up and down between 1 and 4" in drawn("cost-steps", Scene(Experiment(), (0.0, 0.0), trajectory)).account


def test_rounding_is_no_change() -> None:
    # float32 knows the cost 0.239 to about 3e-8: at the end it trembles in its last digits.
    trajectory = Trajectory(Experiment(data="noisy-line", model="Wx+b"))
    cost = np.array([6.587, 1.0, 0.24, 0.23942105, 0.23942108, 0.23942106, 0.23942107])
    trajectory.append(np.column_stack((np.arange(7.0), cost, cost, cost, cost, cost)), 0.1)
    account = drawn("cost-steps", Scene(trajectory.experiment, (0.0, 0.0), trajectory)).account
    assert account == "The cost starts at 6.587 and falls: after 6 steps it is 0.2394."


@pytest.mark.parametrize("kind", ["cost-steps", "cost-steps-log"])
@pytest.mark.parametrize("glyphs", ["braille", "ascii"])
def test_an_overflow_is_marked_once_at_the_upper_edge_with_its_step(scene: Draw, cells: Apart, kind: Any, glyphs: Any) -> None:
    seen = scene(Experiment(lr=40.0, steps=80))
    overflow = seen.trajectory.finite_length()  # type: ignore[union-attr]
    picture = drawn(kind, seen, glyphs)
    text = cells(picture).text
    assert "".join(text).count(f"inf at step {overflow}") == 1
    assert ("▴" if glyphs == "braille" else "^") in text[cells(picture).heading]
    assert f"until it overflows at step {overflow}" in picture.account
    # Looked at from before the overflow, it still lies ahead.
    assert "".join(cells(drawn(kind, scene(Experiment(lr=40.0, steps=80), 3), glyphs)).text).count("inf at step") == 1


def test_a_logarithmic_axis_makes_a_constant_factor_a_straight_line(scene: Draw, cells: Apart) -> None:
    seen = scene(Experiment(lr=0.01, steps=40, dtype="float64"))
    rows: dict[int, list[int]] = {}
    for row, column in cells(drawn("cost-steps-log", seen)).of("curve"):
        rows.setdefault(column, []).append(row)
    columns = np.array(sorted(rows))
    heights = np.array([np.mean(rows[column]) for column in columns])
    slope, offset = np.polyfit(columns, heights, 1)
    assert slope < 0
    assert np.abs(heights - (slope * columns + offset)).max() < 1


@pytest.mark.parametrize(("lr", "steps"), [(0.05, 50), (0.2, 3), (0.01, 20), (0.25, 10)])
def test_a_logarithmic_axis_ends_near_the_costs_as_a_run_plays(descent: Run, lr: float, steps: int) -> None:
    run = descent(Experiment(data="noisy-line", model="Wx+b", lr=lr, steps=steps))
    # Before torch has evaluated the start nothing is shown; the axis is made for what will be.
    before = view_for("cost-steps-log", Scene(run.experiment, (0.0, 0.0)))
    for stop in range(1, steps + 2):
        seen = run.copy(stop)
        view = view_for("cost-steps-log", Scene(run.experiment, (0.0, 0.0), seen), before)
        cost = seen.column("cost")
        assert view.y[0] <= cost.min()
        assert view.y[1] >= cost.max()
        assert view.y[0] <= before.y[0]
        assert view.y[1] >= before.y[1]
        before = view
    # At most half a decade of room, unless that were no scale: there are two powers of ten at least.
    assert before.y[0] >= min(cost.min() / 10**0.5, 10 ** (math.floor(math.log10(before.y[1])) - 1)) * 0.999


def test_a_cost_of_0_lies_below_a_logarithmic_axis(scene: Draw, cells: Apart) -> None:
    seen = scene(Experiment(data="square", lr=0.5, steps=5))
    assert seen.trajectory[-1].cost == 0  # type: ignore[index]
    picture = cells(drawn("cost-steps-log", seen))
    assert picture.of("ball")[0][0] == 0
    assert "▾" in picture.text[picture.corner[0] - 1]


def test_what_lies_ahead_of_the_record_is_dim(scene: Draw, cells: Apart) -> None:
    seen = scene(Experiment(lr=0.01, steps=20), 6)
    picture = cells(drawn("cost-steps", seen))
    ball = picture.of("ball")[0][1]
    assert min(column for _, column in picture.of("ghost")) >= ball - 1
    assert max(column for _, column in picture.of("curve")) <= ball + 1
    assert "after 6 steps" in drawn("cost-steps", seen).account


def test_runs_on_one_picture_have_glyph_name_and_account(scene: Draw, descent: Run, cells: Apart) -> None:
    others = tuple((f"α {lr}", descent(Experiment(lr=lr))) for lr in (0.01, 0.2))
    seen = scene(Experiment(lr=0.1), others=(*others, ("later", Experiment())))
    picture = drawn("cost-steps", seen)
    text = cells(picture).text
    assert "○ α 0.01" in text[0] + text[1]
    assert any("○" in line for line in text[2:])
    assert any("□" in line for line in text[2:])
    assert "α 0.2: the cost starts at 4.667" in picture.account
    assert "later: not run yet." in picture.account


def test_a_run_that_explodes_does_not_flatten_the_others(scene: Draw, descent: Run) -> None:
    seen = scene(Experiment(lr=0.1), others=(("explodes", descent(Experiment(lr=2.0))),))
    assert view_for("cost-steps", seen).y[1] < 100
    assert math.isclose(view_for("cost-steps", scene(Experiment(lr=2.0), 3)).y[0], 0)


def test_no_step_yet() -> None:
    assert "No step has been taken yet." in drawn("cost-steps", Scene(Experiment(), (0.0, 0.0))).account


def noisy(count: int) -> Trajectory:
    """Noise around 1."""
    experiment = Experiment(data="noisy-line", batch_size=4, steps=max(1, count))
    run = Trajectory(experiment)
    step = np.arange(float(count + 1))
    cost = 1 + 0.2 * np.random.default_rng(1).standard_normal(count + 1)
    run.append(np.column_stack((step, cost, cost, cost, cost, cost)), 0.1)
    return run


@pytest.mark.parametrize("count", [100, 2_000, 40_000])
@pytest.mark.parametrize("size", [(43, 14), (100, 30)])
def test_noise_is_as_tall_as_it_was(cells: Apart, count: int, size: Any) -> None:
    run = noisy(count)
    seen = Scene(run.experiment, (1.0, 0.0), run)
    view = view_for("cost-steps", seen)
    picture = cells(draw("cost-steps", seen, Size(*size), view))
    row, corner = picture.corner
    columns = len(picture.text[row].rstrip()) - corner - 1
    rows = row - picture.heading
    drawn: dict[int, list[int]] = {}
    for up, column in picture.of("curve") + picture.of("path") + picture.of("ball"):
        drawn.setdefault(column, []).append(up)
    assert view.x == (0, count)
    edges = np.linspace(0, count, columns + 1)
    share = []
    for column in range(columns):
        inside = run.column("cost")[math.ceil(edges[column]) : math.floor(edges[column + 1]) + 1]
        if len(inside):
            heights = (inside - view.y[0]) / (view.y[1] - view.y[0]) * rows
            share.append((max(drawn[column]) - min(drawn[column]) + 1) / (heights.max() - heights.min() + 1))
    assert np.median(share) > 0.95


def test_of_batches_the_noise_at_the_end_is_told() -> None:
    run = noisy(400)
    cost = run.column("cost")
    account = drawn("cost-steps", Scene(run.experiment, (1.0, 0.0), run)).account
    assert f"goes up and down between {show(cost.min())} and {show(cost.max())}: after 400 steps" in account
    assert f"In the later half it is between {show(cost[200:].min())} and {show(cost[200:].max())}." in account


def test_without_batches_there_is_no_word_of_noise(scene: Draw) -> None:
    assert "later half" not in drawn("cost-steps", scene(Experiment(lr=0.21, steps=200))).account
