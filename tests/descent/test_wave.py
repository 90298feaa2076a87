"""The cost of sin(Wx): a curve with several valleys."""

import math

import numpy as np
import pytest
import torch

from gdtutor.descent.experiment import Cost, Dataset, Experiment
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.descent.wave import WaveSurface

WAVE = Experiment(data="wave", model="sin(Wx)")


def wave(data: str | Dataset = "wave", cost: Cost = "mean") -> WaveSurface:
    surface = cost_surface(Experiment(data=data, model="sin(Wx)", cost=cost))
    assert isinstance(surface, WaveSurface)
    return surface


def costs(surface: WaveSurface, W: Floats) -> Floats:
    return surface.cost(W[:, np.newaxis])


@pytest.mark.parametrize("cost", ["mean", "half-mean", "sum"])
@pytest.mark.parametrize("W", [-0.7, 0.0, 1.9, 4.4])
def test_cost_gradient_and_second_derivative_are_those_of_autograd(cost: Cost, W: float) -> None:
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (WAVE.dataset.x, WAVE.dataset.y))

    def in_torch(p: torch.Tensor) -> torch.Tensor:
        squares = ((x * p).sin() - y) ** 2
        return {"mean": squares.mean(), "half-mean": squares.mean() / 2, "sum": squares.sum()}[cost]

    point, surface = torch.tensor([W], dtype=torch.float64), wave(cost=cost)
    assert surface.cost(point.numpy()) == pytest.approx(in_torch(point).item())
    expected = torch.autograd.functional.jacobian(in_torch, point)  # type: ignore[no-untyped-call]
    assert surface.gradient(point.numpy()) == pytest.approx(expected.numpy())
    hessian = torch.autograd.functional.hessian(in_torch, point)  # type: ignore[no-untyped-call]
    assert surface.curvature(W) == pytest.approx(hessian.item())


def test_the_built_in_wave_has_a_deep_valley_and_shallow_ones_beside_it() -> None:
    surface = wave()
    near = surface.valleys[(surface.valleys > -1) & (surface.valleys < 7)]
    assert near == pytest.approx([-0.232, 2.0, 4.212], abs=5e-4)
    assert costs(surface, near) == pytest.approx([0.383, 0.0, 0.414], abs=5e-4)
    # Between them stand hills that are clearly higher.
    for low, high in ((near[0], near[1]), (near[1], near[2])):
        assert costs(surface, np.linspace(low, high, 200)).max() > 1
    assert surface.minimum == pytest.approx([2.0], abs=1e-4)
    assert surface.critical_lr == pytest.approx(2 / surface.curvature(float(surface.minimum[0])))


@pytest.mark.parametrize("data", ["wave", "one-two-three", "noisy-line", "thermometers"])
def test_no_place_looked_at_is_lower_than_the_minimum_and_every_valley_is_one(data: str) -> None:
    surface = wave(data)
    reach = float(np.abs(surface.valleys).max())
    everywhere = np.linspace(-reach, reach, 200_001)
    lowest = float(surface.cost(surface.minimum))
    assert lowest <= costs(surface, everywhere).min() + 1e-9
    step = 1e-5 / float(np.abs(surface.inputs).max())
    for W in surface.valleys:
        beside = costs(surface, np.array([W - step, W, W + step]))
        assert beside.argmin() == 1 or np.ptp(beside) < 1e-9


def test_of_equally_low_valleys_the_nearest_counts() -> None:
    # sin(W) is 0 at every multiple of pi.
    assert wave(Dataset((1.0,), (0.0,))).minimum.tolist() == [0.0]
    assert wave(Dataset((2.0,), (1.0,))).minimum == pytest.approx([math.pi / 4])


@pytest.mark.parametrize(("W", "valley"), [(0.0, -0.232), (1.2, 2.0), (3.0, 2.0), (3.5, 4.212), (5.0, 4.212)])
def test_the_valley_below_is_where_small_steps_downhill_end(W: float, valley: float) -> None:
    surface = wave()
    assert surface.valley_below(W) == pytest.approx(valley, abs=5e-4)
    at = W
    for _ in range(3_000):
        at -= 0.01 * float(surface.gradient(np.array([at]))[0])
    assert surface.valley_below(W) == pytest.approx(at, abs=1e-6)


def test_at_the_bottom_the_valley_is_that_one() -> None:
    surface = wave()
    for valley in surface.valleys:
        for hair in (-1e-12, 0.0, 1e-12):
            assert surface.valley_below(float(valley) + hair) == pytest.approx(float(valley), abs=1e-9)


def test_between_two_valleys_stands_one_hilltop() -> None:
    surface = wave()
    for here, beyond in zip(surface.valleys[:-1], surface.valleys[1:], strict=True):
        top = surface.hilltops_beside(float(here))[1]
        assert here < top < beyond
        assert top == pytest.approx(surface.hilltops_beside(float(beyond))[0], abs=1e-9)
        between = np.linspace(here, beyond, 500)
        assert costs(surface, np.array([top]))[0] >= costs(surface, between).max() - 1e-12


def test_a_flat_or_an_immeasurable_cost_has_no_valley() -> None:
    flat = wave(Dataset((0.0,), (1.0,)))
    assert (flat.minimum.tolist(), flat.critical_lr, flat.valley_below(3.0)) == ([0.0], math.inf, 3.0)
    # The bottom of (sin(W) - 1)**2 is flat.
    assert wave(Dataset((1.0,), (1.0,))).critical_lr == math.inf
    for data in (Dataset((1e308,), (1.0,)), Dataset((1.0,), (1e308,))):
        huge = wave(data)
        assert math.isnan(huge.minimum[0])
        assert huge.critical_lr == 0
    assert math.isnan(wave().valley_below(math.inf))
