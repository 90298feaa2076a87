"""Right or wrong, and what to say: quizzes judged with the numbers of a real run.

Functions that take a trajectory want the run behind the question: `quiz.experiment` from its start, `quiz.steps` updates.
None will do where `needs_run` says no.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from gdtutor.course.model import AtStep, Comparison, Condition, Quiz, Term
from gdtutor.course.problems import CourseError, Problem
from gdtutor.course.terms import at_steps, pieces
from gdtutor.course.typed import Reading, parse_number, readings
from gdtutor.descent.numbers import MINUS, show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.descent.verdict import judge

# `~` in a condition.
RELATIVE = 0.01
ABSOLUTE = 0.005

# A number typed with this many digits is right where it is the right one, rounded.
ENOUGH_DIGITS = 3
# What a pocket calculator and float32 may differ in.
ROUND_OFF = 1e-5

TOO_ROUND = f"Near, but not near enough. Work it out to {ENOUGH_DIGITS} digits."
CHOOSE = "Choose at least one."
MORE = "What you chose is right, and there is more that belongs to it."
MORE_BESIDES = "And something that belongs here is still missing."


@dataclass(frozen=True)
class Answer:
    """What is said to an answer; belief names the misconception behind a wrong one, where the lesson names it."""

    right: bool
    text: str
    belief: str | None = None


def needs_run(quiz: Quiz) -> bool:
    """Whether the question, its key or one of its texts has a number that only a run can tell."""
    if quiz.kind == "predict":
        return True
    terms = [term for term in (quiz.value, *(number.value for number in quiz.numbers)) if term is not None]
    texts = [quiz.ask, quiz.hint, quiz.right, quiz.wrong, *(number.answer for number in quiz.numbers)]
    texts += [text for choice in quiz.choices for text in (choice.text, choice.answer)]
    return any(True for _ in at_steps(*terms, *texts))


def value_of(term: Term, trajectory: Trajectory | None) -> float:
    """The number that the term stands for, inf and NaN among them.

    A run that overflowed may have stopped; its last state stands for those that never came. Raises ValueError where the run
    is missing or too short.
    """
    if not isinstance(term, AtStep):
        return term
    shown = f"{term.quantity}@{term.step}"
    if trajectory is None or len(trajectory) == 0:
        raise ValueError(f"{shown} needs a run")
    index = len(trajectory) - 1 if term.step == "end" else trajectory.index_of_step(term.step)
    if index is None:
        last = trajectory[-1].step
        if trajectory.finite_length() == len(trajectory) or term.step == "end" or term.step < last:
            raise ValueError(f"{shown} needs a longer run; this one ends at step {last}")
        index = len(trajectory) - 1
    record = trajectory[index]
    return {"W": record.W, "b": record.b, "dW": record.dW, "db": record.db, "cost": record.cost}[term.quantity]


def holds(condition: Condition, trajectory: Trajectory | None) -> bool:
    """Whether the condition is true of the run. A comparison with NaN is false. Raises ValueError as `value_of`."""
    if not isinstance(condition, Comparison):
        if trajectory is None:
            raise ValueError(f"verdict is {condition.kind}: needs a run")
        return judge(trajectory).kind == condition.kind
    left, right = value_of(condition.left, trajectory), value_of(condition.right, trajectory)
    if condition.sign == "<":
        return left < right
    if condition.sign == ">":
        return left > right
    return left == right or abs(left - right) <= max(ABSOLUTE, RELATIVE * min(abs(left), abs(right)))


def right_choices(quiz: Quiz, trajectory: Trajectory | None) -> set[str]:
    """The ids of the right choices; for kind predict the one that holds in the run, for kind number none.

    Raises CourseError where not exactly one choice of a predict question holds.
    """
    if quiz.kind != "predict":
        return {choice.id for choice in quiz.choices if choice.right}
    found = {choice.id for choice in quiz.choices if all(holds(condition, trajectory) for condition in choice.when)}
    if len(found) != 1:
        held = " and ".join(choice.id for choice in quiz.choices if choice.id in found) or "none"
        raise _course_error(quiz, f"in this run just one choice must hold; what holds: {held}")
    return found


def fill(text: str, trajectory: Trajectory | None) -> str:
    """The text with its placeholders as numbers in four significant digits. Raises ValueError as `value_of`."""
    return "".join(piece if isinstance(piece, str) else show(value_of(piece, trajectory)) for piece in pieces(text))


def judge_choices(quiz: Quiz, chosen: Collection[str], trajectory: Trajectory | None) -> Answer:
    """The answer to a set of choice ids. Raises KeyError for an id that is none, CourseError as `right_choices`."""
    unknown = set(chosen) - {choice.id for choice in quiz.choices}
    if unknown:
        raise KeyError(f"quiz {quiz.id} has no choice {sorted(unknown)[0]!r}")
    if not chosen:
        return Answer(False, CHOOSE)
    right = right_choices(quiz, trajectory)
    if set(chosen) == right:
        return Answer(True, _said(quiz, right, trajectory))
    wrong = set(chosen) - right
    if not wrong:
        return Answer(False, MORE)
    text = _said(quiz, wrong, trajectory)
    if quiz.kind == "choices" and not right <= set(chosen):
        text = f"{text}\n\n{MORE_BESIDES}"
    belief = next((choice.belief for choice in quiz.choices if choice.id in wrong and choice.belief), None)
    return Answer(False, text, belief)


def judge_number(quiz: Quiz, typed: str, trajectory: Trajectory | None) -> Answer:
    """The answer to a typed number.

    Right is what lies within the quiz's tolerance of the value; besides, so that no right number is refused: the value as the
    screen shows it, the value rounded to the three or more significant digits that were typed, and what differs from it by
    round-off. Of these only the tolerance outweighs a known wrong number that is nearer. Raises ValueError with a sentence for
    the learner where the text is no number, CourseError where the question has no finite value.
    """
    found = readings(typed)
    value = _finite(quiz, quiz.value, trajectory)
    if any(abs(reading.value - value) <= quiz.tolerance for reading in found):
        return Answer(True, fill(quiz.right, trajectory))
    distance = min((abs(reading.value - value) for reading in found if _is_same(reading, value)), default=math.inf)
    known = None
    for number in quiz.numbers:
        wrong = _finite(quiz, number.value, trajectory)
        for reading in found:
            near = abs(reading.value - wrong) <= quiz.tolerance or _is_same(reading, wrong)
            if near and abs(reading.value - wrong) < distance:
                known, distance = number, abs(reading.value - wrong)
    if known is not None:
        return Answer(False, fill(known.answer, trajectory), known.belief)
    if distance < math.inf:
        return Answer(True, fill(quiz.right, trajectory))
    if any(reading.rounds(value) for reading in found):
        return Answer(False, TOO_ROUND)
    return Answer(False, fill(quiz.wrong, trajectory))


def _is_same(reading: Reading, value: float) -> bool:
    """Whether the reading is the value, apart from rounding."""
    distance = abs(reading.value - value)
    on_screen = abs(reading.value - float(show(value).replace(MINUS, "-"))) <= 1e-9 * abs(value)
    return on_screen or distance <= ROUND_OFF * abs(value) or (reading.digits >= ENOUGH_DIGITS and reading.rounds(value))


def _finite(quiz: Quiz, term: Term | None, trajectory: Trajectory | None) -> float:
    value = math.nan if term is None else value_of(term, trajectory)
    if not math.isfinite(value):
        raise _course_error(quiz, f"a number question needs finite numbers; the run gives {show(value)}")
    return value


def _said(quiz: Quiz, ids: Collection[str], trajectory: Trajectory | None) -> str:
    return "\n\n".join(fill(choice.answer, trajectory) for choice in quiz.choices if choice.id in ids)


def _course_error(quiz: Quiz, what: str) -> CourseError:
    return CourseError([Problem(quiz.path, quiz.line, f"quiz {quiz.id}: {what}")])


__all__ = [
    "Answer",
    "fill",
    "holds",
    "judge_choices",
    "judge_number",
    "needs_run",
    "parse_number",
    "right_choices",
    "value_of",
]
