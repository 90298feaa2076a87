"""`choice`, `choices` and `predict`."""

from __future__ import annotations

from collections.abc import Collection

from gdtutor.course.answers.answer import Answer, author_error
from gdtutor.course.evidence import Evidence, fill, holds
from gdtutor.course.model import Quiz
from gdtutor.language import N_, _

CHOOSE = N_("Choose at least one.")
MORE = N_("What you chose is right, and there is more that belongs to it.")
MORE_BESIDES = N_("And something that belongs here is still missing.")


def right_choices(quiz: Quiz, evidence: Evidence) -> set[str]:
    """The ids of the right choices; where the run decides, the one that holds in it; of other kinds none.

    Raises CourseError where the run decides and not exactly one choice holds, ValueError where a run is missing or too short.
    """
    if not any(choice.when for choice in quiz.choices):
        return {choice.id for choice in quiz.choices if choice.right}
    found = {choice.id for choice in quiz.choices if all(holds(condition, evidence) for condition in choice.when)}
    if not found:
        raise author_error(quiz, _("in this run just one choice must hold; what holds: none"))
    if len(found) > 1:
        held = ", ".join(choice.id for choice in quiz.choices if choice.id in found)
        raise author_error(quiz, _("in this run just one choice must hold; what holds: {held}").format(held=held))
    return found


def judge_choices(quiz: Quiz, chosen: Collection[str], evidence: Evidence) -> Answer:
    """The answer to a set of choice ids. Raises KeyError for an id that is none, and as `right_choices` does."""
    unknown = set(chosen) - {choice.id for choice in quiz.choices}
    if unknown:
        raise KeyError(f"quiz {quiz.id} has no choice {sorted(unknown)[0]!r}")
    if not chosen:
        return Answer(False, _(CHOOSE))
    right = right_choices(quiz, evidence)
    if set(chosen) == right:
        return Answer(True, _said(quiz, right, evidence))
    wrong = set(chosen) - right
    if not wrong:
        return Answer(False, _(MORE))
    text = _said(quiz, wrong, evidence)
    if quiz.kind == "choices" and not right <= set(chosen):
        text = f"{text}\n\n{_(MORE_BESIDES)}"
    belief = next((choice.belief for choice in quiz.choices if choice.id in wrong and choice.belief), None)
    return Answer(False, text, belief)


def _said(quiz: Quiz, ids: Collection[str], evidence: Evidence) -> str:
    return "\n\n".join(fill(choice.answer, evidence) for choice in quiz.choices if choice.id in ids)
