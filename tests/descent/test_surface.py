import math

import numpy as np
import pytest
import torch

from gdtutor.descent.experiment import Cost, Dataset, Experiment, Model
from gdtutor.descent.surface import cost_surface


def test_one_two_three_by_hand() -> None:
    surface = cost_surface(Experiment())
    assert surface.hessian == pytest.approx(np.array([[28 / 3]]))
    assert surface.minimum == pytest.approx([1.0])
    assert surface.critical_lr == pytest.approx(3 / 14)
    assert surface.cost(np.array([[0.0], [1.0], [20.0]])) == pytest.approx([14 / 3, 0.0, 14 / 3 * 361], abs=1e-12)


def test_with_b_the_bowl_is_longer_than_wide() -> None:
    surface = cost_surface(Experiment(model="Wx+b"))
    assert surface.eigenvalues == pytest.approx([0.2404, 11.0929], abs=5e-5)
    assert surface.critical_lr == pytest.approx(0.1803, abs=5e-5)


@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
@pytest.mark.parametrize("cost", ["mean", "half-mean", "sum"])
@pytest.mark.parametrize("data", ["one-two-two", "thermometers", "study-hours"])
def test_cost_gradient_and_hessian_are_those_of_autograd(model: Model, cost: Cost, data: str) -> None:
    experiment = Experiment(model=model, cost=cost, data=data)
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (experiment.dataset.x, experiment.dataset.y))

    def in_torch(p: torch.Tensor) -> torch.Tensor:
        squares = (x * p[0] + (p[1] if model == "Wx+b" else 0) - y) ** 2
        return {"mean": squares.mean(), "half-mean": squares.mean() / 2, "sum": squares.sum()}[cost]

    point = torch.tensor([0.7, -1.3][: len(experiment.parameters)], dtype=torch.float64)
    surface = cost_surface(experiment)
    assert surface.cost(point.numpy()) == pytest.approx(in_torch(point).item())
    expected = torch.autograd.functional.jacobian(in_torch, point)  # type: ignore[no-untyped-call]
    assert surface.gradient(point.numpy()) == pytest.approx(expected.numpy())
    hessian = torch.autograd.functional.hessian(in_torch, point)  # type: ignore[no-untyped-call]
    assert surface.hessian == pytest.approx(hessian.numpy())
    assert surface.gradient(surface.minimum) == pytest.approx(0.0, abs=1e-8)


def test_a_flat_cost_has_no_critical_rate() -> None:
    surface = cost_surface(Experiment(data=Dataset((0.0, 0.0), (1.0, 2.0))))
    assert surface.critical_lr == math.inf
    assert surface.minimum.tolist() == [0.0]


def test_a_valley_has_one_eigenvalue_that_is_0_and_its_nearest_point_for_a_minimum() -> None:
    surface = cost_surface(Experiment(model="Wx+b", data=Dataset((2.0, 2.0), (1.0, 3.0))))
    assert surface.eigenvalues.tolist() == pytest.approx([0.0, 10.0])
    assert surface.eigenvalues[0] == 0
    assert surface.minimum == pytest.approx([0.8, 0.4])


@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
def test_data_too_large_to_square_give_inf_and_no_error(model: Model) -> None:
    surface = cost_surface(Experiment(model=model, data=Dataset((1e308, -1e308), (1e308, 1.0))))
    assert surface.eigenvalues[-1] == math.inf
    assert surface.critical_lr == 0


def test_x_that_lie_far_from_0_and_near_each_other_have_a_lowest_point_all_the_same() -> None:
    """Points in time, in seconds since 1970: the least squares solution, worked out from their differences."""
    surface = cost_surface(Experiment(model="Wx+b", data=Dataset((1.7e9, 1.7e9 + 10, 1.7e9 + 20), (1.0, 2.0, 4.0))))
    W = 30 / 200
    assert surface.minimum == pytest.approx([W, 7 / 3 - W * (1.7e9 + 10)], rel=1e-6)
    assert surface.cost(surface.minimum) == pytest.approx(0.0555556, rel=1e-3)
    # The determinant, (2/3)**2 * 3 * 200, divided by the steep one.
    assert surface.eigenvalues[0] == pytest.approx((2 / 3) ** 2 * 600 / surface.eigenvalues[1], rel=1e-6)
