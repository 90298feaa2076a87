"""The outline: every lesson with its pages, and windows like it in the smallest of screens."""

from __future__ import annotations

import pytest

from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.outline import OutlineScreen
from tests.tui import bilingual
from tests.tui.conftest import OpenTutor
from tests.tui.windows import entries, selected


async def test_the_outline_lists_every_page_and_selects_the_one_that_one_stands_on(
    open_tutor: OpenTutor, pair: Course, progress: Progress
) -> None:
    progress.visit("pair", "lines", "line")
    progress.record("pair", "lines", "how-many", "4", True)
    progress.record("pair", "lines", "climb", "left", False)
    async with open_tutor("lines", "tangents", course=pair) as tutor:
        await tutor.press("o")
        await tutor.until(lambda: "One number" in tutor.said)
        assert entries(tutor) == [
            "1  Lines  2/3",
            "· A line",
            "✗ Four tangents  ◂ you are here",
            "✓ At the end",
            "2  The cost  0/2",
            "One number",
            "Squares",
        ]
        assert "Four tangents" in selected(tutor)
        await tutor.press("right")
        assert selected(tutor) == "One number"
        await tutor.press("down", "enter")
        await tutor.until(lambda: tutor.page == "squares")
        await tutor.press("b")
        await tutor.until(lambda: tutor.page == "tangents")
        assert "b" not in await tutor.footer_with("?")


@pytest.mark.parametrize("key", ["o", "q", "escape"])
async def test_the_outline_closes_and_the_page_is_as_it_was(open_tutor: OpenTutor, pair: Course, key: str) -> None:
    async with open_tutor("lines", "tangents", course=pair) as tutor:
        await tutor.lab_ready()
        await tutor.press(".")
        await tutor.until(lambda: tutor.step == 1)
        await tutor.press("o")
        await tutor.until(lambda: "One number" in tutor.said)
        await tutor.press(key)
        assert tutor.page == "tangents"
        # Its own page leads nowhere.
        await tutor.press("o", "enter")
        assert tutor.page == "tangents"
        assert tutor.step == 1
        assert tutor.app.came_from is None


async def test_the_outline_opens_a_page_from_home_and_q_leads_home(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair, size=(60, 20)) as tutor:
        await tutor.press("o")
        await tutor.until(lambda: "Squares" in tutor.said)
        await tutor.press("pagedown", "enter")
        await tutor.until(lambda: tutor.page == "squares")
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)


async def test_a_click_in_the_outline_opens_the_page(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair) as tutor:
        await tutor.press("o")
        await tutor.until(lambda: "Squares" in tutor.said)
        row = next(y for y, line in enumerate(tutor.shown.splitlines()) if "Squares" in line)
        await tutor.pilot.click(offset=(12, row))
        await tutor.until(lambda: tutor.page == "squares")


async def test_a_lesson_with_a_mistake_is_listed_by_the_ids_of_its_pages(
    open_tutor: OpenTutor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = bilingual.write_language(tmp_path_factory.mktemp("broken") / "en", "en")
    file = folder / "01-lines.md"
    file.write_text(file.read_text(encoding="utf-8").replace("lr: 0.1", "rate: 0.1"), encoding="utf-8")
    async with open_tutor(course=open_course(folder)) as tutor:
        await tutor.press("o")
        await tutor.until(lambda: "One number" in tutor.said)
        assert "tangents" in entries(tutor)


async def test_windows_fit_the_smallest_screen(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "line", course=pair, size=(40, 12)) as tutor:
        for key in ("o", "/", "g"):
            await tutor.press(key)
            await tutor.until(lambda: bool(entries(tutor)) or "Pages are listed" in tutor.said)
            region = tutor.screen.query_one("#window").region
            assert region.right <= 40
            assert region.bottom <= 12
            if isinstance(tutor.screen, OutlineScreen):
                await tutor.until(lambda: len(entries(tutor)) == 7)
                await tutor.press("pagedown")
                await tutor.until(lambda: "Squares" in tutor.shown)
            await tutor.press("escape")
            await tutor.until(lambda: tutor.page == "line")
