"""The settings of the free lab, kept for the next time as a text. No torch and no numpy here."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from gdtutor.descent.experiment import Device, Experiment
from gdtutor.lab.free_lab.turning import replaced, with_data

# The preference that they are kept under.
PREFERENCE = "lab"


def packed(experiment: Experiment, data: str | None = None) -> str:
    """The settings as JSON. Points of the learner's own are left out: `data` is the built-in name to come back to instead."""
    if not isinstance(experiment.data, str):
        experiment = with_data(experiment, data or Experiment().data).experiment
    return msgspec.json.encode(replaced(experiment, device="cpu")).decode()


def unpacked(text: str | None, device: Device = "cpu") -> Experiment:
    """The settings that `packed` made a text of, for that device; the lab's first ones where the text is no such thing."""
    with suppress(msgspec.MsgspecError, ValueError):
        experiment = msgspec.json.decode(text or "", type=Experiment)
        return replaced(experiment, device=device, dtype="float32" if device == "mps" else experiment.dtype)
    return Experiment(device=device)
