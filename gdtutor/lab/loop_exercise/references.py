"""The ways that the right loop and each of the classic mistakes lead along, computed by torch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from gdtutor.descent.experiment import Cost, Experiment, Parameter, Start
from gdtutor.lab.loop_exercise.paths import LOOK, Path, distinct, moves
from gdtutor.trainer.script_result import ScriptResult

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer

# The right way is known for so many steps more than are asked for, to tell whether a loop just goes on.
BEYOND = 20
# So many steps of the loops that are put together from runs of one step.
PUT_TOGETHER = 3
# Loops and optimisers that hold a mistake, by the name of the mistake.
_VARIANTS: dict[str, dict[str, object]] = {
    "no-zero-grad": {"loop": "no-zero-grad"},
    "b-at-new-W": {"loop": "sequential-update"},
    "momentum": {"optimizer": "momentum"},
    "Nesterov": {"optimizer": "Nesterov"},
}
_COSTS: tuple[Cost, ...] = ("mean", "half-mean", "sum")


@dataclass(frozen=True)
class References:
    """What a script is compared with.

    right: the way of the loop that is asked for, `experiment.steps` + BEYOND steps long.
    variants: the first steps of mistakes, by name.
    rates: the first steps of loops whose every step is that many times as long as it should be.
    lowest: where the cost is lowest, by parameter; empty where that can't be told.
    """

    experiment: Experiment
    right: Path
    variants: dict[str, Path]
    rates: dict[float, Path]
    lowest: dict[Parameter, float] = field(default_factory=dict)

    def expected(self, name: Parameter) -> tuple[float, ...]:
        """W, or b, at the start and after each of the steps that are asked for."""
        return self.right.of(name)[: self.experiment.steps + 1]


async def references(trainer: Trainer, experiment: Experiment, result: ScriptResult | None = None) -> References:
    """Run the loop that is asked for, and its mistakes. With a script's result also the learning rate that its first step has.

    Raises TrainerError where torch is not to be had.
    """
    right = await _path(trainer, experiment, experiment.steps + BEYOND)
    variants = {}
    for name, settings in _VARIANTS.items():
        try:
            variant = msgspec.structs.replace(experiment, **settings)
        except ValueError:  # without a b there is no order of W and b
            continue
        variants[name] = await _first_steps(trainer, variant)
    if experiment.model == "Wx+b":
        variants["W-at-new-b"] = await _b_first(trainer, experiment, right)
        for name in experiment.parameters:
            variants[f"{name}-grad-kept"] = await _kept(trainer, experiment, right, name)
    factors = {2.0, *(factor for _cost, factor in cost_factors(experiment))}
    if result is not None and (own := first_factor(result, experiment, right)) is not None:
        factors.add(own)
    rates = {}
    for factor in sorted(factors):
        rates[factor] = await _first_steps(trainer, msgspec.structs.replace(experiment, lr=experiment.lr * factor))
    return References(experiment, right, variants, rates, _lowest(experiment))


def cost_factors(experiment: Experiment) -> list[tuple[Cost, float]]:
    """The other costs, and how many times as long each step is with them; none that makes no difference."""
    sizes = {"mean": 1.0, "half-mean": 0.5, "sum": float(len(experiment.dataset.x))}
    factors = [(cost, sizes[cost] / sizes[experiment.cost]) for cost in _COSTS if cost != experiment.cost]
    return [(cost, factor) for cost, factor in factors if factor != 1]


def first_factor(result: ScriptResult, experiment: Experiment, right: Path) -> float | None:
    """How many times as long as it should be a script's first step is; None where W and b do not say the same, or it is right."""
    factors = []
    for name in experiment.parameters:
        own, expected = moves(result.states, name).values[:2], distinct(right.of(name))[:2]
        if len(own) < 2 or len(expected) < 2:
            continue
        factors.append((own[1] - own[0]) / (expected[1] - expected[0]))
    if not factors or not all(math.isfinite(factor) and factor > 0 for factor in factors):
        return None
    first = factors[0]
    alike = all(abs(factor - first) <= 1e-3 * first for factor in factors)
    # A rate is hardly ever written with more digits.
    lr = float(f"{experiment.lr * first:.4g}")
    return lr / experiment.lr if alike and abs(first - 1) > 1e-3 and math.isfinite(lr) else None


async def _b_first(trainer: Trainer, experiment: Experiment, right: Path) -> Path:
    """The way of a loop that moves b, and then W along the gradient at the new b, each by a step of its own."""
    W, b = [right.W[0]], [right.b[0]]
    while len(W) <= PUT_TOGETHER and math.isfinite(W[-1]) and math.isfinite(b[-1]):
        b.append((await _step_from(trainer, experiment, W[-1], b[-1])).b[1])
        W.append((await _step_from(trainer, experiment, W[-1], b[-1])).W[1])
    return Path(tuple(W), tuple(b))


async def _kept(trainer: Trainer, experiment: Experiment, right: Path, kept: Parameter) -> Path:
    """The way of a loop that empties one .grad in every pass, and never that of `kept`, in which the slopes pile up."""
    ways: dict[Parameter, list[float]] = {"W": [right.W[0]], "b": [right.b[0]]}
    steps: dict[Parameter, float] = {"W": 0.0, "b": 0.0}
    while len(ways["W"]) <= PUT_TOGETHER and all(math.isfinite(values[-1]) for values in ways.values()):
        after = await _step_from(trainer, experiment, ways["W"][-1], ways["b"][-1])
        for name, values in ways.items():
            before, then = after.of(name)
            steps[name] = then - before + (steps[name] if name == kept else 0.0)
            values.append(values[-1] + steps[name])
    return Path(tuple(ways["W"]), tuple(ways["b"]))


async def _step_from(trainer: Trainer, experiment: Experiment, W: float, b: float) -> Path:
    return await _path(trainer, msgspec.structs.replace(experiment, start=Start(W, b)), 1)


async def _first_steps(trainer: Trainer, experiment: Experiment) -> Path:
    from gdtutor.trainer.client import TorchRefusal

    try:
        return await _path(trainer, experiment, LOOK)
    except TorchRefusal:  # a rate that float32 has no room for
        return Path(())


async def _path(trainer: Trainer, experiment: Experiment, steps: int) -> Path:
    trajectory = await trainer.run(experiment, steps)
    W = tuple(trajectory.column("W").tolist())
    return Path(W, tuple(trajectory.column("b").tolist()) if "b" in experiment.parameters else ())


def _lowest(experiment: Experiment) -> dict[Parameter, float]:
    if experiment.model == "sin(Wx)":
        return {}
    from gdtutor.descent.bowl import CostSurface
    from gdtutor.descent.surface import cost_surface

    surface = cost_surface(experiment)
    return dict(zip(experiment.parameters, surface.minimum.tolist(), strict=True)) if isinstance(surface, CostSurface) else {}
