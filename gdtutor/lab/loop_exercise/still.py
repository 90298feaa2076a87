"""Scripts that run to their end and move nothing, or nothing that is W and b."""

from __future__ import annotations

from gdtutor.lab.loop_exercise.judgement import Judgement, Judging
from gdtutor.lab.loop_exercise.paths import way
from gdtutor.language import _


def still(judging: Judging, *, unwritten: bool) -> Judgement | None:
    """The judgement where W and b stay where they were, or are not what they should be. unwritten: there is no loop."""
    return _no_number(judging) or _nothing_moves(judging, unwritten=unwritten)


def _no_number(judging: Judging) -> Judgement | None:
    for name, own in judging.moves.items():
        if not own.values:
            sentence = _(
                "There is no {name} that holds one number. Leave the tensors as they are given, and let the loop move them."
            )
            return Judgement(False, "no-tensor", sentence.format(name=name))
        if own.lost is not None:
            sentence = _(
                "From line {line} on there is no {name} that holds one number; until then it was at {value}. Is its step a "
                "single number too?"
            )
            return Judgement(False, "not-one-number", sentence.format(line=own.lost, name=name, value=way(own.values)))
    return None


def _nothing_moves(judging: Judging, *, unwritten: bool) -> Judgement | None:
    if judging.steps:
        return None
    point = judging.point(0)
    if unwritten:
        sentence = _("The loop is missing: {point} from beginning to end. Write it below the tensors.")
        return Judgement(False, "missing", sentence.format(point=point))
    if not judging.result.graded:
        slopes = ", ".join(f"{name}.grad" for name in judging.moves)
        sentence = _(
            "Nothing moves, {point}: {slopes} stay empty, so there is no slope to step along. Is backward() called, on a cost "
            "that is computed from these tensors?"
        )
        return Judgement(False, "no-backward", sentence.format(point=point, slopes=slopes))
    if not judging.result.optimizers:
        sentence = _(
            "Nothing moves, {point}: backward() has filled .grad, but no line takes a step. By hand it is W -= lr * W.grad."
        )
        return Judgement(False, "no-step", sentence.format(point=point))
    sentence = _(
        "Nothing moves, {point}: step() finds nothing in .grad. zero_grad() must not come between backward() and step()."
    )
    return Judgement(False, "zeroed", sentence.format(point=point))
