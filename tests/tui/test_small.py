"""Down to 40×12 everything can be read, answered and worked; below that a sentence stands there, over windows, too."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from gdtutor.course.model import Course
from gdtutor.tui.screens.lesson import LessonScreen
from gdtutor.tui.widgets.choice_lines import ChoiceLine
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.readout import Readout
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor

SIZES = [(40, 12), (80, 12), (59, 19)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_page_can_be_read_and_answered(open_tutor: OpenTutor, kinds: Course, size: tuple[int, int]) -> None:
    lesson = kinds.lessons[0]
    async with open_tutor(lesson.id, lesson.pages[0], course=kinds, size=size) as tutor:
        for page in lesson.pages:
            await tutor.until(lambda page=page: tutor.page == page)
            found = tutor.lesson.page
            assert found is not None
            await tutor.until(lambda: bool(tutor.screen.query_one("#text").region.height))
            assert_readable(tutor)
            if found.lab is not None:
                await tutor.lab_ready()
                await assert_picture_a_key_away(tutor)
            if found.quiz is not None:
                await assert_answerable(tutor)
            bar = tutor.screen.query_one(KeyBar)
            assert bar.region.bottom == size[1]
            assert {"n", "?"} <= set(await tutor.footer_with("n", "?"))
            await tutor.press("n")


def assert_readable(tutor: Tutor) -> None:
    prose = tutor.screen.query_one("#prose", VerticalScroll)
    assert prose.region.height >= 3, tutor.shown
    assert prose.max_scroll_x == 0
    assert tutor.screen.query_one("#text").virtual_region.bottom <= prose.virtual_size.height
    # Code that is wider than its place is broken there.
    for label in tutor.screen.query("#text MarkdownFence > Label"):
        assert label.region.right <= prose.region.right, tutor.shown


async def assert_picture_a_key_away(tutor: Tutor) -> None:
    if not tutor.plot.region.height:
        await tutor.footer_with("tab")
        await tutor.press("tab")
    await tutor.until(lambda: bool(tutor.plot.region.height) and len(tutor.picture.splitlines()) == tutor.plot.region.height)
    assert tutor.plot.region.height >= 5, tutor.shown
    assert tutor.plot.region.width >= 34, tutor.shown
    readout = tutor.screen.query_one(Readout)
    rows = tutor.readout.splitlines()
    assert len(rows) <= readout.region.height, tutor.shown
    assert max(cell_len(row.rstrip()) for row in rows) <= readout.region.width, tutor.shown
    if "tab" in tutor.footer:
        await tutor.press("tab")


async def assert_answerable(tutor: Tutor) -> None:
    panel = tutor.panel
    await tutor.until(lambda: panel.region.height >= 2)
    lines = [line for line in panel.query(ChoiceLine) if line.display]
    for line in lines:
        await tutor.press(str(line.place + 1))
        await tutor.until(lambda line=line: panel.region.contains_region(line.region))


async def test_with_few_rows_a_key_shows_what_it_works_on(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign", size=(40, 12)) as tutor:
        await tutor.lab_ready()
        assert "the tangent climbs" in tutor.said
        await tutor.press("right")
        await tutor.until(lambda: "cost(W)" in tutor.shown or bool(tutor.plot.region.height))
        assert "the tangent climbs" not in tutor.said
        assert re.search(r"step 0", tutor.shown)
        await tutor.footer_says("tab", "text")
        await tutor.press("2")
        await tutor.until(lambda: "▸ 2" in tutor.shown)
        assert not tutor.plot.region.height
        await tutor.footer_says("tab", "picture")


async def test_the_sentence_is_there_over_every_window_and_keys_wait(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign", size=(80, 24)) as tutor:
        await tutor.lab_ready()
        for key in ("", "o", "question_mark", "slash", "colon", "x"):
            if key:
                await tutor.pilot.press(key)
                await tutor.until(lambda: isinstance(tutor.screen, ModalScreen))
                await tutor.pilot.pause(0.1)
            screen, before = tutor.screen, tutor.shown
            for size in ((39, 12), (40, 11), (20, 5), (1, 1)):
                await tutor.pilot.resize_terminal(*size)
                sentence = f"gdtutor needs a window of 40×12; this one is {size[0]}×{size[1]}."
                if size[1] > 4:
                    await tutor.until(lambda sentence=sentence: sentence in tutor.said)
                    assert len(tutor.said) < 120
            # What a key does could not be seen: it does nothing.
            await tutor.press("n", "escape", "2")
            await tutor.pilot.resize_terminal(80, 24)
            await tutor.until(lambda screen=screen, before=before: tutor.screen is screen and tutor.shown == before)
            if key:
                await tutor.press("escape")
                await tutor.until(lambda: isinstance(tutor.screen, LessonScreen))
        await tutor.pilot.resize_terminal(20, 5)
        await tutor.press("Q")
        await tutor.until(lambda: not tutor.app.is_running or tutor.app._exit)
