"""Which script there is to go through in a lab."""

from __future__ import annotations

import math

import msgspec

from gdtutor.descent.experiment import Experiment, Start
from gdtutor.lab.session import LabSession


def experiment_inside(session: LabSession) -> Experiment:
    """What the lab runs, from its start and with α as they are turned."""
    turned = session.stale and session.record is not None
    # What a run that overflowed has come to is no start.
    W, b = (value if math.isfinite(value) else 0.0 for value in session.parameters)
    start = Start(W, b) if turned else session.experiment.start
    return msgspec.structs.replace(session.experiment, lr=session.lr, start=start)
