"""What will become of plain gradient descent on a straight line's cost: its fate is known as soon as it starts.

On a quadratic bowl a step multiplies the distance from the minimum by 1 - lr * eigenvalue along each eigenvector of the Hessian
(see `surface`); uphill it is 1 + lr * eigenvalue.
"""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.bowl import CostSurface
from gdtutor.descent.experiment import BODY, Dtype, Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.outcome import PATIENCE, Verdict, VerdictKind, count, steps_to_one_percent
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.language import _, ngettext

# How near to 1 a factor counts as 1: float32 knows the rate to about 1e-7.
NEAR = 1e-6
_LARGEST: dict[Dtype, float] = {"float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}


def is_plain(experiment: Experiment) -> bool:
    """Whether each update takes away (or, uphill, adds) lr times the gradient of all points, and nothing else."""
    return (
        experiment.optimizer == "SGD"
        and experiment.loop in ("standard", "by-hand", "ascent")
        and not experiment.in_batches
        and (not experiment.body or _trains(experiment))
    )


def _trains(experiment: Experiment) -> bool:
    """Whether the body, each line once, does what the usual one does: it clears the old gradient at any time but just before
    the step that needs the new one.
    """
    body = experiment.body
    if sorted(body) != sorted(BODY):
        return False
    hypothesis, cost, zero_grad, backward, step = (body.index(name) for name in BODY)
    return hypothesis < cost < backward < step and not backward < zero_grad < step


def foretold(trajectory: Trajectory, begin: int, overflow: int | None) -> Verdict | None:
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
        sentence = _("It starts where the cost is lowest: the gradient is 0, and no step moves it.")
        return Verdict("converges", None, None, sentence)
    uphill = experiment.loop == "ascent"
    factors = 1 + (lr if uphill else -lr) * eigenvalues[excited]
    worst = float(factors[np.argmax(np.abs(factors))])
    factor = abs(worst) if abs(worst) > 1e-9 else 0.0
    if factor > (1 if uphill else 1 + NEAR):
        if show(factor) == "1":
            grows = _("It diverges, slowly: every step adds {part} of the distance.").format(part=show(factor - 1, 2))
        else:
            grows = _("It diverges: every step makes the distance {factor} times as large.").format(factor=show(factor))
        if overflow is not None:
            return Verdict("diverges", factor, overflow, f"{grows} {overflowed(experiment.dtype, overflow)}")
        step = start.step + _overflow_after(surface, eigenvalues[excited], distances[excited], factors, experiment.dtype)
        ends = _("In {dtype} the cost overflows at about step {step}.").format(dtype=experiment.dtype, step=f"{step:,}")
        return Verdict("diverges", factor, step, f"{grows} {ends}")
    kind, sentence = _settling(worst, factor, lr, experiment)
    return Verdict(kind, factor, None, sentence)


def overflowed(dtype: str, step: int) -> str:
    """What is said of a run whose numbers have left what the dtype can hold."""
    sentence = _("At step {step} a number is too large for {dtype}: it overflows to inf.")
    return sentence.format(step=f"{step:,}", dtype=dtype)


def _settling(worst: float, factor: float, lr: float, experiment: Experiment) -> tuple[VerdictKind, str]:
    """Kind and sentence for a factor of at most 1; `worst` is the factor with its sign."""
    if lr == 0:
        return "crawls", _("It stands still: with a learning rate of 0 no step moves it.")
    if factor == 1 and worst > 0:
        return "crawls", _("It stands still: with so small a learning rate every step is lost in rounding.")
    if worst < 0 and factor > 1 - NEAR:
        return "oscillates", _("It oscillates for ever: every step crosses the minimum and lands as far away on the other side.")
    steps = steps_to_one_percent(factor)
    # A factor that would be shown as 1 is told by what it takes away.
    near_one = show(factor) == "1"
    numbers = {"factor": show(factor), "part": show(1 - factor, 2)}
    if worst < 0 and factor > 0:
        return "converges-oscillating", _crossing(steps, near_one=near_one).format(**numbers, steps=f"{steps:,}")
    if steps > PATIENCE:
        sentence = _("It crawls: every step leaves {factor} times the distance, so 99 % of the way takes {steps} steps.")
        if near_one:
            sentence = _("It crawls: every step takes away only {part} of the distance, so 99 % of the way takes {steps} steps.")
        return "crawls", sentence.format(**numbers, steps=count(steps))
    if factor == 0:
        return "converges", _("It converges: the first step lands on the minimum.")
    if len(experiment.parameters) == 1:
        sentence = ngettext(
            "It converges: every step leaves {factor} times the distance, and 99 % of the way takes {steps} step.",
            "It converges: every step leaves {factor} times the distance, and 99 % of the way takes {steps} steps.",
            steps,
        )
    else:
        sentence = ngettext(
            "It converges: in the long run every step leaves {factor} times the distance, "
            "and 99 % of the way takes {steps} step.",
            "It converges: in the long run every step leaves {factor} times the distance, "
            "and 99 % of the way takes {steps} steps.",
            steps,
        )
    return "converges", sentence.format(**numbers, steps=f"{steps:,}")


def _crossing(steps: int, *, near_one: bool) -> str:
    if near_one:
        return _(
            "It converges, crossing the minimum at each step: every step takes away only {part} of the distance, "
            "so 99 % of the way takes {steps} steps."
        )
    if steps > PATIENCE:
        return _(
            "It converges, crossing the minimum at each step: every step leaves {factor} times the distance, "
            "so 99 % of the way takes {steps} steps."
        )
    return _("It converges, crossing the minimum at each step: every step leaves {factor} times the distance.")


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
