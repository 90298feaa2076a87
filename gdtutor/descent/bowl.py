"""The cost of a straight line as a function of its parameters, in closed form: a quadratic bowl.

With residuals r = X p - y (X has a column x, and a column of ones where there is a b), the cost is s * sum(r**2), s = 1/m,
1/(2m) or 1. Its second derivative (the Hessian) is 2 s X'X, a constant; gradient descent multiplies the distance from the
minimum by 1 - lr * eigenvalue along each eigenvector, so it converges for lr < 2 / (largest eigenvalue)
(Nocedal and Wright, Numerical Optimization, section 3.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdtutor.descent.trajectory import Floats


@dataclass(frozen=True)
class CostSurface:
    """The cost of an experiment's data under its model, float64. Parameters are arrays of shape (..., p), p = 1 or 2."""

    inputs: Floats  # X, shape (m, p), or fewer rows with the same sums of squares
    targets: Floats  # y, shape (m,)
    scale: float  # s above

    def cost(self, parameters: Floats) -> Floats:
        """The cost at each point: shape (..., p) gives shape (...)."""
        with np.errstate(over="ignore", invalid="ignore"):
            residuals = parameters @ self.inputs.T - self.targets
            return np.asarray(self.scale * np.sum(residuals * residuals, axis=-1))

    def gradient(self, parameters: Floats) -> Floats:
        """The gradient at each point: shape (..., p) gives the same shape."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(2 * self.scale * (parameters @ self.inputs.T - self.targets) @ self.inputs)

    @property
    def hessian(self) -> Floats:
        """The second derivatives, shape (p, p), the same everywhere; inf where data are too large to square."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(2 * self.scale * self.inputs.T @ self.inputs)

    @property
    def eigenvalues(self) -> Floats:
        """Of the Hessian, ascending, shape (p,)."""
        return self.axes[0]

    @property
    def axes(self) -> tuple[Floats, Floats]:
        """The eigenvalues of the Hessian, ascending, shape (p,), and its eigenvectors as columns, shape (p, p).

        Where the data are too large to square, the eigenvalues are inf.
        """
        hessian = self.hessian
        if not np.isfinite(hessian).all():
            return np.full(len(hessian), np.inf), np.eye(len(hessian))
        values, vectors = np.linalg.eigh(hessian)
        if len(values) == 2:
            # Their product is the determinant, which is known better than a small eigenvalue beside a large one: x far from 0.
            steep = 2 * self.scale * self._triangle[0, 0] * self._triangle[1, 1]
            values[0] = steep * (steep / values[1]) if values[1] > 0 else 0.0
        else:
            # Rounding makes the 0 of a flat direction a little more or less.
            values = np.where(values > 0, values, 0.0)
        return values, vectors

    @property
    def _triangle(self) -> Floats:
        """R of a QR decomposition of (1, x, y): r[1, 1] is how far the x lie about their mean, and 0 where all are equal."""
        ones_first = np.column_stack([self.inputs[:, ::-1], self.targets])
        triangle = np.asarray(np.linalg.qr(ones_first, mode="r"))
        length = np.linalg.norm(self.inputs[:, 0])
        if len(triangle) < 2 or abs(triangle[1, 1]) <= 1e-15 * length:
            triangle = np.vstack([triangle, np.zeros((1, 3))]) if len(triangle) < 2 else triangle
            triangle[1, 1] = 0.0
        return triangle

    @property
    def minimum(self) -> Floats:
        """The parameters of the lowest cost, shape (p,); the smallest such ones where a whole valley is lowest.

        NaN where numbers beyond about 1e150 leave no way to tell.
        """
        with np.errstate(all="ignore"):
            try:
                if self.inputs.shape[1] == 2 and self._triangle[1, 1] != 0:
                    return np.asarray(np.linalg.solve(self._triangle[:2, :2], self._triangle[:2, 2]))[::-1]
                return np.asarray(np.linalg.lstsq(self.inputs, self.targets, rcond=None)[0])
            except np.linalg.LinAlgError:
                return np.full(self.inputs.shape[1], np.nan)

    @property
    def critical_lr(self) -> float:
        """The rate at which plain gradient descent stops converging: 2 / (largest eigenvalue); inf where the cost is flat."""
        largest = float(self.eigenvalues[-1])
        return 2 / largest if largest > 0 else float("inf")
