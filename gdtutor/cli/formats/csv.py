"""Rows for programs: a line a state, as soon as torch has computed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gdtutor.cli.formats.format import Format
from gdtutor.descent.experiment import Experiment
from gdtutor.lab.rows import HEADER, EveryNth, csv_text

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Floats, Trajectory


class Csv(Format):
    """The header once there is a row, then the rows 0, every, 2 * every … and the last."""

    def __init__(self, experiment: Experiment, write: Callable[[str], None], every: int) -> None:
        super().__init__(experiment)
        self._write = write
        self._chosen = EveryNth(every)
        self._header = HEADER

    def take(self, rows: Floats) -> None:
        """Write those that are chosen."""
        if text := self._header + csv_text(self._chosen.take(rows), self.experiment):
            self._write(text)
            self._header = ""

    def end(self, trajectory: Trajectory | None) -> None:  # noqa: ARG002
        """Write the last row."""
        self._write(csv_text(self._chosen.last(), self.experiment))
