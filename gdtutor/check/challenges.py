"""Can a challenge be met, and is there anything to do? The reference passes, the untouched lab does not."""

from __future__ import annotations

from gdtutor.check.question import Keys, Question, texts
from gdtutor.course.answers import as_good_as, judge_challenge
from gdtutor.course.evidence import Evidence, holds
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.language import _


async def check_challenge(question: Question) -> None:
    """Note what is wrong with a challenge. Raises NoTorchError, ValueError, CourseError."""
    quiz = question.quiz
    if quiz.experiment is None or quiz.reference is None:  # said where the file was read
        return
    untouched = await _run(question, quiz.experiment, ("goal",))
    if untouched is not None:
        _check_untouched(question, untouched)
        reference = await _run(question, quiz.reference, ("reference",))
        if reference is not None:
            _check_reference(question, reference)


def _check_untouched(question: Question, untouched: Evidence) -> None:
    quiz = question.quiz
    for keys, text in (*texts(quiz), (("wrong",), quiz.wrong)):
        question.check_text(keys, text, untouched)
    for place, miss in enumerate(quiz.misses):
        question.check_text(("misses", place, "answer"), miss.answer, untouched)
        for condition in miss.when:
            holds(condition, untouched)
    if judge_challenge(quiz, untouched).right:
        question.add(("goal",), _("the lab as it stands meets the goal already, so there is nothing to do"))


def _check_reference(question: Question, reference: Evidence) -> None:
    quiz = question.quiz
    answer = judge_challenge(quiz, reference)
    if not answer.right:
        question.add(("reference",), _("the reference does not meet the goal: {said}").format(said=answer.text))
    elif quiz.score is not None and answer.score is None:
        question.add(("score",), _("the reference meets the goal, and its score is no number"))
    else:
        question.check_shown(("right",), quiz.right, answer.text)
        if answer.score is not None and quiz.par is not None and not as_good_as(quiz, answer.score, quiz.par):
            what = _("par is {par}, and the reference reaches only {score}; give settings that reach par, or another par")
            question.add(("par",), what.format(par=show(quiz.par, 6), score=show(answer.score, 6)))


async def _run(question: Question, experiment: Experiment, keys: Keys) -> Evidence | None:
    evidence = await question.evidence(own=experiment)
    if evidence.error:
        question.add(keys, _("torch refuses this run: {error}").format(error=evidence.error))
        return None
    return evidence
