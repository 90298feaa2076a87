"""Every page at every size: the picture is drawn, nothing overlaps, and nothing is cut without a way to reach it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets.markdown import MarkdownBlock

from gdtutor.course.model import Page
from gdtutor.course.open import bundled_courses, open_course
from gdtutor.tui.widgets.choice_lines import ChoiceLine
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.quiz_panel import QuizPanel
from gdtutor.tui.widgets.readout import Readout
from gdtutor.tui.widgets.title_bar import TitleBar
from tests.tui.conftest import OpenTutor
from tests.tui.kinds import write_kinds
from tests.tui.sample import write_course
from tests.tui.tutor import Tutor

WRITERS = {"01-slope.md": write_course, "02-labs.md": write_course, "01-kinds.md": write_kinds}
SIZES = [(80, 24), (60, 20), (100, 30), (120, 40), (200, 60)]
KINDS_SIZES = [(80, 24), (60, 20), (120, 40)]
# The lessons that come with gdtutor: `gdtutor check` has them at 80×24 and 60×20 in both languages, and the sample has been
# through all sizes, so here in the language that takes the most room, and wide.
LESSON_SIZE = (120, 40)
PARTS = (TitleBar, VerticalScroll, PlotView, Readout, QuizPanel, KeyBar)
# The corner where the axes meet: a picture told in words has none.
CORNERS = ("└", "+")
FILES = sorted(bundled_courses()["ko"].glob("[0-9]*.md"))


@pytest.mark.parametrize(
    ("file", "size"),
    [
        *((file, size) for file in ("01-slope.md", "02-labs.md") for size in SIZES),
        *(("01-kinds.md", size) for size in KINDS_SIZES),
        *((file, LESSON_SIZE) for file in FILES),
    ],
    ids=lambda value: Path(value).stem if isinstance(value, (str, Path)) else f"{value[0]}x{value[1]}",
)
async def test_every_page_fits(open_tutor: OpenTutor, tmp_path: Path, file: str | Path, size: tuple[int, int]) -> None:
    path = file if isinstance(file, Path) else WRITERS[file](tmp_path / "sample") / file
    course = open_course(path.parent)
    summary = next(lesson for lesson in course.lessons if lesson.path == path)
    wrong: list[str] = []
    async with open_tutor(summary.id, summary.pages[0], course=course, size=size) as tutor:
        for page in summary.pages:
            await tutor.until(lambda page=page: tutor.page == page)
            found = tutor.lesson.page
            assert found is not None
            await tutor.until(lambda found=found: is_laid_out(tutor, found))
            problems = [*overlaps(tutor), *footer(tutor), *prose(tutor)]
            if found.lab is not None:
                problems += await picture(tutor, size)
            if found.quiz is not None:
                problems += await question(tutor)
            wrong += [f"{page} at {size[0]}×{size[1]}: {problem}\n{tutor.shown}" for problem in problems]
            if page != summary.pages[-1]:
                await tutor.press("n")
    assert not wrong, "\n\n".join(wrong)


def is_laid_out(tutor: Tutor, page: Page) -> bool:
    """The page's own picture is drawn, or it has none, and its prose has a size."""
    session = tutor.lesson.session
    if page.lab is not None and (session is None or session.lab is not page.lab or not tutor.readout):
        return False
    return str(tutor.screen.query_one("#page-title", Static).content) == page.title and bool(page.prose) == bool(
        tutor.screen.query_one("#text").region.height or tutor.lesson.has_class("-picture-side")
    )


def parts(tutor: Tutor) -> list[tuple[str, Region]]:
    """The parts of the screen that are to be seen, by name."""
    found = [widget for kind in PARTS for widget in tutor.screen.query(kind) if widget.display and is_seen(widget)]
    return [(f"{type(widget).__name__}#{widget.id}", widget.region) for widget in dict.fromkeys(found)]


def is_seen(widget: Widget) -> bool:
    return all(node.display for node in widget.ancestors_with_self if isinstance(node, Widget))


def overlaps(tutor: Tutor) -> list[str]:
    screen = Region(0, 0, *tutor.app.size)
    wrong = [
        f"{name} is outside the screen: {region}"
        for name, region in parts(tutor)
        if not region or not screen.contains_region(region)
    ]
    for (one, region), (other, another) in combinations(parts(tutor), 2):
        if region.overlaps(another):
            wrong.append(f"{one} {region} overlaps {other} {another}")
    return wrong


def footer(tutor: Tutor) -> list[str]:
    bar = tutor.screen.query_one(KeyBar)
    text = bar.shown_text()
    if cell_len(text) > tutor.app.size.width:
        return [f"the footer is cut: {text!r}"]
    return [] if "? help" in text else [f"the footer has no help: {text!r}"]


def prose(tutor: Tutor) -> list[str]:
    """All of the text is in view or within reach of the scrolling keys, line by line and to its right end."""
    scroll = tutor.screen.query_one("#prose", VerticalScroll)
    text = tutor.screen.query_one("#text")
    wrong = []
    if scroll.region.height < 4 or scroll.region.width < 30:
        wrong.append(f"the prose has only {scroll.region.width}×{scroll.region.height} cells")
    if text.virtual_region.bottom > scroll.virtual_size.height:
        wrong.append("the prose can't be scrolled to its end")
    if scroll.max_scroll_x > 0:
        wrong.append("the prose is wider than its place")
    for block in tutor.screen.query(MarkdownBlock):
        if block.max_scroll_x > 0 or block.region.right > scroll.content_region.right:
            wrong.append(f"a block of the prose is cut at its right: {block.source!r}")
    return wrong


async def picture(tutor: Tutor, size: tuple[int, int]) -> list[str]:
    """Drawn, and large enough to be read."""
    wrong = []
    if size[0] < 72:
        await tutor.press("tab")
        await tutor.until(lambda: bool(tutor.plot.region.height))
        wrong += overlaps(tutor)

    def fits() -> bool:
        rows = tutor.picture.splitlines()
        width, height = tutor.plot.region.size
        return bool(rows) and len(rows) <= height and max(cell_len(row) for row in rows) <= width

    # A picture that is drawn before the panel below has its size is drawn again.
    await tutor.until(fits)
    width, height = tutor.plot.region.size
    if width < 24 or height < 8:
        wrong.append(f"the picture has only {width}×{height} cells")
    rows = tutor.picture.splitlines()
    if not any(corner in row for corner in CORNERS for row in rows[-3:]):
        wrong.append("the picture is not drawn")
    readout = tutor.screen.query_one(Readout)
    if any(cell_len(row) > readout.region.width for row in tutor.readout.splitlines()):
        wrong.append(f"the numbers are cut: {tutor.readout!r}")
    if size[0] < 72:
        await tutor.press("tab")
    return wrong


async def question(tutor: Tutor) -> list[str]:
    """The question is in view from its beginning; its choices are too, or they can be scrolled to."""
    panel = tutor.panel
    lines = [panel.query_one("#ask", Static), *(line for line in panel.query(ChoiceLine) if line.display)]
    wrong = []
    await tutor.until(lambda: bool(lines[0].region.height))
    if lines[0].region.y < panel.region.y or lines[0].region.bottom > panel.region.bottom:
        wrong.append("the question does not fit its place")
    for line in lines:
        if line.virtual_region.bottom > panel.virtual_size.height or line.region.right > panel.region.right:
            wrong.append(f"{line.content} can't be reached")
    # Choosing a choice brings it into view.
    if len(lines) > 1:
        await tutor.press(str(len(lines) - 1))
        await tutor.until(lambda: panel.region.contains_region(lines[-1].region))
    return wrong
