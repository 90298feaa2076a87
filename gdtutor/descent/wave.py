"""The cost of sin(Wx): a curve with several valleys, whose lowest points are found numerically.

With r = sin(Wx) - y the cost is s * sum(r**2), its slope 2 s * sum(r x cos(Wx)), and the slope of that, the second derivative,
2 s * sum(x**2 (cos(Wx)**2 - r sin(Wx))). Near the bottom of a valley the cost is a bowl, and what `bowl` says of bowls holds
with the second derivative there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdtutor.descent.bowl import CostSurface
from gdtutor.descent.trajectory import Floats

# Points per swing of the fastest part of the cost, cos(2 W max|x|), where valleys are looked for.
FINENESS = 16
# How many such swings to either side of W = 0 are looked at, at most.
SWINGS = 32
HALVINGS = 60


@dataclass(frozen=True)
class WaveSurface(CostSurface):
    """The cost of sin(Wx). `inputs` has shape (m, 1).

    minimum, hessian, eigenvalues and critical_lr are those of the lowest valley. Equal distances between the x make the cost
    repeat itself: of valleys that are equally low the one nearest to W = 0 counts.
    """

    def cost(self, parameters: Floats) -> Floats:
        """The cost at each point: shape (..., 1) gives shape (...)."""
        with np.errstate(over="ignore", invalid="ignore"):
            residuals = np.sin(parameters @ self.inputs.T) - self.targets
            return np.asarray(self.scale * np.sum(residuals * residuals, axis=-1))

    def gradient(self, parameters: Floats) -> Floats:
        """The gradient at each point: shape (..., 1) gives the same shape."""
        with np.errstate(over="ignore", invalid="ignore"):
            angles = parameters @ self.inputs.T
            return np.asarray(2 * self.scale * ((np.sin(angles) - self.targets) * np.cos(angles)) @ self.inputs)

    def curvature(self, W: float) -> float:
        """The second derivative of the cost at W."""
        with np.errstate(over="ignore", invalid="ignore"):
            x = self.inputs[:, 0]
            residuals = np.sin(W * x) - self.targets
            return float(2 * self.scale * np.sum(x * x * (np.cos(W * x) ** 2 - residuals * np.sin(W * x))))

    @property
    def hessian(self) -> Floats:
        """The second derivative at the minimum, shape (1, 1); inf where data are too large to square."""
        curvature = self.curvature(float(self.minimum[0]))
        with np.errstate(over="ignore"):
            most = float(2 * self.scale * np.sum(self.inputs**2))
        # Where the very bottom is flat, as that of (sin(W) - 1)**2 is, rounding makes its 0 a little more or less.
        return np.array([[0.0 if abs(curvature) <= 1e-9 * most else curvature if math.isfinite(curvature) else math.inf]])

    @cached_property
    def valleys(self) -> Floats:
        """The W of every local minimum between -reach and reach, ascending, shape (n,).

        reach is where the cost of points at equal distances begins to repeat itself, pi / (smallest distance), or 32 swings of
        the fastest part of the cost where that comes first. Found on a grid, then by halving to the last digit.
        """
        sizes = np.unique(np.abs(self.inputs[:, 0]))
        largest = float(sizes[-1])
        if not 1e-150 < largest < 1e150 or not np.isfinite(self.targets).all():
            return np.empty(0)
        gaps = np.diff(np.union1d(sizes, [0.0]))
        swing = math.pi / largest
        # A little more, for a minimum at the very end.
        reach = 1.02 * min(math.pi / float(gaps.min()), SWINGS * swing)
        return self.valleys_between(-reach, reach)

    def valleys_between(self, low: float, high: float) -> Floats:
        """The W of the local minima between two values of W, ascending, shape (n,). Found on a grid, then by halving to the last
        digit; where more than 64 swings lie between, some may be missed.
        """
        largest = float(np.abs(self.inputs).max())
        with np.errstate(over="ignore"):
            pieces = 2 * FINENESS * min(largest * (high - low) / (2 * math.pi), float(2 * SWINGS))
        grid = np.linspace(low, high, 2 * math.ceil(pieces / 2) + 1)
        slopes = self._slopes(grid)
        before = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
        return self._halved(grid[before], grid[before + 1])

    @cached_property
    def minimum(self) -> Floats:
        """The W of the lowest cost, shape (1,); 0 where the cost is flat, NaN where the data are too large to tell."""
        if not len(self.valleys):
            return np.array([0.0 if not self.inputs.any() else math.nan])
        costs = self.cost(self.valleys[:, np.newaxis])
        if not np.isfinite(costs).all():
            return np.array([math.nan])
        lowest = self.valleys[costs <= costs.min() + 1e-9 * max(float(costs.max()), 1e-300)]
        nearest = float(lowest[int(np.argmin(np.abs(lowest)))])
        # Halving comes near 0, and does not say it.
        return np.array([nearest if abs(nearest) > 1e-12 * math.pi / float(np.abs(self.inputs).max()) else 0.0])

    def valley_below(self, W: float) -> float:
        """The bottom of the valley that W lies in: where a walk downhill in small steps ends. W itself where the cost is flat
        there, NaN where no end is found.
        """
        slope = float(self._slopes(np.array([W]))[0])
        return W if slope == 0 else self._turn(W, right=slope < 0, downhill=True)

    def hilltops_beside(self, valley: float) -> tuple[float, float]:
        """The W of the nearest local maxima to the left and the right of a valley's bottom; NaN where none is found."""
        return self._turn(valley, right=False, downhill=False), self._turn(valley, right=True, downhill=False)

    def _turn(self, W: float, *, right: bool, downhill: bool) -> float:
        """Where a walk from W to one side, downhill or uphill, comes to its end; NaN where none is found."""
        largest = float(np.abs(self.inputs).max())
        if not (math.isfinite(W) and 0 < largest < 1e150 and np.isfinite(self.targets).all()):
            return math.nan
        step = math.pi / largest / FINENESS
        walk: Floats = W + (step if right else -step) * np.arange(FINENESS * SWINGS, dtype=np.float64)
        # Where the walk begins counts as on its way: at the very bottom rounding decides the sign of the slope.
        ends = 1 + np.flatnonzero((self._slopes(walk[1:]) < 0) != (right == downhill))
        if not len(ends):
            return math.nan
        low, high = sorted((float(walk[ends[0] - 1]), float(walk[ends[0]])))
        return float(self._halved(np.array([low]), np.array([high]), valley=downhill)[0])

    def _slopes(self, W: Floats) -> Floats:
        return self.gradient(W[:, np.newaxis])[:, 0]

    def _halved(self, low: Floats, high: Floats, *, valley: bool = True) -> Floats:
        """Where between low and high, each of shape (n,), the slope turns from negative to positive; on a hilltop the reverse."""
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            before = (self._slopes(middle) < 0) == valley
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        return np.asarray((low + high) / 2)
