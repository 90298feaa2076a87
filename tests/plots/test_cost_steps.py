import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Experiment
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
