"""A course as values: Course, Lesson, Page, and the blocks of a page.

`lessons/README.md` says what each field means to an author.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from gdtutor.descent.experiment import BodyLine, Experiment, Parameter, Quantity

PictureKind = Literal["data", "squares", "cost-curve", "contours", "cost-steps", "cost-steps-log"]
Control = Literal["W", "b", "lr", "run"]
Curve = Literal["shown", "tries"]
Hidden = Literal["cost", "slope"]


class Prose(msgspec.Struct, frozen=True):
    """Markdown as the author wrote it, without the marks of its claims; line is where it starts in the file, from 1."""

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
    """A number that only a run can tell: `W@1` is W after one update, `cost@end` the cost of the last state.

    run names a `run` block: `fast:W@1`. "" is the run behind the question, or that of the page's lab.
    """

    quantity: Quantity
    step: int | Literal["end"]
    run: str = ""


class OfExperiment(msgspec.Struct, frozen=True):
    """A number that the experiment has without running: `lr`; of its cost: `lowest_W`, `lowest_b`, `lowest_cost`,
    `curvature` (the largest second derivative) and `critical_lr` (2 / curvature). run as in AtStep: `fast:lr`.
    """

    name: Literal["lr", "lowest_W", "lowest_b", "lowest_cost", "curvature", "critical_lr"]
    run: str = ""


class FirstStep(msgspec.Struct, frozen=True):
    """`first(cost < 0.01)`: the first step at which that holds; NaN where it never does. run as in AtStep: `fast:first(…)`."""

    quantity: Quantity
    sign: Literal["<", ">"]
    bound: float
    run: str = ""


class Operation(msgspec.Struct, frozen=True):
    """Arithmetic: `W@0 - lr * dW@0`, `14/3`."""

    sign: Literal["+", "-", "*", "/"]
    left: Term
    right: Term


Term = float | AtStep | OfExperiment | FirstStep | Operation


class Comparison(msgspec.Struct, frozen=True):
    """`W@1 < W@0`, `cost@9 > 1000`, `W@end ~ 1` (~: equal to within 1 % or 0.005, whichever is more)."""

    left: Term
    sign: Literal["<", ">", "~"]
    right: Term


class VerdictIs(msgspec.Struct, frozen=True):
    """`verdict is diverges`, or several words with `or` between: what `gdtutor.descent.verdict` says of the run."""

    kinds: tuple[str, ...]
    run: str = ""


Condition = Comparison | VerdictIs


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What the author says and a run must confirm. In the file: `[1.4]{W@1}`, `[swings for ever]{verdict is oscillates}`.

    A number is compared with `value` in the digits that were written (or to within `tolerance`: `[3000]{W@9 ± 50}`); other text
    stands for `condition`. experiment is what "" means as a run; None where the page has none.
    """

    text: str
    line: int
    value: Term | None = None
    tolerance: float | None = None
    condition: Condition | None = None
    experiment: Experiment | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A `run` block: an experiment that is not on screen, for claims and questions of the lesson to take numbers from."""

    id: str
    line: int
    experiment: Experiment


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One choice. `answer` is what the learner reads after choosing it; `when` are conditions on the run, all of which hold for
    the right choice, in place of `right`. `belief` names the misconception that a wrong choice stands for.
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


class WrongOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong order that is known: every pair (first, second) of lines stands in that order."""

    pairs: tuple[tuple[BodyLine, BodyLine], ...]
    answer: str
    belief: str | None = None


class LineAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is said to one line of a listing, given by its text without the indent."""

    text: str
    answer: str
    right: bool = False
    belief: str | None = None


class Miss(msgspec.Struct, frozen=True, kw_only=True):
    """A known way to miss a challenge's goal; the first one whose conditions all hold is what is said."""

    when: tuple[Condition, ...]
    answer: str
    belief: str | None = None


QuizKind = Literal["choice", "choices", "number", "predict", "order", "line", "challenge"]


class Quiz(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `experiment` is the run behind it (the lab's, or the question's own), `steps` that run's length.

    choice     one right choice; choices: one or more; by `right`, or by `when` where the run decides
    predict    the page's lab runs, and `when` decides
    number     `value` and `tolerance`; `numbers` are known wrong ones
    order      the body of the loop, its lines to be put in order; right where the run of that order meets `goal`
    line       the listing of `experiment`, in which one line is at fault; `lines`
    challenge  the learner turns the page's lab; right where its run meets `goal`. `score` is what is counted, `best` which way,
               `par` a good score, and `reference` settings that meet the goal

    `right` and `wrong` are what is said to a right answer, and to a wrong one that nothing else is said to. Texts may hold
    `{W@1}` or any other term: its value, in four significant digits; `{error}` in an order's texts is torch's own message.
    fresh are further experiments for another try. hints come one at a time. `path` is the file that a later error is to name.
    """

    id: str
    line: int
    kind: QuizKind
    ask: str
    choices: tuple[Choice, ...] = ()
    value: Term | None = None
    tolerance: float = 0.01
    numbers: tuple[WrongNumber, ...] = ()
    orders: tuple[WrongOrder, ...] = ()
    lines: tuple[LineAnswer, ...] = ()
    goal: tuple[Condition, ...] = ()
    score: Term | None = None
    best: Literal["lowest", "highest"] = "lowest"
    par: float | None = None
    reference: Experiment | None = None
    misses: tuple[Miss, ...] = ()
    right: str = ""
    wrong: str = ""
    hints: tuple[str, ...] = ()
    solution: str = ""
    experiment: Experiment | None = None
    fresh: tuple[Experiment, ...] = ()
    steps: int = 1
    path: Path | None = None


class Link(msgspec.Struct, frozen=True):
    """`[text](lesson)`, `[text](lesson/page)` or, within a lesson, `[text](#page)`: page None is where the lesson begins."""

    lesson: str
    page: str | None
    line: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One idea: prose, at most one lab and at most one quiz, under a heading with an id of its own.

    claims are those of the prose and of the quiz's texts, in the order of their lines. links are the targets of the prose's
    links to pages of the course, as `Link`.
    """

    id: str
    title: str
    line: int
    prose: tuple[Prose, ...]
    lab: Lab | None = None
    quiz: Quiz | None = None
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson file, whole. runs are its `run` blocks, wherever they stand."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    pages: tuple[Page, ...]
    path: Path
    runs: tuple[Run, ...] = ()


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


class GlossaryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A term of `glossary.yaml`: what it means in a sentence or two, other words for it, and the page that introduces it."""

    id: str
    line: int
    term: str
    meaning: str
    lesson: str
    page: str
    also: tuple[str, ...] = ()


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
