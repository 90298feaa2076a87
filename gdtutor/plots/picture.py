"""What goes into a picture (a scene, a view, a size) and what comes out (rows of styled text, and an account in words)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory

# What a stretch of text is; the screen gives each a colour, but a glyph or a word always tells it too.
Role = Literal[
    "",
    "frame",
    "label",
    "point",
    "line",
    "error",
    "curve",
    "ball",
    "path",
    "tangent",
    "slope",
    "ghost",
    "other1",
    "other2",
    "other3",
    "other4",
    "other5",
    "try",
]
# Several runs on one picture take turns in these.
OTHERS: tuple[Role, ...] = ("other1", "other2", "other3", "other4", "other5")

Glyphs = Literal["braille", "ascii"]


class Span(NamedTuple):
    """Text of one role, without line breaks."""

    text: str
    role: Role


class Picture(NamedTuple):
    """Rows of spans, each row as wide and all of them as many as the size asked for, and the same in one or two sentences."""

    rows: tuple[tuple[Span, ...], ...]
    account: str


class Size(NamedTuple):
    """Width and height in cells."""

    width: int
    height: int


class View(NamedTuple):
    """The ranges of the axes, each (lowest, highest), in the units of the data; on a logarithmic axis both are positive."""

    x: tuple[float, float]
    y: tuple[float, float]


@dataclass(frozen=True)
class Scene:
    """What there is to be seen.

    parameters are W and b as they are now on screen (b is 0 for the model Wx). trajectory is the run, and index the record of it
    that is looked at; those after it have not happened yet, as far as the picture goes. ghosts are earlier runs. others lie on
    the same picture under their labels; those not run yet are an Experiment. tries are points (W, cost) that the learner has
    tried; curve tells whether cost(W) is shown besides, and slope whether its tangent is, where the run stands. tangents are
    values of W at which the tangent is drawn. W_range and b_range are the ends of the dials, where the lesson names them.
    """

    experiment: Experiment
    parameters: tuple[float, float]
    trajectory: Trajectory | None = None
    index: int = -1
    ghosts: tuple[Trajectory, ...] = ()
    others: tuple[tuple[str, Trajectory | Experiment], ...] = ()
    tries: tuple[tuple[float, float], ...] = ()
    curve: bool = True
    slope: bool = True
    tangents: tuple[float, ...] = ()
    W_range: tuple[float, float] | None = None
    b_range: tuple[float, float] | None = None

    @property
    def stop(self) -> int:
        """How many records of the run are to be seen: up to and with the one that is looked at."""
        if self.trajectory is None:
            return 0
        length = len(self.trajectory)
        return max(0, min(length, (self.index if self.index >= 0 else length + self.index) + 1))
