"""The numbers of a lab: its dials, its state, the arithmetic of a step, and what the run came to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.message import Message

from gdtutor.descent.numbers import show
from gdtutor.lab.telling import arithmetic, gradient, hypothesis, settled_at, shows_slope, steps_by_formula, verdict
from gdtutor.language import N_, _, ngettext
from gdtutor.terminal import spelled
from gdtutor.tui.widgets.cells import CellView, Row
from gdtutor.tui.widgets.wording import wrapped

if TYPE_CHECKING:
    from textual import events

    from gdtutor.course.model import Lab
    from gdtutor.descent.trajectory import Record
    from gdtutor.lab.dial import Dial
    from gdtutor.lab.player import Player
    from gdtutor.lab.session import LabSession

Spans = list[tuple[str, str]]

# Cells of a dial's value.
_VALUE = 8

LOADING = N_("◌ torch is getting ready; the text can be read meanwhile")


class Readout(CellView):
    """Dials, state, and the arithmetic of a step; when a run has ended, what came of it. Without `dials` they stand elsewhere."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--value", "cells--name", "cells--knob", "cells--chosen", "cells--problem"}

    class DialClicked(Message):
        """A dial was clicked, at a position from 0 to 1."""

        def __init__(self, name: str, position: float) -> None:
            super().__init__()
            self.name, self.position = name, position

    def __init__(self, *, id: str | None = None, dials: bool = True) -> None:
        super().__init__(id=id)
        self._dials = dials
        self._tracks: list[tuple[str, int, int]] = []
        self._rows = 1

    def make_room(self, lab: Lab) -> None:
        """As many rows as the lab can fill: dials, state, and two for a run's arithmetic or for what it came to."""
        dials = self._dials and any(name != "run" for name in lab.controls)
        self._rows = 1 + dials + (2 if "run" in lab.controls else 0)
        self.styles.height = self._rows

    def show_lab(self, session: LabSession, player: Player, chosen: str, *, asks: bool, sign: str) -> None:
        """Show the lab as it is. `chosen` is the dial that the arrows turn; `asks` hides what the next step would give."""
        width, height = self.size.width, self._rows
        turned = session.dials if self._dials else ()
        dials, self._tracks = dial_row(turned, chosen, width)
        rows: list[Row] = [dials] if turned else []
        if session.problem:
            # What went wrong, and the remedy, must be read whole, however long.
            rows += [[(f"  {line}", "problem")] for line in wrapped(session.problem, width - 3)]
            self.styles.height = max(height, len(rows))
            self.show_rows(rows)
            return
        self.styles.height = height
        # There is no text to be read meanwhile where the dials stand elsewhere.
        waits = _(LOADING) if self._dials and sign.startswith("◌") else sign if sign.startswith(("✗", "◌")) else "…"
        state = state_row(session, player, waits, width, dials=self._dials)
        rows.append(state)
        if "run" in session.lab.controls:
            sentence = run_sentence(session, player)
            lines = arithmetic_rows(session, width, asks=asks)
            room = height - len(rows)
            # What a small window cuts off here, the picture's words have whole.
            told: list[Row] = [[(f"  {line}", "")] for line in wrapped(sentence, width - 3, room)] if sentence else []
            # A run that has ended by itself is summed up before all else; otherwise the arithmetic of the step comes first.
            if len(lines) + len(told) > room:
                lines, told = ([], told) if player.stopped_because and len(told) <= room else (lines, [])
            rows += [*lines, *told]
        self.show_rows(rows[:height])

    def on_click(self, event: events.Click) -> None:
        """A click on a dial's track turns it there."""
        for name, start, length in self._tracks:
            if event.y == 0 and start <= event.x < start + length:
                self.post_message(self.DialClicked(name, (event.x - start) / max(1, length - 1)))


