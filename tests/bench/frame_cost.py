"""What a frame costs after 10³ steps and after 10⁶, in processor time: ranges, drawing, and what is said of the run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from gdtutor.course.model import Lab, PictureKind
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.player import Player
from gdtutor.lab.session import LabSession
from gdtutor.lab.state import GHOST_RECORDS
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Scene, Size, View
from gdtutor.tui.widgets.readout import run_sentence
from tests.bench.figures import Figure
from tests.bench.long_runs import long_run, rows_of
from tests.bench.samples import median, say

SHORT, LONG = 1_000, 1_000_000
ARRIVE = 100  # records between two frames of a playing run
AT_MOST = 1.2  # times
SIZE = Size(100, 30)

# The kind of picture, the run, and how many earlier runs lie on it.
CASES: tuple[tuple[PictureKind, str, int], ...] = (
    ("data", "Wx", 0),
    ("squares", "Wx", 0),
    ("cost-curve", "Wx", 0),
    ("cost-curve", "Wx", 3),
    ("cost-curve", "sin(Wx)", 0),
    ("contours", "Wx+b", 0),
    ("contours", "Wx+b", 3),
    ("cost-steps", "Wx", 0),
    ("cost-steps", "Wx", 3),
    ("cost-steps", "Wx, momentum", 0),
    ("cost-steps", "Wx in batches", 0),
    ("cost-steps", "sin(Wx)", 0),
    ("cost-steps-log", "Wx", 0),
    ("cost-steps-log", "Wx in batches", 0),
)
QUICK: tuple[tuple[PictureKind, str, int], ...] = (("cost-curve", "Wx", 3), ("cost-steps", "Wx in batches", 0))


class Measured(NamedTuple):
    """Milliseconds of processor time for a frame, medians."""

    kind: str
    run: str
    earlier: int
    arriving: bool
    short: float
    long: float

    @property
    def what(self) -> str:
        """The run and how it is drawn, in words."""
        earlier = f" with {self.earlier} earlier runs" if self.earlier else ""
        return f"{self.run}{earlier}, {f'{ARRIVE} records arrive' if self.arriving else 'still'}"

    @property
    def ratio(self) -> float:
        """How many times as much the long run's frame costs."""
        return self.long / self.short


class Frames:
    """A lab with a run of that length on screen, drawn again and again."""

    def __init__(self, kind: PictureKind, run: Trajectory, earlier: int) -> None:
        self._kind: PictureKind = kind
        self._length = len(run)
        experiment = run.experiment
        lab = Lab(id="bench", line=1, experiment=experiment, pictures=(kind,), controls=("run",))
        # Nothing here asks torch for anything.
        self._session = LabSession(lab, cast("Any", None), lambda: None)
        self._session.trajectory = run
        for _ in range(earlier):
            self._session.ghosts.append(run.thinned(GHOST_RECORDS))
        self._player = Player(self._session, lambda: None)
        self._player.stopped_because = "steps"
        self._rows = rows_of(experiment, self._length, ARRIVE)
        self._view: View | None = None

    def time(self, *, arriving: bool) -> float:
        """Draw a frame; the processor's seconds for it."""
        session = self._session
        run = session.trajectory
        run.truncate(self._length)
        start = time.process_time()
        if arriving:
            run.append(self._rows, run.experiment.lr)
        session.index = len(run) - 1
        scene = Scene(session.experiment, session.parameters, run, session.index, ghosts=tuple(session.ghosts))
        self._view = view_for(self._kind, scene, self._view, SIZE)
        draw(self._kind, scene, SIZE, self._view)
        sentence = run_sentence(session, self._player)
        seconds = time.process_time() - start
        if not sentence.startswith("Stopped after"):
            raise AssertionError(f"no sentence about the run: {sentence!r}")
        return seconds


def measure(*, quick: bool) -> Iterator[Figure]:
    """The dearest frames, and those of the picture that grows most with the run."""
    cases = QUICK if quick else CASES
    found = [measured for case in cases for measured in _measured(*case, frames=20 if quick else 60)]
    dearest, steepest = max(found, key=lambda one: one.long), max(found, key=lambda one: one.ratio)
    samples = {f"{one.kind}, {one.what}": (one.short, one.long) for one in found}
    yield Figure(name="the dearest frame at 10³ steps", value=max(one.short for one in found), unit="ms", samples=samples)
    yield Figure(name="the dearest frame at 10⁶ steps", value=dearest.long, unit="ms", note=f"{dearest.kind}, {dearest.what}")
    note = f"the highest of {len(found)}: {steepest.kind}, {steepest.what}"
    yield Figure(name="10⁶ steps : 10³ steps", value=steepest.ratio, at_most=AT_MOST, note=note)


def _measured(kind: PictureKind, run: str, earlier: int, *, frames: int) -> list[Measured]:
    """A picture that stands still, and one of a playing run."""
    short, long = (Frames(kind, long_run(run, length), earlier) for length in (SHORT, LONG))
    found = []
    for arriving in (False, True):
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(-5, frames):
            # In turns, so that a machine that is busy for a while is so for both; the first ones choose ranges.
            for side, lab in enumerate((short, long)):
                seconds = lab.time(arriving=arriving)
                if number >= 0:
                    times[side].append(seconds)
        found.append(Measured(kind, run, earlier, arriving, *(1000 * median(side) for side in times)))
        say(f"{kind}, {found[-1].what}: {found[-1].short:.2f} ms and {found[-1].long:.2f} ms")
    return found
