"""The free lab without a screen: its settings, the runs that it keeps, and the largest learning rate."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdtutor.descent.experiment import DATASETS, Cost, Dataset, Experiment, Model, Optimizer, Start
from gdtutor.descent.listing import listing
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.dials import dials_of
from gdtutor.lab.free_lab.kept_runs import MOST, KeptRuns
from gdtutor.lab.free_lab.largest_rate import largest_rate, told
from gdtutor.lab.free_lab.remembered import packed, unpacked
from gdtutor.lab.free_lab.session import lab_of
from gdtutor.lab.free_lab.settings import DIALS, NUMBERS, DataFile, SettingName, data_file, names_of, value_of
from gdtutor.lab.free_lab.turning import turned, with_data
from gdtutor.lab.free_lab.typing_in import typed

OWN = (
    DataFile("two.csv", Dataset((0.0, 1.0), (1.0, 3.0))),
    DataFile("large.csv", Dataset((1e200, -1e200, 3.0), (1e39, 0.0, 1.0))),
    DataFile("level.csv", Dataset((0.0, 0.0, 0.0), (1.0, 2.0, 3.0))),
    DataFile("many.csv", Dataset(tuple(i / 7 for i in range(40)), tuple(float(i % 5) for i in range(40)))),
)
TEXTS = st.sampled_from(
    ("0", "1", "-2.5", "0,125", "1e-3", "3e400", "nan", "random", "all", "7", "64", "", "−4", "x", "1e6", "0.99")
)
MOVES = st.lists(st.tuples(st.integers(0, 99), st.sampled_from((-10, -1, 1, 10)), TEXTS), max_size=12)


def typed_or_refused(experiment: Experiment, name: SettingName, text: str) -> tuple[Experiment, str]:
    """The experiment after that was typed, and the sentence by which it was refused."""
    try:
        return typed(experiment, name, text), ""
    except ValueError as error:
        return experiment, str(error)


@settings(max_examples=60, deadline=None)
@given(moves=MOVES, own=st.sampled_from(OWN), device=st.sampled_from(("cpu", "mps")))
def test_whatever_is_set_is_an_experiment_that_can_be_run_and_shown(
    moves: list[tuple[int, int, str]], own: DataFile, device: str
) -> None:
    experiment = with_data(msgspec.structs.replace(Experiment(), device=device), own.data).experiment
    for pick, clicks, text in moves:
        name = names_of(experiment)[pick % len(names_of(experiment))]
        before = experiment
        if name not in DIALS:
            experiment, said = turned(experiment, name, clicks, own)
            assert value_of(experiment, name, own)
            # Words come round again; far is to an end, where they may be already.
            assert experiment != before or said or name in NUMBERS or abs(clicks) > 1
        if name in NUMBERS:
            experiment, refused = typed_or_refused(experiment, name, text)
            assert refused.endswith(".") or not refused
            assert "{" not in refused
        # Checked once more: no run could have other values.
        experiment = msgspec.structs.replace(experiment)
        assert experiment.batch_size is None or experiment.batch_size < len(experiment.dataset.x)
        assert experiment.device == device
    ast.parse(listing(experiment).script)
    lab = lab_of(experiment)
    for dial in dials_of(lab, 0.0, 0.0, experiment.lr):
        assert math.isfinite(dial.lowest)
        assert dial.lowest < dial.highest < math.inf
        assert all(math.isfinite(dial.turned(clicks).value) for clicks in (-10, -1, 1, 10))
    assert told(experiment).endswith(".")
    assert all(value_of(experiment, name, own) for name in names_of(experiment))
    again = unpacked(packed(experiment))
    assert again.optimizer == experiment.optimizer
    if isinstance(experiment.data, str):
        assert msgspec.structs.replace(again, device=device) == experiment


def test_a_batch_that_other_data_do_not_fill_becomes_all_of_them() -> None:
    batches = typed(Experiment(data="noisy-line"), "batch", "8")
    changed = with_data(batches, "one-two-three")
    assert changed.experiment.batch_size is None
    assert changed.said == "A batch of 8 is more than these data have: it is all 3 points now."
    assert with_data(batches, "wave").experiment.batch_size == 8
    assert typed(batches, "batch", "all") == typed(batches, "batch", "20") == Experiment(data="noisy-line")


def test_what_can_not_be_had_is_said_and_nothing_changes() -> None:
    on_a_mac = msgspec.structs.replace(Experiment(), device="mps")
    assert turned(on_a_mac, "dtype", 1) == (
        on_a_mac,
        "That can't be had: the device mps knows no float64; choose dtype float32.",
    )
    nesterov = turned(Experiment(optimizer="momentum", momentum=0.0), "optimizer", 1)
    assert (nesterov.experiment.optimizer, nesterov.experiment.momentum) == ("Nesterov", 0.9)
    assert nesterov.said == "Nesterov needs a momentum: it is 0.9 now."
    large = with_data(Experiment(), OWN[1].data)
    assert large.experiment.dtype == "float64"
    assert turned(large.experiment, "dtype", 1).said == "1e200 is too large for float32, which ends at 3.4e38."


def test_the_name_of_a_file_does_nothing_to_a_terminal() -> None:
    name = data_file(Path("data/two\nlines\x1b[31m\u202e한글\udcff.csv"), OWN[0].data).name
    assert name == "two\\nlines\\x1b[31m\\u202e한글\\udcff.csv"


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"lr": -1}', '{"data": "gone"}', '{"optimizer": "Lion"}', "\x00"])
def test_settings_that_can_not_be_read_are_the_first_ones(text: str | None) -> None:
    assert unpacked(text) == Experiment()


def test_settings_come_back_on_another_device() -> None:
    kept = packed(Experiment(lr=0.3, dtype="float64", optimizer="Adam"))
    assert unpacked(kept, "mps") == Experiment(lr=0.3, optimizer="Adam", device="mps")
    own = Experiment(data=OWN[3].data, lr=0.2, batch_size=30)
    assert unpacked(packed(own, "study-hours")) == Experiment(data="study-hours", lr=0.2)


# The largest learning rate


@pytest.mark.parametrize("data", ["one-two-three", "thermometers"])
@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
@pytest.mark.parametrize(("optimizer", "momentum"), [("SGD", 0.9), ("momentum", 0.9), ("momentum", 0.3), ("Nesterov", 0.9)])
@pytest.mark.parametrize("cost", get_args(Cost))
def test_beyond_the_largest_rate_the_distance_grows(
    data: str, model: Model, optimizer: Optimizer, momentum: float, cost: Cost
) -> None:
    experiment = Experiment(data=data, model=model, cost=cost, optimizer=optimizer, momentum=momentum)
    steepest = float(cost_surface(experiment).eigenvalues[-1])
    mu = 0.0 if optimizer == "SGD" else momentum

    def growth(lr: float) -> float:
        """What a step does in the long run to (W, v), as PyTorch documents SGD: v = mu v + g, W -= lr v, or lr (g + mu v)."""
        g = np.array([steepest, 0.0])
        v = g + np.array([0.0, mu])
        step = g + mu * v if optimizer == "Nesterov" else v
        return float(np.abs(np.linalg.eigvals(np.stack([np.array([1.0, 0.0]) - lr * step, v]))).max())

    rate = largest_rate(experiment)
    assert growth(0.999 * rate) < 1 < growth(1.001 * rate)


def test_the_largest_rate_is_told_with_its_numbers() -> None:
    assert told(Experiment()) == (
        "The largest second derivative of the cost is 9.333: 2 / 9.333 = 0.2143. With a larger α every step makes the distance "
        "larger."
    )
    assert "2 (1 + 0.9) / 9.333 = 0.4071" in told(Experiment(optimizer="momentum"))
    assert "((1 + 2 × 0.9) × 9.333) = 0.1454" in told(Experiment(optimizer="Nesterov"))
    assert "Adam divides the gradient by its own size" in told(Experiment(optimizer="Adam"))
    assert "at W = 2" in told(Experiment(data="wave", model="sin(Wx)"))
    assert "for all points" in told(Experiment(data="noisy-line", batch_size=4))
    assert "pile up" in told(Experiment(loop="no-zero-grad"))
    assert "no α is too large" in told(Experiment(data=OWN[2].data))
    assert "too large or too small for a second derivative" in told(Experiment(data=OWN[1].data, dtype="float64"))


# Runs that are kept


def run_of(experiment: Experiment, updates: int = 5, rates: tuple[float, ...] = ()) -> Trajectory:
    """A run whose numbers do not matter; the later half of its updates with the second rate."""
    run = Trajectory(experiment)
    rows = np.zeros((updates + 1, 6))
    rows[:, 0] = np.arange(updates + 1)
    first, *later = rates or (experiment.lr,)
    cut = updates // 2 + 1 if later else updates + 1
    run.append(rows[:cut], first)
    for lr in later:
        run.append(rows[cut:], lr)
    return run


def test_five_runs_are_kept_and_the_oldest_go_first() -> None:
    kept = KeptRuns()
    said = [kept.keep(run_of(Experiment(lr=lr))) for lr in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)]
    assert said == [*[""] * 5, "5 runs are kept at most: the oldest, “SGD α 0.1”, is gone."]
    assert len(kept) == MOST
    assert [label for label, _ in kept.beside(Experiment())] == [f"SGD α 0.{n}" for n in (2, 3, 4, 5, 6)]


def test_runs_are_on_the_picture_of_their_data_model_and_cost_only() -> None:
    kept = KeptRuns()
    kept.keep(run_of(Experiment()))
    for change in ({"data": "square"}, {"model": "sin(Wx)"}, {"cost": "sum"}):
        assert kept.beside(msgspec.structs.replace(Experiment(), **change)) == []
    assert len(kept.beside(Experiment(optimizer="Adam", lr=1.0, seed=3, steps=7))) == 1
    kept.clear(Experiment(cost="sum"))
    assert len(kept) == 1
    kept.clear(Experiment(lr=0.7))
    assert len(kept) == 0


def test_a_label_says_what_tells_a_run_from_the_others() -> None:
    kept = KeptRuns()
    for run in (
        run_of(Experiment()),
        run_of(Experiment(), rates=(0.1, 0.05)),
        run_of(Experiment(batch_size=1)),
        run_of(Experiment(batch_size=1, seed=4)),
        run_of(Experiment(optimizer="momentum", momentum=0.5, dtype="float64")),
    ):
        kept.keep(run)
    labels = [label for label, _ in kept.beside(Experiment())]
    assert labels == [
        "SGD α 0.1",
        "SGD α 0.1→0.05",
        "SGD α 0.1, batch 1",
        "SGD α 0.1, batch 1, seed 4",
        "momentum α 0.1, momentum 0.5",
    ]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from((0.1, 0.2)), st.sampled_from((0.0, 1.0)), st.integers(0, 2), st.booleans()), max_size=8)
)
def test_no_two_labels_are_the_same(runs: list[tuple[float, float, int, bool]]) -> None:
    kept = KeptRuns()
    for lr, W, seed, wide in runs:
        dtype = "float64" if wide else "float32"
        kept.keep(run_of(msgspec.structs.replace(Experiment(), lr=lr, start=Start(W), seed=seed, dtype=dtype)))
    labels = [label for label, _ in kept.beside(Experiment())]
    assert len(set(labels)) == len(labels) == min(MOST, len(labels))


def test_the_same_run_is_kept_once_as_far_as_it_came() -> None:
    kept = KeptRuns()
    for updates in (3, 9, 5):
        assert kept.keep(run_of(Experiment(steps=updates), updates)) == ""
    ((label, run),) = kept.beside(Experiment())
    assert (label, run[-1].step) == ("SGD α 0.1", 9)


# Thousands of points


@pytest.mark.parametrize("model", get_args(Model))
@pytest.mark.parametrize("data", ["wave", "thermometers"])
def test_the_same_points_many_times_have_the_same_mean_cost(model: Model, data: str) -> None:
    few = DATASETS[data]
    once = cost_surface(Experiment(data=data, model=model))
    many = cost_surface(Experiment(data=Dataset(few.x * 60, few.y * 60), model=model))
    points = np.random.default_rng(1).normal(size=(7, once.minimum.size))
    assert many.cost(points) == pytest.approx(once.cost(points))
    assert many.gradient(points) == pytest.approx(once.gradient(points))
    assert many.minimum == pytest.approx(once.minimum)
    assert many.critical_lr == pytest.approx(once.critical_lr)
    if model == "sin(Wx)":
        assert many.valleys == pytest.approx(once.valleys)  # type: ignore[attr-defined]
