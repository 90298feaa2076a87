"""Search, and the list of words: what is typed is found while one types, and leads to a page."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from textual import events
from textual.widgets import Input

from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.tui.screens.window import ListWindow
from tests.tui import bilingual
from tests.tui.conftest import OpenTutor
from tests.tui.windows import entries, selected


@pytest.fixture(scope="module")
def korean(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return open_course(bilingual.write_language(tmp_path_factory.mktemp("korean") / "ko", "ko"))


async def test_search_finds_as_one_types_and_enter_opens_the_page(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "line", course=pair) as tutor:
        tutor.type("slash", *"squa")
        await tutor.until(lambda: len(entries(tutor)) == 2)
        assert entries(tutor)[0] == "Squares  The cost\n  A square has four sides, and an error is squared."
        tutor.type(*"re side")
        await tutor.until(lambda: len(entries(tutor)) == 1)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "squares")
        await tutor.press("b")
        await tutor.until(lambda: tutor.page == "line")


async def test_what_is_found_nowhere_is_said_and_tab_closes(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair) as tutor:
        await tutor.press("/")
        await tutor.until(lambda: "Pages are listed" in tutor.said)
        # Letters that are keys elsewhere, too.
        tutor.type(*"qoLg")
        await tutor.until(lambda: "Found nowhere in the lessons." in tutor.said)
        assert tutor.screen.query_one(Input).value == "qoLg"
        await tutor.press("enter")
        assert isinstance(tutor.screen, ListWindow)
        await tutor.press("tab")
        assert tutor.at_home


@pytest.mark.parametrize("form", ["NFC", "NFD"])
async def test_korean_is_found_however_it_is_composed(open_tutor: OpenTutor, korean: Course, form: Literal["NFC", "NFD"]) -> None:
    """An input method sends whole syllables, macOS parts of them; and a paste comes at once."""
    async with open_tutor(course=korean) as tutor:
        await tutor.press("/")
        text = unicodedata.normalize(form, "접선은 올라")
        tutor.screen.query_one(Input).post_message(events.Paste(text))
        await tutor.until(lambda: "접선은 올라갑니다" in tutor.said)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "tangents")


async def test_a_word_of_the_list_is_found_too(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair) as tutor:
        tutor.type("slash", *"steepness")
        await tutor.until(lambda: "slope, steepness  in the words" in "".join(entries(tutor)))
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "line")


async def test_the_words_begin_with_that_of_the_page_and_lead_to_the_page_of_another(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("cost", "number", course=pair) as tutor:
        await tutor.press("g")
        await tutor.until(lambda: len(entries(tutor)) == 2)
        assert selected(tutor).startswith("cost  The cost")
        assert "One number for how wrong a line is." in tutor.said
        await tutor.press("up", "enter")
        await tutor.until(lambda: tutor.page == "line")
        await tutor.press("b")
        await tutor.until(lambda: tutor.page == "number")


async def test_typing_leaves_the_words_that_have_it(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair) as tutor:
        tutor.type("g", *"steep")
        await tutor.until(lambda: len(entries(tutor)) == 1)
        assert entries(tutor)[0].startswith("slope, steepness")
        tutor.type("x")
        await tutor.until(lambda: "None of the words has that in it." in tutor.said)
        await tutor.press("escape")
        assert tutor.at_home


async def test_a_course_without_words_says_so(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        await tutor.press("g")
        await tutor.until(lambda: "This course has no list of words." in tutor.said)


async def test_a_number_is_typed_whatever_the_keys_mean_elsewhere(open_tutor: OpenTutor, pair: Course) -> None:
    """The stroke of 1/2 is no search."""
    async with open_tutor("lines", "end", course=pair) as tutor:
        await tutor.press("8", "/", "2")
        assert not isinstance(tutor.screen, ListWindow)
        await tutor.press("enter")
        assert (await tutor.answered()).startswith("✓")
        await tutor.press("/")
        assert isinstance(tutor.screen, ListWindow)
