"""`fresh`: other numbers for another try."""

from __future__ import annotations

from itertools import product
from math import prod

import msgspec

from gdtutor.course.model import Quiz, Term
from gdtutor.course.section import Section
from gdtutor.course.settings import SETTINGS, Setting, with_settings
from gdtutor.course.terms import leaves
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

MAX_FRESH = 50


def read_fresh(section: Section, quiz: Quiz) -> Quiz:
    """The quiz with an experiment for every combination of the numbers under `fresh`, its own apart."""
    found = section.section("fresh")
    if found is None:
        return quiz
    found.label += ": fresh"
    found.only(SETTINGS)
    _check_shown(section, quiz)
    if quiz.experiment is None:
        section.problem("fresh", _("'fresh' needs a run to draw numbers for; add an 'experiment', or a lab"))
        return quiz
    lists = {name: values for name in SETTINGS if (values := _numbers(found, name, quiz.experiment))}
    if not lists:
        if not found.mapping.entries:
            what = _("'fresh' is empty; write lists of at least one of: {names}")
            section.problem("fresh", what.format(names=", ".join(SETTINGS)))
        return quiz
    count = prod(len(values) for values in lists.values())
    if count > MAX_FRESH:
        what = _("'fresh' has {count} combinations; at most {most} are allowed")
        section.problem("fresh", what.format(count=count, most=MAX_FRESH))
        return quiz
    combinations = (dict(zip(lists, values, strict=True)) for values in product(*lists.values()))
    experiments = dict.fromkeys(with_settings(quiz.experiment, settings) for settings in combinations)
    others = tuple(experiment for experiment in experiments if experiment != quiz.experiment)
    if not others:
        section.problem("fresh", _("'fresh' draws only the numbers that the question has already; add others"))
    return msgspec.structs.replace(quiz, fresh=others)


def _check_shown(section: Section, quiz: Quiz) -> None:
    """Whether other numbers make another question: the learner must see them, and the key must come from them."""
    if quiz.kind == "number" and quiz.value is not None and not _of_own_run(quiz.value):
        section.problem("fresh", _("'fresh' changes the run, but 'value' does not come from it; write a term such as W@1"))
    if quiz.ask and not _of_own_run(quiz.ask):
        what = _("'fresh' changes the numbers, but 'ask' does not show them; write them as {examples}")
        section.problem("fresh", what.format(examples="{W@0}, {lr}"))


def _of_own_run(value: Term | str) -> bool:
    try:
        return any(leaf.run == "" for leaf in leaves(value))
    except ValueError:  # noted where it was read
        return True


def _numbers(section: Section, name: Setting, experiment: Experiment) -> tuple[float, ...]:
    if name == "b" and name in section and "b" not in experiment.parameters:
        section.problem(name, _("the model {model} has no b").format(model=experiment.model))
        return ()
    values = section.numbers(name)
    if values is None:
        return ()
    if not values:
        section.problem(name, _("'{name}' is an empty list; write at least one number").format(name=name))
    if len(set(values)) < len(values):
        section.problem(name, _("'{name}' has a number twice").format(name=name))
    possible = []
    for value in values:
        try:
            with_settings(experiment, {name: value})
            possible.append(value)
        except ValueError as error:
            section.problem(name, str(error))
    return tuple(possible)
