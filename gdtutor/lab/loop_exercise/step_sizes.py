"""Loops whose every step is too long or too short by one factor: another cost, another learning rate, a slope counted twice."""

from __future__ import annotations

import msgspec

from gdtutor.descent.listing import body_line
from gdtutor.descent.numbers import show
from gdtutor.lab.loop_exercise.judgement import Judgement, Judging
from gdtutor.lab.loop_exercise.paths import begins_like
from gdtutor.lab.loop_exercise.references import cost_factors
from gdtutor.language import _


def other_size(judging: Judging) -> Judgement | None:
    """The judgement where W and b go as with another learning rate; None where they do not."""
    for factor, path in judging.references.rates.items():
        if all(begins_like(own.values, path.of(name)) for name, own in judging.moves.items()):
            return _judgement(judging, factor)
    return None


def _judgement(judging: Judging, factor: float) -> Judgement:
    experiment = judging.experiment
    numbers = {
        "own": judging.own_way("W"),
        "right": judging.right_way("W"),
        "factor": show(factor),
        "lr": show(experiment.lr * factor),
        "asked": show(experiment.lr),
    }
    for cost, size in cost_factors(experiment):
        if abs(factor - size) < 1e-9 * size:
            code = body_line(msgspec.structs.replace(experiment, cost=cost), "cost").partition(" = ")[2]
            asked = body_line(experiment, "cost").partition(" = ")[2]
            sentence = _(
                "W goes {own} and should go {right}: each step is {factor} times as long as asked for. That is the slope of "
                "{code} instead of {cost}, or α = {lr} instead of {asked}."
            )
            return Judgement(False, f"cost-{cost}", sentence.format(code=code, cost=asked, **numbers))
    if factor == 2:
        sentence = _(
            "W goes {own} and should go {right}: each step is twice as long as asked for. Is backward() or step() called twice, "
            "or is α {lr} instead of {asked}?"
        )
        return Judgement(False, "twice", sentence.format(**numbers))
    sentence = _(
        "W goes {own} and should go {right}, as with α = {lr} instead of {asked}. Is lr in the step, and is it the one asked for?"
    )
    return Judgement(False, "learning-rate", sentence.format(**numbers))
