"""`number`: a typed number against the one that torch gave."""

from __future__ import annotations

import math

from gdtutor.course.answers.answer import Answer, author_error
from gdtutor.course.evidence import Evidence, fill, value_of
from gdtutor.course.model import Quiz, Term
from gdtutor.course.typed import Reading, readings
from gdtutor.descent.numbers import MINUS, show
from gdtutor.language import N_, _

# A number typed with this many digits is right where it is the right one, rounded.
ENOUGH_DIGITS = 3
# A number that was rounded too much is still no further off than this part of the value: 1 for 0.7 is wrong, not rounded.
NEAR = 0.1
# What a pocket calculator and float32 may differ in.
ROUND_OFF = 1e-5

TOO_ROUND = N_("Near, but not near enough. Work it out to 3 digits.")


def judge_number(quiz: Quiz, typed: str, evidence: Evidence) -> Answer:
    """The answer to a typed number.

    Right is what lies within the quiz's tolerance of the value; besides, so that no right number is refused: the value as the
    screen shows it, the value rounded to the three or more significant digits that were typed, and what differs from it by
    round-off. Of these only the tolerance outweighs a known wrong number that is nearer. Raises ValueError with a sentence for
    the learner where the text is no number, CourseError where the question has no finite value.
    """
    found = readings(typed)
    value = finite(quiz, quiz.value, evidence)
    if any(abs(reading.value - value) <= quiz.tolerance for reading in found):
        return Answer(True, fill(quiz.right, evidence))
    distance = min((abs(reading.value - value) for reading in found if _is_same(reading, value)), default=math.inf)
    known = None
    for number in quiz.numbers:
        wrong = value_of(number.value, evidence)
        for reading in found:
            near = abs(reading.value - wrong) <= quiz.tolerance or _is_same(reading, wrong)
            if near and abs(reading.value - wrong) < distance:
                known, distance = number, abs(reading.value - wrong)
    if known is not None:
        return Answer(False, fill(known.answer, evidence), known.belief)
    if distance < math.inf:
        return Answer(True, fill(quiz.right, evidence))
    if any(reading.rounds(value) and abs(reading.value - value) <= NEAR * abs(value) for reading in found):
        return Answer(False, _(TOO_ROUND))
    return Answer(False, fill(quiz.wrong, evidence))


def finite(quiz: Quiz, term: Term | None, evidence: Evidence) -> float:
    """The term's number. Raises CourseError where nobody could type it."""
    value = math.nan if term is None else value_of(term, evidence)
    if not math.isfinite(value):
        what = _("a number question needs finite numbers; the run gives {value}")
        raise author_error(quiz, what.format(value=show(value)))
    return value


def _is_same(reading: Reading, value: float) -> bool:
    """Whether the reading is the value, apart from rounding; never so for one that is not finite."""
    if not math.isfinite(value):
        return False
    distance = abs(reading.value - value)
    on_screen = abs(reading.value - float(show(value).replace(MINUS, "-"))) <= 1e-9 * abs(value)
    return on_screen or distance <= ROUND_OFF * abs(value) or (reading.digits >= ENOUGH_DIGITS and reading.rounds(value))
