"""Are the keys right, and does every wrong answer get its own reply? Every draw of fresh numbers is looked at."""

from __future__ import annotations

import math

from gdtutor.check.challenges import check_challenge
from gdtutor.check.loops import check_line, check_order
from gdtutor.check.question import Question, texts
from gdtutor.check.runs import Runs
from gdtutor.check.writing import check_write
from gdtutor.course.answers import judge_choices, judge_number, solution
from gdtutor.course.evidence import Evidence, holds, value_of
from gdtutor.course.fresh import drawn
from gdtutor.course.model import Lesson, Quiz
from gdtutor.course.problems import CourseError, Problem
from gdtutor.course.settings import settings_of
from gdtutor.descent.numbers import show
from gdtutor.language import _

# The kinds whose run is the learner's own.
LEARNERS = {"order": check_order, "challenge": check_challenge, "line": check_line, "write": check_write}


async def check_question(lesson: Lesson, quiz: Quiz, runs: Runs) -> list[Problem]:
    """What is wrong with a question. Raises NoTorchError."""
    question = Question(quiz, lesson, runs)
    try:
        if quiz.kind in LEARNERS:
            await LEARNERS[quiz.kind](question)
        else:
            for draw in range(len(quiz.fresh) + 1):
                await _check_draw(question, drawn(quiz, draw))
                if question.problems:
                    break  # the other draws would say the same
    except CourseError as error:
        question.problems += error.problems
    except ValueError as error:
        question.add((), str(error))
    return question.problems


async def _check_draw(question: Question, quiz: Quiz) -> None:
    own = quiz.experiment if quiz.kind == "predict" else None
    evidence = await question.evidence(quiz, own)
    when = _with(question.quiz, quiz)
    if evidence.error:
        question.add(("experiment",), _("torch refuses the run behind the question: {error}").format(error=evidence.error) + when)
        return
    for keys, text in texts(quiz):
        question.check_text(keys, text, evidence, when)
    if quiz.kind == "number":
        _check_number(question, quiz, evidence, when)
    else:
        _check_choices(question, quiz, evidence, when)
    if not question.problems:
        solution(quiz, evidence)


def _with(author: Quiz, quiz: Quiz) -> str:
    """Which draw of fresh numbers is meant, for a problem; nothing for the author's own."""
    experiment = quiz.experiment
    if experiment is None or experiment == author.experiment:
        return ""
    settings = ", ".join(f"{name} = {show(value)}" for name, value in settings_of(experiment).items())
    return _(" (with {settings})").format(settings=settings)


def _check_number(question: Question, quiz: Quiz, evidence: Evidence, when: str) -> None:
    assert quiz.value is not None  # noqa: S101
    value = value_of(quiz.value, evidence)
    if not math.isfinite(value):
        question.add(("value",), _("the right number must be finite; the run gives {value}").format(value=show(value)) + when)
        return
    question.check_text(("right",), quiz.right, evidence, when)
    question.check_text(("wrong",), quiz.wrong, evidence, when)
    for typed in (repr(value), show(value)):
        answer = judge_number(quiz, typed, evidence)
        if not answer.right:
            what = _("the right number is refused: {typed}").format(typed=typed)
            question.add(("value",), what + when)
    for place, number in enumerate(quiz.numbers):
        keys = ("numbers", place, "value")
        wrong = value_of(number.value, evidence)
        if not math.isfinite(wrong):
            question.add(keys, _("a known wrong number must be finite; the run gives {value}").format(value=show(wrong)) + when)
            continue
        said = question.check_text(("numbers", place, "answer"), number.answer, evidence, when)
        answers = [judge_number(quiz, typed, evidence) for typed in (repr(wrong), show(wrong))]
        if any(answer.right for answer in answers):
            what = _("the known wrong number {wrong} is right: the value is {value}, the tolerance {tolerance}")
            question.add(keys, what.format(wrong=show(wrong), value=show(value), tolerance=show(quiz.tolerance)) + when)
        elif any(answer.text != said for answer in answers):
            what = _("the known wrong number {wrong} is answered by what belongs to another one").format(wrong=show(wrong))
            question.add(keys, what + when)


def _check_choices(question: Question, quiz: Quiz, evidence: Evidence, when: str) -> None:
    decided_by_run = any(choice.when for choice in quiz.choices)
    right = {
        choice.id
        for choice in quiz.choices
        if (all(holds(condition, evidence) for condition in choice.when) if choice.when else choice.right)
    }
    if decided_by_run and len(right) != 1:
        if not right:
            question.add(("choices",), _("just one choice must hold in the run, and none does") + when)
        for place, choice in enumerate(quiz.choices):
            if choice.id in right:
                what = _("just one choice must hold in the run, and these do: {ids}").format(ids=", ".join(sorted(right)))
                question.add(("choices", place, "when"), what + when)
                break
        return
    for place, choice in enumerate(quiz.choices):
        question.check_text(("choices", place, "answer"), choice.answer, evidence, when)
    if question.problems:
        return
    if not judge_choices(quiz, right, evidence).right:
        question.add(("choices",), _("the right choice is judged wrong") + when)
    for place, choice in enumerate(quiz.choices):
        if choice.id not in right and judge_choices(quiz, {choice.id}, evidence).right:
            question.add(("choices", place), _("this wrong choice is judged right") + when)
