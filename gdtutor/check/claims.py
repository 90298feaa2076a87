"""Does each claim say what its run gives?"""

from __future__ import annotations

from gdtutor.check.runs import Runs
from gdtutor.course.claims import check_claim
from gdtutor.course.model import Claim, Lesson
from gdtutor.course.problems import Problem, quoted
from gdtutor.language import _


async def check_claims(lesson: Lesson, page: int, runs: Runs) -> list[Problem]:
    """The claims of a page that do not hold. Raises NoTorchError."""
    found = [(claim, await _fault(claim, lesson, runs)) for claim in lesson.pages[page].claims]
    return [
        Problem(lesson.path, claim.line, _("claim {text}: {fault}").format(text=quoted(claim.text), fault=fault))
        for claim, fault in found
        if fault
    ]


async def _fault(claim: Claim, lesson: Lesson, runs: Runs) -> str | None:
    try:
        evidence = await runs.of_claim(claim, lesson)
        return check_claim(claim, evidence)
    except ValueError as error:
        return str(error)
