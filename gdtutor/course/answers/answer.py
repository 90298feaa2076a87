"""What is said to an answer."""

from __future__ import annotations

from dataclasses import dataclass

from gdtutor.course.model import Quiz
from gdtutor.course.problems import CourseError, Problem


@dataclass(frozen=True)
class Answer:
    """What is said to an answer; belief names the misconception behind a wrong one, where the lesson names it.

    score is what a challenge counts, in a run that meets its goal; None where nothing is counted.
    """

    right: bool
    text: str
    belief: str | None = None
    score: float | None = None


def author_error(quiz: Quiz, what: str) -> CourseError:
    """The error of a question that can't be judged, which names its file and line."""
    return CourseError([Problem(quiz.path, quiz.line, f"quiz {quiz.id}: {what}")])
