import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gdtutor.descent.experiment import BodyLine, Dataset, Experiment, Start
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory, rows
from gdtutor.descent.verdict import judge

TorchRun = Callable[[Experiment], Trajectory]
REFERENCE = Path(__file__).parent.parent / "reference" / "trajectories.json"


@pytest.mark.parametrize(
    ("lr", "kind", "factor"),
    [
        (0.15, "converges-oscillating", 0.4),
        (0.01, "converges", 0.9067),
        (3 / 28, "converges", 0.0),
        (3 / 14, "oscillates", 1.0),
        (0.214, "converges-oscillating", 0.9973),
        (0.22, "diverges", 1.0533),
        (1e-4, "crawls", 0.99907),
        (0.0, "crawls", 1.0),
        (1e-12, "crawls", 1.0),
    ],
)
def test_the_rates_of_one_two_three(torch_run: TorchRun, lr: float, kind: str, factor: float) -> None:
    verdict = judge(torch_run(Experiment(lr=lr)))
    assert verdict.kind == kind
    assert verdict.factor == pytest.approx(factor, abs=5e-5)


def test_the_sentences_have_the_numbers(torch_run: TorchRun) -> None:
    assert "every step leaves 0.4 times the distance" in judge(torch_run(Experiment(lr=0.15))).sentence
    assert "48 steps" in judge(torch_run(Experiment(lr=0.01))).sentence
    assert "4,932 steps" in judge(torch_run(Experiment(lr=1e-4))).sentence
    assert "1.053 times as large" in judge(torch_run(Experiment(lr=0.22))).sentence


@pytest.mark.parametrize("lr", [0.01, 0.05])
def test_the_steps_to_one_percent_are_those_that_torch_takes(torch_run: TorchRun, lr: float) -> None:
    trajectory = torch_run(Experiment(lr=lr, steps=60, dtype="float64"))
    distances = abs(trajectory.column("W") - 1)
    steps = next(i for i, distance in enumerate(distances) if distance <= 0.01)
    assert f"takes {steps} steps" in judge(trajectory, stop=3).sentence


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(lr=0.22, steps=900),
        Experiment(lr=0.44, steps=900, cost="half-mean", start=Start(W=-7.0)),
        Experiment(lr=1.1, steps=300, data="square", start=Start(W=10.0)),
        Experiment(lr=0.2, steps=300, model="Wx+b"),
        Experiment(lr=0.01, steps=15, model="Wx+b", data="thermometers", start=Start(W=1.0)),
        Experiment(lr=1.5, steps=400, dtype="float64"),
    ],
)
def test_the_overflow_that_is_predicted_is_the_one_that_torch_meets(torch_run: TorchRun, experiment: Experiment) -> None:
    trajectory = torch_run(experiment)
    met = trajectory[trajectory.finite_length()].step
    early, late = judge(trajectory, stop=4), judge(trajectory)
    assert early.kind == late.kind == "diverges"
    assert (early.overflow_step, late.overflow_step) == (met, met)
    assert f"step {met:,}" in early.sentence
    assert "too large" in late.sentence


def test_every_reference_case_of_plain_descent(torch_run: TorchRun) -> None:
    kinds = {}
    for case in json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]:
        if "variant" in case and case["variant"] != "none" and "sweep" not in case["name"]:
            continue
        kinds[case["name"]] = judge(torch_run(experiment_of(case))).kind
    assert kinds["dlzt_lab03_optim_lr0.15"] == "converges-oscillating"
    assert kinds["d2l_x2_lr0.05"] == "converges"
    assert kinds["d2l_x2_lr1.1"] == "diverges"
    assert kinds["dlzt_lab02_Wb_lr0.01"] == "crawls"
    assert kinds["dlwpt_thermo_lr1e-2_diverges"] == "diverges"
    assert kinds["derived_lab03_W_sweep_lr0.214286"] == "oscillates"


def experiment_of(case: dict[str, Any]) -> Experiment:
    data = Dataset(tuple(case["x"]), tuple(case["y"]))
    cost = case["cost"].replace("_", "-")
    return Experiment(
        data=data, model=case["model"], cost=cost, lr=case["lr"], steps=5, start=Start(**case["init"]), dtype="float64"
    )


