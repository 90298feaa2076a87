"""What became of a run, in one word and one sentence.

Plain gradient descent on a quadratic bowl multiplies the distance from the minimum by 1 - lr * eigenvalue along each
eigenvector of the Hessian (see `surface`), so its fate is known as soon as it starts. Everything else (momentum, Adam, no
zero_grad, sequential updates) is judged by what was recorded: the later half of the run against the earlier.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gdtutor.descent.experiment import Dtype, Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import CostSurface, cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory

VerdictKind = Literal["not-run", "converges", "converges-oscillating", "crawls", "oscillates", "diverges"]

# A run crawls when the distance needs more steps than this to fall to 1 %.
PATIENCE = 1_000
# How near to 1 a factor counts as 1: float32 knows the rate to about 1e-7.
NEAR = 1e-6
# Of a recorded run, at most so many records are looked at.
SAMPLE = 4_096
_LARGEST: dict[Dtype, float] = {"float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}


@dataclass(frozen=True)
class Verdict:
    """What became of a run.

    factor is |1 - lr * eigenvalue|, what a step leaves of the distance from the minimum in the long run: the largest such factor
    that the start excites. None where the run is no plain gradient descent, or where there is no distance.
    overflow_step is the recorded step at which a number became inf or NaN, or else the one predicted for a diverging run.
    """

    kind: VerdictKind
    factor: float | None
    overflow_step: int | None
    sentence: str


def judge(trajectory: Trajectory, stop: int | None = None) -> Verdict:
    """The verdict on the first `stop` records. After a new rate or a hand's move, it is that of the run since then."""
    length = len(trajectory) if stop is None else max(0, min(stop, len(trajectory)))
    begin = trajectory.section_start(length)
    if length - begin < 2:
        return Verdict("not-run", None, None, "Not run yet: there is no step to judge.")
    experiment = trajectory.experiment
    finite = min(length, trajectory.finite_length())
    overflow = trajectory[finite].step if finite < length else None
    if experiment.optimizer == "SGD" and experiment.loop == "standard" and finite > begin:
        verdict = _foretold(trajectory, begin, overflow)
        # Where the recorded run has overflowed against the theory, the record is right: data that are too large to square.
        if verdict is not None and (overflow is None or verdict.kind == "diverges"):
            return verdict
    if overflow is not None:
        return Verdict("diverges", None, overflow, f"It diverges. {_overflowed(experiment.dtype, overflow)}")
    kind, sentence = _recorded(trajectory, begin, length)
    return Verdict(kind, None, None, sentence)


def _foretold(trajectory: Trajectory, begin: int, overflow: int | None) -> Verdict | None:
    """The verdict that theory gives on the run from record `begin`; None where the data are too large for it."""
    experiment, start, lr = trajectory.experiment, trajectory[begin], trajectory[begin + 1].lr
    surface = cost_surface(experiment)
    eigenvalues, vectors = surface.axes
    minimum = surface.minimum
    point = np.array([start.W, start.b][: len(minimum)])
    if not (np.isfinite(eigenvalues).all() and np.isfinite(minimum).all()):
        return None
    distances = np.abs(vectors.T @ (point - minimum))
    # Nearer than a rounding error is there; along a flat direction there is no distance to speak of.
    excited = (eigenvalues > 0) & (distances > 1e-9 * max(float(np.abs(minimum).max()), float(np.abs(point).max()), 1e-300))
    if not excited.any():
        sentence = "It starts where the cost is lowest: the gradient is 0, and no step moves it."
        return Verdict("converges", None, None, sentence)
    factors = 1 - lr * eigenvalues[excited]
    worst = float(factors[np.argmax(np.abs(factors))])
    factor = abs(worst) if abs(worst) > 1e-9 else 0.0
    if factor > 1 + NEAR:
        step, foretold = overflow, ""
        if step is None:
            step = start.step + _overflow_after(surface, eigenvalues[excited], distances[excited], factors, experiment.dtype)
            foretold = f"In {experiment.dtype} the cost overflows at about step {step:,}."
        sentence = f"It diverges: every step makes the distance {show(factor)} times as large. "
        if show(factor) == "1":
            sentence = f"It diverges, slowly: every step adds {show(factor - 1, 2)} of the distance. "
        return Verdict("diverges", factor, step, sentence + (foretold or _overflowed(experiment.dtype, step)))
    kind, sentence = _settling(worst, factor, lr, experiment)
    return Verdict(kind, factor, None, sentence)


