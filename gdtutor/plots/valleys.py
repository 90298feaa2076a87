"""The curve cost(W) as points, and its valleys: one for a straight line, many for a wave."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple, cast

import numpy as np

from gdtutor.descent.experiment import Cost, Dataset, Experiment
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Floats
from gdtutor.descent.wave import WaveSurface
from gdtutor.plots.states import lowest_of

# A parabola in 40 pieces is off by less than a dot at any size.
_PIECES = 40
# Points for each swing of the fastest wave, and the most of them: beyond that many swings there is nothing to see.
_EACH_SWING = 16
_MOST = 2_000


class Valley(NamedTuple):
    """A place where the cost is lower than on both sides."""

    W: float
    cost: float


def curve(experiment: Experiment, b: float, ends: tuple[float, float]) -> tuple[Floats, Floats]:
    """W from end to end, ascending, and cost(W): enough points to draw it, the bottoms of its valleys among them."""
    if experiment.model == "sin(Wx)":
        return _wave(experiment.data, experiment.cost, *ends)
    W = np.linspace(*ends, _PIECES + 1)
    lowest = lowest_of(experiment)[0]
    if ends[0] < lowest < ends[1]:
        W = np.sort(np.append(W, lowest))
    points = np.column_stack((W, np.full_like(W, b)))[:, : len(experiment.parameters)]
    return W, cost_surface(experiment).cost(points)


def valleys(experiment: Experiment, ends: tuple[float, float]) -> tuple[Valley, ...]:
    """The valleys of a wave's cost(W) between the ends, from left to right."""
    return _valleys(experiment.data, experiment.cost, *ends)


def valley_width(experiment: Experiment) -> float:
    """About how far apart the valleys of a wave's cost(W) are; 0 for a straight line.

    sin(W x) swings once while W goes 2 pi / |x| on; points differ in that, and the quadratic mean of x stands for them.
    """
    if experiment.model != "sin(Wx)":
        return 0.0
    x = np.array(experiment.dataset.x)
    with np.errstate(all="ignore"):
        mean = float(np.sqrt(np.mean(x * x)))
    width = 2 * math.pi / mean if mean > 0 else math.inf
    return width if math.isfinite(width) else 0.0


@lru_cache(maxsize=8)
def _wave(data: str | Dataset, cost: Cost, low: float, high: float) -> tuple[Floats, Floats]:
    W, heights = _grid(data, cost, low, high)
    bottoms = _valleys(data, cost, low, high)
    if bottoms:
        at = np.searchsorted(W, [valley.W for valley in bottoms])
        W = np.insert(W, at, [valley.W for valley in bottoms])
        heights = np.insert(heights, at, [valley.cost for valley in bottoms])
    return W, heights


@lru_cache(maxsize=8)
def _valleys(data: str | Dataset, cost: Cost, low: float, high: float) -> tuple[Valley, ...]:
    surface = _surface(data, cost)
    bottoms = surface.valleys_between(low, high)
    # Halving comes near 0, and rounding leaves a little of a cost of 0: neither says it.
    bottoms[np.abs(bottoms) < 1e-12 * (high - low)] = 0.0
    costs = surface.cost(bottoms[:, None])
    costs[costs < 1e-24 * float(_grid(data, cost, low, high)[1].max())] = 0.0
    return tuple(Valley(float(at), float(height)) for at, height in zip(bottoms, costs, strict=True))


@lru_cache(maxsize=8)
def _grid(data: str | Dataset, cost: Cost, low: float, high: float) -> tuple[Floats, Floats]:
    x = np.array(Experiment(data=data).dataset.x)
    with np.errstate(all="ignore"):
        # The cost holds sin(Wx)**2, which swings twice as fast.
        swings = float(np.abs(x).max() * (high - low) / math.pi)
    pieces = int(min(_MOST, max(_PIECES, _EACH_SWING * swings))) if math.isfinite(swings) else _MOST
    W = np.linspace(low, high, pieces + 1)
    return W, _surface(data, cost).along(W)[0]


def _surface(data: str | Dataset, cost: Cost) -> WaveSurface:
    return cast("WaveSurface", cost_surface(Experiment(data=data, model="sin(Wx)", cost=cost)))