def test_with_b_the_slow_direction_decides_if_the_start_excites_it(torch_run: TorchRun) -> None:
    assert judge(torch_run(Experiment(model="Wx+b", lr=0.15))).kind == "converges"
    assert judge(torch_run(Experiment(model="Wx+b", lr=0.2))).kind == "diverges"
    # x sums to 0, so W and b do not mix, and W starts where it belongs: its factor of 1 - 0.9 * 2 * 4 does not matter.
    data = Dataset((-2.0, 2.0), (-1.0, 3.0))
    verdict = judge(torch_run(Experiment(model="Wx+b", lr=0.9, data=data, start=Start(W=1.0, b=0.0), dtype="float64")))
    assert verdict.kind == "converges-oscillating"
    assert verdict.factor == pytest.approx(0.8)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(start=Start(W=1.0), lr=5.0),
        Experiment(data=Dataset((0.0, 0.0), (1.0, 2.0))),
        Experiment(data=Dataset((0.0,), (0.0,))),
    ],
)
def test_a_start_without_a_slope_stays_there(torch_run: TorchRun, experiment: Experiment) -> None:
    verdict = judge(torch_run(experiment))
    assert (verdict.kind, verdict.factor) == ("converges", None)


def test_a_start_alone_is_not_judged(torch_run: TorchRun) -> None:
    trajectory = torch_run(Experiment(lr=0.22))
    assert judge(trajectory, stop=1).kind == "not-run"
    assert judge(Trajectory(Experiment())).kind == "not-run"


def test_after_a_new_rate_the_new_rate_is_judged() -> None:
    trajectory = Trajectory(Experiment(lr=0.22))
    W = 0.0
    for step, lr in enumerate([0.22] * 5 + [0.15] * 3):
        gradient = 28 / 3 * (W - 1)
        trajectory.append(rows([step, W, math.nan, gradient, math.nan, 14 / 3 * (W - 1) ** 2]), 0.22 if step <= 4 else 0.15)
        W -= lr * gradient
    assert judge(trajectory, stop=5).kind == "diverges"
    assert judge(trajectory).kind == "converges-oscillating"
    assert judge(trajectory).factor == pytest.approx(0.4)
    trajectory.move(rows([7, 4.0, math.nan, 28.0, math.nan, 42.0]))
    assert judge(trajectory).kind == "not-run"


@pytest.mark.parametrize(
    ("experiment", "kind"),
    [
        (Experiment(loop="no-zero-grad", lr=0.01, steps=40), "oscillates"),
        (Experiment(loop="no-zero-grad", lr=0.01, steps=400), "oscillates"),
        (Experiment(loop="no-zero-grad", lr=0.01, steps=12), "oscillates"),
        (Experiment(optimizer="momentum", lr=0.05, steps=100), "converges-oscillating"),
        (Experiment(optimizer="momentum", lr=0.5, steps=30), "diverges"),
        (Experiment(optimizer="Nesterov", lr=0.05, steps=60, model="Wx+b"), "converges-oscillating"),
        (Experiment(optimizer="Adam", lr=0.1, steps=8), "converges"),
        (Experiment(optimizer="Adam", lr=1e-5, steps=50), "crawls"),
        (Experiment(optimizer="Adam", lr=0.0, steps=50), "crawls"),
        (Experiment(optimizer="Adam", start=Start(W=1.0), steps=50), "converges"),
    ],
)
def test_other_loops_and_optimisers_are_judged_by_their_records(torch_run: TorchRun, experiment: Experiment, kind: str) -> None:
    verdict = judge(torch_run(experiment))
    assert verdict.kind == kind
    assert verdict.factor is None


def test_an_overflow_is_a_divergence_whatever_the_optimiser(torch_run: TorchRun) -> None:
    trajectory = torch_run(Experiment(optimizer="momentum", lr=0.5, steps=100))
    verdict = judge(trajectory)
    assert verdict.kind == "diverges"
    assert verdict.overflow_step == trajectory[trajectory.finite_length()].step
    assert str(verdict.overflow_step) in verdict.sentence


