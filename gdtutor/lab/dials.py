"""Which dials a lab has, and between which ends they turn."""

from __future__ import annotations

import math

import numpy as np

from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.wave import WaveSurface
from gdtutor.lab.dial import Dial, round_step

# A dial has round steps between its ends up to this.
LARGEST = 1e300


def dials_of(lab: Lab, W: float, b: float, lr: float) -> tuple[Dial, ...]:
    """The lab's dials in the order of its controls, at the given values; "run" is no dial."""
    ends = {
        "W": lab.W_range or _parameter_ends(lab.experiment, 0, W),
        "b": lab.b_range or _parameter_ends(lab.experiment, 1, b),
        "lr": lab.lr_range or _rate_ends(lab.experiment, lr),
    }
    values = {"W": W, "b": b, "lr": lr}
    return tuple(Dial(name, values[name], *ends[name]) for name in lab.controls if name != "run")


def _parameter_ends(experiment: Experiment, index: int, value: float) -> tuple[float, float]:
    """Around the minimum, as far to either side as the start is, and at least 4; on a wave, so far that the valleys to either
    side of the lowest are in reach.
    """
    surface = cost_surface(experiment)
    minimum = surface.minimum
    centre = float(minimum[index]) if index < len(minimum) else 0.0
    # Data too large to square have no minimum that could be told.
    centre = centre if abs(centre) <= LARGEST else 0.0
    least = max(4.0, 2 * abs(centre))
    if isinstance(surface, WaveSurface) and len(surface.valleys) > 1:
        least = 1.7 * float(np.sort(np.abs(surface.valleys - centre))[1:3].max())
    reach = max(least, min(LARGEST, 1.2 * abs(value - centre)))
    step = round_step(reach / 4)
    return math.floor((centre - reach) / step) * step, math.ceil((centre + reach) / step) * step


def _rate_ends(experiment: Experiment, lr: float) -> tuple[float, float]:
    """From 0 to a little beyond the critical rate, so that a divergence is in reach."""
    critical = cost_surface(experiment).critical_lr
    highest = max(lr, 1.2 * critical if math.isfinite(critical) else 1.0)
    return 0.0, round_step(highest / 5) * 5
