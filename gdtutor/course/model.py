"""A course as values: Course, Lesson, Page, and the blocks of a page.

`lessons/README.md` says what each field means to an author.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from gdtutor.descent.experiment import Experiment, Parameter, Quantity

PictureKind = Literal["data", "squares", "cost-curve", "cost-steps", "cost-steps-log"]
Control = Literal["W", "b", "lr", "run"]
Curve = Literal["shown", "tries"]
Hidden = Literal["cost", "slope"]


class Prose(msgspec.Struct, frozen=True):
    """Markdown as the author wrote it; line is where it starts in the file, from 1."""

    text: str
    line: int


class Variant(msgspec.Struct, frozen=True):
    """Another run on the same picture: the lab's experiment with some of its values replaced, and a name for the legend."""

    label: str
    experiment: Experiment


class Lab(msgspec.Struct, frozen=True, kw_only=True):
    """Live torch on a page: an experiment, what the learner can turn, and the pictures of it (the first is shown first).

    curve "tries" hides cost(W) and shows only the points that the learner has tried, until they ask for the whole.
    hide leaves out what a later lesson explains: the cost, or the slope (tangent, gradient, arithmetic of a step, verdict).
    tangents are values of W at which the curve's tangent is drawn. W_range and b_range bound a picture or a dial.
    compare holds further runs that lie on the same picture.
    """

    id: str
    line: int
    experiment: Experiment
    pictures: tuple[PictureKind, ...]
    controls: tuple[Control, ...]
    curve: Curve = "shown"
    hide: tuple[Hidden, ...] = ()
    tangents: tuple[float, ...] = ()
    compare: tuple[Variant, ...] = ()
    W_range: tuple[float, float] | None = None
    b_range: tuple[float, float] | None = None
    lr_range: tuple[float, float] | None = None


class AtStep(msgspec.Struct, frozen=True):
    """A number that only a run can tell: `W@1` is W after one update, `cost@end` the cost of the last state."""

    quantity: Quantity
    step: int | Literal["end"]


Term = float | AtStep


class Comparison(msgspec.Struct, frozen=True):
    """`W@1 < W@0`, `cost@9 > 1000`, `W@end ~ 1` (~: equal to within 1 % or 0.005, whichever is more)."""

    left: Term
    sign: Literal["<", ">", "~"]
    right: Term


class VerdictIs(msgspec.Struct, frozen=True):
    """`verdict is diverges`: what `gdtutor.descent.verdict` says of the run."""

    kind: str


Condition = Comparison | VerdictIs


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One choice. `answer` is what the learner reads after choosing it; `when` (predict only) are conditions on the run,
    all of which hold for the right choice. `belief` names the misconception that a wrong choice stands for.
    """

    id: str
    text: str
    answer: str
    right: bool = False
    when: tuple[Condition, ...] = ()
    belief: str | None = None


class WrongNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong number that is known, and what to say to it."""

    value: Term
    answer: str
    belief: str | None = None


class Quiz(msgspec.Struct, frozen=True, kw_only=True):
    """A question. kind "choice" has one right choice, "choices" one or more, "number" a value and a tolerance, and "predict"
    is decided by the run of the page's lab. `experiment` is what `AtStep` values come from: the lab's, or the question's own.

    `right` and `wrong` are what is said to a right number and to one that is none of `numbers`.
    Texts may hold `{W@1}`: the value in the run, in four significant digits. `steps` is the length of the run behind the
    question, whatever the experiment's own. `path` is the file that a later error is to name.
    """

    id: str
    line: int
    kind: Literal["choice", "choices", "number", "predict"]
    ask: str
    choices: tuple[Choice, ...] = ()
    value: Term | None = None
    tolerance: float = 0.01
    numbers: tuple[WrongNumber, ...] = ()
    right: str = ""
    wrong: str = ""
    hint: str = ""
    experiment: Experiment | None = None
    steps: int = 1
    path: Path | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One idea: prose, at most one lab and at most one quiz, under a heading with an id of its own."""

    id: str
    title: str
    line: int
    prose: tuple[Prose, ...]
    lab: Lab | None = None
    quiz: Quiz | None = None


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson file, whole."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    pages: tuple[Page, ...]
    path: Path


class LessonSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What the home screen says of a lesson without reading all of it: ids of its pages and of its quizzes, in order."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    pages: tuple[str, ...]
    quizzes: tuple[str, ...]
    path: Path


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with `course.yaml` and lesson files, in the order of their file names."""

    id: str
    title: str
    language: str
    lessons: tuple[LessonSummary, ...]
    path: Path


__all__ = [
    "AtStep",
    "Choice",
    "Comparison",
    "Condition",
    "Control",
    "Course",
    "Curve",
    "Hidden",
    "Lab",
    "Lesson",
    "LessonSummary",
    "Page",
    "Parameter",
    "PictureKind",
    "Prose",
    "Quiz",
    "Term",
    "Variant",
    "VerdictIs",
    "WrongNumber",
]
