"""A course as values: Course, Lesson, Page, and the blocks of a page.

`lessons/README.md` says what each field means to an author.
"""

from __future__ import annotations

from gdtutor.course.model.labs import Control, Curve, Hidden, Lab, PictureKind, Run, Variant
from gdtutor.course.model.lessons import Course, GlossaryEntry, Lesson, LessonSummary, Link, Page, Prose
from gdtutor.course.model.quizzes import Choice, LineAnswer, Miss, Quiz, QuizKind, WrongNumber, WrongOrder
from gdtutor.course.model.terms import AtStep, Claim, Comparison, Condition, FirstStep, OfExperiment, Operation, Term, VerdictIs
from gdtutor.descent.experiment import Parameter

__all__ = [
    "AtStep",
    "Choice",
    "Claim",
    "Comparison",
    "Condition",
    "Control",
    "Course",
    "Curve",
    "FirstStep",
    "GlossaryEntry",
    "Hidden",
    "Lab",
    "Lesson",
    "LessonSummary",
    "LineAnswer",
    "Link",
    "Miss",
    "OfExperiment",
    "Operation",
    "Page",
    "Parameter",
    "PictureKind",
    "Prose",
    "Quiz",
    "QuizKind",
    "Run",
    "Term",
    "Variant",
    "VerdictIs",
    "WrongNumber",
    "WrongOrder",
]
