"""What a lab holds and shows: the run, the record looked at, earlier and other runs, tries and dials. No torch, no waiting."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Record, Trajectory
from gdtutor.lab.dial import Dial
from gdtutor.lab.dials import dials_of

# Earlier runs that stay on the picture, dim.
GHOSTS = 3
# Records of an earlier run that are kept, of a long one: more than any picture of it shows.
GHOST_RECORDS = 6_000
# Records in a row with the same parameters after which a run counts as settled.
SETTLED = 3


class LabState:
    """A lab as it is on screen. `index` is the record of `trajectory` that is looked at."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.experiment = lab.experiment
        self.trajectory = Trajectory(lab.experiment)
        self.index = 0
        self.lr = lab.experiment.lr
        self.ghosts: deque[Trajectory] = deque(maxlen=GHOSTS)
        self.others: list[tuple[str, Trajectory | Experiment]] = [(v.label, v.experiment) for v in lab.compare]
        self.tries: list[tuple[float, float]] = []
        self.curve_shown = lab.curve == "shown"
        self.problem = ""
        # Dials turned and not yet evaluated in torch, by name.
        self._turned: dict[str, float] = {}
        self._dials = dials_of(lab, *self._start_values(), self.lr)

    @property
    def record(self) -> Record | None:
        """The state that is looked at; None until torch has evaluated the start."""
        return self.trajectory[self.index] if self.index < len(self.trajectory) else None

    @property
    def previous(self) -> Record | None:
        """The state one update before the record; None where the record is a start or a hand's doing."""
        record = self.record
        return None if record is None or self.index == 0 or record.moved else self.trajectory[self.index - 1]

    @property
    def parameters(self) -> tuple[float, float]:
        """W and b as they are on screen: of the record, or as a dial was turned a moment ago. b is 0 for the model Wx."""
        record = self.record
        W, b = (record.W, 0.0 if math.isnan(record.b) else record.b) if record else self._start_values()
        return self._turned.get("W", W), self._turned.get("b", b)

    @property
    def stale(self) -> bool:
        """True while torch has not yet evaluated the parameters on screen."""
        return self.record is None or "W" in self._turned or "b" in self._turned

    @property
    def dials(self) -> tuple[Dial, ...]:
        """The dials as they stand now."""
        W, b = self.parameters
        values = {"W": W, "b": b, "lr": self.lr}
        return tuple(dial.at(values[dial.name]) for dial in self._dials)

    @property
    def at_end(self) -> bool:
        """True when the newest record is looked at."""
        return self.index >= len(self.trajectory) - 1

    @property
    def last_step(self) -> int:
        """The step of the newest record."""
        return self.trajectory[-1].step if len(self.trajectory) else 0

    @property
    def overflowed(self) -> bool:
        """True once the newest record has left what its dtype can hold; there is nothing to go on from."""
        return bool(len(self.trajectory)) and not _finite(self.trajectory[-1])

    @property
    def settled(self) -> bool:
        """True once updates no longer change the parameters: converged as far as the dtype can tell, or a rate of 0."""
        length = len(self.trajectory)
        if length <= SETTLED or self.trajectory[length - 1 - SETTLED].step != self.last_step - SETTLED:
            return False
        return all(bool(np.ptp(self.trajectory.column(name)[-1 - SETTLED :]) == 0) for name in self.experiment.parameters)

    def leave(self, run: Trajectory) -> None:
        """The learner goes on elsewhere: what was run so far stays on the picture."""
        self.ghosts.append(run.thinned(GHOST_RECORDS))

    def _start_values(self) -> tuple[float, float]:
        """W and b of the start; a random one is not known (0 here) until torch has drawn it."""
        W, b = self.experiment.start.W, self.experiment.start.b
        return (0.0 if isinstance(W, str) else W), (0.0 if isinstance(b, str) else b)


def _finite(record: Record) -> bool:
    b = () if math.isnan(record.b) and math.isnan(record.db) else (record.b, record.db)
    return all(math.isfinite(value) for value in (record.W, record.dW, record.cost, *b))
