"""What the app begins with, as the command line asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gdtutor.descent.experiment import Experiment
    from gdtutor.lab.free_lab.settings import DataFile


class LabStart(NamedTuple):
    """The free lab to begin with: its experiment (None: the settings of the last time) and the learner's own points."""

    experiment: Experiment | None = None
    own: DataFile | None = None


class Beginning(NamedTuple):
    """`lab`, or the lesson with that id at `page` (None: where the learner left it), or without either the home screen.

    `said` is a sentence to begin with, "" where there is nothing to say.
    """

    lesson: str | None = None
    page: str | None = None
    lab: LabStart | None = None
    said: str = ""


HOME = Beginning()
