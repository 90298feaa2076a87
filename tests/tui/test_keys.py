"""Keys and mouse: the footer says what works now, the help says all, the palette and a click do the same."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events
from textual.command import CommandPalette
from textual.screen import ModalScreen
from textual.widgets import OptionList

from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.base import COMMON
from gdtutor.tui.screens.help import HelpScreen
from gdtutor.tui.screens.home import HomeScreen
from gdtutor.tui.screens.lesson import LessonScreen
from gdtutor.tui.widgets.choice_lines import ChoiceLine
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.readout import Readout
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor

# A key of the footer as it is shown, and what is pressed for it.
PRESSED = {"↵": "enter", "space": " ", "←→": "right", "↑↓": "down", "PgDn": "pagedown", "tab": "tab"}


@pytest.mark.parametrize(
    ("lesson", "page", "size", "before"),
    [
        (None, None, (80, 24), ()),
        ("slope", "sign", (60, 20), ("1",)),
        ("slope", "flat", (100, 30), ("2", "enter")),
        ("labs", "walk", (80, 24), (".",)),
        ("labs", "end", (80, 24), ()),
    ],
)
async def test_every_key_in_the_footer_does_something_now(
    open_tutor: OpenTutor, lesson: str | None, page: str | None, size: tuple[int, int], before: tuple[str, ...]
) -> None:
    async with open_tutor(lesson, page, size=size) as tutor:

        async def begin() -> None:
            """The page afresh, in the state that the test is about."""
            tutor.progress.reset_course("sample")
            while not tutor.at_home:
                screen = tutor.screen
                await tutor.press("q")
                await tutor.until(lambda screen=screen: tutor.screen is not screen)
            if lesson is None:
                return
            tutor.app.open_lesson(lesson, page)
            await tutor.until(lambda: tutor.page == page)
            if tutor.lesson.page is not None and tutor.lesson.page.lab is not None:
                await tutor.lab_ready()
            await tutor.press(*before)
            if "enter" in before:
                await tutor.answered()
            if "." in before:
                await tutor.until(lambda: tutor.step == 1)

        await begin()
        footer = await tutor.footer_with("?", *({","} if "." in before else ()))
        assert len(footer) >= 4
        for key in footer:
            if is_told_elsewhere(tutor, key, home=lesson is None):
                continue
            shown, screen = tutor.shown, tutor.screen
            await tutor.press(PRESSED.get(key, key))
            await tutor.until(lambda shown=shown, screen=screen: tutor.screen is not screen or tutor.shown != shown, seconds=5)
            if isinstance(tutor.screen, ModalScreen):
                await tutor.press("escape")
                await tutor.until(lambda screen=screen: tutor.screen is screen)
            await begin()


def is_told_elsewhere(tutor: Tutor, key: str, *, home: bool) -> bool:
    if home:
        return key in ("q", "l", "L")  # test_home.py, test_free_lab.py, test_language.py
    # At the start of a run it may take a second press of r to change anything.
    return key == "L" or (key == "r" and tutor.step == 0)


@pytest.mark.parametrize("width", [40, 52, 60, 72, 80, 100, 200])
async def test_the_footer_fits_and_keeps_what_matters_most(open_tutor: OpenTutor, width: int) -> None:
    async with open_tutor("slope", "sign", size=(width, 24)) as tutor:
        await tutor.press("1")
        footer = await tutor.footer_with("↵", "?")
        assert footer["↵"] == "answer"
        assert footer["?"] == "help"
        bar = tutor.screen.query_one(KeyBar)
        assert tutor.shown.splitlines()[bar.region.y] == bar.shown_text()
        assert cell_len(bar.shown_text()) <= width


async def test_a_key_in_the_footer_can_be_clicked(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.click_key("next")
        await tutor.until(lambda: tutor.page == "type")
        await tutor.lab_ready()
        await tutor.click_key("previous")
        await tutor.until(lambda: tutor.page == "sign")


async def test_a_choice_is_clicked_and_clicked_again_to_commit(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        second = list(tutor.panel.query(ChoiceLine))[1]
        await tutor.click(second, 6)
        await tutor.until(lambda: "▸ 2 across the bottom" in tutor.panel_text())
        assert tutor.panel.state == "asking"
        await tutor.click(second, 6)
        assert (await tutor.answered()).startswith("✓")


async def test_several_choices_are_clicked_on_and_off(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "flat") as tutor:
        lines = list(tutor.panel.query(ChoiceLine))
        for place in (0, 1, 2, 1):
            await tutor.click(lines[place], 6)
        await tutor.until(lambda: tutor.panel_text().count("[x]") == 2)
        await tutor.click_key("answer")
        assert (await tutor.answered()).startswith("✓")


async def test_a_click_on_a_dial_turns_it_there(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        readout = tutor.screen.query_one(Readout)
        row = tutor.readout.splitlines()[0]
        left, right = row.index("◂") + 1, row.index("▸ 5")
        await tutor.click(readout, left)
        lowest = tutor.value("W")
        await tutor.until(lambda: tutor.value("W") != "5")
        lowest = tutor.value("W")
        assert lowest.startswith("−")
        assert "▸ W" in tutor.readout
        await tutor.until(lambda: "…" not in tutor.readout)
        await tutor.click(readout, right - 1)
        await tutor.until(lambda: float(tutor.value("W").replace("−", "-")) > 5)


async def test_the_wheel_scrolls_the_prose(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "end") as tutor:
        prose = tutor.screen.query_one("#prose")
        await tutor.pilot._post_mouse_events([events.MouseScrollDown], prose, offset=(5, 5))
        await tutor.until(lambda: prose.scroll_offset.y > 0)


@pytest.mark.parametrize("key", ["?", "f1"])
async def test_the_help_has_every_key_with_what_it_does(open_tutor: OpenTutor, progress: Progress, key: str) -> None:
    for lesson, commands in ((None, HomeScreen.COMMANDS_HERE), ("slope", LessonScreen.COMMANDS_HERE)):
        async with open_tutor(lesson, "sign" if lesson else None, size=(120, 90)) as tutor:
            await tutor.press(key)
            await tutor.until(lambda tutor=tutor, progress=progress: progress.path.name in tutor.letters)
            said = tutor.said
            for command in (*commands, *COMMON):
                assert command.help in said
                assert command.shown in said
            assert str(progress.path) in tutor.letters
            await tutor.press("escape")
            await tutor.until(lambda tutor=tutor: not isinstance(tutor.screen, HelpScreen))


async def test_the_help_leaves_nothing_of_the_footer_to_be_seen(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.press("?")
        await tutor.until(lambda: "Stand by the answer" in tutor.shown)
        last = tutor.shown.splitlines()[-1]
        assert (last[0], last[-1]) == ("╰", "╯")


async def test_the_help_scrolls_to_its_end_in_a_low_window(open_tutor: OpenTutor, progress: Progress) -> None:
    async with open_tutor("slope", "sign", size=(60, 16)) as tutor:
        await tutor.press("?")
        await tutor.until(lambda: isinstance(tutor.screen, HelpScreen) and "Stand by the answer" in tutor.shown)
        assert progress.path.name not in tutor.letters
        for _ in range(20):
            shown = tutor.shown
            if progress.path.name in tutor.letters:
                break
            await tutor.press("pagedown")
            await tutor.until(lambda shown=shown: tutor.shown != shown)
        assert progress.path.name in tutor.letters
        await tutor.press("q")
        await tutor.until(lambda: tutor.page == "sign")


async def test_the_palette_offers_what_can_be_done_now(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        titles = {command.title for command in tutor.app.get_system_commands(tutor.screen)}
        assert {"hint (h)", "next (n)", "view (v)", "theme (t)", "help (?)"} <= titles
        assert not any(title.startswith(("play", "pause", "step", "back")) for title in titles)
        await tutor.answer("2")
        titles = {command.title for command in tutor.app.get_system_commands(tutor.screen)}
        assert {"play (space)", "step (.)", "back (,)"} <= titles
        assert "pause (space)" not in titles


async def test_the_palette_does_what_is_chosen_in_it(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        picture = tutor.picture
        await tutor.press(":")
        await tutor.until(lambda: isinstance(tutor.screen, CommandPalette))
        await tutor.press(*"view")
        await tutor.until(lambda: "view (v)" in tutor.shown and tutor.screen.query_one(OptionList).option_count == 1)
        await tutor.press("enter")
        await tutor.until(lambda: not isinstance(tutor.screen, CommandPalette))
        await tutor.until(lambda: tutor.picture != picture)
