"""What does not fit on a page that is drawn, and on which line of the file it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from gdtutor.check.sizes import USUAL, Size
from gdtutor.columns import cells
from gdtutor.course.model import Page
from gdtutor.course.problems import quoted
from gdtutor.language import _, ngettext
from gdtutor.tui.screens.lesson import LessonScreen
from gdtutor.tui.widgets.readout import Readout

# So many lines of a script, and of prose, must be seen at once.
SCRIPT_ROWS = 6
PROSE_ROWS = 4


@dataclass(frozen=True)
class Fault:
    """line is in the lesson's file. say gives the sentence, which is asked for once the author's language is spoken again."""

    line: int
    say: Callable[[], str]


def faults_of(screen: LessonScreen, page: Page, size: Size) -> list[Fault]:
    """All that does not fit of the page on screen, in a window of that size."""
    return [
        *_prose(screen, page, size),
        *_room(screen, page, size),
        *_question(screen, page, size),
        *_numbers(screen, page, size),
    ]


def _prose(screen: LessonScreen, page: Page, size: Size) -> Iterator[Fault]:
    column = screen.query_one("#prose")
    over = int(column.max_scroll_y)
    if over > 0 and size == USUAL:
        yield Fault(page.line, partial(_too_long, page.id, over, size))
    right = column.content_region.right
    for block in screen.query("#text MarkdownBlock"):
        inside = max([child.virtual_region.width for child in block.children], default=0)
        if block.max_scroll_x > 0 or block.region.right > right or inside > block.container_size.width:
            first, _end = getattr(block, "source_range", (0, 0))
            longest = max(str(getattr(block, "source", "")).split("\n"), key=cells)
            yield Fault(_line_in_file(page, first), partial(_too_wide, page.id, longest.strip(), size))


def _room(screen: LessonScreen, page: Page, size: Size) -> Iterator[Fault]:
    rows = screen.query_one("#prose").size.height
    if rows < PROSE_ROWS:
        block = page.quiz or page.lab
        yield Fault(block.line if block else page.line, partial(_no_room, page.id, rows, size))


def _line_in_file(page: Page, row: int) -> int:
    """The line of the file on which a row of the page's prose stands; its parts are joined by an empty row."""
    for prose in page.prose:
        rows = prose.text.count("\n") + 1
        if row <= rows:
            return prose.line + row
        row -= rows + 1
    return page.line


def _question(screen: LessonScreen, page: Page, size: Size) -> Iterator[Fault]:
    if page.quiz is None:
        return
    panel = screen.panel
    over = int(panel.max_scroll_y)
    if page.quiz.kind == "line":
        # The arrows walk through a script, and what they stand on comes into view.
        script = min(panel.field.size.height, SCRIPT_ROWS)
        over = panel.query_one("#ask").size.height + script - panel.size.height
    if over > 0:
        yield Fault(page.quiz.line, partial(_cut_question, page.id, page.quiz.id, over, size))


def _numbers(screen: LessonScreen, page: Page, size: Size) -> Iterator[Fault]:
    if page.lab is None:
        return
    readout = screen.query_one(Readout)
    rows = readout.shown_text().split("\n")
    if len(rows) > readout.size.height or any(cells(row) > readout.size.width for row in rows):
        yield Fault(page.lab.line, partial(_cut_numbers, page.id, page.lab.id, size))


def _too_long(page: str, over: int, size: Size) -> str:
    return ngettext(
        "page {page}: at {size} the prose is {n} row too long for its column",
        "page {page}: at {size} the prose is {n} rows too long for its column",
        over,
    ).format(page=page, n=over, size=size)


def _too_wide(page: str, source: str, size: Size) -> str:
    what = _("page {page}: at {size} this is wider than its column: {text}")
    return what.format(page=page, size=size, text=quoted(source))


def _no_room(page: str, rows: int, size: Size) -> str:
    return ngettext(
        "page {page}: at {size} question and numbers leave only {n} row for the prose",
        "page {page}: at {size} question and numbers leave only {n} rows for the prose",
        rows,
    ).format(page=page, n=rows, size=size)


def _cut_question(page: str, quiz: str, over: int, size: Size) -> str:
    return ngettext(
        "page {page}: at {size} the question {quiz} is {n} row too long for its place",
        "page {page}: at {size} the question {quiz} is {n} rows too long for its place",
        over,
    ).format(page=page, quiz=quiz, n=over, size=size)


def _cut_numbers(page: str, lab: str, size: Size) -> str:
    what = _("page {page}: at {size} the numbers of the lab {lab} do not fit below its picture")
    return what.format(page=page, size=size, lab=lab)
