"""What a lab's numbers say: the state, the arithmetic of a step, and what a run came to; as texts, whatever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gdtutor.descent.numbers import show
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.course.model import Lab
    from gdtutor.descent.experiment import Experiment
    from gdtutor.descent.trajectory import Record
    from gdtutor.lab.session import LabSession


class Arithmetic(NamedTuple):
    """A step in numbers: `lead` says whether it is the one that led here or the next, `terms` has a text for each parameter."""

    lead: str
    terms: tuple[str, ...]


def hypothesis(session: LabSession) -> str:
    """H(x) with the parameters on screen."""
    W, b = session.parameters
    if session.experiment.model == "sin(Wx)":
        return f"H(x) = sin({show(W)}x)"
    if session.experiment.model == "Wx":
        return f"H(x) = {show(W)}x"
    return f"H(x) = {show(W)}x {'−' if b < 0 else '+'} {show(abs(b))}"


def shows_slope(lab: Lab) -> bool:
    """Whether the gradient is among the numbers: where something follows it, and the lesson does not hide it."""
    return "slope" not in lab.hide and ("run" in lab.controls or not {"cost-curve", "contours"}.isdisjoint(lab.pictures))


def gradient(session: LabSession, record: Record) -> tuple[str, tuple[str, ...]]:
    """What the gradient is called, and its numbers, one for each parameter."""
    # What has piled up there is no slope.
    name = ".grad" if session.experiment.loop == "no-zero-grad" else _("gradient")
    return name, tuple(show(value) for value in (record.dW, record.db)[: len(session.experiment.parameters)])


def arithmetic(session: LabSession, *, asks: bool, digits: int = 4) -> Arithmetic | None:
    """W − α × gradient = new W with its numbers: of the step that led here, or at a start (or after a turn) of the next one.

    asks hides what the next step would give; numbers have so many digits. None where there is nothing to reckon with, or the
    lesson hides it.
    """
    record, previous = session.record, session.previous
    if record is None or session.stale or "slope" in session.lab.hide:
        return None
    backward_looking = previous is not None and session.lr == record.lr
    if not backward_looking and session.overflowed and session.at_end:
        return None  # no step is taken from there
    if not steps_by_formula(session.experiment):
        return _before_and_after(session, previous, record) if previous is not None else None
    climbs = session.experiment.loop == "ascent"
    terms = []
    for name in session.experiment.parameters:
        source = previous if backward_looking and previous is not None else record
        before, slope = (source.W, source.dW) if name == "W" else (source.b, source.db)
        move = session.lr * slope
        after = (record.W if name == "W" else record.b) if backward_looking else before + move if climbs else before - move
        result = "?" if asks and not backward_looking else show(after, digits)
        rate = record.lr if backward_looking else session.lr
        named = f"{name} = " if session.experiment.model == "Wx+b" else ""
        sign = "+" if climbs else "−"
        terms.append(f"{named}{show(before, digits)} {sign} {show(rate)} × {_bracketed(slope, digits)} = {result}")
    return Arithmetic(_("that step:") if backward_looking else _("next step:"), tuple(terms))


def steps_by_formula(experiment: Experiment) -> bool:
    """Whether every step takes α times the gradient of the record away (or adds it), and does nothing else."""
    plain = experiment.loop in ("standard", "by-hand", "no-zero-grad", "ascent") and not experiment.body
    return plain and experiment.optimizer == "SGD"


def verdict(session: LabSession) -> str:
    """What the run came to, with its numbers; "" where there is too little of it, where the lesson hides that, and once the
    learner looks at something else than its end.
    """
    from gdtutor.descent.verdict import judge

    record = session.record
    if not session.at_end or record is None or session.lr != record.lr or session.stale:
        return ""
    if "slope" in session.lab.hide or len(session.trajectory) < 3:
        return ""
    return judge(session.trajectory).sentence


def settled_at(step: int) -> str:
    """That a run has stopped there because nothing changes any more."""
    return _("At step {step} a step no longer changes anything.").format(step=step)


def _bracketed(value: float, digits: int) -> str:
    text = show(value, digits)
    return f"({text})" if text.startswith(("−", "-")) else text


def _before_and_after(session: LabSession, previous: Record, record: Record) -> Arithmetic:
    pairs = [("W", previous.W, record.W), ("b", previous.b, record.b)][: len(session.experiment.parameters)]
    return Arithmetic(_("that step:"), tuple(f"{name} {show(before)} → {show(after)}" for name, before, after in pairs))
