"""What others printed, and what follows from the formula, comes out of torch through the trainer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gdtutor.descent.experiment import Cost, Dataset, Dtype, Experiment, Loop, Start
from gdtutor.trainer.client import Trainer

REFERENCE = Path(__file__).parents[1] / "reference" / "trajectories.json"
CASES: list[dict[str, Any]] = json.loads(REFERENCE.read_text())["cases"]
COSTS: dict[str, Cost] = {"mean": "mean", "half_mean": "half-mean", "sum": "sum"}
LOOPS: dict[str, Loop] = {"plain": "standard", "no_zero_grad": "no-zero-grad", "sequential_update": "sequential-update"}

pytestmark = pytest.mark.asyncio(loop_scope="session")


def experiment_of(case: Mapping[str, Any], dtype: Dtype) -> Experiment:
    return Experiment(
        data=Dataset(tuple(case["x"]), tuple(case["y"])),
        model=case["model"],
        cost=COSTS[case["cost"]],
        start=Start(**case["init"]),
        lr=case["lr"],
        loop=LOOPS[case.get("variant", "plain")],
        steps=case["steps"],
        dtype=dtype,
    )


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
async def test_reference(case: Mapping[str, Any], dtype: Dtype, trainer: Trainer) -> None:
    tolerance_key = "tolerance" if dtype == "float64" else "tolerance_float32"
    expectations = [expected for expected in case["expected"] if expected[tolerance_key] is not None]
    if not expectations:
        pytest.skip("the case names no tolerance for float32")
    trajectory = await trainer.run(experiment_of(case, dtype), case["steps"])
    assert len(trajectory) == case["steps"] + 1
    wrong = []
    for expected in expectations:
        value = float(trajectory.column(expected["quantity"])[expected["step"]])
        if not abs(value - expected["value"]) <= expected[tolerance_key]:
            wrong.append((expected, value))
    assert not wrong