def test_data_too_large_to_square_are_judged_all_the_same(torch_run: TorchRun) -> None:
    verdict = judge(torch_run(Experiment(data=Dataset((1e200, 1.0), (1.0, 1.0)), dtype="float64", start=Start(W=1.0))))
    assert (verdict.kind, verdict.overflow_step) == ("diverges", 0)


@pytest.mark.parametrize("lr", [0.01, 0.15, 3 / 14, 0.22])
def test_by_hand_is_judged_like_the_optimiser(torch_run: TorchRun, lr: float) -> None:
    assert judge(torch_run(Experiment(lr=lr, loop="by-hand"))) == judge(torch_run(Experiment(lr=lr)))


def test_a_body_that_trains_is_judged_like_the_usual_one_and_others_by_their_records() -> None:
    trains: tuple[BodyLine, ...] = ("zero_grad", "hypothesis", "cost", "backward", "step")
    clears_last: tuple[BodyLine, ...] = ("hypothesis", "cost", "backward", "step", "zero_grad")
    erases: tuple[BodyLine, ...] = ("hypothesis", "cost", "backward", "zero_grad", "step")
    for body in (trains, clears_last):
        verdict = judge(run_of([1 - 0.4**k * (-1) ** k for k in range(8)], Experiment(lr=0.15, body=body)))
        assert verdict.kind == "converges-oscillating"
        assert verdict.factor == pytest.approx(0.4)
    verdict = judge(run_of([0.0] * 8, Experiment(lr=0.15, body=erases)))
    assert (verdict.kind, verdict.factor) == ("crawls", None)
    assert verdict.sentence == "It stands still: the cost does not change."
    assert judge(run_of([1.0] * 8, Experiment(body=erases))).kind == "converges"


def run_of(W: list[float], experiment: Experiment) -> Trajectory:
    """A run of x = y = 1, 2, 3 through these W."""
    trajectory = Trajectory(experiment)
    values = [v for k, w in enumerate(W) for v in (k, w, math.nan, 28 / 3 * (w - 1), math.nan, 14 / 3 * (w - 1) ** 2)]
    trajectory.append(rows(values), experiment.lr)
    return trajectory


@pytest.mark.parametrize("lr", [0.3, 0.01, 1e-9])
def test_uphill_it_diverges_however_slowly(torch_run: TorchRun, lr: float) -> None:
    trajectory = torch_run(Experiment(loop="ascent", lr=lr, steps=120, dtype="float64"))
    verdict = judge(trajectory)
    assert verdict.kind == "diverges"
    assert verdict.factor == pytest.approx(1 + 28 / 3 * lr)
    assert trajectory[120].W - 1 == pytest.approx(-((1 + 28 / 3 * lr) ** 120))


def test_the_overflow_uphill_is_predicted(torch_run: TorchRun) -> None:
    trajectory = torch_run(Experiment(loop="ascent", lr=0.1, steps=100))
    met = trajectory[trajectory.finite_length()].step
    assert judge(trajectory, stop=4).overflow_step == judge(trajectory).overflow_step == met


def test_uphill_without_a_rate_or_a_slope_it_stays(torch_run: TorchRun) -> None:
    assert judge(torch_run(Experiment(loop="ascent", lr=0.0))).kind == "crawls"
    assert judge(torch_run(Experiment(loop="ascent", start=Start(W=1.0)))).kind == "converges"


def test_the_one_step_of_a_forward_pass_outside_is_not_judged() -> None:
    assert judge(run_of([0.0, 0.93], Experiment(loop="forward-outside"))).kind == "not-run"


WAVE = Experiment(data="wave", model="sin(Wx)", lr=0.1, steps=100)


