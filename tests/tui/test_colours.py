"""Texts can be read on their ground in every theme, and nothing is told by a colour alone, in Unicode and in ASCII."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.color import Color

from gdtutor import ascii
from gdtutor.plots.glyphs import other
from gdtutor.tui.colours import OWN_THEMES, THEMES, fitting_theme, offered_themes
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor

# The sixteen colours of xterm and of the Linux console, by the names that they have in a theme.
NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
XTERM = "000000cd000000cd00cdcd000000eecd00cd00cdcde5e5e57f7f7fff000000ff00ffff005c5cffff00ff00ffffffffff"
LINUX = "000000aa000000aa00aa55000000aaaa00aa00aaaaaaaaaa555555ff555555ff55ffff555555ffff55ff55ffffffffff"
# What draws and frames, and is not read: lines of a picture, edges, bars.
DRAWN = frozenset("─│┌┐└┘├┤┬┴┼━╸╭╮╰╯▌▐▁▂▃▄▅▆▇█▔▏▎▊•·")


def luminance(color: Color) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [part / 255 for part in color.rgb]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES[:2])
async def test_what_is_read_stands_out_from_its_ground(open_tutor: OpenTutor, theme: str) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        tutor.app.theme = theme
        await tutor.press("2", "enter")
        await tutor.answered()
        await tutor.press("h", "o")
        await tutor.until(lambda: "you are here" in tutor.shown)
        faint = faint_texts(tutor)
        await tutor.press("escape")
        await tutor.until(lambda: "✓ Right." in tutor.shown)
        assert not faint + faint_texts(tutor)


def faint_texts(tutor: Tutor) -> list[str]:
    found = []
    for strip in tutor.screen._compositor.render_strips():
        for text, style, _control in strip:
            letters = text.strip(" ")
            if not letters or DRAWN.issuperset(letters.replace(" ", "")) or any("⠀" <= letter <= "⣿" for letter in letters):
                continue
            if style is None or style.color is None or style.bgcolor is None or style.color.triplet is None:
                continue
            assert style.bgcolor.triplet is not None
            ratio = contrast(Color(*style.color.triplet), Color(*style.bgcolor.triplet))
            if ratio < 4.5:
                found.append(f"{letters!r} has {ratio:.2f}: {style}")
    return found


@pytest.mark.parametrize("palette", [XTERM, LINUX], ids=["xterm", "linux"])
def test_on_dark_terminals_their_own_colours_are_the_bright_ones(palette: str) -> None:
    dark = next(theme for theme in OWN_THEMES if theme.name == "ansi-dark")
    for name in (dark.primary, dark.secondary, dark.accent, dark.success, dark.error):
        assert name is not None
        number = NAMES.index(name.rpartition("_")[2]) + (8 if "bright" in name else 0)
        assert contrast(Color.parse(f"#{palette[6 * number : 6 * number + 6]}"), Color(0, 0, 0)) >= 4, name


def test_where_there_are_few_colours_the_terminals_own_are_offered() -> None:
    assert offered_themes("truecolor", coloured=True) == offered_themes("256", coloured=True) == THEMES
    few = offered_themes("standard", coloured=True)
    assert few == ("ansi-dark", "ansi-light")
    assert len(offered_themes("truecolor", coloured=False)) == 1
    assert fitting_theme(None, THEMES) == THEMES[0]
    assert fitting_theme("ansi-light", THEMES) == "ansi-light"
    # One that was kept on another terminal, or by an edition that called it otherwise: as light, or as dark.
    assert fitting_theme("gdtutor-light", few) == "ansi-light"
    assert fitting_theme("textual-light", THEMES) == "gdtutor-light"
    assert fitting_theme("textual-dark", few) == "ansi-dark"
    assert fitting_theme("nord-of-yesterday", THEMES) == THEMES[0]


def plain(tutor: Tutor) -> str:
    return tutor.shown


def in_ascii(tutor: Tutor) -> str:
    return ascii.cells(tutor.shown)


@pytest.mark.parametrize("seen", [plain, in_ascii])
async def test_states_differ_by_more_than_their_colours(open_tutor: OpenTutor, seen: Callable[[Tutor], str]) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        asked = seen(tutor)
        await tutor.press("1")
        chosen = seen(tutor)
        await tutor.press("2")
        states = [asked, chosen, seen(tutor)]
        before = states[-1].splitlines()
        await tutor.press("up")
        await tutor.until(lambda: seen(tutor).splitlines() != before)
        after = seen(tutor).splitlines()
        row = next(number for number, line in enumerate(before) if line != after[number])
        assert "0.18" in before[row], "the dials"
        await tutor.press("enter")
        await tutor.answered()
        right = next(line for line in seen(tutor).splitlines() if "Where will W be" in line)
        await tutor.press("n", "p", "1", "enter")
        await tutor.answered()
        wrong = next(line for line in seen(tutor).splitlines() if "Where will W be" in line)
        question = next(line for line in asked.splitlines() if "Where will W be" in line)
        assert len({right, wrong, question}) == 3, "right, wrong, and not answered"
        assert len(set(states)) == 3


def test_runs_on_one_picture_have_glyphs_of_their_own() -> None:
    for glyphs in ("braille", "ascii"):
        assert len({other(number, glyphs)[0] for number in range(5)}) == 5
