"""Questions of every kind."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from gdtutor.course.model.terms import Condition, Term
from gdtutor.descent.experiment import BodyLine, Experiment


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


QuizKind = Literal["choice", "choices", "number", "predict", "order", "line", "challenge", "write"]


class Quiz(msgspec.Struct, frozen=True, kw_only=True):
    """A question. `experiment` is the run behind it (the lab's, or the question's own), `steps` that run's length.

    choice     one right choice; choices: one or more; by `right`, or by `when` where the run decides
    predict    the page's lab runs, and `when` decides
    number     `value` and `tolerance`; `numbers` are known wrong ones
    order      the body of the loop, its lines to be put in order; right where the run of that order meets `goal`
    line       the listing of `experiment`, in which one line is at fault; `lines`
    challenge  the learner turns the page's lab; right where its run meets `goal`. `score` is what is counted, `best` which way,
               `par` a good score, and `reference` settings that meet the goal
    write      the loop of `experiment`, to be typed

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
