"""Everything in a quiz that may speak of a run: its texts, terms and conditions."""

from __future__ import annotations

from collections.abc import Iterator

from gdtutor.course.model import Condition, Quiz, Term


def texts_of(quiz: Quiz) -> Iterator[str]:
    """Every text of the quiz that a learner may read, without the empty ones."""
    texts = [quiz.ask, *quiz.hints, quiz.solution, quiz.right, quiz.wrong]
    texts += [number.answer for number in quiz.numbers] + [order.answer for order in quiz.orders]
    texts += [line.answer for line in quiz.lines] + [miss.answer for miss in quiz.misses]
    texts += [text for choice in quiz.choices for text in (choice.text, choice.answer)]
    return (text for text in texts if text)


def terms_of(quiz: Quiz) -> Iterator[Term | Condition | str]:
    """Every term and condition of the quiz, and its texts, in which terms may stand as placeholders."""
    yield from (term for term in (quiz.value, quiz.score) if term is not None)
    yield from (number.value for number in quiz.numbers)
    yield from quiz.goal
    yield from (condition for choice in quiz.choices for condition in choice.when)
    yield from (condition for miss in quiz.misses for condition in miss.when)
    yield from texts_of(quiz)
