"""`choice`, `choices` and `predict`: choices, right by the author's word or by the run."""

from __future__ import annotations

import msgspec

from gdtutor.course.model import Choice, Condition, Quiz
from gdtutor.course.quizzes.values import Values, belief
from gdtutor.course.section import Section, unique
from gdtutor.language import _

CHOICE_KEYS = ("id", "text", "answer", "right", "when", "belief")


def read_choices(section: Section, values: Values, quiz: Quiz) -> Quiz:
    """The quiz with its choices."""
    if "choices" not in section:
        section.problem("choices", _("key 'choices' is missing"))
        return quiz
    sections = section.sections("choices", "choice")
    by_run = quiz.kind == "predict" or (quiz.kind == "choice" and any("when" in choice for choice in sections))
    choices = tuple(_choice(choice, values, quiz, by_run) for choice in sections)
    unique([(found, choice.id) for found, choice in zip(sections, choices, strict=True)], "id", "this quiz")
    if not 2 <= len(choices) <= 6:
        section.problem("choices", _("'choices' must have 2 to 6 choices; found {found}").format(found=len(choices)))
    right = sum(choice.right for choice in choices)
    if quiz.kind == "choice" and not by_run and right != 1:
        section.problem("choices", _("kind choice needs just one choice with 'right: true'; found {found}").format(found=right))
    if quiz.kind == "choices" and right == 0:
        section.problem("choices", _("kind choices needs at least one choice with 'right: true'"))
    return msgspec.structs.replace(quiz, choices=choices)


def _choice(section: Section, values: Values, quiz: Quiz, by_run: bool) -> Choice:
    choice_id = section.named("choice")
    section.only(CHOICE_KEYS)
    right = section.flag("right")
    when: tuple[Condition, ...] = ()
    if by_run:
        if quiz.kind == "predict":
            section.refuse(["right"], _("has no meaning for kind predict; the run decides, by 'when'"))
            missing = _("each choice of a predict question needs 'when', a condition on the run")
        else:
            section.refuse(
                ["right"], _("stands in a question with 'when'; the run decides there, so delete the one or the other")
            )
            missing = _("where one choice has 'when', each needs it")
        right = False
        when = values.conditions(section, "when", missing)
    else:
        section.refuse(["when"], _("has no meaning for kind choices; use 'right: true', or kind choice or predict"))
        if right:
            section.refuse(["belief"], _("names a misconception and so belongs to a wrong choice"))
    text, answer = values.text(section, "text"), values.text(section, "answer")
    return Choice(id=choice_id, text=text, answer=answer, right=right, when=when, belief=belief(section))