@pytest.mark.parametrize(
    ("start", "lr", "kind", "said"),
    [
        (1.2, 0.1, "converges", "in the lowest valley, at W = 2."),
        (1.2, 0.4, "converges-oscillating", "in the lowest valley, at W = 2."),
        (3.5, 0.1, "converges", "at W = 4.212. That is not the lowest: its cost is 0.4137, and 8.208e−10 at W = 2."),
        (0.0, 0.1, "converges", "at W = −0.232. That is not the lowest: its cost is 0.3834"),
        (1.2, 1e-4, "crawls", "It crawls"),
        (1.2, 0.0, "crawls", "It stands still"),
        (3.0, 5.0, "oscillates", "leaps from valley to valley"),
        (3.0, 0.66, "oscillates", "has not settled"),
    ],
)
def test_on_a_wave_the_valley_that_it_comes_to_decides(
    torch_run: TorchRun, start: float, lr: float, kind: str, said: str
) -> None:
    experiment = Experiment(data="wave", model="sin(Wx)", lr=lr, steps=100, start=Start(W=start), dtype="float64")
    verdict = judge(torch_run(experiment))
    assert (verdict.kind, verdict.factor) == (kind, None)
    assert said in verdict.sentence


@pytest.mark.parametrize("optimizer", ["momentum", "Nesterov", "Adam", "AdamW"])
def test_on_a_wave_the_other_optimisers_come_to_a_valley_too(torch_run: TorchRun, optimizer: str) -> None:
    start = msgspec.structs.replace(WAVE, lr=0.05, steps=200, start=Start(W=3.5), optimizer=optimizer)
    verdict = judge(torch_run(start))
    assert verdict.kind == "converges-oscillating"
    assert "at W = 4.212. That is not the lowest" in verdict.sentence


NOISY = Experiment(data="noisy-line", model="Wx+b", batch_size=1, lr=0.1, steps=200)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "oscillates"),
        ({"batch_size": 5}, "oscillates"),
        ({"batch_size": 5, "seed": 1}, "oscillates"),
        ({"seed": 1}, "oscillates"),
        ({"batch_size": 20}, "converges"),
        ({"steps": 8}, "converges"),
        ({"lr": 1e-4, "steps": 60}, "crawls"),
        ({"lr": 0.0, "steps": 60}, "crawls"),
        ({"lr": 0.8}, "diverges"),
        ({"lr": 0.8, "steps": 30}, "diverges"),
        ({"start": Start(2.0071428, 0.995)}, "oscillates"),
        ({"optimizer": "Adam"}, "oscillates"),
        # A line goes through all points: every batch agrees where it is best, and there is no floor.
        ({"data": "one-two-three", "model": "Wx", "lr": 0.05}, "converges"),
    ],
)
def test_batches_come_down_to_a_noise_floor(torch_run: TorchRun, changes: dict[str, object], kind: str) -> None:
    assert judge(torch_run(msgspec.structs.replace(NOISY, **changes))).kind == kind


def test_the_noise_floor_is_named_in_numbers(torch_run: TorchRun) -> None:
    run = torch_run(NOISY)
    cost = run.column("cost")[150:]
    sentence = judge(run).sentence
    assert "noise floor" in sentence
    assert f"between {show(cost.min())} and {show(cost.max())}; the lowest is 0.2394." in sentence


def test_a_wave_learned_in_batches_settles_in_its_valley(torch_run: TorchRun) -> None:
    run = torch_run(msgspec.structs.replace(WAVE, start=Start(W=1.2), batch_size=2, steps=150))
    verdict = judge(run)
    assert verdict.kind == "converges"
    assert "in the lowest valley" in verdict.sentence


def test_a_rate_that_is_lost_in_rounding_leaves_the_run_where_it_is(torch_run: TorchRun) -> None:
    trajectory = torch_run(Experiment(lr=1e-50, start=Start(W=5.0), steps=20))
    assert trajectory[-1].W == 5
    assert judge(trajectory).kind == "crawls"
    assert "lost in rounding" in judge(trajectory).sentence


def test_a_verdict_on_the_records_since_a_change_says_so() -> None:
    experiment = Experiment(optimizer="momentum", dtype="float64")
    trajectory = Trajectory(experiment)
    for step in range(12):
        trajectory.append(rows((step, 1 + 0.5**step, math.nan, 0.1, math.nan, 14 / 3 * 0.25**step)), 0.1 if step < 5 else 0.2)
    assert judge(trajectory).sentence.endswith("That is from step 4 on, where it was changed.")
    assert "where it was changed" not in judge(trajectory, 5).sentence
