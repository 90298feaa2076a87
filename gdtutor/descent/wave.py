"""The cost of sin(Wx): a curve with several valleys, whose lowest points are found numerically.

With r = sin(Wx) - y the cost is s * sum(r**2), its slope 2 s * sum(r x cos(Wx)), and the slope of that, the second derivative,
2 s * sum(x**2 (cos(Wx)**2 - r sin(Wx))). Near the bottom of a valley the cost is a bowl, and what `bowl` says of bowls holds
with the second derivative there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
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
# With more points than so many a valley is halved a few times only, and Newton's method does the rest.
MANY, FEW_HALVINGS, POLISHINGS = 500, 4, 5
# So many numbers are worked on at once: ten thousand points at thousands of W would fill a gigabyte.
BLOCK = 500_000
REMEMBERED = 64


@dataclass(frozen=True)
class WaveSurface(CostSurface):
    """The cost of sin(Wx). `inputs` has shape (m, 1).

    minimum, hessian, eigenvalues and critical_lr are those of the lowest valley. Equal distances between the x make the cost
    repeat itself: of valleys that are equally low the one nearest to W = 0 counts.
    """

    def cost(self, parameters: Floats) -> Floats:
        """The cost at each point: shape (..., 1) gives shape (...)."""

        def of_block(block: Floats) -> Floats:
            residuals = np.sin(block @ self.inputs.T) - self.targets
            return np.asarray(self.scale * np.sum(residuals * residuals, axis=-1))

        return self._in_blocks(of_block, parameters).reshape(parameters.shape[:-1])

    def gradient(self, parameters: Floats) -> Floats:
        """The gradient at each point: shape (..., 1) gives the same shape."""

        def of_block(block: Floats) -> Floats:
            angles = block @ self.inputs.T
            return np.asarray(2 * self.scale * ((np.sin(angles) - self.targets) * np.cos(angles)) @ self.inputs)

        return self._in_blocks(of_block, parameters).reshape(parameters.shape)

    def _in_blocks(self, function: Callable[[Floats], Floats], parameters: Floats) -> Floats:
        """The function of parameters of shape (..., 1), some at a time, one after another."""
        flat = parameters.reshape(-1, 1)
        size = max(1, BLOCK // len(self.inputs))
        with np.errstate(over="ignore", invalid="ignore"):
            if len(flat) <= size:
                return function(flat)
            return np.concatenate([function(flat[begin : begin + size]) for begin in range(0, len(flat), size)])

    def along(self, grid: Floats) -> tuple[Floats, Floats]:
        """Cost and slope at ascending W that are evenly spaced, each of shape (n,), like `grid`."""
        if len(self.inputs) <= MANY or len(grid) < 2:
            return self.cost(grid[:, np.newaxis]), self._slopes(grid)
        x = self.inputs[:, 0]
        costs, slopes = np.empty_like(grid), np.empty_like(grid)
        with np.errstate(over="ignore", invalid="ignore"):
            # From one W to the next every exp(i W x) is turned by the same angle, which is a multiplication and no sine.
            turned = turn = np.exp(1j * x * (grid[-1] - grid[0]) / (len(grid) - 1))
            for place, W in enumerate(grid):
                # Begun afresh now and then, so that rounding does not add up.
                turned = np.exp(1j * W * x) if place % 50 == 0 else turned * turn
                residuals = turned.imag - self.targets
                costs[place] = residuals @ residuals
                slopes[place] = (residuals * turned.real) @ x
        return self.scale * costs, 2 * self.scale * slopes

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
        slopes = self.along(grid)[1]
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
        key = (W, right, downhill)
        if key not in self._turns:
            if len(self._turns) >= REMEMBERED:
                self._turns.clear()
            self._turns[key] = self._walked(W, math.pi / largest / FINENESS * (1 if right else -1), right == downhill, downhill)
        return self._turns[key]

    @cached_property
    def _turns(self) -> dict[tuple[float, bool, bool], float]:
        """Where the latest walks ended: the same few are asked for again and again."""
        return {}

    def _walked(self, W: float, step: float, falls: bool, downhill: bool) -> float:
        """Where a walk from W ends on which the slope is negative as long as `falls` (or is not); NaN where it does not end."""
        # A swing at a time: most ends are near.
        for begin in range(0, FINENESS * SWINGS, FINENESS):
            walk: Floats = W + step * np.arange(begin, begin + FINENESS + 1, dtype=np.float64)
            # Where the walk begins counts as on its way: at the very bottom rounding decides the sign of the slope.
            ends = 1 + np.flatnonzero((self._slopes(walk[1:]) < 0) != falls)
            if len(ends):
                low, high = sorted((float(walk[ends[0] - 1]), float(walk[ends[0]])))
                return float(self._halved(np.array([low]), np.array([high]), valley=downhill)[0])
        return math.nan

    def _slopes(self, W: Floats) -> Floats:
        return self.gradient(W[:, np.newaxis])[:, 0]

    def _halved(self, low: Floats, high: Floats, *, valley: bool = True) -> Floats:
        """Where between low and high, each of shape (n,), the slope turns from negative to positive; on a hilltop the reverse."""
        many = len(self.inputs) > MANY
        for _ in range(FEW_HALVINGS if many else HALVINGS):
            middle = (low + high) / 2
            before = (self._slopes(middle) < 0) == valley
            low, high = np.where(before, middle, low), np.where(before, high, middle)
        found = np.asarray((low + high) / 2)
        for _ in range(POLISHINGS if many else 0):
            with np.errstate(divide="ignore", invalid="ignore"):
                nearer = found - self._slopes(found) / np.array([self.curvature(float(W)) for W in found])
            found = np.where(np.isfinite(nearer), np.clip(nearer, low, high), found)
        return found
