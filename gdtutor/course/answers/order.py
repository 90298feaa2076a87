"""`order`: the lines of the loop in the learner's order, judged by the run of that order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import count

import msgspec

from gdtutor.course.answers.answer import Answer
from gdtutor.course.evidence import Evidence, fill, holds
from gdtutor.course.model import Quiz
from gdtutor.course.terms import Named, leaves, pieces
from gdtutor.descent.experiment import BODY, BodyLine, Experiment
from gdtutor.language import N_, _

REFUSED = N_("torch refuses this order: {error}")
NOT_YET = N_("torch runs this order without an error, but what it does is not what is asked for.")

# How often a shuffle is tried before one that is merely not the right order will do.
_TRIES = 200


def lines_of(quiz: Quiz) -> tuple[BodyLine, ...]:
    """The lines that are to be put in order, as the question's experiment has them."""
    return (quiz.experiment.body if quiz.experiment is not None else ()) or BODY


def right_order(quiz: Quiz) -> tuple[BodyLine, ...]:
    """The order that is meant: that of the standard loop; where lines are doubled or left out, the one the author wrote."""
    lines = lines_of(quiz)
    return BODY if sorted(lines) == sorted(BODY) else lines


def shuffled(quiz: Quiz) -> tuple[BodyLine, ...]:
    """The lines in the order in which the question shows them first: the same at each call, and in every language.

    It is never the right one already: where the lines allow it, one that fails in its first pass, since it uses what no line
    before has made.
    """
    lines, right = lines_of(quiz), right_order(quiz)
    other = right
    for salt in count():
        order = tuple(lines[index] for index in sorted(range(len(lines)), key=lambda index: _digest(quiz.id, salt, index)))
        if order != right:
            other = order
            if _unmade(order):
                return order
        # Lines that are all the same have no other order.
        if salt >= _TRIES and (other != right or len(set(lines)) < 2):
            return other
    raise AssertionError  # count() does not end


def order_experiment(quiz: Quiz, order: Sequence[BodyLine]) -> Experiment:
    """The experiment with its lines in the learner's order. Raises ValueError where those are not the question's lines."""
    if quiz.experiment is None or sorted(order) != sorted(lines_of(quiz)):
        raise ValueError(f"quiz {quiz.id}: {', '.join(order)} are not its lines")
    return msgspec.structs.replace(quiz.experiment, body=tuple(order))


def stands(pairs: Sequence[tuple[BodyLine, BodyLine]], order: Sequence[BodyLine]) -> bool:
    """Whether each pair stands in that order: every copy of the first line before every copy of the second, and both there."""
    return all(
        first in order and second in order and len(order) - 1 - order[::-1].index(first) < order.index(second)
        for first, second in pairs
    )


def judge_order(quiz: Quiz, order: Sequence[BodyLine], evidence: Evidence) -> Answer:
    """The answer to an order of lines, whose run is "" in the evidence.

    Right is what meets the goal, whichever order it is; an order that torch refuses (`evidence.error`) does not. What is said to
    a wrong one is the first text that fits and whose numbers there are: one that quotes the run is passed over where torch
    refused it, one that quotes torch's refusal where there was none. Raises ValueError where the order has other lines than the
    question, or a run is missing or too short.
    """
    order_experiment(quiz, order)
    if not evidence.error and all(holds(condition, evidence) for condition in quiz.goal):
        return Answer(True, fill(quiz.right, evidence))
    for known in quiz.orders:
        if stands(known.pairs, order) and _can_be_said(known.answer, evidence):
            return Answer(False, fill(known.answer, evidence), known.belief)
    if _can_be_said(quiz.wrong, evidence):
        return Answer(False, fill(quiz.wrong, evidence))
    return Answer(False, _(REFUSED).format(error=evidence.error) if evidence.error else _(NOT_YET))


def _can_be_said(text: str, evidence: Evidence) -> bool:
    if evidence.error:
        return not any(leaf.run == "" for leaf in leaves(text, names=("error",)))
    return not any(isinstance(piece, Named) and piece.name == "error" for piece in pieces(text, ("error",)))


def _unmade(order: Sequence[BodyLine]) -> bool:
    """Whether a line of the first pass needs what none before has made, so that Python stops with a NameError."""
    made: set[BodyLine] = set()
    needs: dict[BodyLine, BodyLine] = {"cost": "hypothesis", "backward": "cost"}
    for line in order:
        if line in needs and needs[line] not in made:
            return True
        made.add(line)
    return False


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, parts)).encode()).digest()
