"""The one rule for what may reach a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from gdtutor.course.source import FORBIDDEN
from gdtutor.shown import printable, printable_lines, without_piles
from gdtutor.tui.nothing_raw import NothingRaw
from tests.hostile.signs import NASTY, any_text, raw

BLACK = Color(0, 0, 0)
mixed = st.lists(any_text | st.text(max_size=5), max_size=6).map("".join)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2J\x9b\x07\r", r"a\x1b[2J\x9b\x07\r"),
        ("one\ntwo\t", r"one\ntwo\t"),
        ("\u202e\u2066\u200b\u2028\xad\ufeff", r"\u202e\u2066\u200b\u2028\xad\ufeff"),
        ("\U000e0041\ud83d", r"\U000e0041\ud83d"),
        ("e" + "\u0301" * 6, "e" + "\u0301" * 4 + r"\u0301\u0301"),
        ("a\u200d\u200d\u200db", r"a\u200d\u200d\u200db"),
    ],
)
def test_what_acts_hides_or_turns_round_is_written_out(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "기울기는 가파르다",
        "\N{COMBINING DIAERESIS}u\u0308\u0304",
        "שלום",
        "می\u200cخواهم",
        "👩\u200d💻 ❤\ufe0f",
        "a\xa0b\u3000c",
        "−αβ×",
    ],
)
def test_what_people_write_stays(text: str) -> None:
    assert printable(text) == printable_lines(text) == text
    assert not FORBIDDEN.search(text)
    assert without_piles(text) == text


@settings(max_examples=60)
@given(mixed)
def test_nothing_is_left_of_what_does_harm(text: str) -> None:
    assert not raw(printable_lines(text))
    shown = printable(text)
    assert not raw(shown)
    assert not set(shown) & {"\n", "\t"}
    # Once is enough: what is shown stands for itself.
    assert printable(shown) == shown


@settings(max_examples=40)
@given(st.lists(mixed, max_size=4))
def test_the_filter_before_the_terminal_lets_nothing_through_and_moves_nothing(texts: list[str]) -> None:
    segments = [Segment(text) for text in texts]
    shown = NothingRaw().apply(segments, BLACK)
    assert not raw("".join(segment.text for segment in shown))
    assert not set("".join(segment.text for segment in shown)) & {"\n", "\t"}
    assert [cell_len(segment.text) for segment in shown] == [cell_len(text) for text in texts]


def test_the_filter_hands_on_what_is_harmless() -> None:
    segments = [Segment("가설 W = 1.4 ⣀⣠"), Segment("─" * 80)]
    assert NothingRaw().apply(segments, BLACK) is segments


def test_lessons_may_hold_nothing_of_that() -> None:
    harmless = {
        "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}" * 9,
        "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
        "가" * 300,
        "\U000e0100",
    }
    for text in set(NASTY) - harmless:
        assert FORBIDDEN.search(text) or without_piles(text) != text, ascii(text)