def _settling(worst: float, factor: float, lr: float, experiment: Experiment) -> tuple[VerdictKind, str]:
    """Kind and sentence for a factor of at most 1; `worst` is the factor with its sign."""
    if lr == 0:
        return "crawls", "It stands still: with a learning rate of 0 no step moves it."
    if worst < 0 and factor > 1 - NEAR:
        return "oscillates", "It oscillates for ever: every step crosses the minimum and lands as far away on the other side."
    steps = _steps_to_one_percent(factor)
    leaves = f"every step leaves {show(factor)} times the distance"
    if show(factor) == "1":
        leaves = f"every step takes away only {show(1 - factor, 2)} of the distance"
    if worst < 0 and factor > 0:
        slowly = f", so 99 % of the way takes {steps:,} steps" if steps > PATIENCE else ""
        return "converges-oscillating", f"It converges, crossing the minimum at each step: {leaves}{slowly}."
    if steps > PATIENCE:
        return "crawls", f"It crawls: {leaves}, so 99 % of the way takes {_count(steps)} steps."
    if factor == 0:
        return "converges", "It converges: the first step lands on the minimum."
    slowest = "" if experiment.model == "Wx" else "in the long run "
    return "converges", f"It converges: {slowest}{leaves}, and 99 % of the way takes {steps:,} step{'s' * (steps != 1)}."


def _steps_to_one_percent(factor: float) -> int:
    if factor <= 0.01:
        return 1
    return math.ceil(math.log(0.01) / math.log(factor)) if factor < 1 - 1e-15 else 10**18


def _count(steps: int) -> str:
    return f"{steps:,}" if steps < 10**7 else show(float(steps), 2)


def _overflowed(dtype: str, step: int) -> str:
    return f"At step {step:,} a number is too large for {dtype}: it overflows to inf."


def _overflow_after(surface: CostSurface, eigenvalues: Floats, distances: Floats, factors: Floats, dtype: Dtype) -> int:
    """How many updates it takes until the sum of the squared errors, which the mean divides, is beyond the dtype.

    That sum exceeds its minimum by sum(eigenvalue * distance**2) / (2 * scale), and grows by factor**2 along each axis; here in
    logarithms. It is convex in the number of updates, so a bisection finds where it crosses.
    """
    beyond = math.log(_LARGEST[dtype])
    heights = np.log(eigenvalues) + 2 * np.log(distances) - math.log(2 * surface.scale)
    with np.errstate(divide="ignore"):
        rates = 2 * np.log(np.abs(factors))
    fastest = int(np.argmax(rates))
    low, high = 0, max(0, math.ceil((beyond - heights[fastest]) / rates[fastest]))
    while low < high:
        middle = (low + high) // 2
        # One factor may be 0, whose logarithm is -inf: after no updates that would be 0 * -inf.
        sizes = heights + (rates * middle if middle else 0.0)
        if float(np.logaddexp.reduce(sizes)) >= beyond:
            high = middle
        else:
            low = middle + 1
    return low


def _recorded(trajectory: Trajectory, begin: int, stop: int) -> tuple[VerdictKind, str]:
    """Kind and sentence from the records themselves. The amplitude is the root of what the cost has above its minimum: along
    each eigenvector that is proportional to the distance, so it serves one parameter and two alike.
    """
    surface = cost_surface(trajectory.experiment)
    # A sample is enough of a long run, and costs the same however long it is.
    indices = np.unique(np.linspace(begin, stop - 1, min(stop - begin, SAMPLE)).astype(np.intp))
    cost = trajectory.column("cost")[indices]
    lowest = float(surface.cost(surface.minimum))
    excess = np.maximum(cost - (lowest if math.isfinite(lowest) else 0.0), 0.0)
    # Below the last digits of the dtype the cost only trembles.
    excess[excess < 1e-6 * max(abs(lowest), float(excess.max()) * 1e-6)] = 0.0
    amplitude = np.sqrt(excess)
    if not amplitude.any():
        return "converges", "It starts where the cost is lowest and stays there."
    half = len(amplitude) // 2
    early, late = float(amplitude[:half].max()), float(amplitude[half:].max())
    ratio = late / early if early > 0 else math.inf
    turns = _turns(amplitude, trajectory.column("W")[indices] - surface.minimum[0], trajectory.experiment)
    span = (stop - begin) / 2
    before, after = show(float(cost[:half].max())), show(float(cost[half:].max()))
    pair = f"the highest cost of the run's first half is {before}, of its second half {after}"
    if ratio > 1.25 or (not turns and ratio > 1 and amplitude[-1] > amplitude[0]):
        return "diverges", f"It diverges: {pair}."
    if turns and ratio > 0.8:
        return "oscillates", f"It oscillates and does not settle: {pair}."
    if not turns and ratio > 1 - 1e-12:
        return "crawls", "It stands still: the cost does not change."
    steps = math.ceil(span * math.log(0.01) / math.log(ratio)) if ratio > 0 else 0
    if steps > PATIENCE:
        return "crawls", f"It crawls: at this pace 99 % of the way takes {_count(steps)} steps; {pair}."
    if turns:
        return "converges-oscillating", f"It converges, overshooting on the way: {pair}."
    return "converges", f"It converges: {pair}."


def _turns(amplitude: Floats, offset: Floats, experiment: Experiment) -> int:
    """How often the run crossed the minimum (one parameter) or began to climb again (two)."""
    if experiment.model == "Wx":
        signs = np.sign(offset[amplitude > 0])
        return int(np.count_nonzero(signs[1:] * signs[:-1] < 0))
    rises = np.diff(amplitude) > 0
    return int(np.count_nonzero(rises[1:] & ~rises[:-1]))


__all__ = ["PATIENCE", "Verdict", "VerdictKind", "judge"]
