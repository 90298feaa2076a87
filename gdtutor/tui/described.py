"""A question that is looked back on, as lines of a list."""

from __future__ import annotations

from textual.content import Content

from gdtutor.course.terms import without_numbers
from gdtutor.learner.asked import Asked
from gdtutor.terminal import spelled
from gdtutor.tui.widgets.hanging_text import hanging
from gdtutor.tui.widgets.wording import inline


def described(one: Asked, width: int, *, with_lesson: bool) -> Content:
    """How a question stands and what is asked, what was answered first, and where it is: in lines of `width` cells."""
    where = Content.styled(spelled(one.where(with_lesson=with_lesson)), "dim")
    # Looking back makes no runs.
    ask = inline(without_numbers(one.quiz.ask))
    if one.result is None:
        return _under("○", "dim", [ask, where], width)
    mark, style = ("✓", "$success") if one.result.ever_right else ("✗", "$error")
    return _under(mark, style, [ask, inline(one.first_answer), where], width)


def _under(mark: str, style: str, parts: list[Content], width: int) -> Content:
    """The parts one below the other: the first beside its mark, the others further in."""
    first, *others = parts
    lines = hanging(Content.styled(f"{mark} ", style), first, width)
    return Content("\n").join([*lines, *(line for other in others for line in hanging(Content("    "), other, width))])
