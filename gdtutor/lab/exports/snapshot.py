"""What of a run is exported: everything up to the record that was looked at, and how that was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import COLUMNS, Record, Trajectory
from gdtutor.lab.rows import BLOCK, HEADER, csv_text
from gdtutor.plots.picture import Picture


class Refused(NamedTuple):
    """The error that stopped the run's script after its newest record: its class, and its own text."""

    kind: str
    message: str


@dataclass(frozen=True)
class Snapshot:
    """The records of a run up to the one that was looked at; at least one, and a copy, for the run may go on.

    refused is what stopped the script right after them, None where nothing did. pictures are those on screen, from the top.
    name is what files are called, without an ending. data_file is the name of the file that the points come from, "" where they
    are built in. torch is the version that computed the run.
    """

    trajectory: Trajectory
    name: str
    refused: Refused | None = None
    pictures: tuple[Picture, ...] = ()
    data_file: str = ""
    torch: str = ""

    @property
    def experiment(self) -> Experiment:
        """What the run was started with."""
        return self.trajectory.experiment

    @property
    def last(self) -> Record:
        """The record that was looked at."""
        return self.trajectory[-1]

    def csv(self) -> Iterator[str]:
        """The rows of the records as the pieces of a CSV file; the columns as in `lab.rows`."""
        yield HEADER
        columns = [self.trajectory.column(name) for name in COLUMNS]
        for begin in range(0, len(self.trajectory), BLOCK):
            rows = np.column_stack([column[begin : begin + BLOCK] for column in columns])
            yield csv_text(rows.tolist(), self.experiment)
