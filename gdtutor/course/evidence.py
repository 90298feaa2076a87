"""What runs tell: the value of a term, whether a condition holds, a text with its numbers, and which runs that takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from gdtutor.course.expressions import calculated
from gdtutor.course.model import AtStep, Comparison, Condition, FirstStep, OfExperiment, Operation, Run, Term
from gdtutor.course.terms import Named, leaves, pieces, written
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Trajectory
from gdtutor.descent.verdict import judge
from gdtutor.language import _, with_particles

# `~` in a condition.
RELATIVE = 0.01
ABSOLUTE = 0.005

# The placeholders that are no terms.
PLACEHOLDERS = ("error", "score")


@dataclass(frozen=True)
class Evidence:
    """Runs and experiments by the name of their `run` block; "" is the run behind the question, or of the page's lab.

    An experiment that is left out is that of its run. error is torch's message where it refused a run, score what a challenge
    counts; they stand for `{error}` and `{score}`.
    """

    runs: Mapping[str, Trajectory] = field(default_factory=dict)
    experiments: Mapping[str, Experiment] = field(default_factory=dict)
    error: str = ""
    score: float | None = None


def value_of(term: Term, evidence: Evidence) -> float:
    """The number that the term stands for, inf and NaN among them.

    A run that overflowed may have stopped; its last state stands for those that never came. Raises ValueError where the run
    is missing or too short.
    """
    if isinstance(term, AtStep):
        return _at_step(term, evidence)
    if isinstance(term, OfExperiment):
        return _of_experiment(term, evidence)
    if isinstance(term, FirstStep):
        trajectory = _run(term.run, evidence, written(term))
        values = trajectory.column(term.quantity)
        found = values < term.bound if term.sign == "<" else values > term.bound
        return float(trajectory.column("step")[int(np.argmax(found))]) if found.any() else math.nan
    if isinstance(term, Operation):
        return calculated(term.sign, value_of(term.left, evidence), value_of(term.right, evidence))
    return term


def holds(condition: Condition, evidence: Evidence) -> bool:
    """Whether the condition is true of the run. A comparison with NaN is false. Raises ValueError as `value_of`."""
    if not isinstance(condition, Comparison):
        return judge(_run(condition.run, evidence, written(condition))).kind in condition.kinds
    left, right = value_of(condition.left, evidence), value_of(condition.right, evidence)
    if condition.sign == "<":
        return left < right
    if condition.sign == ">":
        return left > right
    return left == right or abs(left - right) <= max(ABSOLUTE, RELATIVE * min(abs(left), abs(right)))


def fill(text: str, evidence: Evidence) -> str:
    """The text with its placeholders as numbers in four significant digits. Raises ValueError as `value_of`.

    A Korean particle written for both cases behind one, such as `{W@1}이(가)`, becomes the one that fits the number.
    """
    return with_particles("".join(_filled(piece, evidence) for piece in pieces(text, PLACEHOLDERS)))


def runs_needed(
    *values: Term | Condition | str | None, own: Experiment | None, steps: int, lesson_runs: Iterable[Run] = ()
) -> dict[str, tuple[Experiment, int]]:
    """Which experiments to run, and for how many updates, before the values can be told; by the names that `Evidence` has.

    own and steps are the run that has no name; a named one has the steps of its experiment. Raises ValueError where a run is
    meant that does not exist.
    """
    named = {run.id: run.experiment for run in lesson_runs}
    needed: dict[str, tuple[Experiment, int]] = {}
    for leaf in leaves(*values, names=PLACEHOLDERS):
        experiment = named.get(leaf.run) if leaf.run else own
        if experiment is None:
            raise ValueError(_("{term} needs a run").format(term=written(leaf)))
        if not isinstance(leaf, OfExperiment):
            needed[leaf.run] = (experiment, experiment.steps if leaf.run else steps)
    return needed


def experiments(own: Experiment | None, lesson_runs: Iterable[Run] = ()) -> dict[str, Experiment]:
    """All experiments that a text may name, for `Evidence`."""
    return {run.id: run.experiment for run in lesson_runs} | ({"": own} if own else {})


def _run(name: str, evidence: Evidence, shown: str) -> Trajectory:
    trajectory = evidence.runs.get(name)
    if trajectory is None or len(trajectory) == 0:
        raise ValueError(_("{term} needs a run").format(term=shown))
    return trajectory


def _at_step(term: AtStep, evidence: Evidence) -> float:
    trajectory = _run(term.run, evidence, written(term))
    index = len(trajectory) - 1 if term.step == "end" else trajectory.index_of_step(term.step)
    if index is None:
        last = trajectory[-1].step
        if trajectory.finite_length() == len(trajectory) or term.step == "end" or term.step < last:
            message = _("{term} needs a longer run; this one ends at step {last}")
            raise ValueError(message.format(term=written(term), last=last))
        index = len(trajectory) - 1
    return float(trajectory.column(term.quantity)[index])


def _of_experiment(term: OfExperiment, evidence: Evidence) -> float:
    experiment = evidence.experiments.get(term.run)
    if experiment is None:
        experiment = _run(term.run, evidence, written(term)).experiment
    if term.name == "lr":
        return experiment.lr
    surface = cost_surface(experiment)
    if term.name == "critical_lr":
        return surface.critical_lr
    if term.name == "curvature":
        return float(surface.eigenvalues[-1])
    minimum = surface.minimum
    if term.name == "lowest_cost":
        return float(surface.cost(minimum))
    if term.name == "lowest_W":
        return float(minimum[0])
    return float(minimum[1]) if len(minimum) > 1 else math.nan


def _filled(piece: str | Term | Named, evidence: Evidence) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Named):
        if piece.name == "error":
            return evidence.error
        return show(math.nan if evidence.score is None else evidence.score)
    return show(value_of(piece, evidence))
