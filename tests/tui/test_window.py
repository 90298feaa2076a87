"""The window around it all: sizes, colours, and what is asked before anything is forgotten."""

from __future__ import annotations

import random

import pytest
from textual.widgets import OptionList

from gdtutor.learner.progress import Progress
from gdtutor.tui.widgets.plot_view import PlotView
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor


@pytest.mark.parametrize("size", [(20, 5), (80, 6), (30, 40)])
async def test_too_small_a_window_says_so_and_comes_back(open_tutor: OpenTutor, size: tuple[int, int]) -> None:
    for lesson in (None, "slope"):
        async with open_tutor(lesson, "sign") as tutor:
            if lesson is not None:
                await tutor.lab_ready()
            before = tutor.shown
            await tutor.pilot.resize_terminal(*size)
            sentence = f"gdtutor needs a window of 40×12; this one is {size[0]}×{size[1]}."
            await tutor.until(lambda sentence=sentence: sentence in tutor.said)
            assert "Make it larger, or press Q to quit." in tutor.said
            await tutor.pilot.resize_terminal(80, 24)
            await tutor.until(lambda before=before: tutor.shown == before)


async def test_a_window_that_is_too_small_from_the_start(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign", size=(20, 5)) as tutor:
        assert "gdtutor needs a window of 40×12" in tutor.said
        await tutor.pilot.resize_terminal(80, 24)
        await tutor.lab_ready()
        await tutor.until(lambda: "cost(W)" in tutor.shown and "Which way is down" in tutor.shown)


async def test_twenty_sizes_during_play_break_nothing(open_tutor: OpenTutor) -> None:
    sizes = random.Random(3)
    async with open_tutor("labs", "walk", size=(120, 40)) as tutor:
        await tutor.lab_ready()
        await tutor.press("f", "f", "f", " ")
        for _ in range(20):
            await tutor.pilot.resize_terminal(sizes.randint(1, 160), sizes.randint(1, 50))
        await tutor.pilot.resize_terminal(120, 40)
        step = tutor.step
        await tutor.until(lambda: tutor.step > step)
        assert "▶" in tutor.readout
        rows = tutor.shown.splitlines()
        assert "A long walk" in rows[1]
        assert "cost(W)" in tutor.shown
        await tutor.until(lambda: len(pictures(tutor)) == 2)


async def test_the_second_picture_comes_with_the_room_for_it(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await tutor.lab_ready()
        assert len(pictures(tutor)) == 1
        await tutor.pilot.resize_terminal(120, 40)
        await tutor.until(lambda: len(pictures(tutor)) == 2)
        assert "cost(W)" in pictures(tutor)[0]
        await tutor.until(lambda: pictures(tutor)[1].splitlines()[-2].endswith(" step"))
        await tutor.pilot.resize_terminal(80, 24)
        await tutor.until(lambda: len(pictures(tutor)) == 1)


def pictures(tutor: Tutor) -> list[str]:
    """The pictures on screen, from the top."""
    plots = [plot for plot in tutor.screen.query(PlotView) if plot.display and plot.region.height]
    return [plot.shown_text() for plot in sorted(plots, key=lambda plot: plot.region.y)]


async def test_the_theme_is_kept(open_tutor: OpenTutor, progress: Progress) -> None:
    async with open_tutor() as tutor:
        first = tutor.app.theme
        themes = [first]
        for _ in range(4):
            await tutor.press("t")
            themes.append(tutor.app.theme)
        assert len(set(themes)) == 4
        assert themes[4] == first
        await tutor.press("t")
        assert progress.preference("theme") == themes[1]
    async with open_tutor("slope", "sign") as tutor:
        assert tutor.app.theme == themes[1]
        assert not tutor.app.current_theme.dark


async def test_a_theme_that_is_not_there_any_more_is_no_obstacle(open_tutor: OpenTutor, progress: Progress) -> None:
    progress.set_preference("theme", "nord-of-yesterday")
    async with open_tutor() as tutor:
        assert tutor.app.current_theme.dark


async def test_no_color_is_obeyed(open_tutor: OpenTutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        assert tutor.app.no_color
        await tutor.answer("1")
        assert "✗" in tutor.panel_text()


def played(progress: Progress) -> None:
    for lesson, page, quiz in (("slope", "sign", "next-step"), ("slope", "flat", "several"), ("labs", "tries", "lowest")):
        progress.visit("sample", lesson, page)
        progress.record("sample", lesson, quiz, "x", True)


async def reset(tutor: Tutor, option: str) -> None:
    """Press x, choose the option that contains these words, and take it."""
    await tutor.press("x")
    listing = tutor.screen.query_one(OptionList)
    texts = [str(listing.get_option_at_index(place).prompt) for place in range(listing.option_count)]
    place = next(place for place, text in enumerate(texts) if option in text)
    await tutor.press(*["down"] * place, "enter")


@pytest.mark.parametrize("keys", [("enter",), ("escape",), ("q",), ("x",), ("down", "escape")])
async def test_reset_asks_first_and_keeps_everything_by_default(
    open_tutor: OpenTutor, progress: Progress, keys: tuple[str, ...]
) -> None:
    played(progress)
    results, seen = progress.results("sample"), progress.pages_seen("sample")
    for lesson in (None, "slope"):
        async with open_tutor(lesson, "sign" if lesson else None) as tutor:
            before = tutor.screen
            await tutor.press("x")
            assert "Forget which answers? This can't be undone." in tutor.said
            assert "Keep everything" in tutor.said
            await tutor.press(*keys)
            await tutor.until(lambda tutor=tutor, before=before: tutor.screen is before)
    assert progress.results("sample") == results
    assert progress.pages_seen("sample") == seen


async def test_reset_of_a_question_a_lesson_and_all(open_tutor: OpenTutor, progress: Progress) -> None:
    played(progress)
    async with open_tutor("slope", "sign") as tutor:
        assert "answered right before" in tutor.said
        await reset(tutor, "this question")
        await tutor.until(lambda: "answered right before" not in tutor.said)
        assert set(progress.results("sample")) == {("slope", "several"), ("labs", "lowest")}
        assert "flat" in progress.pages_seen("sample")["slope"]
        assert not {"space", "."} & set(await tutor.footer_with("h", "n"))

        await reset(tutor, "The sign of the slope")
        await tutor.until(lambda: set(progress.results("sample")) == {("labs", "lowest")})
        # The page that is on screen is seen again.
        await tutor.until(lambda: progress.pages_seen("sample").get("slope") == {"sign"})

        await reset(tutor, "whole course")
        await tutor.until(lambda: progress.results("sample") == {})


async def test_reset_at_home_is_of_the_selected_lesson(open_tutor: OpenTutor, progress: Progress) -> None:
    played(progress)
    async with open_tutor() as tutor:
        await tutor.press("up")
        await reset(tutor, "The sign of the slope")
        await tutor.until(lambda: set(progress.results("sample")) == {("labs", "lowest")})
        assert tutor.at_home
        assert "0/3" in tutor.shown
        assert "1/5" in tutor.shown


async def test_a_page_without_a_question_offers_none_to_forget(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "end") as tutor:
        await tutor.press("x")
        assert "this question" not in tutor.said
        assert "Labs of every make" in tutor.said
