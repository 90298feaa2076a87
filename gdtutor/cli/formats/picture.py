"""The run as a picture, the same in words, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdtutor.cli.destination import Destination
from gdtutor.cli.formats.format import Format
from gdtutor.columns import wrapped
from gdtutor.course.model import PictureKind
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.plots.picture import Picture, Role, Span

# A picture this wide is wide enough, and half as high as that is high enough.
_WIDEST, _HIGHEST = 120, 40
_LOWEST = 10
# The screen's last line is the shell's.
_PROMPT = 1

# Colours of the terminal's own palette: dark and light screens have each theirs. A glyph or a word tells the same.
_DIM, _BOLD = "2", "1"
_STYLES: dict[Role, str] = {
    "frame": _DIM,
    "label": _DIM,
    "point": _BOLD,
    "line": "94",
    "error": "31",
    "curve": "94",
    "ball": "1;35",
    "path": "35",
    "tangent": "32",
    "slope": "1;32",
    "ghost": _DIM,
    "try": "1;36",
}


# The same in a file that may be printed: #rrggbb on white.
_GREY, _BLUE, _VIOLET, _GREEN = "#6e7781", "#0550ae", "#8250df", "#116329"
_INKS: dict[Role, str] = {
    "frame": _GREY,
    "label": _GREY,
    "line": _BLUE,
    "error": "#a40e26",
    "curve": _BLUE,
    "ball": _VIOLET,
    "path": _VIOLET,
    "tangent": _GREEN,
    "slope": _GREEN,
    "ghost": _GREY,
    "try": "#0a7285",
}
_SVG = (100, 30)


class PictureAndWords(Format):
    """The way over cost(W), or over the contours of cost(W, b), drawn when the run is over; in a .svg file as such."""

    keeps_run = True

    def __init__(self, experiment: Experiment, destination: Destination) -> None:
        super().__init__(experiment)
        self._destination = destination

    def end(self, trajectory: Trajectory | None) -> None:
        """Draw."""
        assert trajectory is not None  # noqa: S101
        from gdtutor.descent.verdict import judge
        from gdtutor.plots.kinds import draw, view_for
        from gdtutor.plots.picture import Scene, Size

        columns, lines = self._destination.size
        kind: PictureKind = "contours" if self.experiment.model == "Wx+b" else "cost-curve"
        last = trajectory[-1]
        scene = Scene(self.experiment, (last.W, 0.0 if math.isnan(last.b) else last.b), trajectory)
        verdict = judge(trajectory).sentence
        if self._destination.is_svg:
            size = Size(*_SVG)
            picture = draw(kind, scene, size, view_for(kind, scene, None, size))
            self._write_svg(picture._replace(account=f"{picture.account} {verdict}"), last.step)
            return
        size = Size(min(columns, _WIDEST), _HIGHEST)
        view = view_for(kind, scene, None, size)
        account = draw(kind, scene, Size(0, 0), view).account
        words = [*wrapped(account, columns), "", *wrapped(verdict, columns)]
        size = Size(size.width, max(_LOWEST, min(_HIGHEST, size.width // 2, lines - len(words) - 1 - _PROMPT)))
        picture = draw(kind, scene, size, view, "ascii" if self._destination.charset == "ascii" else "braille")
        rows = [_line(row, coloured=self._destination.coloured) for row in picture.rows]
        self._destination.write("".join(f"{line}\n" for line in [*rows, "", *words]))

    def _write_svg(self, picture: Picture, step: int) -> None:
        from gdtutor.lab.exports.svg import Ink, Palette, svg

        bold = ("ball", "slope", "try")
        palette = Palette("#ffffff", Ink("#1f2328"), {role: Ink(ink, role in bold) for role, ink in _INKS.items()})
        self._destination.write(svg([picture], palette, _("{name}, step {step}").format(name="gdtutor run", step=step)))


def _line(row: Sequence[Span], *, coloured: bool) -> str:
    if not coloured:
        return "".join(span.text for span in row).rstrip()
    return "".join(_styled(span) for span in row).rstrip()


def _styled(span: Span) -> str:
    style = _STYLES.get(span.role, "")
    return f"\033[{style}m{span.text}\033[m" if style and span.text.strip() else span.text
