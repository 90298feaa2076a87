"""Claims against runs. How they stand in a file is read by `marks`."""

from __future__ import annotations

from gdtutor.course.claim_numbers import read_number
from gdtutor.course.evidence import Evidence, holds, value_of
from gdtutor.course.model import Claim, Comparison, Condition
from gdtutor.course.terms import written
from gdtutor.descent.numbers import show
from gdtutor.descent.verdict import judge
from gdtutor.language import _

MAX_DIGITS = 12


def check_claim(claim: Claim, evidence: Evidence) -> str | None:
    """None where the runs confirm the claim; otherwise a sentence with what they give.

    evidence has the runs that `evidence.runs_needed(claim.value, claim.condition, …)` names; the one without a name is that of
    `claim.experiment`, as long as its `steps`.
    """
    try:
        if claim.condition is not None:
            return None if holds(claim.condition, evidence) else _untrue(claim.text, claim.condition, evidence)
        return _wrong_number(claim, evidence)
    except ValueError as error:
        return str(error)


def _wrong_number(claim: Claim, evidence: Evidence) -> str | None:
    said = read_number(claim.text)
    if said is None or claim.value is None:
        return _("the text says {words}, which is no number").format(words=claim.text)
    value = value_of(claim.value, evidence)
    if said.says(value, claim.tolerance):
        return None
    # In as many digits as it takes to see the difference.
    digits = next((digits for digits in range(4, MAX_DIGITS) if show(value, digits) != show(said.value, digits)), MAX_DIGITS)
    message = _("the text says {words}; the run gives {value} ({term})")
    return message.format(words=claim.text, value=show(value, digits), term=written(claim.value))


def _untrue(words: str, condition: Condition, evidence: Evidence) -> str:
    if isinstance(condition, Comparison):
        message = _("the text says {words}; in the run {condition} does not hold: left is {left}, right is {right}")
        left, right = show(value_of(condition.left, evidence)), show(value_of(condition.right, evidence))
        return message.format(words=words, condition=written(condition), left=left, right=right)
    message = _("the text says {words}; the run's verdict is {verdict} ({condition})")
    kind = judge(evidence.runs[condition.run]).kind
    return message.format(words=words, verdict=kind, condition=written(condition))
