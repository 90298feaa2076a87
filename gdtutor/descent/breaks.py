"""What can be done to a loop: each change gives another experiment, which torch then runs like any other.

No torch and no numpy here. A change is made to the standard loop; line by line its body can be changed further.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import msgspec

from gdtutor.descent.experiment import BODY, MAX_BODY, BodyLine, Experiment, Loop
from gdtutor.language import N_, _

# As the lines are called in sentences.
NAMES: dict[BodyLine, str] = {
    "hypothesis": "hypothesis",
    "cost": "cost",
    "zero_grad": "zero_grad()",
    "backward": "backward()",
    "step": "step()",
}
_KEYS: dict[BodyLine, str] = {"hypothesis": "h", "cost": "c", "zero_grad": "z", "backward": "w", "step": "s"}
_LOOPS: tuple[tuple[str, Loop, str], ...] = (
    ("m", "forward-outside", N_("move hypothesis and cost out, before the loop")),
    ("u", "by-hand", N_("update by hand, under no_grad()")),
    ("n", "by-hand-in-graph", N_("update by hand, without no_grad()")),
    ("a", "ascent", N_("update by hand, adding instead of subtracting")),
    ("f", "sequential-update", N_("update W first, and then b")),
)


# What these loops do, since torch runs them without a word.
_SILENT: dict[Loop, str] = {
    "no-zero-grad": N_("Slopes pile up in .grad: backward() adds to what is there, and nothing empties it in between."),
    "by-hand": N_("The same as the optimiser's step, written out; under no_grad() torch does not record it."),
    "ascent": N_("The slope points uphill, and so does a step that adds it."),
    "sequential-update": N_("b takes its slope where W stands already, not where both stood."),
}


class Break(NamedTuple):
    """One thing that can be done to a loop: its name in words, a key, and the experiment that it gives.

    Where it can't be done to this one, experiment is None and why_not says so in a sentence.
    """

    name: str
    key: str
    experiment: Experiment | None
    why_not: str = ""


def standard_loop(experiment: Experiment) -> Experiment:
    """The same experiment with the standard loop: what every change here begins with, and what it is compared with."""
    return msgspec.structs.replace(experiment, loop="standard", body=())


def breaks_of(experiment: Experiment) -> tuple[Break, ...]:
    """All that can be done to the loop, the standard loop itself first; each begins with the standard loop, not with another."""
    standard = standard_loop(experiment)
    found = [Break(_("the standard loop"), "b", standard)]
    for name in BODY:
        left_out = tuple(line for line in BODY if line != name)
        found.append(_with_body(_("leave out {line}").format(line=NAMES[name]), _KEYS[name], standard, left_out))
    for place, (first, second) in enumerate(pairwise(BODY)):
        swapped = (*BODY[:place], second, first, *BODY[place + 2 :])
        named = _("swap {first} and {second}").format(first=NAMES[first], second=NAMES[second])
        found.append(_with_body(named, str(place + 1), standard, swapped))
    twice = tuple(line for name in BODY for line in ((name, name) if name == "backward" else (name,)))
    found.append(_with_body(_("call backward() twice"), "t", standard, twice))
    found += [_with_loop(_(words), key, standard, loop) for key, loop, words in _LOOPS]
    return tuple(found)


def break_named(experiment: Experiment) -> str:
    """What was done to the loop of this experiment, in the words of `breaks_of`; "" where it is none of those."""
    return next((known.name for known in breaks_of(experiment) if known.experiment == experiment), "")


def because(experiment: Experiment) -> str:
    """What the change does, in a sentence, where torch says nothing to it; "" where nothing is to be said.

    A mistake that torch refuses is explained by its error (`lab.refusals`); the silent ones are told here.
    """
    if experiment.loop in _SILENT:
        return _(_SILENT[experiment.loop])
    body = body_of(experiment)
    if body is None or body == BODY:
        return ""
    if "step" not in body:
        return _("The slopes are found, and nobody takes the step.")
    if "backward" not in body:
        return _("Nobody writes a slope into .grad: step() finds nothing there.")
    found = _slopes_at_steps(body)
    if not any(found):
        return _("Whenever step() looks into .grad it is empty: zero_grad() has come between, or backward() comes too late.")
    if max(found) > 1:
        return _("Slopes pile up in .grad: backward() adds to what is there, and nothing empties it in between.")
    if len(found) > 1:
        return _("step() takes whatever stands in .grad, and the same slope more than once.")
    return _("The order is another one, and yet each step() finds the newest slope, and it alone.")


def _slopes_at_steps(body: tuple[BodyLine, ...]) -> list[int]:
    """How many slopes .grad holds at each step() of the second pass, where the first has left its own behind."""
    held, found = 0, []
    for name in (*body, *body):
        if name == "zero_grad":
            held = 0
        elif name == "backward":
            held += 1
        elif name == "step":
            found.append(held)
    return found[len(found) // 2 :]


def body_of(experiment: Experiment) -> tuple[BodyLine, ...] | None:
    """The lines of the loop's body by their names; None where the loop is none that they make up, or looks at batches."""
    if experiment.batch_size is not None:
        return None
    if experiment.loop == "standard":
        return experiment.body or BODY
    return tuple(line for line in BODY if line != "zero_grad") if experiment.loop == "no-zero-grad" else None


def with_body(experiment: Experiment, body: tuple[BodyLine, ...]) -> Experiment:
    """The experiment with this body. Raises ValueError, with a sentence, where it can have none such."""
    if body == BODY:
        return standard_loop(experiment)
    if not body:
        raise ValueError(_("A loop needs at least one line; Python allows no empty one."))
    if len(body) > MAX_BODY:
        raise ValueError(_("A loop has at most {most} lines here.").format(most=MAX_BODY))
    forgotten = msgspec.structs.replace(experiment, loop="no-zero-grad", body=())
    if body == body_of(msgspec.structs.replace(forgotten, batch_size=None)):
        return forgotten
    if experiment.batch_size is not None:
        raise ValueError(_("Not in a loop over batches."))
    return msgspec.structs.replace(experiment, loop="standard", body=body)


def why_not_edited(experiment: Experiment) -> str:
    """Why the loop of this experiment can't be changed line by line; "" where it can."""
    if body_of(experiment) is not None:
        return ""
    if experiment.batch_size is not None:
        return _("A loop over batches can't be changed line by line here; only zero_grad() can be left out.")
    return _("Only the standard loop can be changed line by line; go back to it first.")


def _with_body(name: str, key: str, standard: Experiment, body: tuple[BodyLine, ...]) -> Break:
    try:
        return Break(name, key, with_body(standard, body))
    except ValueError as error:
        return Break(name, key, None, str(error))


def _with_loop(name: str, key: str, standard: Experiment, loop: Loop) -> Break:
    if loop == "sequential-update" and standard.model != "Wx+b":
        return Break(name, key, None, _("This model has no b."))
    if loop == "ascent" and standard.model == "sin(Wx)":
        return Break(name, key, None, _("A wave's cost has hilltops, where climbing would end."))
    if loop == "forward-outside":
        if standard.batch_size is not None:
            return Break(name, key, None, _("Each pass has a batch of its own."))
    elif standard.optimizer != "SGD":
        return Break(name, key, None, _("Only for plain SGD."))
    return Break(name, key, msgspec.structs.replace(standard, loop=loop))
