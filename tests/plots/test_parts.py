"""Ticks, samples, clipping and cells, on which every picture rests."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.model import PictureKind
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.cells import characters, fitted, worded
from gdtutor.plots.clip import clipped
from gdtutor.plots.picture import Picture, Scene, Size
from gdtutor.plots.sample import sampled
from gdtutor.plots.ticks import log_ticks, round_out, ticks

Apart = Callable[[Picture], Any]


def test_ticks_are_round_and_share_their_decimals() -> None:
    assert [tick.label for tick in ticks(-4.0, 6.0, 6)] == ["−4", "−2", "0", "2", "4", "6"]
    assert [tick.label for tick in ticks(0.0, 1.6, 4)] == ["0.0", "0.5", "1.0", "1.5"]
    assert [tick.label for tick in ticks(0.0, 4e6, 2)] == ["0", "2e6", "4e6"]
    assert [tick.label for tick in log_ticks(1e-14, 10.0, 3)] == ["1e−10", "1e−5", "1"]


@given(st.floats(-1e15, 1e15), st.floats(1e-6, 1e15), st.integers(1, 12))
def test_ticks_lie_inside_and_are_not_too_many(low: float, span: float, count: int) -> None:
    high = low + span
    if high - low < 1e-9 * max(abs(low), abs(high)):
        return
    found = ticks(low, high, count)
    assert len(found) <= count + 1
    assert all(low - 1e-6 * span <= tick.value <= high + 1e-6 * span for tick in found)
    outer = round_out(low, high)
    assert outer[0] <= low + 1e-6 * span
    assert outer[1] >= high - 1e-6 * span


def long_run(count: int, factor: float) -> Trajectory:
    trajectory = Trajectory(Experiment(steps=1_000_000))
    step = np.arange(float(count))
    with np.errstate(under="ignore"):
        W = 1 - factor**step
    trajectory.append(np.column_stack((step, W, step * np.nan, W, step * np.nan, (W - 1) ** 2 + 0.1 * (step % 2))), 0.1)
    return trajectory


@pytest.mark.parametrize("count", [1, 2, 150, 1000, 100_000])
def test_a_sample_is_small_and_keeps_ends_and_extremes(count: int) -> None:
    run = long_run(count, 0.9999)
    indices = sampled(run, count, 50)
    assert len(indices) <= 102
    assert indices[0] == 0
    assert indices[-1] == count - 1
    assert (np.diff(indices) > 0).all()
    cost = run.column("cost")
    assert cost[indices].max() == cost.max()
    if count > 2:
        # A run that jumps to and fro shows both sides all along.
        assert {int(index) % 2 for index in indices[:20]} == {0, 1}


def test_a_sample_ends_where_the_numbers_do() -> None:
    run = long_run(500, 0.99)
    run.append(np.full((10, 6), np.inf), 0.1)
    assert sampled(run, len(run), 20)[-1] == 499
    assert len(sampled(Trajectory(Experiment()), 0, 20)) == 0


@pytest.mark.parametrize("kind", ["cost-steps", "cost-steps-log"])
def test_a_run_that_was_thinned_is_as_tall_everywhere(cells: Apart, kind: PictureKind) -> None:
    run = long_run(50_000, 0.9999)
    heights = []
    for earlier in (run, run.thinned(6_000)):
        seen = Scene(run.experiment, (1.0, 0.0), ghosts=(earlier,))
        columns: dict[int, list[int]] = {}
        for row, column in cells(draw(kind, seen, Size(100, 24), view_for(kind, seen))).of("ghost"):
            columns.setdefault(column, []).append(row)
        heights.append([(min(rows), max(rows)) for _, rows in sorted(columns.items())])
    assert len(heights[0]) == len(heights[1]) > 80
    assert np.abs(np.array(heights[0]) - np.array(heights[1])).max() <= 1


@given(
    st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=2, max_size=8),
    st.lists(st.sampled_from([math.nan, math.inf, -math.inf]), max_size=2),
)
def test_what_is_cut_lies_inside_and_on_the_line(points: list[tuple[float, float]], broken: list[float]) -> None:
    x, y = (np.array(values, dtype=float) for values in zip(*points, *[(bad, 1.0) for bad in broken], strict=True))
    pieces = clipped(x, y, 10.0, 5.0)
    for across, up in pieces:
        assert ((across >= 0) & (across <= 10) & (up >= 0) & (up <= 5)).all()
    # Every point of the line that lies inside is on a piece.
    for i in range(len(points) - 1):
        for share in np.linspace(0, 1, 7):
            at = (1 - share) * np.array(points[i]) + share * np.array(points[i + 1])
            if 0.01 < at[0] < 9.99 and 0.01 < at[1] < 4.99:
                assert min(distance(at, piece) for piece in pieces) < 1e-6


def distance(point: Floats, piece: tuple[Floats, Floats]) -> float:
    ends = np.stack(piece, axis=1)
    best = math.inf
    for a, b in pairwise(ends):
        along = float(np.clip((point - a) @ (b - a) / max(float((b - a) @ (b - a)), 1e-300), 0, 1))
        best = min(best, float(np.linalg.norm(a + along * (b - a) - point)))
    return best


def test_wide_characters_take_two_cells_and_are_never_halved() -> None:
    assert characters("가a", "braille") == ["가", "", "a"]
    assert fitted(characters("a가", "braille"), 2) == ["a", " "]
    assert characters("−x² 가", "ascii") == ["-", "x", "^", "2", " ", "가", ""]


def test_words_fill_a_picture_too_small_to_draw() -> None:
    rows = worded("one two three", 7, 3, "braille")
    assert [row[0].text for row in rows] == ["one two", "three  ", "       "]
    assert worded("one two three", 3, 1, "braille")[0][0].text == "one"
