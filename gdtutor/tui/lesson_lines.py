"""The lessons of a course as lines of a list: title, what is done, and where to go on, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from textual.content import Content

from gdtutor.course.model import LessonSummary
from gdtutor.language import _
from gdtutor.learner.progress import Result
from gdtutor.tui.widgets.title_bar import progress_bar

# Cells that a title keeps, however much stands beside it, and those of the mark, the pages and the space between.
SHORTEST_TITLE = 10
BESIDE_TITLE = 12


class Done(NamedTuple):
    """A lesson, the ids of its pages that were seen, and what came of the course's questions."""

    lesson: LessonSummary
    seen: set[str]
    results: Mapping[tuple[str, str], Result]

    @property
    def pages(self) -> int:
        """How many of its pages were seen."""
        return len(self.seen & set(self.lesson.pages))

    @property
    def right(self) -> int:
        """How many of its questions were ever answered right."""
        found = (self.results.get((self.lesson.id, quiz)) for quiz in self.lesson.quizzes)
        return sum(1 for result in found if result is not None and result.ever_right)


def lesson_lines(lessons: Sequence[Done], following: str, width: int, *, begun: bool) -> list[Content]:
    """A line for each lesson, at most `width` cells wide.

    following is the id of the one to go on with; begun: a page of the course was seen.
    """
    full = [_tail(done, follows=done.lesson.id == following, begun=begun) for done in lessons]
    short = [_tail(done, follows=False, begun=begun) for done in lessons]
    for tails in (full, short, [""] * len(lessons)):
        room = width - max((Content(tail).cell_length for tail in tails), default=0)
        if room >= SHORTEST_TITLE + BESIDE_TITLE:
            break
    bar = 10 if room >= SHORTEST_TITLE + BESIDE_TITLE + 22 else 0
    longest = max((Content(done.lesson.title).cell_length for done in lessons), default=0)
    title = max(SHORTEST_TITLE, min(longest, room - bar - BESIDE_TITLE))
    return [_line(done, tail, title, bar) for done, tail in zip(lessons, tails, strict=True)]


def _tail(done: Done, *, follows: bool, begun: bool) -> str:
    """Right answers, or the minutes that an unopened lesson takes; and where to go on."""
    if not done.pages:
        minutes = _("{n} min").format(n=done.lesson.minutes)
        if not follows:
            return minutes
        said = _("continue here · {minutes}") if begun else _("start here · {minutes}")
        return said.format(minutes=minutes)
    goes_on = follows and done.pages < len(done.lesson.pages)
    if not done.lesson.quizzes:
        return _("continue") if goes_on else ""
    right = _("{right} of {questions} right").format(right=done.right, questions=len(done.lesson.quizzes))
    return _("continue · {right}").format(right=right) if goes_on else right


def _line(done: Done, tail: str, title_width: int, bar_width: int) -> Content:
    """Mark, title, bar and pages seen, and then the tail."""
    total = len(done.lesson.pages)
    mark = "✓" if done.pages == total and done.right == len(done.lesson.quizzes) else " "
    bar = progress_bar(done.pages, total, bar_width)
    title = Content(done.lesson.title).truncate(title_width, ellipsis=True)
    title = title.pad_right(max(0, title_width - title.cell_length))
    count = f"{done.pages:>3}/{total:<2}"
    return Content.assemble((f"{mark} ", "$success"), title, " ", (bar, "$accent"), count, "  ", (tail, "dim"))
