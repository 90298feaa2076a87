"""Every character that gdtutor shows has a place in ASCII, in the same cells, and means the same when it is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual._border import BORDER_CHARS
from textual.scrollbar import ScrollBarRender

from gdtutor import ascii

ROOT = Path(__file__).parents[1]
FILES = [*(ROOT / "gdtutor").rglob("*.py"), *(ROOT / "gdtutor").rglob("*.tcss"), *(ROOT / "lessons" / "en").glob("*.md")]
# Of Textual: frames, the ends of scroll bars, the bullets of lists, the sign of the palette.
TEXTUAL = "".join(part for rows in BORDER_CHARS.values() for row in rows for part in row)
TEXTUAL += "".join(ScrollBarRender.VERTICAL_BARS + ScrollBarRender.HORIZONTAL_BARS) + "•▪‣⭑◦🔎…"
# A rule of a lesson about Korean, in the source.
HANGUL = range(0x3131, 0xD7A4)


def test_every_character_of_the_interface_has_one() -> None:
    shown = set(TEXTUAL).union(*(path.read_text("utf-8") for path in FILES))
    others = {character for character in shown if not character.isascii() and ord(character) not in HANGUL}
    assert len(others) > 100
    for character in others:
        found = ascii.cell(character)
        if character not in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻":
            assert "?" not in found, character
        assert found.isascii(), character
        assert len(found) == cell_len(character), character


def test_marks_that_tell_things_apart_still_do() -> None:
    # What stands before the lines of a list, of a script, of a question; the state of torch; what is done and what is not.
    for marks in ("✓✗·▸", "▸›✗−+◆ ", "▸↕ ", "●○◌✗", "?…✓✗", "━─", "●─◂▸"):
        assert len({ascii.cell(mark) for mark in marks}) == len(marks), marks


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("cost(W) = (14/3) · (W − 1)²", "cost(W) = (14/3) * (W − 1)^2"),
        ("3.4 × 10³⁸", "3.4 × 10^38"),
        ("10⁻⁹", "10^-9"),
        ("α (alpha) is the learning rate: W − α · ∂cost/∂W", "alpha is the learning rate: W − alpha * ∂cost/∂W"),
        ("as W → ∞ and as W → −∞", "as W -> inf and as W -> −inf"),
        ("Choose a line with ↑ and ↓, then Enter", "Choose a line with Up and Down, then Enter"),
        ("the dial that ← and → turn", "the dial that Left and Right turn"),
        ("→", "Right"),
        ("↑↓ choose · ↵ opens", "Up/Down choose * Enter opens"),
        ("W 0.1867 → 0.3321", "W 0.1867 -> 0.3321"),
        ("nothing to spell", "nothing to spell"),
    ],
)
def test_running_text_is_spelled_out(text: str, spelled: str) -> None:
    assert ascii.spelled(text) == spelled


def test_letters_stay_where_they_can_and_accents_go() -> None:
    assert ascii.cells("Café “naïve”") == 'Cafe "naive"'
    assert ascii.cells("기울기 │ 3") == "기울기 | 3"
    assert ascii.cells("기울기 │ 3", "latin-1") == "?????? | 3"
    assert ascii.cells("Ａ") == "A "
    assert ascii.cells("e\u0301\u200b") == "e"
    assert ascii.cells("😀") == "??"


@pytest.mark.parametrize(
    ("braille", "ascii_"), [("⠀", " "), ("⠉", '"'), ("⠤", "-"), ("⣀", "_"), ("⡇", "|"), ("⠑", "\\"), ("⠊", "/"), ("⣿", "#")]
)
def test_braille_becomes_what_looks_like_it(braille: str, ascii_: str) -> None:
    assert ascii.cell(braille) == ascii_
