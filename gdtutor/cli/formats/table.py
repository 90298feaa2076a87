"""Rows for people: columns as wide as the numbers can get, few enough for a screen, and the verdict below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdtutor.cli.destination import Destination
from gdtutor.cli.formats.format import Format
from gdtutor.columns import cells, wrapped
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import WIDEST, show
from gdtutor.lab.rows import EveryNth
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Floats, Trajectory

# Lines of a screen that are not rows: the header, a blank line, two for the verdict, and the shell's prompt.
_OTHER_LINES = 5
_FEWEST, _MOST = 5, 40


class Table(Format):
    """Rows 0, every, 2 * every … and the last; without `every` as many as fit the screen."""

    keeps_run = True

    def __init__(self, experiment: Experiment, destination: Destination, every: int | None) -> None:
        super().__init__(experiment)
        self._destination = destination
        room = max(_FEWEST, min(_MOST, destination.size.lines - _OTHER_LINES))
        self._chosen = EveryNth(every or round_every(experiment.steps, room))
        self._names = [("W", 1), ("dW", 3), ("cost", 5)]
        if "b" in experiment.parameters:
            self._names = [("W", 1), ("b", 2), ("dW", 3), ("db", 4), ("cost", 5)]
        self._step = max(cells(_("step")), len(f"{experiment.steps:,}"))
        self._header = True

    def take(self, rows: Floats) -> None:
        """Write those that are chosen."""
        lines = []
        if self._header:
            step = " " * (self._step - cells(_("step"))) + _("step")
            lines.append(step + "".join(f" {name:>{WIDEST}}" for name, _place in self._names))
            self._header = False
        self._write([*lines, *map(self._line, self._chosen.take(rows))])

    def end(self, trajectory: Trajectory | None) -> None:
        """Write the last row and the verdict."""
        from gdtutor.descent.verdict import judge

        assert trajectory is not None  # noqa: S101
        verdict = wrapped(judge(trajectory).sentence, self._destination.size.columns)
        self._write([*map(self._line, self._chosen.last()), "", *verdict])

    def _line(self, row: list[float]) -> str:
        return f"{int(row[0]):>{self._step},}" + "".join(f" {show(row[place]):>{WIDEST}}" for _name, place in self._names)

    def _write(self, lines: list[str]) -> None:
        self._destination.write("".join(f"{line.rstrip()}\n" for line in lines))


def round_every(steps: int, rows: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … with which a run of so many steps has at most so many rows, the last included."""
    every, power = 1, 1
    while steps // every + 1 + bool(steps % every) > rows:
        if every == 5 * power:
            power *= 10
            every = power
        else:
            every = 2 * power if every == power else 5 * power
    return every
