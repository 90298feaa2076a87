"""What every format has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdtutor.descent.experiment import Experiment

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Floats, Trajectory


class Format:
    """Takes the rows of one run of `experiment`, in order, and writes what its readers want.

    A subclass that needs the whole run for what it says in the end has `keeps_run`; the others hold a few rows at a time.
    """

    keeps_run = False

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment

    def take(self, rows: Floats) -> None:
        """The next rows, an array of shape (n, 6) with the columns of `trajectory.COLUMNS`."""

    def end(self, trajectory: Trajectory | None) -> None:
        """All rows were taken; they are in `trajectory` where the format `keeps_run`."""
        raise NotImplementedError
