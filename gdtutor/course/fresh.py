"""Other numbers for another try."""

from __future__ import annotations

import msgspec

from gdtutor.course.model import Quiz


def drawn(quiz: Quiz, draw: int) -> Quiz:
    """The question for that try: 0 has the author's numbers, each further one those of another of `quiz.fresh`.

    The order of the draws is shuffled by the question's id, so that it is the same for everybody and at every time; when all
    have been drawn they come again in that order. A question without `fresh` is always itself.
    """
    if draw <= 0 or not quiz.fresh:
        return quiz
    import hashlib  # here, for the first page that is painted does without

    order = sorted(range(len(quiz.fresh)), key=lambda index: hashlib.sha256(f"{quiz.id}/{index}".encode()).digest())
    return msgspec.structs.replace(quiz, experiment=quiz.fresh[order[(draw - 1) % len(order)]])
