import math

import pytest

from gdtutor.descent.experiment import DATASETS, MAX_POINTS, Dataset, Experiment, Start


def test_every_built_in_dataset_can_be_named() -> None:
    for name, data in DATASETS.items():
        assert Experiment(data=name).dataset == data


def test_parameters_follow_the_model() -> None:
    assert Experiment().parameters == ("W",)
    assert Experiment(model="Wx+b").parameters == ("W", "b")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"data": "nowhere"}, "one-two-three"),
        ({"lr": -0.1}, "lr"),
        ({"lr": math.nan}, "lr"),
        ({"steps": 0}, "steps must be 1 to 1000000"),
        ({"steps": 1_000_001}, "steps must be 1 to 1000000"),
        ({"seed": -1}, "seed"),
        ({"loop": "sequential-update"}, "Wx\\+b"),
        ({"loop": "sequential-update", "model": "Wx+b", "optimizer": "Adam"}, "SGD"),
    ],
)
def test_what_no_run_could_have_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Experiment(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        ((), (), "0 points"),
        ((1.0,), (1.0, 2.0), "same number"),
        ((math.inf,), (1.0,), "finite"),
        ((1.0,) * (MAX_POINTS + 1), (1.0,) * (MAX_POINTS + 1), "1001 points"),
    ],
)
def test_data_that_cannot_be_fitted_are_refused(x: tuple[float, ...], y: tuple[float, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Dataset(x, y)


def test_a_start_is_a_finite_number_or_random() -> None:
    assert Start(W="random").W == "random"
    with pytest.raises(ValueError, match="start b"):
        Start(b=math.inf)
