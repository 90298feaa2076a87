"""How the trainer comes back to the last record of a trajectory, bit for bit."""

from __future__ import annotations

import math

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.protocol import Point, Put, Resume, Updates


def resume_from(experiment: Experiment, trajectory: Trajectory) -> Resume | None:
    """What `Open` needs to go on from the last record; None where there is no record.

    Most runs of plain SGD remember nothing but what a record holds: parameters, and for a loop without zero_grad the gradient.
    The others (see `remembers_more`) start at the first record and do every update again, with the recorded rates and moves.
    """
    if not len(trajectory):
        return None
    lr = next((rate for _, rate in reversed(trajectory.rates()) if not math.isnan(rate)), experiment.lr)
    if not remembers_more(experiment):
        last = trajectory[-1]
        carried = None
        if experiment.loop == "no-zero-grad" and (before := trajectory.index_of_step(last.step - 1)) is not None:
            carried = _point(experiment, trajectory, before, gradient=True)
        return Resume(step=last.step, point=_point(experiment, trajectory, -1), carried=carried, way=(), lr=lr)
    return Resume(
        step=trajectory[0].step,
        point=_point(experiment, trajectory, 0),
        carried=None,
        way=_way(experiment, trajectory),
        lr=lr,
    )


def remembers_more(experiment: Experiment) -> bool:
    """Whether the next update depends on more than the present record: an optimiser's memory, the batches not yet dealt, a
    gradient or a graph that the loop has kept from an earlier state.
    """
    return experiment.optimizer != "SGD" or experiment.batch_size is not None or experiment.records_passes


def _way(experiment: Experiment, trajectory: Trajectory) -> tuple[Updates | Put, ...]:
    """Stretches of equal rate, and the moves between them."""
    _start, *rates = trajectory.rates()
    ends = [*(index for index, _ in rates[1:]), len(trajectory)]
    way: list[Updates | Put] = []
    for (index, rate), end in zip(rates, ends, strict=False):
        way.append(Put(_point(experiment, trajectory, index)) if math.isnan(rate) else Updates(end - index, rate))
    return tuple(way)


def _point(experiment: Experiment, trajectory: Trajectory, index: int, *, gradient: bool = False) -> Point:
    record = trajectory[index]
    values: Point = {"W": record.dW, "b": record.db} if gradient else {"W": record.W, "b": record.b}
    return {name: values[name] for name in experiment.parameters}
