"""Sentences about runs that several pictures' accounts share."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Record, Trajectory
from gdtutor.language import _, ngettext
from gdtutor.plots.sample import latest, sampled
from gdtutor.plots.states import lowest_of, values

# So many steps in a row that cross the valley are no chance.
_CROSSINGS = 3
_SEEN = 0.05
# A cost is a sum of some squares, each of them rounded.
_ROUNDING = 8


def way(run: Trajectory, stop: int) -> str:
    """Where the run on screen began and where it is after its first `stop` records, of which there is at least one."""
    # Translators: the subject of "{subject} starts at …", with its particle.
    return _way(_("The run"), run, stop)


def way_of_other(label: str, run: Trajectory | Experiment) -> str:
    """The same of a run that is compared, whole."""
    if not isinstance(run, Trajectory) or not len(run):
        return not_run_yet(label)
    # Translators: the subject of "{subject} starts at …".
    return _way(_("{label}:").format(label=label), run, len(run))


def not_run_yet(label: str) -> str:
    """That a run that is compared has still to be run."""
    return _("{label}: not run yet.").format(label=label)


def place(record: Record) -> str:
    """`W = 1.4`, or `W = 1.4, b = 0.3` where there is a b."""
    return f"W = {show(record.W)}" if math.isnan(record.b) else f"W = {show(record.W)}, b = {show(record.b)}"


def _way(subject: str, run: Trajectory, stop: int) -> str:
    begin = run[0]
    known = {"subject": subject, "begin": place(begin), "cost": show(begin.cost)}
    finite = min(stop, run.finite_length())
    if finite < stop:
        text = _("{subject} starts at {begin}, cost {cost}, and at step {step:,} its numbers are too large: it has overflowed.")
        return text.format(**known, step=run[finite].step)
    end = run[stop - 1]
    text = ngettext(
        "{subject} starts at {begin}, cost {cost}, and after {n:,} step is at {end}, cost {end_cost}.",
        "{subject} starts at {begin}, cost {cost}, and after {n:,} steps is at {end}, cost {end_cost}.",
        end.step,
    )
    return text.format(**known, n=end.step, end=place(end), end_cost=show(end.cost))


def trend(run: Trajectory, stop: int) -> str:
    """What the cost does over the first `stop` records: the predicate of a sentence whose subject is the cost."""
    cost = run.values("cost", sampled(run, stop, 200))
    if len(cost) < 2:
        # Translators: what the cost does; this stands for {trend}. So do the next ones.
        return _("stops")
    with np.errstate(over="ignore"):
        change = np.diff(cost)
    if (change < 0).all():
        return _("falls at every step")
    if (change > 0).all():
        return _("rises at every step")
    # What is less than the last digits of the numbers, or of the highest, is no change.
    last_digits = _ROUNDING * float(np.finfo(run.experiment.dtype).eps) * np.maximum(np.abs(cost[1:]), np.abs(cost[:-1]))
    change[np.abs(change) <= np.maximum(last_digits, 1e-9 * np.abs(cost).max())] = 0.0
    if not change.any():
        return _("stays the same")
    if (change <= 0).all():
        return _("falls")
    if (change >= 0).all():
        return _("rises")
    return _("goes up and down between {low} and {high}").format(low=show(float(cost.min())), high=show(float(cost.max())))


def crosses(experiment: Experiment, run: Trajectory, stop: int) -> bool:
    """Whether each of the latest steps has gone to the other side of the valley's floor. The experiment's model is Wx+b."""
    last = latest(run, stop, _CROSSINGS + 1)
    if len(last) <= _CROSSINGS:
        return False
    vectors = cost_surface(experiment).axes[1]
    points = np.stack((values(run, "W", last), values(run, "b", last)), axis=1)
    with np.errstate(all="ignore"):
        distances = (points - lowest_of(experiment)) @ vectors
        sides = distances[:, -1]
        # What is small beside the way that is left along the valley is not to be seen.
        return bool((sides[1:] * sides[:-1] < 0).all() and np.abs(sides).min() > _SEEN * np.abs(distances).max())
