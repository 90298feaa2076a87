"""Pages turn when they are told to, and only then; what does not fit can be scrolled."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll

from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from tests.tui.conftest import OpenTutor
from tests.tui.sample import LAST_WORDS, PAGES, write_course
from tests.tui.tutor import Tutor


async def test_n_and_p_turn_pages_and_every_page_is_kept(open_tutor: OpenTutor, progress: Progress) -> None:
    async with open_tutor("slope", "sign") as tutor:
        assert "p" not in await tutor.footer_with("n")
        await tutor.press("p")
        assert tutor.page == "sign"
        seen = [tutor.page]
        for page in PAGES["slope"][1:]:
            await tutor.press("n")
            seen.append(tutor.page)
            assert progress.place("sample") == ("slope", page)
        assert tuple(seen) == PAGES["slope"]
        assert progress.pages_seen("sample") == {"slope": set(PAGES["slope"])}
        await tutor.press("p")
        assert tutor.page == "type"
        assert "2/3" in tutor.shown.splitlines()[0]


async def test_keys_pressed_fast_are_all_obeyed(open_tutor: OpenTutor) -> None:
    """The lab of a page that was left at once leaves nothing behind on the next one."""
    async with open_tutor("labs", "tries") as tutor:
        tutor.type(*"nnpnn")
        await tutor.until(lambda: tutor.page == "crowded")
        await tutor.lab_ready()
        assert "a steep line" in tutor.picture


async def test_a_page_without_a_question_goes_on_with_enter(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await tutor.press("enter")
        assert tutor.page == "crowded"
    async with open_tutor("labs", "end") as tutor:
        await tutor.press("enter")
        await tutor.until(lambda: "This lesson is done." in tutor.said)


async def test_a_right_answer_turns_no_page_but_the_next_enter_does(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "flat") as tutor:
        await tutor.answer("1", "3")
        assert tutor.panel.state == "right"
        await tutor.pilot.pause(0.5)
        assert tutor.page == "flat"
        await tutor.press("enter")
        await tutor.until(lambda: "This lesson is done." in tutor.said)


async def test_q_and_escape_lead_back_to_the_lessons(open_tutor: OpenTutor) -> None:
    for key in ("q", "escape"):
        async with open_tutor("slope", "sign") as tutor:
            await tutor.press(key)
            assert tutor.at_home


@pytest.mark.parametrize("keys", [("escape", "escape"), ("q", "escape", "escape")])
async def test_leaving_with_keys_pressed_fast_leaves_once(open_tutor: OpenTutor, keys: tuple[str, ...]) -> None:
    """As when a slow line delivers them together: the second one belongs to the list of lessons."""
    async with open_tutor("slope", "flat") as tutor:
        tutor.type(*keys)
        await tutor.until(lambda: tutor.at_home)
        await tutor.pilot.pause(0.1)
        assert tutor.at_home


async def test_keys_pressed_fast_lead_from_the_last_page_into_the_next_lesson(open_tutor: OpenTutor, progress: Progress) -> None:
    for page in PAGES["slope"]:
        progress.visit("sample", "slope", page)
    async with open_tutor("slope", "flat") as tutor:
        tutor.type("n", "n", "n")
        await tutor.until(lambda: tutor.page == "thermometers")


async def test_enter_pressed_fast_opens_a_lesson_once(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        tutor.type("enter", "enter", "enter")
        await tutor.until(lambda: tutor.page == "sign")
        await tutor.lab_ready()
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)


async def test_prose_that_does_not_fit_scrolls_to_its_end_and_back(open_tutor: OpenTutor) -> None:
    for page in ("crowded", "end"):
        async with open_tutor("labs", page) as tutor:
            await tutor.footer_says("PgDn", "more text")
            assert LAST_WORDS not in tutor.said
            prose = tutor.screen.query_one("#prose", VerticalScroll)
            top = column(prose, tutor)[:6]
            while prose.scroll_offset.y < prose.max_scroll_y:
                before = prose.scroll_offset.y
                await tutor.press("pagedown")
                await tutor.until(lambda prose=prose, before=before: prose.scroll_offset.y > before)
            shown = column(prose, tutor)
            assert shown[:6] != top
            assert LAST_WORDS in " ".join(" ".join(shown).split())
            while prose.scroll_offset.y > 0:
                before = prose.scroll_offset.y
                await tutor.press("pageup")
                await tutor.until(lambda prose=prose, before=before: prose.scroll_offset.y < before)
            assert column(prose, tutor)[:6] == top


async def test_scrolling_keys_that_come_in_a_burst_all_count(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "end", size=(60, 18)) as tutor:
        await tutor.footer_says("PgDn", "more text")
        prose = tutor.screen.query_one("#prose", VerticalScroll)
        page = prose.size.height - 2
        assert prose.max_scroll_y > 2 * page
        tutor.type("pagedown", "pagedown", "pageup", "pagedown")
        await tutor.until(lambda: prose.scroll_offset.y == 2 * page)


def column(prose: VerticalScroll, tutor: Tutor) -> list[str]:
    """What is to be seen of the prose, without its scroll bar."""
    region = prose.content_region
    return [row[region.x : region.right].rstrip("▁▂▃▄▅▆▇█ ") for row in tutor.shown.splitlines()[region.y : region.bottom]]


async def test_prose_that_fits_offers_no_scrolling(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "flat") as tutor:
        assert "PgDn" not in await tutor.footer_with("h", "n")


async def test_a_new_page_begins_at_its_top(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "crowded") as tutor:
        await tutor.press("pagedown", "pagedown", "n")
        assert tutor.page == "end"
        await tutor.until(lambda: "The end" in tutor.shown and "Paragraph 1 " in tutor.shown)


async def test_in_a_narrow_window_text_and_picture_share_the_place(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign", size=(60, 20)) as tutor:
        await tutor.lab_ready()
        assert "the tangent climbs" in tutor.said
        assert "cost(W)" not in tutor.shown
        await tutor.footer_says("tab", "picture")
        await tutor.press("tab")
        assert "cost(W)" in tutor.shown
        assert "the tangent climbs" not in tutor.said
        await tutor.press("tab")
        assert "the tangent climbs" in tutor.said


async def test_a_lesson_with_a_mistake_names_the_line_on_screen(open_tutor: OpenTutor, tmp_path: Path) -> None:
    """The mistake is one that a glance at the course does not see: the course opens, and its other lessons work."""
    folder = write_course(tmp_path / "broken")
    file = folder / "01-slope.md"
    text = file.read_text(encoding="utf-8").replace("lr: 0.18", "learning_rate: 0.18")
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("learning_rate: 0.18") + 1
    async with open_tutor(course=open_course(folder)) as tutor:
        await tutor.press("enter")
        everything = tutor.letters
        assert f"01-slope.md:{line}:" in everything
        assert "learning_rate" in everything
        assert "n" not in await tutor.footer_with("q")
        await tutor.press("n", "enter", " ", "h", "1")
        await tutor.press("q")
        assert tutor.at_home
        await tutor.press("down", "enter")
        assert tutor.page == "tries"


async def test_a_lesson_that_has_gone_meanwhile_is_told(open_tutor: OpenTutor, tmp_path: Path) -> None:
    folder = write_course(tmp_path / "moved")
    course = open_course(folder)
    (folder / "01-slope.md").unlink()
    async with open_tutor(course=course) as tutor:
        await tutor.press("enter")
        assert "01-slope.md" in tutor.letters
        await tutor.press("q")
        assert tutor.at_home
