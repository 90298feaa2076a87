"""Whatever the numbers are, a picture has its shape, and plotext gets only finite numbers that lie on the canvas."""

import math
import os
from collections.abc import Iterator
from typing import Any, get_args
from unittest import mock

import numpy as np
import pytest
from contourpy import contour_generator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plotext import figure
from wcwidth import wcswidth

from gdtutor.course.model import PictureKind
from gdtutor.descent.experiment import Dataset, Experiment, Model, Start
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Glyphs, Role, Scene, Size, View

EXAMPLES = int(os.environ.get("PLOT_EXAMPLES", "80"))

extremes = [0.0, 1.0, -3.0, 1e308, -1e308, 5e-324, 1e15, 1e-15]
finite = st.sampled_from(extremes) | st.floats(allow_nan=False, allow_infinity=False) | st.floats(-10, 10)
anything = finite | st.sampled_from([math.inf, -math.inf, math.nan])
kinds = st.sampled_from(get_args(PictureKind))
glyphs = st.sampled_from(get_args(Glyphs))
labels = st.text(st.characters(max_codepoint=0x24F) | st.sampled_from("αβ−×…가각뷁漢字ｆ🙂\u0301\u1161\u200b"), max_size=12)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    points = draw(st.lists(st.tuples(finite, finite), min_size=1, max_size=6))
    x, y = zip(*points, strict=True)
    data: str | Dataset = draw(st.just("one-two-three") | st.just(Dataset(x, y)))
    batch = draw(st.sampled_from([None, 1]))
    start = Start(W=draw(finite), b=draw(finite | st.just(0.0)))
    return Experiment(data=data, model=draw(st.sampled_from(get_args(Model))), start=start, batch_size=batch)


@st.composite
def runs(draw: st.DrawFn, experiment: Experiment) -> Trajectory:
    trajectory = Trajectory(experiment)
    states = draw(st.lists(st.tuples(anything, anything, anything, anything, anything), max_size=40))
    if states:
        trajectory.append(np.array([(step, *state) for step, state in enumerate(states)]), experiment.lr)
    return trajectory


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    experiment = draw(experiments())
    others = draw(st.lists(st.tuples(labels, runs(experiment) | st.just(experiment)), max_size=6))
    return Scene(
        experiment,
        (draw(anything), draw(anything)),
        draw(st.none() | runs(experiment)),
        draw(st.integers(-3, 45)),
        ghosts=tuple(draw(st.lists(runs(experiment), max_size=2))),
        others=tuple(others),
        tries=tuple(draw(st.lists(st.tuples(anything, anything), max_size=3))),
        curve=draw(st.booleans()),
        tangents=tuple(draw(st.lists(anything, max_size=3))),
        slope=draw(st.booleans()),
        W_range=draw(st.none() | st.just((-4.0, 6.0)) | st.tuples(finite, finite)),
        b_range=draw(st.none() | st.just((-2.0, 2.0)) | st.tuples(finite, finite)),
    )


@pytest.fixture(scope="module", autouse=True)
def only_drawable_numbers_reach_plotext() -> Iterator[None]:
    """plotext would end the process at NaN or inf; here it is an assertion that fails. contourpy gets none either."""
    signal = figure.signal

    def checked(across: list[float], up: list[float], **more: Any) -> Any:
        width, height = figure.size()
        assert all(0 <= value <= width for value in across), across
        assert all(0 <= value <= height for value in up), up
        return signal(across, up, **more)

    def finite_only(*, x: Floats, y: Floats, z: Floats, **more: Any) -> Any:
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()
        assert np.isfinite(z).all()
        return contour_generator(x=x, y=y, z=z, **more)

    contours = mock.patch("gdtutor.plots.contour_lines.contour_generator", finite_only)
    with mock.patch.object(figure, "signal", checked), contours:
        yield


relaxed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


@relaxed
@given(scenes(), kinds, st.integers(1, 120), st.integers(1, 50), glyphs)
def test_every_scene_has_its_shape(scene: Scene, kind: PictureKind, width: int, height: int, glyphs: Glyphs) -> None:
    view = view_for(kind, scene)
    picture = draw(kind, scene, Size(width, height), view, glyphs)
    lines = ["".join(span.text for span in row) for row in picture.rows]
    assert len(lines) == height
    assert {wcswidth(line) for line in lines} == {width}
    assert {span.role for row in picture.rows for span in row} <= set(get_args(Role))
    assert picture.account.endswith(".")
    if glyphs == "ascii":
        assert all(character.isascii() or character.isalpha() for line in lines for character in line)


@relaxed
@given(scenes(), scenes(), kinds)
def test_a_view_is_finite_and_only_grows(scene: Scene, later: Scene, kind: PictureKind) -> None:
    view = view_for(kind, scene)
    assert np.isfinite([*view.x, *view.y]).all()
    assert view.x[0] < view.x[1]
    assert view.y[0] < view.y[1]
    assert view_for(kind, scene, view) == view
    grown = view_for(kind, later, view)
    assert grown.x[0] <= view.x[0] < view.x[1] <= grown.x[1]
    assert grown.y[0] <= view.y[0] < view.y[1] <= grown.y[1]


@relaxed
@given(scenes(), kinds, st.tuples(anything, anything), st.tuples(anything, anything))
def test_a_view_from_anywhere_is_drawn(scene: Scene, kind: PictureKind, x: tuple[float, float], y: tuple[float, float]) -> None:
    assert len(draw(kind, scene, Size(40, 12), View(x, y)).rows) == 12


@pytest.mark.parametrize("kind", get_args(PictureKind))
@pytest.mark.parametrize("size", [(12, 5), (16, 6), (24, 8), (43, 14), (200, 60)])
def test_from_the_smallest_size_on_there_are_axes(kind: PictureKind, size: tuple[int, int]) -> None:
    scene = Scene(Experiment(), (0.5, 0.0))
    picture = draw(kind, scene, Size(*size), view_for(kind, scene))
    assert any(span.role == "frame" for row in picture.rows for span in row)
    smaller = draw(kind, scene, Size(size[0], 4), view_for(kind, scene))
    assert "".join(span.text for span in smaller.rows[0]).strip() in picture.account
