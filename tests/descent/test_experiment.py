import math

import pytest

from gdtutor.descent.experiment import DATASETS, MAX_POINTS, Dataset, Experiment, Start


def test_every_built_in_dataset_can_be_named() -> None:
    for name, data in DATASETS.items():
        assert Experiment(data=name).dataset == data


def test_parameters_follow_the_model() -> None:
    assert Experiment().parameters == ("W",)
    assert Experiment(model="sin(Wx)").parameters == ("W",)
    assert Experiment(model="Wx+b").parameters == ("W", "b")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"data": "nowhere"}, "one-two-three"),
        ({"lr": -0.1}, "lr"),
        ({"lr": math.nan}, "lr"),
        ({"momentum": 1.0}, "momentum must be 0 or more and less than 1"),
        ({"momentum": -0.1}, "momentum must be 0 or more"),
        ({"momentum": math.nan}, "momentum must be 0 or more"),
        ({"momentum": 0.0, "optimizer": "Nesterov"}, "more than 0 for the optimizer Nesterov"),
        ({"device": "mps", "dtype": "float64"}, "mps knows no float64"),
        ({"steps": 0}, "steps must be 1 to 1000000"),
        ({"steps": 1_000_001}, "steps must be 1 to 1000000"),
        ({"seed": -1}, "seed"),
        ({"loop": "sequential-update"}, "Wx\\+b"),
        ({"loop": "sequential-update", "model": "sin(Wx)"}, "Wx\\+b"),
        ({"loop": "sequential-update", "model": "Wx+b", "optimizer": "Adam"}, "SGD"),
        ({"loop": "by-hand", "optimizer": "momentum"}, "loop by-hand has no optimizer"),
        ({"loop": "by-hand-in-graph", "optimizer": "Adam"}, "loop by-hand-in-graph has no optimizer"),
        ({"loop": "ascent", "optimizer": "Nesterov"}, "loop ascent has no optimizer"),
        ({"loop": "ascent", "model": "sin(Wx)"}, "model Wx or Wx\\+b"),
        ({"loop": "forward-outside", "batch_size": 2}, "leave out batch_size"),
        ({"batch_size": 0}, "batch_size must be 1 to 3"),
        ({"batch_size": 4}, "batch_size must be 1 to 3"),
        ({"body": ("step",), "loop": "no-zero-grad"}, "body needs loop standard"),
        ({"body": ("step",), "batch_size": 2}, "leave out batch_size"),
        ({"body": ("step",) * 11}, "body has 11 lines; at most 10"),
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
        ((1.0,) * (MAX_POINTS + 1), (1.0,) * (MAX_POINTS + 1), "10001 points"),
    ],
)
def test_data_that_cannot_be_fitted_are_refused(x: tuple[float, ...], y: tuple[float, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Dataset(x, y)


def test_a_start_is_a_finite_number_or_random() -> None:
    assert Start(W="random").W == "random"
    with pytest.raises(ValueError, match="start b"):
        Start(b=math.inf)


def test_only_a_part_of_the_points_is_a_batch() -> None:
    assert Experiment(batch_size=2).in_batches
    assert not Experiment(batch_size=3).in_batches
    assert not Experiment().in_batches


def test_the_wave_is_the_curve_that_it_is_said_to_be() -> None:
    wave = DATASETS["wave"]
    assert wave.y == pytest.approx([math.sin(2 * x) for x in wave.x], abs=5e-5)


def test_the_noise_of_the_noisy_line_has_no_line_in_it() -> None:
    data = DATASETS["noisy-line"]
    noise = [y - (2 * x + 1) for x, y in zip(data.x, data.y, strict=True)]
    assert sum(noise) / 20 == pytest.approx(0, abs=0.02)
    assert sum(x * n for x, n in zip(data.x, noise, strict=True)) / 20 == pytest.approx(0, abs=0.02)
    assert 0.1 < sum(n * n for n in noise) / 20 < 0.3
