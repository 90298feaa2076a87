"""Links lead to pages, with a key or a click, and b comes back."""

from __future__ import annotations

import pytest

from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.tui.widgets.prose import ProseView
from tests.tui import bilingual
from tests.tui.conftest import OpenTutor
from tests.tui.windows import entries


async def test_one_link_is_followed_at_once_and_b_comes_back(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "line", course=pair) as tutor:
        await tutor.lab_ready()
        assert "the tangents▸." in tutor.said
        await tutor.footer_says("l", "link")
        await tutor.press("l")
        await tutor.until(lambda: tutor.page == "tangents")
        await tutor.lab_ready()
        await tutor.footer_says("b", "return")
        await tutor.press("b")
        await tutor.until(lambda: tutor.page == "line")
        await tutor.lab_ready()


async def test_of_several_links_one_is_chosen(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "tangents", course=pair) as tutor:
        await tutor.press("l")
        await tutor.until(lambda: "The cost ▸ Squares" in tutor.said)
        assert entries(tutor) == ["Lines ▸ A line", "The cost", "The cost ▸ Squares"]
        await tutor.press("down", "enter")
        await tutor.until(lambda: tutor.page == "number")


async def test_a_page_without_links_has_no_key_for_them(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("cost", "number", course=pair) as tutor:
        assert "l" not in await tutor.footer_with("n", "?")
        await tutor.press("l")
        assert tutor.page == "number"


async def test_a_link_is_underlined_and_clicked_and_an_address_is_neither(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "tangents", course=pair, size=(60, 20)) as tutor:
        await tutor.until(lambda: "a square▸ and torch (https://pytorch.org/)." in tutor.said)
        for words, leads in (("https", False), ("square▸", True)):
            y, line = next((y, line) for y, line in enumerate(tutor.shown.splitlines()) if words in line)
            x = line.index(words) + 1
            styles = tutor.screen.get_style_at(x, y)
            assert bool(styles.underline) is leads
            await tutor.pilot.click(offset=(x, y))
            await tutor.pilot.pause()
            assert (tutor.page == "squares") is leads


async def test_a_link_to_a_page_that_is_not_there_leads_nowhere(
    open_tutor: OpenTutor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = bilingual.write_language(tmp_path_factory.mktemp("astray") / "en", "en")
    file = folder / "01-lines.md"
    file.write_text(file.read_text(encoding="utf-8").replace("(#tangents)", "(#nowhere)"), encoding="utf-8")
    async with open_tutor("lines", "line", course=open_course(folder)) as tutor:
        await tutor.footer_says("l", "link")
        await tutor.press("l")
        assert tutor.page == "line"
        assert tutor.app.came_from is None


async def test_the_way_back_goes_past_several_jumps_and_ends_at_home(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "line", course=pair) as tutor:
        await tutor.press("l")
        await tutor.until(lambda: tutor.page == "tangents")
        await tutor.press("l", "down", "down", "enter")
        await tutor.until(lambda: tutor.page == "squares")
        # Fast, and pages that were turned meanwhile make no difference.
        tutor.type("p", "b", "n", "b", "b")
        await tutor.until(lambda: tutor.page == "line" and tutor.app.came_from is None)
        await tutor.press("l")
        await tutor.until(lambda: tutor.page == "tangents")
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "tangents")
        assert "b" not in await tutor.footer_with("?")


async def test_prose_shows_what_the_course_reads(open_tutor: OpenTutor, pair: Course) -> None:
    """The parser on screen is the one that the lessons are checked with: no strikethrough, no links without brackets."""
    async with open_tutor("cost", "number", course=pair) as tutor:
        view = tutor.screen.query_one(ProseView)
        await view.update("~~two~~ and www.example.org and [the cost](cost)s and [https://a.org](https://a.org)")
        await tutor.until(lambda: "~~two~~ and www.example.org and the cost▸s and https://a.org" in tutor.said)
