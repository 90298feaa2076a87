"""Which runs a question is judged with."""

from __future__ import annotations

from collections.abc import Iterable

from gdtutor.course.answers.order import order_experiment, right_order
from gdtutor.course.evidence import runs_needed
from gdtutor.course.model import Quiz, Run
from gdtutor.course.quizzes.contents import terms_of
from gdtutor.descent.experiment import Experiment

# Of these kinds the learner makes the run that decides.
BY_LEARNER = ("predict", "order", "challenge")


def runs_behind(quiz: Quiz, lesson_runs: Iterable[Run] = ()) -> dict[str, tuple[Experiment, int]]:
    """The experiments to run before the question can be judged, and for how many updates; by the names that `Evidence` has.

    "" is the run behind the question; it is left out where the learner makes it. Empty where no run is needed. Raises ValueError
    where a run is meant that does not exist.
    """
    needed = runs_needed(*terms_of(quiz), own=quiz.experiment, steps=quiz.steps, lesson_runs=lesson_runs)
    if quiz.kind in BY_LEARNER:
        needed.pop("", None)
    return needed


def needs_run(quiz: Quiz, lesson_runs: Iterable[Run] = ()) -> bool:
    """Whether torch must run anything before the question can be judged."""
    return quiz.kind in BY_LEARNER or bool(runs_behind(quiz, lesson_runs))


def solving_experiment(quiz: Quiz) -> Experiment | None:
    """The run that solves the question, where the learner makes it: a challenge's reference, an order's right one."""
    if quiz.kind == "challenge":
        return quiz.reference
    if quiz.kind == "order":
        return None if quiz.experiment is None else order_experiment(quiz, right_order(quiz))
    return quiz.experiment


def runs_of_solution(quiz: Quiz, lesson_runs: Iterable[Run] = ()) -> dict[str, tuple[Experiment, int]]:
    """The runs for `solution`: those of `runs_behind`, and as "" the run that solves the question."""
    needed = runs_behind(quiz, lesson_runs)
    experiment = solving_experiment(quiz)
    if quiz.kind in BY_LEARNER and experiment is not None:
        needed[""] = (experiment, quiz.steps)
    return needed
