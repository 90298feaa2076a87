"""A page's lab in words: its picture's account, its numbers, and what becomes of them when it is turned and run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gdtutor.course.expressions import parse_constant
from gdtutor.course.model import Lab
from gdtutor.course.problems import quoted
from gdtutor.descent.numbers import show
from gdtutor.language import _, ngettext
from gdtutor.plain.paper import Paper

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Record
    from gdtutor.lab.player import Player
    from gdtutor.lab.session import LabSession
    from gdtutor.plots.picture import Picture, Size, View
    from gdtutor.trainer.client import Trainer

# A run of any length is told in so many rows, and data of so many points point by point.
ROWS = 6
POINTS = 12
# A picture that is wider or higher says no more.
WIDEST, HIGHEST = 72, 22


class PageLab:
    """One lab at work. `asks` says, while the learner is to predict it, that the next step is not to be told."""

    def __init__(self, lab: Lab, trainer: Trainer, paper: Paper) -> None:
        from gdtutor.lab.player import Player
        from gdtutor.lab.session import LabSession

        self.lab = lab
        self.asks = False
        self.session: LabSession = LabSession(lab, trainer, lambda: None)
        self.player: Player = Player(self.session, lambda: None)
        self._trainer = trainer
        self._paper = paper
        self._place = 0
        self._view: View | None = None

    async def open(self) -> None:
        """Have the start evaluated in torch, and the runs made that the picture is compared with."""
        await self.session.open()

    async def close(self) -> None:
        """Let go of the run."""
        await self.session.close()

    # Telling

    def tell(self) -> None:
        """The picture in words, the numbers, and what can be done."""
        self.tell_picture()
        # The account of a map has the numbers of where one stands.
        if self.session.problem or "run" in self.lab.controls or not self._maps:
            self.tell_numbers()
        if self.session.dials:
            dials = ", ".join(
                _("{name} {value} ({lowest} to {highest})").format(
                    name=_called(dial.name), value=show(dial.value), lowest=show(dial.lowest), highest=show(dial.highest)
                )
                for dial in self.session.dials
            )
            first = self.session.dials[0]
            turned = first.turned(4) if first.turned(4).value != first.value else first.turned(-4)
            example = f"{first.name} {show(turned.value)}"
            self._paper.line(_("To turn: {dials}. For example: {example}").format(dials=dials, example=example))
        if "run" in self.lab.controls and not self.asks:
            self._paper.line(_("To run: play, step, back, reset."))

    @property
    def _maps(self) -> bool:
        kind = self.lab.pictures[self._place]
        return kind == "contours" or (kind == "cost-curve" and self.session.curve_shown)

    def tell_picture(self) -> None:
        """The account of the picture, and of few data each point."""
        self._paper.line(_("Picture: {account}").format(account=self._drawn().account))
        x, y = self.session.experiment.dataset.x, self.session.experiment.dataset.y
        if self.lab.pictures[self._place] in ("data", "squares") and len(x) <= POINTS:
            points = ", ".join(f"({show(a)}, {show(b)})" for a, b in zip(x, y, strict=True))
            self._paper.line(_("Points (x, y): {points}.").format(points=points))

    def tell_numbers(self) -> None:
        """The state that is looked at, and the arithmetic of a step; or why there are none."""
        from gdtutor.lab.telling import arithmetic

        session = self.session
        if session.problem:
            self._tell_problem()
        if session.record is None:
            return
        self._paper.line(_("Numbers: {numbers}.").format(numbers=self._row(session.record)))
        told = arithmetic(session, asks=self.asks) if "run" in self.lab.controls else None
        if told is not None:
            self._paper.line(f"{told.lead} {', '.join(told.terms)}", indent="  ")

    def draw(self) -> None:
        """The picture in ASCII."""
        from gdtutor.plots.picture import Size

        width = min(WIDEST, self._paper.width - 1)
        rows = self._drawn(Size(width, min(HIGHEST, max(8, width // 3)))).rows
        self._paper.verbatim("".join(span.text for span in row) for row in rows)

    def next_picture(self) -> bool:
        """Look at the next picture; whether there is one."""
        self._place = (self._place + 1) % len(self.lab.pictures)
        self._view = None
        return len(self.lab.pictures) > 1

    def show_curve(self) -> bool:
        """Show the whole curve where it was hidden, or hide it again; whether it is shown now."""
        self.session.show_curve()
        return self.session.curve_shown

    # Turning and running

    async def turn(self, argument: str) -> None:
        """Turn a dial, given as its name and the value: `W 3`."""
        name, _space, typed = argument.partition(" ")
        dial = next((dial for dial in self.session.dials if dial.name == name), None)
        if dial is None:
            names = ", ".join(_called(dial.name) for dial in self.session.dials)
            said = _("{name} can't be turned here; what can be turned: {names}.") if names else _("Nothing can be turned here.")
            self._paper.line(said.format(name=_called(name), names=names))
            return
        ends = {"name": _called(name), "lowest": show(dial.lowest), "highest": show(dial.highest)}
        if not typed:
            said = _("{name} is {value}; it goes from {lowest} to {highest}.")
            self._paper.line(said.format(value=show(dial.value), **ends))
            return
        value = _value(typed)
        if not math.isfinite(value) or not dial.lowest <= value <= dial.highest:
            said = _("{found} is no value for {name}; it goes from {lowest} to {highest}.")
            self._paper.line(said.format(found=quoted(typed), **ends))
            return
        self.session.put(name, value)
        self.player.stopped_because = ""
        await self.session.apply()
        if self.lab.pictures[self._place] in ("data", "squares"):
            self._paper.line(_("Picture: {account}").format(account=self._drawn().account))
        self.tell_numbers()

    async def run(self, steps: int | None) -> None:
        """Go on by so many steps, or to the end of the run; tell a few rows, why it stopped, and what it came to."""
        from gdtutor.lab.telling import settled_at, verdict

        session = self.session
        if session.overflowed and session.at_end:
            self._paper.line(_("The numbers are too large to go on from here; reset goes back to the start."))
            return
        before = session.index
        await self.player.play_through(steps)
        if session.problem:
            self._tell_problem()
        if session.index == before:
            if self.player.stopped_because == "settled":
                self._paper.line(settled_at(session.last_step))
            return
        if steps == 1:
            self.tell_numbers()
        else:
            self._tell_rows(before)
        step, because = session.trajectory[session.index].step, self.player.stopped_because
        if because == "settled":
            self._paper.line(settled_at(step))
        elif because == "steps" and steps is None:
            said = ngettext("Stopped after {step:,} step; play goes on.", "Stopped after {step:,} steps; play goes on.", step)
            self._paper.line(said.format(step=step))
        if steps != 1 or because != "steps":
            self._paper.line(verdict(session))

    async def stopped(self) -> None:
        """Tell where a run stands that was stopped by hand."""
        await self.session.ready()
        self._paper.line(_("Stopped."))
        self.tell_numbers()

    async def back(self, steps: int) -> None:
        """Look at an earlier state."""
        if self.session.index == 0:
            self._paper.line(_("This is the start."))
        else:
            self.session.back(steps)
            self.tell_numbers()

    async def reset(self) -> None:
        """Back to the start."""
        self.player.stopped_because = ""
        await self.session.reset()
        self._view = None
        self.tell_numbers()

    async def play_answer(self, steps: int, *, as_set: bool) -> None:
        """The run that answers a question: with the dials as they are set, or from what the lesson gave.

        Raises TrainerError.
        """
        from gdtutor.trainer.client import TrainerError

        session = self.session
        await (session.begin_again() if as_set else session.restore())
        self._view = None
        if not session.problem and steps > session.last_step:
            await session.forward(steps - session.last_step)
        if session.problem:
            raise TrainerError(session.problem)
        self.player.stopped_because = "prediction"

    def _tell_problem(self) -> None:
        from gdtutor.trainer.failures import without_keys

        said = without_keys(self.session.problem)
        if self._trainer.state == "lost":
            said = _("{problem} Try it again.").format(problem=said)
        self._paper.line(said)

    def _tell_rows(self, before: int) -> None:
        """A handful of the records from `before` to the one that is looked at."""
        session = self.session
        last = session.index
        places = sorted({before + round(part * (last - before) / (ROWS - 1)) for part in range(ROWS)})
        for place in places:
            self._paper.line(self._row(session.trajectory[place]), indent="  ")

    def _row(self, record: Record) -> str:
        """A record as `step 3, W 1.2, gradient 2, cost 4`, as far as the lesson shows that."""
        from gdtutor.lab.telling import gradient, hypothesis, shows_slope

        session = self.session
        parts = [f"{_('step')} {record.step:,}"] if "run" in self.lab.controls else []
        parts += [
            f"{name} {show(value)}" for name, value in (("W", record.W), ("b", record.b)) if name in session.experiment.parameters
        ]
        if shows_slope(self.lab):
            name, values = gradient(session, record)
            parts.append(f"{name} {' / '.join(values)}")
        if "cost" not in self.lab.hide:
            parts.append(f"{_('cost')} {show(record.cost)}")
        elif record == session.record:
            parts.append(hypothesis(session))
        return ", ".join(parts)

    def _drawn(self, size: Size | None = None) -> Picture:
        from gdtutor.lab.scene import scene_of
        from gdtutor.plots.kinds import draw, view_for
        from gdtutor.plots.picture import Size

        scene, kind = scene_of(self.session), self.lab.pictures[self._place]
        size = size or Size(0, 0)
        self._view = view_for(kind, scene, self._view, size if min(size) else None)
        return draw(kind, scene, size, self._view, "ascii")


def _called(name: str) -> str:
    return "α" if name == "lr" else name


def _value(typed: str) -> float:
    """The number that was typed for a dial; NaN for what is none."""
    try:
        return parse_constant(typed.replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        return math.nan
