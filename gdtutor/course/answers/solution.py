"""What is said to somebody who asks for the solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gdtutor.course.answers.choices import right_choices
from gdtutor.course.answers.number import finite
from gdtutor.course.answers.order import right_order
from gdtutor.course.evidence import PLACEHOLDERS, Evidence, fill, value_of
from gdtutor.course.model import Quiz
from gdtutor.course.settings import settings_of
from gdtutor.course.terms import leaves
from gdtutor.descent.experiment import BodyLine, Experiment
from gdtutor.descent.numbers import show


def solution(quiz: Quiz, evidence: Evidence) -> str:
    """The author's solution, or else the right answer and what is said to it; its parts are paragraphs. Of a loop its lines.

    The evidence is that of `runs_of_solution`. Where the run that solves it is missing, what is said of that run is left out.
    Raises CourseError and ValueError as judging does.
    """
    seen = evidence
    if quiz.score is not None and _told(evidence):
        seen = replace(evidence, score=value_of(quiz.score, evidence))
    if quiz.solution:
        return fill(quiz.solution, seen)
    if quiz.kind == "order":
        return _with_right(code_of(quiz.experiment, right_order(quiz)), quiz, seen)
    if quiz.kind == "write":
        return _loop(quiz.experiment or Experiment())
    if quiz.kind == "challenge":
        return _with_right(_settings(quiz), quiz, seen)
    if quiz.kind == "number":
        return f"{show(finite(quiz, quiz.value, evidence))}\n\n{fill(quiz.right, evidence)}"
    if quiz.kind == "line":
        return "\n\n".join(f"`{line.text}`\n\n{fill(line.answer, evidence)}" for line in quiz.lines if line.right)
    right = right_choices(quiz, evidence)
    said = [(fill(choice.text, evidence), fill(choice.answer, evidence)) for choice in quiz.choices if choice.id in right]
    return "\n\n".join(f"{text}\n\n{answer}" for text, answer in said)


def code_of(experiment: Experiment | None, order: Sequence[BodyLine]) -> str:
    """The lines as they stand in the script."""
    from gdtutor.descent.listing import body_line

    return "\n".join(f"`{body_line(experiment or Experiment(), name)}`" for name in order)


def _loop(experiment: Experiment) -> str:
    """The lines that the script has below what is given."""
    from gdtutor.descent.listing import listing

    return "\n".join(f"`{line}`" for line in listing(experiment).own.split("\n") if line)


def _settings(quiz: Quiz) -> str:
    """What the reference sets otherwise than the lab, or all of it where it sets nothing otherwise."""
    if quiz.reference is None:
        return ""
    settings = settings_of(quiz.reference)
    untouched = settings_of(quiz.experiment) if quiz.experiment is not None else {}
    changed = {name: value for name, value in settings.items() if untouched.get(name) != value}
    names = {"W": "W", "b": "b", "lr": "α"}
    return ", ".join(f"{names[name]} = {show(value)}" for name, value in (changed or settings).items())


def _with_right(found: str, quiz: Quiz, evidence: Evidence) -> str:
    """What was found, and what is said to a right answer where the numbers for that are there."""
    if not _told(evidence) and any(leaf.run == "" for leaf in leaves(quiz.right, names=PLACEHOLDERS)):
        return found
    return "\n\n".join(part for part in (found, fill(quiz.right, evidence)) if part)


def _told(evidence: Evidence) -> bool:
    return "" in evidence.runs
