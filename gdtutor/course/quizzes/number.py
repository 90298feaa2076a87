"""`number`: a number to type."""

from __future__ import annotations

import msgspec

from gdtutor.course.model import Quiz, Term, WrongNumber
from gdtutor.course.quizzes.values import Values, belief
from gdtutor.course.section import Section
from gdtutor.language import _

DEFAULT_TOLERANCE = 0.01


def read_number(section: Section, values: Values, quiz: Quiz) -> Quiz:
    """The quiz with its value, tolerance and known wrong numbers."""
    tolerance = section.number("tolerance", DEFAULT_TOLERANCE)
    if tolerance <= 0:
        section.problem("tolerance", _("'tolerance' must be more than 0"))
        tolerance = DEFAULT_TOLERANCE
    value = values.term(section, "value")
    numbers = _numbers(section, values, value, tolerance)
    return msgspec.structs.replace(quiz, value=value, tolerance=tolerance, numbers=numbers)


def _numbers(section: Section, values: Values, right: Term | None, tolerance: float) -> tuple[WrongNumber, ...]:
    numbers: list[WrongNumber] = []
    for number in section.sections("numbers", "number"):
        number.only(("value", "answer", "belief"))
        value = values.term(number, "value")
        answer = values.text(number, "answer")
        if value is None:
            continue
        if value == right or (isinstance(value, float) and isinstance(right, float) and abs(value - right) <= tolerance):
            number.problem("value", _("this known wrong answer is within the tolerance of the right one"))
        if any(value == other.value for other in numbers):
            number.problem("value", _("this known wrong answer is listed twice"))
        numbers.append(WrongNumber(value=value, answer=answer, belief=belief(number)))
    return tuple(numbers)
