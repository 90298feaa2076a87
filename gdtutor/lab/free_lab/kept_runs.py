"""Runs that stay on the picture to be compared with the one on screen, each under a label of its own."""

from __future__ import annotations

import math
from typing import NamedTuple

from gdtutor.descent.experiment import WITH_MOMENTUM, Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.free_lab.settings import same_picture, same_run
from gdtutor.language import _

MOST = 5
# So many updates make a run worth comparing; one with fewer is left behind without a word.
FEWEST = 3
# Of a longer run about so many records are kept: a picture shows no more of them.
RECORDS = 6_000

Rates = tuple[tuple[int, float], ...]
"""The learning rates of a run: from which step on, and which."""


class KeptRun(NamedTuple):
    """A run, its label, and what tells it from others: the experiment and the rates."""

    label: str
    experiment: Experiment
    rates: Rates
    trajectory: Trajectory


class KeptRuns:
    """At most MOST runs, the oldest first."""

    def __init__(self) -> None:
        self._runs: list[KeptRun] = []

    def __len__(self) -> int:
        return len(self._runs)

    def keep(self, run: Trajectory) -> str:
        """Keep a run of one update at least; the sentence says what went to make room for it, "" where nothing did.

        The same run is kept once, as far as it ever came.
        """
        rates = rates_of(run)
        for kept in self._runs:
            if kept.rates == rates and same_run(kept.experiment, run.experiment):
                self._runs.remove(kept)
                longer = kept.trajectory if kept.trajectory[-1].step > run[-1].step else run.thinned(RECORDS)
                self._runs.append(kept._replace(trajectory=longer))
                return ""
        self._runs.append(KeptRun(self._label(run, rates), run.experiment, rates, run.thinned(RECORDS)))
        if len(self._runs) <= MOST:
            return ""
        gone = self._runs.pop(0)
        return _("{most} runs are kept at most: the oldest, “{label}”, is gone.").format(most=MOST, label=gone.label)

    def beside(self, experiment: Experiment) -> list[tuple[str, Trajectory]]:
        """The kept runs that fit on the picture of that experiment, each with its label."""
        return [(kept.label, kept.trajectory) for kept in self._runs if same_picture(kept.experiment, experiment)]

    def clear(self, experiment: Experiment) -> None:
        """Forget the runs that are on the picture of that experiment."""
        self._runs = [kept for kept in self._runs if not same_picture(kept.experiment, experiment)]

    def _label(self, run: Trajectory, rates: Rates) -> str:
        """What the run is, as short as tells it from those that it is compared with."""
        experiment = run.experiment
        rivals = [kept for kept in self._runs if same_picture(kept.experiment, experiment)]
        taken = {kept.label for kept in rivals}
        label = ", ".join([f"{experiment.optimizer} α {_rates_shown(rates)}", *_always(experiment)])
        for part in _sometimes(run, [kept.experiment for kept in rivals if kept.label == label]):
            if label in taken:
                label = f"{label}, {part}"
        number = 2
        while label in taken:
            label = f"{label.removesuffix(f' ({number - 1})')} ({number})"
            number += 1
        return label


def rates_of(run: Trajectory) -> Rates:
    """The rates that the run's updates were made with, in order; what it begins with where there were none."""
    rates = tuple((run[index - 1].step, rate) for index, rate in run.rates() if not math.isnan(rate))
    return rates or ((0, run.experiment.lr),)


def _rates_shown(rates: Rates) -> str:
    shown = [show(rate) for _step, rate in rates]
    return "→".join(shown if len(shown) <= 2 else [shown[0], "…", shown[-1]])


def _always(experiment: Experiment) -> list[str]:
    """What is said of a run besides its optimiser and its rate, where it is out of the ordinary."""
    parts = []
    if experiment.optimizer in WITH_MOMENTUM and experiment.momentum != Experiment().momentum:
        parts.append(_("momentum {n}").format(n=show(experiment.momentum)))
    if experiment.in_batches:
        parts.append(_("batch {n}").format(n=experiment.batch_size))
    if experiment.loop == "no-zero-grad":
        parts.append(_("no zero_grad"))
    return parts


def _sometimes(run: Trajectory, rivals: list[Experiment]) -> list[str]:
    """What tells the run from those that bear the same label so far."""
    experiment = run.experiment
    parts = []
    if any(rival.start != experiment.start for rival in rivals):
        first = run[0]
        place = _("from W {W}") if math.isnan(first.b) else _("from W {W}, b {b}")
        parts.append(place.format(W=show(first.W, 3), b=show(first.b, 3)))
    if any(rival.seed != experiment.seed for rival in rivals):
        parts.append(_("seed {n}").format(n=experiment.seed))
    if any(rival.dtype != experiment.dtype for rival in rivals):
        parts.append(experiment.dtype)
    return parts
