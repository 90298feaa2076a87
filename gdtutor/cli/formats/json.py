"""The run as one JSON object: the experiment, the names of the columns, the rows, and in the end the verdict on them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from gdtutor.cli.formats.format import Format
from gdtutor.descent.experiment import Experiment
from gdtutor.lab.rows import HEADER, EveryNth, json_text

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Floats, Trajectory


class Json(Format):
    """Written as the rows come; what was not yet written is not valid JSON, what is written whole is."""

    keeps_run = True

    def __init__(self, experiment: Experiment, write: Callable[[str], None], every: int) -> None:
        super().__init__(experiment)
        self._write = write
        self._chosen = EveryNth(every)
        self._before = ""

    def take(self, rows: Floats) -> None:
        """Write those that are chosen."""
        if not self._before:
            columns = json.dumps(HEADER.strip().split(","))
            self._before = f'{{\n"experiment": {_experiment(self.experiment)},\n"columns": {columns},\n"rows": [\n'
        self._rows(self._chosen.take(rows))

    def end(self, trajectory: Trajectory | None) -> None:
        """Write the last row and the verdict."""
        from gdtutor.descent.verdict import judge

        assert trajectory is not None  # noqa: S101
        self._rows(self._chosen.last())
        verdict = judge(trajectory)
        written = {
            "kind": verdict.kind,
            "sentence": verdict.sentence,
            "factor": verdict.factor,
            "overflow_step": verdict.overflow_step,
        }
        self._write(f'\n],\n"verdict": {json.dumps(written, ensure_ascii=False, allow_nan=False)}\n}}\n')

    def _rows(self, rows: list[list[float]]) -> None:
        if rows:
            self._write(self._before + json_text(rows, self.experiment))
            self._before = ",\n"


def _experiment(experiment: Experiment) -> str:
    """All that it takes to run it again; all its numbers are finite."""
    return json.dumps(msgspec.to_builtins(experiment), ensure_ascii=False, allow_nan=False)