def dial_row(dials: tuple[Dial, ...], chosen: str, width: int) -> tuple[Spans, list[tuple[str, int, int]]]:
    """` ▸ W ◂────●────▸ 1.5` for each dial, side by side, and where each track lies: (name, first column, length)."""
    names = {dial.name: spelled("α") if dial.name == "lr" else dial.name for dial in dials}
    track = max(5, min(15, (width - 2 - sum(map(len, names.values()))) // max(1, len(dials)) - 16))
    # Where not even short tracks have room beside each other, the one that the arrows turn has one.
    crowded = sum(len(name) + track + 7 + _VALUE for name in names.values()) > width
    if crowded:
        track = max(3, min(15, width - 3 - sum(len(name) + 4 + _VALUE for name in names.values())))
    spans: Spans = []
    tracks = []
    x = 0
    for dial in dials:
        picked = dial.name == chosen
        knob = round(dial.position * (track - 1))
        parts: Spans = [
            (f" {'▸' if picked and len(dials) > 1 else ' '} ", "chosen"),
            (f"{names[dial.name]} ", "name"),
        ]
        if picked or not crowded:
            tracks.append((dial.name, x + 3 + len(names[dial.name]) + 2, track))
            knob_role = "knob" if picked else ""
            parts += [("◂" + "─" * knob, ""), ("●", knob_role), ("─" * (track - 1 - knob) + "▸ ", "")]
        parts.append((f"{show(dial.value):<{0 if crowded else _VALUE}}", "value"))
        spans += parts
        x += sum(len(text) for text, _ in parts)
    return spans, tracks


def state_row(session: LabSession, player: Player, waits: str, width: int, *, dials: bool = True) -> Spans:
    """The step, the parameters, the gradient and the cost of the record on screen; `waits` says why there are none yet.

    dials tells that the parameters that can be turned stand above it already.
    """
    record = session.record
    if record is None:
        return [(f"  {waits}", "")]
    speed = player.steps_per_second
    pace = _("flat out") if speed == float("inf") else _("{speed}/s").format(speed=f"{speed:g}")
    playing = f" ▶ {pace}" if player.playing else ""
    # Numbers keep their columns while a run plays; in a narrow window they close up, and then what was is left to the step back.
    pad = 6 if "b" in session.experiment.parameters else 8
    rows = [state_text(session, record, *spare, dials=dials) for spare in ((pad, True), (pad, False), (0, False))]
    # Where even that is too long, the gradient is left to the arithmetic below.
    rows.append(state_text(session, record, 0, False, slope=False, dials=dials))
    text = next((row for row in rows if cell_len(row.rstrip()) + cell_len(playing) <= width), rows[-1])
    # One style for all of it: the row changes with every frame, and each change of style would be sent again.
    return [(text, ""), (playing, "knob")]


def state_text(session: LabSession, record: Record, pad: int, was: bool, *, slope: bool = True, dials: bool = True) -> str:
    """The numbers of a record, each `pad` cells wide at least; with the cost before it if `was`, the gradient if `slope`."""
    parts = [f"  {_('step')} {record.step:<{min(pad, 4)}} " if "run" in session.lab.controls else "  "]
    above = {dial.name for dial in session.dials} if dials else set()
    wanted: list[tuple[str, float]] = [("W", record.W), ("b", record.b)]
    for name, value in wanted:
        if name not in above and name in session.experiment.parameters:
            parts.append(f"{name} {'…' if session.stale else show(value):<{pad}} ")
    if slope and shows_slope(session.lab):
        name, values = gradient(session, record)
        cells = pad + (len(values) - 1) * (pad + 1 if pad else 0)
        parts.append(f"{name} {'…' if session.stale else ', '.join(values):<{cells}} ")
    if "cost" in session.lab.hide:
        parts.append(hypothesis(session))
    else:
        parts.append(f"{_('cost')} {'…' if session.stale else show(record.cost)} ")
    previous = session.previous
    if was and previous is not None and not session.stale and "cost" not in session.lab.hide:
        parts.append(_("(was {cost})").format(cost=show(previous.cost)) + " ")
    return "".join(parts)


def arithmetic_rows(session: LabSession, width: int, *, asks: bool) -> list[Row]:
    """The arithmetic of a step, in one row or, where that is too wide, in one for each parameter."""
    told = arithmetic(session, asks=asks)
    if told is None:
        return []
    lead = f"{told.lead} "
    line = f"  {lead}" + "   ".join(told.terms)
    if cell_len(line) <= width:
        return [[(line, "")]]
    if not steps_by_formula(session.experiment):
        return [[(f"  {change}", "")] for change in told.terms]
    lines = [f"  {lead if place == 0 else ' ' * cell_len(lead)}{term}" for place, term in enumerate(told.terms)]
    if max(map(cell_len, lines)) > width:
        # No room beside the words: a row for each parameter, or for one alone two rows.
        before, _equals, after = told.terms[0].rpartition(" = ")
        lines = [f"  {lead}{before}", f"  = {after}"] if len(told.terms) == 1 else [f"  {term}" for term in told.terms]
    if max(map(cell_len, lines)) > width:
        shorter = arithmetic(session, asks=asks, digits=3)
        lines = [f" {term}" for term in (shorter or told).terms]
    return [[(line, "")] for line in lines]


def run_sentence(session: LabSession, player: Player) -> str:
    """Why the run stopped and what it came to, with its numbers; nothing while it goes on, or once something else was turned."""
    record = session.record
    ended = session.overflowed and session.at_end and not player.playing
    if ended and record is not None and session.lr != record.lr:
        return _("The numbers are too large to go on from here; , goes back to where they are not, r to the start.")
    said = "" if player.playing else verdict(session)
    return f"{_stopped(player.stopped_because, session.last_step)} {said}".strip() if said else ""


def _stopped(because: str, step: int) -> str:
    if because == "steps":
        said = ngettext("Stopped after {step} step; space goes on.", "Stopped after {step} steps; space goes on.", step)
        return said.format(step=step)
    return settled_at(step) if because == "settled" else ""
