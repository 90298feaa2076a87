from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.lab.dial import Dial, round_step
from gdtutor.lab.dials import dials_of

finite = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.floats(1e-12, 1e12))
def test_a_round_step_is_one_two_or_five_times_a_power_of_ten(about: float) -> None:
    step = round_step(about)
    mantissa = step / 10.0 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - allowed) for allowed in (1, 2, 5)) < 1e-6
    assert about * (1 - 1e-6) <= step <= about * 2.5 * (1 + 1e-6)


@given(finite, finite, finite, st.integers(-50, 50))
def test_turning_never_leaves_the_ends_unless_it_was_beyond_them(a: float, b: float, value: float, clicks: int) -> None:
    lowest, highest = min(a, b), max(a, b) + 1
    turned = Dial("W", value, lowest, highest).turned(clicks)
    assert min(lowest, value) <= turned.value <= max(highest, value)
    assert 0 <= turned.position <= 1


def test_a_value_far_outside_comes_back_to_the_end_with_one_click() -> None:
    assert Dial("W", 3.2e17, -4.0, 6.0).turned(-1).value == 6.0
    assert Dial("W", 3.2e17, -4.0, 6.0).turned(1).value == 3.2e17
    assert Dial("W", -math.inf, -4.0, 6.0).turned(1).value == -4.0
    assert Dial("W", math.nan, -4.0, 6.0).turned(-1).value == 6.0


def test_a_value_off_the_grid_lands_on_it() -> None:
    dial = Dial("lr", 3 / 28, 0.0, 0.4)
    assert dial.step == 0.01
    assert dial.turned(1).value == 0.11
    assert dial.turned(-1).value == 0.1
    assert dial.turned(1).turned(-1).turned(-1).value == pytest.approx(0.09)


def test_turning_there_and_back_returns() -> None:
    dial = Dial("W", 0.0, -4.0, 6.0)
    assert dial.turned(7).turned(-7).value == 0.0


def test_a_geometric_dial_reaches_small_rates_and_large_ones() -> None:
    dial = Dial("lr", 1e-5, 1e-5, 1.0)
    assert dial.geometric
    seen = [dial.value]
    while (after := Dial("lr", seen[-1], 1e-5, 1.0).turned(1).value) > seen[-1]:
        seen.append(after)
    assert 0.001 in seen
    assert seen[-1] == 1.0
    assert len(seen) < 50


def test_a_click_on_the_track_turns_the_dial_there() -> None:
    dial = Dial("W", 0.0, -4.0, 6.0)
    for position in (0.0, 0.13, 0.4, 0.77, 1.0):
        turned = dial.turned(dial.clicks_to(position))
        assert abs(turned.position - position) <= dial.step / 10


def test_the_dials_follow_the_controls_and_hold_the_divergence_in_reach() -> None:
    lab = Lab(id="l", line=1, experiment=Experiment(start=Start(W=5.0), lr=0.15), pictures=("data",), controls=("lr", "W", "run"))
    lr, W = dials_of(lab, 5.0, 0.0, 0.15)
    assert (lr.name, W.name) == ("lr", "W")
    assert lr.lowest == 0
    assert lr.highest > 3 / 14
    assert W.lowest < 1
    assert W.highest > 5


def test_a_float32_hair_off_the_grid_does_not_hold_the_dial() -> None:
    # 8.2 comes back from torch as a float32.
    dial = Dial("W", 8.199999809265137, 8.0, 12.0)
    assert dial.turned(1).value == pytest.approx(8.3)
    assert dial.turned(-1).value == pytest.approx(8.1)


def test_on_a_wave_the_valleys_beside_the_lowest_are_in_reach() -> None:
    experiment = Experiment(data="wave", model="sin(Wx)", start=Start(W=1.0), lr=0.05)
    lab = Lab(id="l", line=1, experiment=experiment, pictures=("data",), controls=("W", "lr"))
    W, lr = dials_of(lab, 1.0, 0.0, 0.05)
    assert W.lowest < -0.24
    assert W.highest > 4.22
    assert lr.highest > 0.64
    # x a hundredfold: valleys a hundred times as near to each other.
    data = Dataset(tuple(100 * x for x in experiment.dataset.x), experiment.dataset.y)
    narrow = Lab(id="l", line=1, experiment=Experiment(data=data, model="sin(Wx)"), pictures=("data",), controls=("W",))
    (W,) = dials_of(narrow, 0.0, 0.0, 0.1)
    assert W.highest < 0.1
