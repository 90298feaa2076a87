"""What became of a run, told from its records alone: the later half against the earlier.

The amplitude is the root of what the cost has above its minimum: along each eigenvector of a bowl it is proportional to the
distance, so it serves one parameter and two alike.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gdtutor.descent.foretold import NEAR, is_plain
from gdtutor.descent.numbers import show
from gdtutor.descent.outcome import PATIENCE, VerdictKind, count, steps_to_one_percent
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats, Trajectory
from gdtutor.descent.wave import WaveSurface
from gdtutor.language import _

# Of a recorded run, at most so many records are looked at.
SAMPLE = 4_096
# A run that looks at batches is judged by quarters, from so many records on.
QUARTERED = 16
# Such a run has arrived where its excess over the lowest cost is that small a part of what it was.
ARRIVED = 1e-6


class _Seen(NamedTuple):
    """A sample of a run: costs, excess over the lowest cost that it could come to, and how far W is from there."""

    cost: Floats
    excess: Floats
    offset: Floats
    span: int  # updates from the first record to the last
    lowest: float


def recorded(trajectory: Trajectory, begin: int, stop: int) -> tuple[VerdictKind, str]:
    """Kind and sentence of the records from `begin` up to `stop`, at least two and all finite."""
    experiment = trajectory.experiment
    surface = cost_surface(experiment)
    if isinstance(surface, WaveSurface):
        return _in_a_valley(trajectory, begin, stop, surface)
    seen = _seen(trajectory, begin, stop, surface.minimum)
    if experiment.in_batches and experiment.loop in ("standard", "by-hand"):
        return _noisy(seen)
    if not seen.excess.any():
        return "converges", _("It starts where the cost is lowest and stays there.")
    # With two parameters a run goes around the minimum rather than across it: there it is told by the cost.
    turns = _crossings(seen) if len(experiment.parameters) == 1 else _climbs(seen)
    return _by_halves(seen, turns)


def _seen(trajectory: Trajectory, begin: int, stop: int, lowest_at: Floats) -> _Seen:
    # A sample is enough of a long run, and costs the same however long it is. Its places are more than 1 apart: none is twice.
    whole = stop - begin <= SAMPLE
    indices = np.arange(begin, stop) if whole else np.linspace(begin, stop - 1, SAMPLE).astype(np.intp)
    cost = trajectory.values("cost", indices)
    lowest = float(cost_surface(trajectory.experiment).cost(lowest_at))
    excess = np.maximum(cost - (lowest if math.isfinite(lowest) else 0.0), 0.0)
    # Below the last digits of the dtype the cost only trembles.
    excess[excess < 1e-6 * max(abs(lowest), float(excess.max()) * 1e-6)] = 0.0
    return _Seen(cost, excess, trajectory.values("W", indices) - lowest_at[0], stop - begin - 1, lowest)


def _by_halves(seen: _Seen, turns: int) -> tuple[VerdictKind, str]:
    amplitude = np.sqrt(seen.excess)
    half = len(amplitude) // 2
    early, late = float(amplitude[:half].max()), float(amplitude[half:].max())
    ratio = late / early if early > 0 else math.inf
    halves = _highest_costs(seen)
    if ratio > 1.25 or (not turns and ratio > 1 and amplitude[-1] > amplitude[0]):
        return "diverges", _growing().format(**halves)
    if turns and ratio > 0.8:
        return "oscillates", _unsettled().format(**halves)
    if not turns and ratio > 1 - 1e-12:
        return "crawls", _("It stands still: the cost does not change.")
    steps = steps_to_one_percent(ratio, (seen.span + 1) / 2)
    if steps > PATIENCE:
        return "crawls", _crawling().format(**halves, steps=count(steps))
    if turns:
        sentence = _(
            "It converges, overshooting on the way: "
            "the highest cost of the run's first half is {before}, of its second half {after}."
        )
        return "converges-oscillating", sentence.format(**halves)
    return "converges", _settling().format(**halves)


def _noisy(seen: _Seen) -> tuple[VerdictKind, str]:
    """Of a run whose gradients are those of batches: it falls, then swings on a noise floor.

    It has come to the floor once the fall from one quarter of the run to the next is lost among the swings within a quarter.
    """
    excess, cost = seen.excess, seen.cost
    if not excess.any():
        return "converges", _("It starts where the cost is lowest and stays there.")
    if np.ptp(cost) == 0:
        return "crawls", _("It stands still: the cost does not change.")
    half = len(excess) // 2
    early, late = excess[:half], excess[half:]
    halves = _highest_costs(seen)
    # Doubled beyond what a noise floor adds to the lowest cost: a run that starts at the minimum climbs to its floor, no further.
    if late.max() > 4 * early.max() and late.mean() > 4 * early.mean() and cost[half:].max() > 2 * cost[:half].max():
        return "diverges", _growing().format(**halves)
    if late.max() < ARRIVED * early.max():
        return "converges", _settling().format(**halves)
    if len(excess) < QUARTERED:
        third, last, updates = early.max(), late.max(), (seen.span + 1) / 2
    else:
        quarter = len(late) // 2
        third, last, updates = late[:quarter].mean(), late[quarter:].mean(), (seen.span + 1) / 4
        if np.mean(np.diff(late) > 0) > 0.2 and third - last < late[quarter:].std():
            tail = cost[half + quarter :]
            sentence = _(
                "It swings on a noise floor: each batch has a slope of its own. "
                "At the end the cost lies between {low} and {high}; "
                "the lowest is {lowest}."
            )
            numbers = {"low": show(float(tail.min())), "high": show(float(tail.max())), "lowest": show(seen.lowest)}
            return "oscillates", sentence.format(**numbers)
    if last >= third:
        return "oscillates", _unsettled().format(**halves)
    steps = steps_to_one_percent(math.sqrt(float(last / third)), updates)
    if steps > PATIENCE:
        return "crawls", _crawling().format(**halves, steps=count(steps))
    return "converges", _settling().format(**halves)


def _in_a_valley(trajectory: Trajectory, begin: int, stop: int, surface: WaveSurface) -> tuple[VerdictKind, str]:
    """Of a run over a curve of several valleys: judged is its stay in the valley that it has come to."""
    experiment = trajectory.experiment
    bottom = surface.valley_below(trajectory[stop - 1].W)
    lowest_at = np.array([bottom if math.isfinite(bottom) else trajectory[stop - 1].W])
    whole = _seen(trajectory, begin, stop, lowest_at)
    if np.ptp(whole.offset) == 0:
        if trajectory[begin].dW == 0 or not whole.excess.any():
            return "converges", _("It starts where the slope is 0, and no step moves it.")
        return "crawls", _("It stands still: the cost does not change.")
    left, right = surface.hilltops_beside(bottom)
    outside = trajectory.last_outside("W", left, right, stop)
    entered = begin if outside is None else max(begin, outside + 1)
    if math.isnan(bottom) or (entered > begin and stop - entered < max(2, (stop - begin) / 4)):
        sentence = _(
            "It leaps from valley to valley and does not settle: "
            "the highest cost of the run's first half is {before}, of its second half {after}."
        )
        return "oscillates", sentence.format(**_highest_costs(whole))
    stay = _seen(trajectory, entered, stop, lowest_at)
    if experiment.in_batches and experiment.loop in ("standard", "by-hand"):
        kind, sentence = _noisy(stay)
    else:
        kind, sentence = _by_halves(stay, _crossings(stay))
    step_on_bottom = surface.curvature(bottom) * trajectory[stop - 1].lr if is_plain(experiment) else 0.0
    if kind == "diverges" or (step_on_bottom > 2 * (1 + NEAR) and _crossings(stay)):
        # The cost of a wave is bounded, and a step that is too long for the bottom of a valley swings there, or leaves it.
        return "oscillates", _unsettled().format(**_highest_costs(stay))
    if kind not in ("converges", "converges-oscillating"):
        return kind, sentence
    return kind, _which_valley(bottom, surface)


def _which_valley(valley: float, surface: WaveSurface) -> str:
    best = surface.minimum
    here, lowest = float(surface.cost(np.array([valley]))), float(surface.cost(best))
    numbers = {"W": show(valley), "cost": show(here), "lowest": show(lowest), "best": show(float(best[0]))}
    if not here > lowest + 1e-6 * max(1.0, lowest):
        return _("It converges, in the lowest valley, at W = {W}.").format(**numbers)
    sentence = _(
        "It converges, in the valley at W = {W}. That is not the lowest: its cost is {cost}, and {lowest} at W = {best}."
    )
    return sentence.format(**numbers)


def _highest_costs(seen: _Seen) -> dict[str, str]:
    """The numbers of the sentences below."""
    half = len(seen.cost) // 2
    return {"before": show(float(seen.cost[:half].max())), "after": show(float(seen.cost[half:].max()))}


def _growing() -> str:
    return _("It diverges: the highest cost of the run's first half is {before}, of its second half {after}.")


def _unsettled() -> str:
    return _(
        "It oscillates and has not settled: the highest cost of the run's first half is {before}, of its second half {after}."
    )


def _crawling() -> str:
    return _(
        "It crawls: at this pace 99 % of the way takes {steps} steps; "
        "the highest cost of the run's first half is {before}, of its second half {after}."
    )


def _settling() -> str:
    return _("It converges: the highest cost of the run's first half is {before}, of its second half {after}.")


def _crossings(seen: _Seen) -> int:
    """How often a run with one parameter crossed the minimum."""
    signs = np.sign(seen.offset[seen.excess > 0])
    return int(np.count_nonzero(signs[1:] * signs[:-1] < 0))


def _climbs(seen: _Seen) -> int:
    """How often the cost began to climb again."""
    rises = np.diff(np.sqrt(seen.excess)) > 0
    return int(np.count_nonzero(rises[1:] & ~rises[:-1]))
