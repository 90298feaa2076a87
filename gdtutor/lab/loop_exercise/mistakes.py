"""Loops that run to their end and lead astray: which mistake it is, told with the script's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from gdtutor.descent.experiment import Parameter
from gdtutor.descent.numbers import show
from gdtutor.lab.loop_exercise.judgement import Judgement, Judging
from gdtutor.lab.loop_exercise.paths import begins_like, way
from gdtutor.lab.loop_exercise.step_sizes import other_size
from gdtutor.language import N_, _, ngettext

# A jump leads somewhere on purpose where it ends as near as this, in parts of the way.
NEAR = 0.02

_VARIANTS = {
    "no-zero-grad": N_(
        "The slopes pile up: W goes {W}, as it does without zero_grad(). backward() adds to what .grad holds, so empty it in "
        "every pass."
    ),
    "b-at-new-W": N_(
        "b takes the slope at the new W: it goes {b} instead of {right_b}. Compute both slopes at the old point, then move both."
    ),
    "W-at-new-b": N_(
        "W takes the slope at the new b: it goes {W} instead of {right_W}. Compute both slopes at the old point, then move both."
    ),
    "W-grad-kept": N_(
        "Only W.grad is never emptied: b goes right at first, but W goes {W} instead of {right_W}. backward() adds to what .grad "
        "holds, so empty both in every pass."
    ),
    "b-grad-kept": N_(
        "Only b.grad is never emptied: W goes right at first, but b goes {b} instead of {right_b}. backward() adds to what .grad "
        "holds, so empty both in every pass."
    ),
    "momentum": N_("W goes {W}, as with momentum=0.9: a part of every step is added to the next. Plain steps go {right_W}."),
    "Nesterov": N_(
        "W goes {W}, as with Nesterov's momentum: a part of every step is added to the next. Plain steps go {right_W}."
    ),
}


def mistaken_way(judging: Judging) -> Judgement:
    """Of a script that leads W and b along numbers that are not the right ones."""
    looks: tuple[Callable[[Judging], Judgement | None], ...] = (
        _other_start,
        _assigned,
        _one_alone,
        _uphill,
        _variant,
        _other_optimizer,
        other_size,
        _slope_of_the_other,
        _same_slope,
        _diverging,
    )
    for look in looks:
        if (judgement := look(judging)) is not None:
            return judgement
    return _unknown(judging)


def _other_start(judging: Judging) -> Judgement | None:
    for name, own in judging.moves.items():
        start = judging.right(name)[0]
        if abs(own.values[0] - start) > 1e-6 * max(1.0, abs(start)):
            sentence = _("{name} starts at {own} here, and it is given as {start}. Leave the given tensors as they are.")
            return Judgement(False, "start", sentence.format(name=name, own=show(own.values[0]), start=show(start)))
        first, later = own.lines[1:2], own.lines[2:]
        if first and len(later) > 1 and first[0] not in later and not begins_like(own.values[:3], judging.right(name)[:3]):
            sentence = _(
                "Line {line} puts {name} from {start} to {own}, and only then the loop begins. Leave the given tensors as they "
                "are."
            )
            numbers = {"line": first[0], "start": show(start), "own": show(own.values[1])}
            return Judgement(False, "start", sentence.format(name=name, **numbers))
    return None


def _assigned(judging: Judging) -> Judgement | None:
    """Put where the loop would lead, or where the cost is lowest, in a jump or two."""
    steps = judging.experiment.steps
    if judging.steps > 2 or steps <= 5:
        return None
    ends = {name: own.values[-1] for name, own in judging.moves.items()}
    for goal in ({name: judging.right(name)[-1] for name in ends}, judging.references.lowest):
        if goal and all(abs(ends[name] - goal[name]) <= NEAR * _extent(judging, name) for name in ends):
            sentence = ngettext(
                "{name} comes to {end} in {n} jump, in line {line}. It was put there; the loop is to find the way, in {steps} "
                "steps along the slope.",
                "{name} comes to {end} in {n} jumps, in line {line}. It was put there; the loop is to find the way, in {steps} "
                "steps along the slope.",
                judging.steps,
            )
            name = next(name for name, own in judging.moves.items() if len(own.values) > 1)
            numbers = {"end": show(ends[name]), "n": judging.steps, "line": judging.moves[name].lines[-1]}
            return Judgement(False, "assigned", sentence.format(name=name, steps=steps, **numbers))
    return None


def _extent(judging: Judging, name: Parameter) -> float:
    values = [value for value in judging.right(name) if math.isfinite(value)]
    return max(values) - min(values)


def _one_alone(judging: Judging) -> Judgement | None:
    standing = [name for name, own in judging.moves.items() if len(own.values) == 1 < len(judging.right(name))]
    if not standing:
        return None
    stays = standing[0]
    moving: Parameter = "b" if stays == "W" else "W"
    sentence = _(
        "Only {moving} moves, {way}; {stays} stays at {at}. Is {stays} in the list that optim.SGD is given or, by hand, has it a "
        "line of its own? And is it in the hypothesis?"
    )
    moves = judging.moves
    sentence = sentence.format(moving=moving, way=way(moves[moving].values), stays=stays, at=show(moves[stays].values[0]))
    return Judgement(False, f"only-{moving}", sentence)


def _uphill(judging: Judging) -> Judgement | None:
    """All first moves against those of the right loop: as long as they should be, or of another length."""
    factors = []
    for name, own in judging.moves.items():
        right = judging.right(name)
        if len(own.values) > 1 and len(right) > 1:
            factors.append((own.values[1] - own.values[0]) / (right[1] - right[0]))
    if not factors or not all(factor < 0 for factor in factors):
        return None
    ways = {"own": judging.own_way("W"), "right": judging.right_way("W")}
    if all(math.isclose(factor, -1, rel_tol=1e-3) for factor in factors):
        sentence = _(
            "W goes {own}, and should go {right}: the step is added, not taken away. Use `-=`, so that W moves against the slope."
        )
        return Judgement(False, "ascent", sentence.format(**ways))
    if judging.experiment.model == "sin(Wx)":
        return None  # on a wave another hypothesis leads the other way as well
    sentence = _(
        "W goes {own}, and should go {right}: the other way, and not as far. Is the error squared in the cost, and is the step "
        "taken away?"
    )
    if abs(factors[0]) > 1:
        sentence = _(
            "W goes {own}, and should go {right}: the other way, and too far. Is the error squared in the cost, and is the step "
            "taken away?"
        )
    return Judgement(False, "wrong-way", sentence.format(**ways))


def _variant(judging: Judging) -> Judgement | None:
    for mistake, path in judging.references.variants.items():
        if all(begins_like(own.values, path.of(name)) for name, own in judging.moves.items()):
            numbers = {name: judging.own_way(name, 4) for name in judging.moves}
            right = {f"right_{name}": judging.right_way(name, 4) for name in judging.moves}
            return Judgement(False, mistake, _(_VARIANTS[mistake]).format(**numbers, **right))
    return None


def _other_optimizer(judging: Judging) -> Judgement | None:
    others = [name for name in judging.result.optimizers if name != "SGD"]
    if not others:
        return None
    sentence = _(
        "The steps are those of optim.{optimizer}: W goes {own} and should go {right}, as optim.SGD does with nothing but its lr."
    )
    numbers = {"own": judging.own_way("W", 4), "right": judging.right_way("W", 4)}
    return Judgement(False, "optimizer", sentence.format(optimizer=others[0], **numbers))


def _slope_of_the_other(judging: Judging) -> Judgement | None:
    """The first step of one is right, and that of the other is the very same, where it should not be."""
    if len(judging.moves) < 2:
        return None
    pairs: tuple[tuple[Parameter, Parameter], ...] = (("b", "W"), ("W", "b"))
    for name, other in pairs:
        own, theirs = judging.moves[name].values, judging.moves[other].values
        right, right_theirs = judging.right(name), judging.right(other)
        if min(map(len, (own, theirs, right, right_theirs))) < 2:
            continue
        step, other_step = right[1] - right[0], right_theirs[1] - right_theirs[0]
        taken = own[1] - own[0]
        if not _alike(step, other_step) and _alike(taken, other_step) and _alike(theirs[1] - theirs[0], other_step):
            sentence = _(
                "{name} goes {own} and should go {right}: its step is that of {other}. Does it use {name}.grad, and not "
                "{other}.grad?"
            )
            numbers = {"own": judging.own_way(name), "right": judging.right_way(name)}
            return Judgement(False, "other-slope", sentence.format(name=name, other=other, **numbers))
    return None


def _alike(step: float, other: float) -> bool:
    return abs(step - other) <= 1e-3 * abs(other)


def _same_slope(judging: Judging) -> Judgement | None:
    """Every step like the first, which is right."""
    for name, own in judging.moves.items():
        right = judging.right(name)
        if len(own.values) < 4 or len(right) < 2:
            return None
        step = right[1] - right[0]
        steps = [after - before for before, after in zip(own.values[:5], own.values[1:5], strict=False)]
        if any(abs(taken - step) > 1e-3 * abs(step) for taken in steps):
            return None
    sentence = _(
        "Every step is like the first: W goes {W}. The slope changes on the way, so each pass needs its own hypothesis, cost and "
        "backward()."
    )
    return Judgement(False, "same-slope", sentence.format(W=judging.own_way("W", 4)))


def _diverging(judging: Judging) -> Judgement | None:
    for name, own in judging.moves.items():
        largest = max((abs(value) for value in judging.right(name) if math.isfinite(value)), default=0.0)
        if not abs(own.values[-1]) <= 1e4 * max(1.0, largest):
            sentence = _("{name} runs away: {way}. The first step should lead {right}. Are its length and its direction right?")
            return Judgement(False, "diverges", sentence.format(name=name, way=way(own.values), right=judging.right_way(name)))
    return None


def _unknown(judging: Judging) -> Judgement:
    """The first numbers that are not as they should be."""
    wrong = [name for name, own in judging.moves.items() if not begins_like(own.values, judging.right(name))]
    name = wrong[0] if wrong else "W"
    own, right = judging.own_way(name, 4), judging.right_way(name, 4)
    if len(judging.moves) > 1 and len(wrong) == 1:
        other = "b" if name == "W" else "W"
        sentence = _(
            "{other} goes the right way at first, but {name} goes {own} and should go {right}. Compare its steps with α times "
            "its slope."
        )
        return Judgement(False, "unknown", sentence.format(other=other, name=name, own=own, right=right))
    if len(wrong) > 1:
        sentence = _(
            "W goes {W} and should go {right_W}; b goes {b} and should go {right_b}. Compare the steps with α times the slopes."
        )
        numbers = {"b": judging.own_way("b", 4), "right_b": judging.right_way("b", 4)}
        return Judgement(False, "unknown", sentence.format(W=own, right_W=right, **numbers))
    sentence = _("{name} goes {own} and should go {right}. Compare its steps with α times its slope.")
    return Judgement(False, "unknown", sentence.format(name=name, own=own, right=right))
