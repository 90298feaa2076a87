"""`challenge`: a run that the learner made, judged by what it did."""

from __future__ import annotations

import math
from dataclasses import replace

from gdtutor.course.answers.answer import Answer
from gdtutor.course.evidence import Evidence, fill, holds, value_of
from gdtutor.course.model import Quiz


def judge_challenge(quiz: Quiz, evidence: Evidence) -> Answer:
    """The answer to the learner's run, which is "" in the evidence, and whose experiment holds what they set.

    Only a run that meets the goal has a score, and only where that is a number. Raises ValueError where a run is missing or too
    short.
    """
    score = None if quiz.score is None else value_of(quiz.score, evidence)
    seen = replace(evidence, score=score)
    if all(holds(condition, evidence) for condition in quiz.goal):
        return Answer(True, fill(quiz.right, seen), score=score if score is not None and math.isfinite(score) else None)
    for miss in quiz.misses:
        if all(holds(condition, evidence) for condition in miss.when):
            return Answer(False, fill(miss.answer, seen), miss.belief)
    return Answer(False, fill(quiz.wrong, seen))


def as_good_as(quiz: Quiz, score: float, other: float) -> bool:
    """Whether a score is as good as another one, such as par, or better."""
    return score >= other if quiz.best == "highest" else score <= other
