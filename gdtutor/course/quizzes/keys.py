"""Which keys a quiz of each kind may hold."""

from __future__ import annotations

from typing import get_args

from gdtutor.course.model import QuizKind
from gdtutor.course.section import Section
from gdtutor.language import _

KINDS: tuple[QuizKind, ...] = get_args(QuizKind)
_CHOOSING: tuple[QuizKind, ...] = ("choice", "choices", "predict")

# The kinds that a key belongs to; every other key belongs to all.
KINDS_OF: dict[str, tuple[QuizKind, ...]] = {
    "choices": _CHOOSING,
    "value": ("number",),
    "tolerance": ("number",),
    "numbers": ("number",),
    "orders": ("order",),
    "lines": ("line",),
    "goal": ("order", "challenge"),
    "score": ("challenge",),
    "best": ("challenge",),
    "par": ("challenge",),
    "reference": ("challenge",),
    "misses": ("challenge",),
    "right": ("number", "order", "challenge", "write"),
    "wrong": ("number", "order", "line", "challenge"),
    "experiment": ("choice", "choices", "number", "order", "line", "write"),
    "fresh": ("choice", "choices", "number"),
    "solution": tuple(kind for kind in KINDS if kind != "write"),
}
KEYS = ("id", "kind", "ask", *KINDS_OF, "hint", "hints", "steps")


def refuse_foreign(section: Section, kind: QuizKind) -> None:
    """Note every key that has no meaning for the kind, and what to do instead."""
    for key, kinds in KINDS_OF.items():
        if kind in kinds or key not in section:
            continue
        if key == "experiment":
            why = _("has no meaning for kind {kind}; the page's lab is what runs")
        elif key == "choices" and kind == "number":
            why = _("has no meaning for kind {kind}; its known wrong answers stand under 'numbers'")
        elif key == "solution":
            why = _("has no meaning for kind {kind}; the solution is the experiment's own script")
        elif len(kinds) == 1:
            why = _("has no meaning for kind {kind}; it belongs to kind {kinds}")
        else:
            why = _("has no meaning for kind {kind}; it belongs to the kinds {kinds}")
        section.refuse([key], why.format(kind=kind, kinds=", ".join(kinds)))
