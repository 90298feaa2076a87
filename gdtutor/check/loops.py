"""Questions about the lines of the loop: orders that work and fail as they should, and a fault that makes a difference."""

from __future__ import annotations

from itertools import islice, permutations

import msgspec
import numpy as np

from gdtutor.check.question import Question, texts
from gdtutor.course.answers import Answer, judge_line, judge_order, order_experiment, right_order, stands
from gdtutor.course.evidence import Evidence, fill
from gdtutor.course.model import WrongOrder
from gdtutor.descent.experiment import BodyLine, Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _, ngettext
from gdtutor.trainer.client import TorchRefusal

Order = tuple[BodyLine, ...]

# A body of five lines has 120 orders; of longer ones so many are looked through. Of those that fit, so many are run.
LOOKED_THROUGH = 20_000
RUN = 24


async def check_order(question: Question) -> None:
    """Note what is wrong with an order question. Raises NoTorchError, ValueError, CourseError."""
    quiz = question.quiz
    standard = right_order(quiz)
    evidence, answer = await _judged(question, standard)
    for keys, text in texts(quiz):
        question.check_text(keys, text, evidence)
    if not answer.right:
        question.add(("goal",), _("the lines in their right order do not meet the goal: {said}").format(said=answer.text))
        return
    question.check_shown(("right",), quiz.right, answer.text)
    orders = list(dict.fromkeys(islice(permutations(standard), LOOKED_THROUGH)))
    for order in orders[1:RUN]:
        _evidence, answer = await _judged(question, order)
        if not answer.right:
            break
    else:
        question.add(("goal",), _("every order that was tried meets the goal, so there is nothing to put in order"))
        return
    for place, known in enumerate(quiz.orders):
        await _check_known(question, place, known, [order for order in orders if stands(known.pairs, order)])


async def _check_known(question: Question, place: int, known: WrongOrder, fitting: list[Order]) -> None:
    """Some order that does not meet the goal must be answered by this one."""
    keys = ("orders", place, "when")
    if not fitting:
        question.add(keys, _("no order of the lines fits this"))
        return
    failed = False
    for order in fitting[:RUN]:
        evidence, answer = await _judged(question, order)
        if not answer.right:
            failed = True
            if answer.text == _said(known, evidence):
                question.check_shown(("orders", place, "answer"), known.answer, answer.text)
                return
    if failed:
        question.add(keys, _("this answer is never read: to the orders that fit it something else is said"))
    else:
        question.add(keys, _("this answer is never read: the orders that fit it meet the goal"))


def _said(known: WrongOrder, evidence: Evidence) -> str | None:
    try:
        return fill(known.answer, evidence)
    except ValueError:  # it quotes a run that torch refused
        return None


async def _judged(question: Question, order: Order) -> tuple[Evidence, Answer]:
    quiz = question.quiz
    evidence = await question.evidence(own=order_experiment(quiz, order))
    return evidence, judge_order(quiz, order, evidence)


async def check_line(question: Question) -> None:
    """Note what is wrong with a line question. Raises NoTorchError, ValueError, CourseError."""
    quiz = question.quiz
    evidence = await question.evidence()
    for keys, text in (*texts(quiz), (("wrong",), quiz.wrong)):
        question.check_text(keys, text, evidence)
    for place, line in enumerate(quiz.lines):
        said = question.check_text(("lines", place, "answer"), line.answer, evidence)
        if said is not None:
            answer = judge_line(quiz, line.text, evidence)
            if (answer.right, answer.text) != (line.right, said):
                question.add(("lines", place, "line"), _("this line is answered by what belongs to another one"))
    if quiz.experiment is not None:
        await _check_fault(question, quiz.experiment)


async def _check_fault(question: Question, experiment: Experiment) -> None:
    """The script must differ from the standard loop: by what torch says to it, or by where its run goes."""
    right = msgspec.structs.replace(experiment, loop="standard", body=())
    steps = max(question.quiz.steps, experiment.steps)
    try:
        faulty = await question.runs.trajectory(experiment, steps)
    except TorchRefusal:
        return
    if _same(faulty, await question.runs.trajectory(right, steps)):
        what = ngettext(
            "in {n} step this script does just what the standard loop does, so no line of it is at fault",
            "in {n} steps this script does just what the standard loop does, so no line of it is at fault",
            steps,
        )
        question.add(("experiment",), what.format(n=steps))


def _same(one: Trajectory, other: Trajectory) -> bool:
    """Whether two runs end at the same parameters, to within the last digits of float32."""
    if len(one) != len(other):
        return False
    ends = np.array([[run[-1].W, run[-1].b] for run in (one, other)])
    return bool(np.allclose(ends[0], ends[1], rtol=1e-5, atol=1e-7, equal_nan=True))
