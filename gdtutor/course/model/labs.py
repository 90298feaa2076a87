"""Labs, and the runs of a lesson that are not on screen."""

from __future__ import annotations

from typing import Literal

import msgspec

from gdtutor.descent.experiment import Experiment

PictureKind = Literal["data", "squares", "cost-curve", "contours", "cost-steps", "cost-steps-log"]
Control = Literal["W", "b", "lr", "run"]
Curve = Literal["shown", "tries"]
Hidden = Literal["cost", "slope"]


class Variant(msgspec.Struct, frozen=True):
    """Another run on the same picture: the lab's experiment with some of its values replaced, and a name for the legend."""

    label: str
    experiment: Experiment


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """Live torch on a page: an experiment, what the learner can turn, and the pictures of it (the first is shown first).

    curve "tries" hides cost(W) and shows only the points that the learner has tried, until they ask for the whole.
    hide leaves out what a later lesson explains: the cost, or the slope (tangent, gradient, arithmetic of a step, verdict).
    tangents are values of W at which the curve's tangent is drawn. W_range and b_range bound a picture or a dial.
    compare holds further runs that lie on the same picture.
    """

    id: str
    line: int
    experiment: Experiment
    pictures: tuple[PictureKind, ...]
    controls: tuple[Control, ...]
    curve: Curve = "shown"
    hide: tuple[Hidden, ...] = ()
    tangents: tuple[float, ...] = ()
    compare: tuple[Variant, ...] = ()
    W_range: tuple[float, float] | None = None
    b_range: tuple[float, float] | None = None
    lr_range: tuple[float, float] | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A `run` block: an experiment that is not on screen, for claims and questions of the lesson to take numbers from."""

    id: str
    line: int
    experiment: Experiment
