"""Whether a learner's loop is right, and if it is not, what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.lab.loop_exercise.given import goes_before, is_unwritten, uncalled
from gdtutor.lab.loop_exercise.judgement import Judgement, Judging
from gdtutor.lab.loop_exercise.mistakes import mistaken_way
from gdtutor.lab.loop_exercise.paths import agreement, distinct, is_same_way, way
from gdtutor.lab.loop_exercise.references import References, references
from gdtutor.lab.loop_exercise.still import still
from gdtutor.lab.loop_exercise.stopped import stopped
from gdtutor.language import _, ngettext
from gdtutor.trainer.script_result import ScriptResult
from gdtutor.trainer.script_runner import ScriptRunner

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer


async def judge_script(
    runner: ScriptRunner, trainer: Trainer, text: str, experiment: Experiment, *, seconds: float = 10
) -> tuple[ScriptResult, Judgement]:
    """Run a script, or a loop alone with `head(experiment)` before it, and judge it. Line numbers are those of `text`.

    Raises ValueError for an experiment that is no exercise (see `head`). Where torch is not to be had, the mistake is called
    "unavailable".
    """
    from gdtutor.trainer.client import TrainerError  # which needs numpy

    before = goes_before(text, experiment)
    await trainer.start()
    result = await runner.run(text, given=before, seconds=seconds)
    try:
        known = await references(trainer, experiment, result)
    except TrainerError as error:
        return result, Judgement(False, "unavailable", str(error))
    judgement = judge(result, known, unwritten=is_unwritten(text))
    if not judgement.right and (names := uncalled(text)):
        sentence = _("{name} stands there without (): so it is named, and not called.").format(name=f"`{names[0]}`")
        judgement = judgement._replace(sentence=f"{judgement.sentence} {sentence}")
    return result, judgement


def judge(result: ScriptResult, references: References, *, unwritten: bool = False) -> Judgement:
    """Judge what a script did. unwritten: it has no loop in it (see `is_unwritten`)."""
    judging = Judging(result, references)
    return _judgement(judging, unwritten=unwritten)._replace(first=judging.first_numbers())


def _judgement(judging: Judging, *, unwritten: bool) -> Judgement:
    ended = stopped(judging, complete=_is_right(judging))
    if ended is not None:
        return ended
    for states in judging.result.other_states:
        other = Judging(judging.result, judging.references, states)
        if _is_right(other):
            return _right(other)
    if _is_right(judging):
        return _right(judging)
    return still(judging, unwritten=unwritten) or _length(judging) or mistaken_way(judging)


def _is_right(judging: Judging) -> bool:
    return all(
        bool(own.values) and own.lost is None and is_same_way(own.values, judging.references.expected(name))
        for name, own in judging.moves.items()
    )


def _right(judging: Judging) -> Judgement:
    steps = judging.experiment.steps
    ways = {name: way(own.values) for name, own in judging.moves.items()}
    if "b" not in ways:
        sentence = ngettext("Right, in {n} step: W {W}.", "Right, in {n} steps: W {W}.", steps)
    else:
        sentence = ngettext("Right, in {n} step: W {W}, b {b}.", "Right, in {n} steps: W {W}, b {b}.", steps)
    return Judgement(True, "", sentence.format(n=steps, **ways))


def _length(judging: Judging) -> Judgement | None:
    """The right way, but too short or too long."""
    steps = judging.experiment.steps
    taken = judging.steps
    agreeing = {name: agreement(own.values, distinct(judging.references.right.of(name))) for name, own in judging.moves.items()}
    whole = all(agreeing[name] == len(own.values) for name, own in judging.moves.items())
    W = judging.moves["W"].values
    expected = judging.right("W")
    if whole and taken == 1 < steps:
        sentence = _(
            "One right step, W {W}, and then nothing moves any more; {steps} steps are asked for. Each pass of the loop must "
            "compute hypothesis and cost anew, call backward(), and take a step."
        )
        return Judgement(False, "one-step", sentence.format(W=way(W), steps=steps))
    numbers = {"steps": steps, "W": show(W[-1]), "expected": show(expected[-1])}
    if whole and taken < steps:
        sentence = ngettext(
            "The right way, but only {n} step of {steps}: W ends at {W}, and {expected} is where it should come to.",
            "The right way, but only {n} steps of {steps}: W ends at {W}, and {expected} is where it should come to.",
            taken,
        )
        return Judgement(False, "too-few-steps", sentence.format(n=taken, **numbers))
    asked = {name: len(judging.right(name)) for name in judging.moves}
    if taken <= steps or any(agreeing[name] < asked[name] for name in asked):
        return None
    if judging.result.states_cut:
        sentence = _("The right way, but it goes on and on: {steps} steps are asked for, and more than {n} were taken.")
        return Judgement(False, "too-many-steps", sentence.format(steps=steps, n=taken))
    if all(agreeing[name] > asked[name] for name in asked):
        if numbers["W"] == numbers["expected"]:  # as far as the digits go that are shown
            sentence = ngettext(
                "The right way, but {n} step instead of {steps}. How often does the loop run?",
                "The right way, but {n} steps instead of {steps}. How often does the loop run?",
                taken,
            )
        else:
            sentence = ngettext(
                "The right way, but {n} step instead of {steps}: W ends at {W}, and {expected} is where it should come to.",
                "The right way, but {n} steps instead of {steps}: W ends at {W}, and {expected} is where it should come to.",
                taken,
            )
        return Judgement(False, "too-many-steps", sentence.format(n=taken, **numbers))
    moved = max(judging.moves.values(), key=lambda own: len(own.values))
    sentence = _(
        "After {steps} right steps W and b are moved once more, in line {line}: the end is {point}. Leave them where they are."
    )
    sentence = sentence.format(steps=steps, line=moved.lines[steps + 1], point=judging.point(-1))
    return Judgement(False, "moved-afterwards", sentence)
