"""The lines that a question is about: those to be put in order, and the script in which one is at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from gdtutor.course.model import Quiz
from gdtutor.descent.experiment import BodyLine


class Dealt(NamedTuple):
    """Lines of the loop, as names and as they stand in the script; loop is the `for` that they stand in."""

    order: tuple[BodyLine, ...]
    texts: tuple[str, ...]
    loop: str


def dealt(quiz: Quiz, before: Sequence[BodyLine] = ()) -> Dealt:
    """The lines of an `order` question, shuffled; before is the order that they were left in, where they were dealt already."""
    from gdtutor.course.answers import order_experiment, shuffled
    from gdtutor.descent.listing import body_line, listing

    order = shuffled(quiz)
    if sorted(before) == sorted(order):
        order = tuple(before)
    experiment = msgspec.structs.replace(order_experiment(quiz, order), steps=quiz.steps)
    loop = next((line for line in listing(experiment).lines if line.startswith("for ")), "")
    return Dealt(order, tuple(f"    {body_line(experiment, name)}" for name in order), loop)


def script_lines(quiz: Quiz) -> tuple[str, ...]:
    """The lines of the script of a `line` question, without empty ones."""
    if quiz.experiment is None:  # such a question can't be read
        return ()
    from gdtutor.descent.listing import listing

    return tuple(line for line in listing(quiz.experiment).lines if line.strip())
