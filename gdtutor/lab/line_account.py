"""What one line of the script has just done, in a plain sentence with its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import Layout, LineState, layout
from gdtutor.descent.listing import listing
from gdtutor.descent.numbers import show
from gdtutor.language import N_, _, ngettext


@dataclass(frozen=True)
class Script:
    """An experiment's script, and where in it the loop is."""

    experiment: Experiment

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Its lines; line n is lines[n - 1]."""
        return tuple(listing(self.experiment).script.splitlines())

    @cached_property
    def layout(self) -> Layout:
        """Which of its lines belong together."""
        return layout(listing(self.experiment).script)

    def statement(self, line: int) -> str:
        """The statement that the line belongs to, without its indent; of a long one the first line."""
        return self.lines[self.layout.statements.get(line, line) - 1].strip()

    def in_body(self, line: int) -> bool:
        """Whether the line is one of those that the loop repeats."""
        return self.layout.head < line <= self.layout.last

    def pass_of(self, state: LineState) -> int:
        """The pass of the loop that the state's line belongs to, from 1; 0 for a line that is not of the loop's body."""
        if not self.in_body(state.line):
            return 0
        # Behind the last line of a pass, its number is that of the passes that are done.
        return state.step + 1 if self.in_body(state.next) else state.step


def place_of(script: Script, state: LineState) -> str:
    """Where the script stands: `after line 13, pass 2`."""
    if not state.line:
        return _("at the top")
    number = script.pass_of(state)
    if number:
        return _("after line {line}, pass {number:,}").format(line=state.line, number=number)
    return _("after line {line}").format(line=state.line)


def account(script: Script, previous: LineState | None, state: LineState) -> str:
    """What the state's line did, seen by the state before it; "" where there is nothing to say of such a line."""
    if not state.line or previous is None:
        return _("Nothing has run yet; the next line is line {line}.").format(line=state.next)
    text = script.statement(state.line)
    for pattern, tell in _KINDS:
        if (found := re.match(pattern, text)) is not None:
            return tell(_Line(script, previous, state, found))
    return ""


