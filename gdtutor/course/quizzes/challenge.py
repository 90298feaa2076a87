"""`challenge`: make a run do something."""

from __future__ import annotations

import re

import msgspec

from gdtutor.course.model import Lab, Miss, Quiz
from gdtutor.course.quizzes.contents import texts_of
from gdtutor.course.quizzes.values import Values, belief
from gdtutor.course.section import Section
from gdtutor.course.settings import SETTINGS, Setting, with_settings
from gdtutor.course.terms import parse_constant
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

_SCORE = re.compile(r"(?<!\{)\{score\}")


def read_challenge(section: Section, values: Values, quiz: Quiz, lab: Lab | None) -> Quiz:
    """The quiz with its goal, score, reference and known ways to miss."""
    goal = values.conditions(
        section, "goal", _("key 'goal' is missing; write a condition on the run that the learner is to make")
    )
    score = values.term(section, "score", required=False)
    best = section.one_of("best", ("lowest", "highest"), "lowest")
    if "score" not in section:
        section.refuse(["best", "par"], _("needs 'score', the term that is counted"))
    par = section.number("par", 0.0) if "par" in section else None
    misses: list[Miss] = []
    for miss in section.sections("misses", "miss"):
        miss.only(("when", "answer", "belief"))
        when = values.conditions(miss, "when", _("key 'when' is missing; write a condition on the run that misses"))
        answer = values.text(miss, "answer", own=("score",))
        if when and any(set(when) >= set(other.when) for other in misses if other.when):
            miss.problem("when", _("a miss listed above holds wherever this one does, so this is never said; move it up"))
        misses.append(Miss(when=when, answer=answer, belief=belief(miss)))
    reference = None if lab is None else _reference(section, lab)
    quiz = msgspec.structs.replace(quiz, goal=goal, score=score, best=best, par=par, reference=reference, misses=tuple(misses))
    if "score" not in section and any(_SCORE.search(text) for text in texts_of(quiz)):
        section.problem("score", _("key 'score' is missing, but a text holds {placeholder}").format(placeholder="{score}"))
    return quiz


def _reference(section: Section, lab: Lab) -> Experiment | None:
    """The lab's experiment with the settings that meet the goal, all of which the learner can turn too."""
    if "reference" not in section:
        what = _("key 'reference' is missing; write settings that meet the goal, such as {{lr: 3/28}}")
        section.problem("reference", what.format())
        return None
    found = section.section("reference")
    if found is None:
        return None
    found.label += ": reference"
    found.only(SETTINGS)
    if not found.mapping.entries:
        section.problem("reference", _("'reference' is empty; write at least one of: {names}").format(names=", ".join(SETTINGS)))
    settings: dict[Setting, float] = {}
    for name in (name for name in SETTINGS if name in found):
        if name == "b" and "b" not in lab.experiment.parameters:
            found.problem(name, _("the model {model} has no b").format(model=lab.experiment.model))
        elif name not in lab.controls and lab.line:
            found.problem(name, _("the lab has no dial for {name}; add it to the lab's 'controls'").format(name=name))
        elif (value := found.parsed(name, _number, None)) is not None and _can_be_set(found, name, value, lab):
            settings[name] = value
    return with_settings(lab.experiment, settings)


def _can_be_set(section: Section, name: Setting, value: float, lab: Lab) -> bool:
    limits = {"W": lab.W_range, "b": lab.b_range, "lr": lab.lr_range}[name]
    try:
        with_settings(lab.experiment, {name: value})
    except ValueError as error:
        section.problem(name, str(error))
        return False
    if limits is not None and not limits[0] <= value <= limits[1]:
        what = _("the lab's dial for {name} goes from {lowest:g} to {highest:g}; {value:g} is out of its reach")
        section.problem(name, what.format(name=name, lowest=limits[0], highest=limits[1], value=value))
        return False
    return True


def _number(text: str) -> float | None:
    return parse_constant(text)
