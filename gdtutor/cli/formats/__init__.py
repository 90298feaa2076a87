"""What `gdtutor run` writes: each format takes a run's rows as they come and writes text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from gdtutor.descent.experiment import Experiment

if TYPE_CHECKING:
    from gdtutor.cli.destination import Destination
    from gdtutor.cli.formats.format import Format

Name = Literal["plot", "table", "csv", "json", "script"]
# Those that write rows, so that --every has a say.
WITH_ROWS: tuple[Name, ...] = ("table", "csv", "json")
# Those without a word for people.
ROWS_ONLY: tuple[Name, ...] = ("csv", "json")
BY_SUFFIX: dict[str, Name] = {".csv": "csv", ".json": "json", ".py": "script", ".txt": "plot", ".svg": "plot"}


def format_of(name: Name, experiment: Experiment, destination: Destination, every: int | None) -> Format:
    """The format of that name, for one run; every N is for those WITH_ROWS. (The script of an experiment needs no run.)"""
    if name == "csv":
        from gdtutor.cli.formats.csv import Csv

        return Csv(experiment, destination.write, every or 1)
    if name == "json":
        from gdtutor.cli.formats.json import Json

        return Json(experiment, destination.write, every or 1)
    if name == "table":
        from gdtutor.cli.formats.table import Table

        return Table(experiment, destination, every)
    from gdtutor.cli.formats.picture import PictureAndWords

    return PictureAndWords(experiment, destination)