@dataclass(frozen=True)
class _Line:
    script: Script
    previous: LineState
    state: LineState
    found: re.Match[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that the line is about: those that it names, or all."""
        named = self.found.groupdict().get("name")
        return (named,) if named else tuple(self.script.experiment.parameters)

    def before(self, name: str) -> float | None:
        return self.previous.values.get(name)

    def now(self, name: str) -> float | None:
        return self.state.values.get(name)

    @property
    def grads(self) -> str:
        """`W.grad`, or `W.grad and b.grad`."""
        return " + ".join(f"{name}.grad" for name in self.names)


def _shown(value: float | None) -> str:
    return "None" if value is None else show(value)


def _bracketed(value: float) -> str:
    text = show(value)
    return f"({text})" if text.startswith("−") else text


def _plainly(sentence: str) -> Callable[[_Line], str]:
    return lambda line: _(sentence).format(**line.found.groupdict())


def _data(line: _Line) -> str:
    count = len(line.script.experiment.dataset.x)
    sentence = ngettext("{name} holds the data's one {name}.", "{name} holds the {count:,} values of {name} in the data.", count)
    return sentence.format(name=line.found["tensor"], count=count)


def _parameter(line: _Line) -> str:
    name = line.names[0]
    sentence = _("{name} begins at {value}. torch will record what is computed with it; {name}.grad is None, no slope yet.")
    return sentence.format(name=name, value=_shown(line.now(name)))


def _optimizer(line: _Line) -> str:
    experiment = line.script.experiment
    sentence = _("The optimiser is to move {names}, with the learning rate α = {lr}. It has moved nothing yet.")
    return sentence.format(names=line.found["moved"], lr=show(experiment.lr))


def _for(line: _Line) -> str:
    steps = line.script.experiment.steps
    if line.script.in_body(line.state.next):
        return _("Pass {number:,} of {steps:,} begins.").format(number=line.state.step + 1, steps=steps)
    over = ngettext("The one pass is done; the loop is over.", "All {n:,} passes are done; the loop is over.", steps)
    return over.format(n=steps)


def _hypothesis(line: _Line) -> str:
    at = ", ".join(f"{name} = {_shown(line.now(name))}" for name in line.script.experiment.parameters)
    if line.script.experiment.in_batches:
        return _("H(x) for the points of this batch, at {at}. Nothing moves.").format(at=at)
    return _("H(x) for every x, at {at}. Nothing moves.").format(at=at)


def _cost(line: _Line) -> str:
    now, before = _shown(line.now("cost")), line.before("cost")
    if "cost" in line.previous.values and before != line.now("cost"):
        return _("The cost is computed anew: {before} has become {now}. Nothing moves.").format(before=_shown(before), now=now)
    if line.script.experiment.in_batches:
        return _("The cost of this hypothesis on this batch is {now}. Nothing moves.").format(now=now)
    return _("The cost of this hypothesis is {now}. Nothing moves.").format(now=now)


def _zero_grad(line: _Line) -> str:
    held = [show(value) for name in line.names if (value := line.before(f"{name}.grad")) is not None]
    if not held:
        return _("zero_grad() had nothing to take away: .grad was None already.")
    sentence = ngettext(
        "zero_grad() emptied .grad: the slope {held} is gone. Nothing moved.",
        "zero_grad() emptied .grad: the slopes {held} are gone. Nothing moved.",
        len(held),
    )
    return sentence.format(held=", ".join(held))


def _backward(line: _Line) -> str:
    sums = []
    for name in line.script.experiment.parameters:
        old, new = line.before(f"{name}.grad"), line.now(f"{name}.grad")
        if old is not None and new is not None:
            sums.append(f"{name}.grad = {show(old)} + {_bracketed(new - old)} = {show(new)}")
    if sums:
        return _("backward() added the new slope to what stood in .grad: {sums}. Nothing moved.").format(sums=", ".join(sums))
    if len(line.script.experiment.parameters) == 2:
        return _("backward() filled the two .grad and moved nothing.")
    return _("backward() filled W.grad and moved nothing.")


def _step(line: _Line) -> str:
    experiment = line.script.experiment
    if all(line.before(f"{name}.grad") is None for name in line.names):
        return _("step() found None in .grad and moved nothing.")
    moved = [name for name in line.names if line.before(name) != line.now(name)]
    if not moved:
        return _("step() moved nothing: what it took away is too small to see, or 0.")
    if experiment.optimizer == "SGD":
        return _("step(): {sums}.").format(sums=_sums(line, moved, "−"))
    changes = ", ".join(f"{name} {_shown(line.before(name))} → {_shown(line.now(name))}" for name in moved)
    sentence = _("step() moved {changes}: {optimizer} looks at .grad and at what it remembers of earlier ones.")
    return sentence.format(changes=changes, optimizer=experiment.optimizer)


def _sums(line: _Line, names: list[str], sign: str) -> str:
    """`W = 0 − 0.01 × (−9.333) = 0.0933` for each parameter."""
    rate = show(line.script.experiment.lr)
    parts = []
    for name in names:
        before, slope, now = line.before(name), line.before(f"{name}.grad"), line.now(name)
        if before is not None and slope is not None:
            parts.append(f"{name} = {show(before)} {sign} {rate} × {_bracketed(slope)} = {_shown(now)}")
    return ", ".join(parts)


def _by_hand(line: _Line) -> str:
    climbs = line.found["sign"] == "+"
    sums = _sums(line, list(line.names), "+" if climbs else "−")
    return _("A step uphill: {sums}.").format(sums=sums) if climbs else _("What step() does: {sums}.").format(sums=sums)


def _if_not(line: _Line) -> str:
    text = line.script.statement(line.state.next) if line.state.next else ""
    if text.startswith("order"):
        return _("No batch is left: the points are shuffled and dealt out anew.")
    return _("Batches are left, so none is dealt.")


_KINDS: tuple[tuple[str, Callable[[_Line], str]], ...] = (
    (r"import torch", _plainly(N_("From here on the script can use torch."))),
    (r"from torch import optim", _plainly(N_("From here on the script can use optim, torch's optimisers."))),
    (r"torch\.set_default_device\(\"(?P<device>\w+)\"\)", _plainly(N_("What is made from here on lives on {device}."))),
    (r"(?P<tensor>[xy]) = torch\.tensor", _data),
    (r"torch\.manual_seed\((?P<seed>\d+)\)", _plainly(N_("With the seed {seed} the random numbers are the same each time."))),
    (r"(?P<name>[Wb]) = torch\.", _parameter),
    (r"optimizer(_\w)? = optim\.\w+\(\[(?P<moved>[^\]]*)\]", _optimizer),
    (r"lr = ", lambda line: _("The learning rate, α = {lr}.").format(lr=show(line.script.experiment.lr))),
    (r"generator = ", _plainly(N_("It will shuffle the points, with this seed in the same way each time."))),
    (r"batches = \[\]", _plainly(N_("No batch is dealt yet."))),
    (r"for step in", _for),
    (r"if not batches", _if_not),
    (r"order = ", _plainly(N_("The numbers of the points, in a random order."))),
    (r"batches = list\(order\.split\((?P<size>\d+)\)", _plainly(N_("Dealt out, {size} to a batch; the last may be smaller."))),
    (r"batch = ", _plainly(N_("The next batch: this pass looks at these points only."))),
    (r"hypothesis = ", _hypothesis),
    (r"cost = ", _cost),
    (r"optimizer(_(?P<name>\w))?\.zero_grad", _zero_grad),
    (r"cost\.backward", _backward),
    (r"optimizer(_(?P<name>\w))?\.step", _step),
    (r"with torch\.no_grad", _plainly(N_("Inside, torch records nothing: a step is no part of the graph."))),
    (r"(?P<name>[Wb]) (?P<sign>[-+])= ", _by_hand),
    (r"(?P<name>[Wb])\.grad = None", _plainly(N_("{name}.grad is empty again, as after zero_grad()."))),
    (r"print", lambda line: _("Printed: {printed}").format(printed=line.state.printed.strip())),
)
