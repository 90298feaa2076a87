"""Runs in float64 numpy, and pictures taken apart again."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.surface import cost_surface
from gdtutor.descent.trajectory import Trajectory, rows
from gdtutor.plots.picture import Picture, Scene


def descend(experiment: Experiment) -> Trajectory:
    """All of the experiment's steps of plain gradient descent."""
    surface = cost_surface(experiment)
    point = np.array([float(experiment.start.W), float(experiment.start.b)][: len(experiment.parameters)])
    trajectory = Trajectory(experiment)
    with np.errstate(all="ignore"):
        for step in range(experiment.steps + 1):
            gradient = surface.gradient(point)
            b, db = (point[1], gradient[1]) if len(point) > 1 else (math.nan, math.nan)
            trajectory.append(rows([step, point[0], b, gradient[0], db, float(surface.cost(point))]), experiment.lr)
            point = point - experiment.lr * gradient
    return trajectory


def scene_of(experiment: Experiment, index: int = -1, **more: Any) -> Scene:
    """The scene of a whole run, at one of its records."""
    run = descend(experiment)
    return Scene(experiment, (run[index].W, 0.0 if math.isnan(run[index].b) else run[index].b), run, index, **more)


@dataclass(frozen=True)
class Cells:
    """A picture as characters and roles by (row, column), and where its canvas lies."""

    text: list[str]
    roles: list[list[str]]

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the axes' lower left corner."""
        row = next(r for r in reversed(range(len(self.text))) if self.text[r].strip()[0] in "└+")
        return row, len(self.text[row]) - len(self.text[row].lstrip())

    @property
    def heading(self) -> int:
        """How many rows stand above the canvas."""
        corner = self.corner
        return next(r for r in range(corner[0]) if self.text[r][corner[1]] in "│┤|+")

    def canvas(self, columns: int) -> list[str]:
        """The canvas alone, of so many columns."""
        row, column = self.corner
        return [line[column + 1 : column + 1 + columns] for line in self.text[self.heading : row]]

    def of(self, role: str) -> list[tuple[int, int]]:
        """Rows and columns of every cell in that role, counted from the canvas' lower left cell."""
        row, column = self.corner
        return [
            (row - 1 - r, c - column - 1) for r, line in enumerate(self.roles) for c, found in enumerate(line) if found == role
        ]


def taken_apart(picture: Picture) -> Cells:
    """The picture's cells. For pictures without wide characters."""
    return Cells(
        ["".join(span.text for span in row) for row in picture.rows],
        [[span.role for span in row for _ in span.text] for row in picture.rows],
    )


@pytest.fixture(scope="session")
def descent() -> Callable[[Experiment], Trajectory]:
    return descend


@pytest.fixture(scope="session")
def scene() -> Callable[..., Scene]:
    return scene_of


@pytest.fixture(scope="session")
def cells() -> Callable[[Picture], Any]:
    return taken_apart
