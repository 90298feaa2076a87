"""The run of the free lab: as in a lesson, but what is left behind stays on the picture under a name."""

from __future__ import annotations

import math
from collections.abc import Callable

from gdtutor.course.model import Control, Lab, PictureKind
from gdtutor.descent.experiment import WITH_MOMENTUM, Experiment, Start
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.dial import round_step
from gdtutor.lab.free_lab.kept_runs import FEWEST, KeptRuns
from gdtutor.lab.free_lab.turning import replaced
from gdtutor.lab.session import LabSession
from gdtutor.language import _
from gdtutor.trainer.client import Trainer

# How far the α of the optimisers that are not bound by the cost's second derivative goes.
RATES = (1e-4, 10.0)


def lab_of(experiment: Experiment) -> Lab:
    """The lab that is this experiment: every dial, and every picture that can show it, the cost over the parameters first."""
    line = "b" in experiment.parameters
    controls: tuple[Control, ...] = ("W", "b", "lr", "run") if line else ("W", "lr", "run")
    over_parameters: PictureKind = "contours" if line else "cost-curve"
    return Lab(
        id="free",
        line=1,
        experiment=experiment,
        pictures=(over_parameters, "data", "squares", "cost-steps", "cost-steps-log"),
        controls=controls,
        lr_range=_rates(experiment),
    )


def _rates(experiment: Experiment) -> tuple[float, float]:
    """The ends of α's dial: a little beyond the critical rate, where there is one; a rate beyond that is a click away from it."""
    critical = cost_surface(experiment).critical_lr
    bound = experiment.optimizer == "SGD" or experiment.optimizer in WITH_MOMENTUM
    # A subnormal number has no round steps.
    if bound and 1e-300 < critical < 1e300:
        return 0.0, round_step(1.2 * critical / 5) * 5
    return RATES


class FreeSession(LabSession):
    """`kept` holds the runs to compare with, which outlive the session; `said` what went of them, a sentence or ""."""

    def __init__(self, lab: Lab, trainer: Trainer, changed: Callable[[], None], kept: KeptRuns) -> None:
        super().__init__(lab, trainer, changed)
        self._kept = kept
        self.said = ""
        self._show_kept()

    @property
    def settings(self) -> Experiment:
        """The experiment as it is set now: its rate is that of the updates to come, its start where the dials were put."""
        start = self.experiment.start
        if "W" in self._turned or "b" in self._turned:
            W, b = (value if math.isfinite(value) else 0.0 for value in self.parameters)
            start = Start(W, b)
        return replaced(self.experiment, lr=self.lr, start=start)

    @property
    def has_run(self) -> bool:
        """Whether there is an update to keep."""
        return len(self.trajectory) > 1

    def put(self, name: str, value: float) -> None:
        """Put a dial at a value, which may lie beyond its ends; `apply` takes it to torch."""
        if name == "lr":
            self.lr = value
        self._turned[name] = value
        self._untouched = False
        self._changed()

    def plan(self, steps: int) -> None:
        """Stop by itself after so many steps; the run goes on."""
        self._rename_start(steps=steps)
        self._changed()

    async def keep(self) -> None:
        """Keep the run under a name, and begin the same one anew."""
        await self._guarded(self._keep)

    async def clear(self) -> None:
        """Forget the runs that were kept, and the traces of earlier ones."""
        self._kept.clear(self.experiment)
        self.ghosts.clear()
        self._show_kept()
        self._changed()

    def leave(self, run: Trajectory) -> None:
        """A run that the learner has left for another is kept, where it was one to speak of."""
        if len(run) > FEWEST:
            self.said = self._kept.keep(run)
            self._show_kept()

    async def _keep(self) -> None:
        await self._apply()
        if not self.has_run:
            self.said = _("There is no step to keep yet.")
        else:
            self.said = self._kept.keep(self.trajectory)
            self._show_kept()
            await self._drop_run()
            self.experiment = replaced(self.experiment, lr=self.lr)
            await self._start_over()

    async def _reset(self) -> None:
        await self._apply()
        if len(self.trajectory) == 1 and self.refusal is None:
            self.ghosts.clear()
        await self._begin_again()

    def _show_kept(self) -> None:
        self.others = list(self._kept.beside(self.experiment))
