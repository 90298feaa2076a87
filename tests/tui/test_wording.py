"""Texts in cells: Hangul takes two, and whatever the script, lines fit and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from gdtutor.tui.widgets.hanging_text import hanging
from gdtutor.tui.widgets.wording import code, inline, wrapped

WORDS = st.lists(st.text("abcHxW(−).,0123456789가나다라비용기울기", min_size=1, max_size=9), max_size=40).map(" ".join)

KOREAN = "발산합니다: 걸음마다 최저점까지의 거리가 1.4배가 되고, 비용은 74.67에서 inf가 됩니다."


@given(WORDS, st.integers(20, 120))
def test_lines_are_no_wider_than_their_place_and_hold_every_word(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert " ".join(lines).split() == text.split()


@given(WORDS, st.integers(20, 120), st.integers(1, 4))
def test_lines_that_are_too_many_end_with_an_ellipsis(text: str, width: int, rows: int) -> None:
    whole, cut = wrapped(text, width), wrapped(text, width, rows)
    assert len(cut) == min(rows, len(whole))
    assert all(cell_len(line) <= width for line in cut)
    assert (cut == whole) == (len(whole) <= rows)
    if cut != whole:
        assert cut[-1].endswith(" …")
        assert text.split()[: len(" ".join(cut).split()) - 1] == " ".join(cut).split()[:-1]


def test_hangul_takes_two_cells() -> None:
    assert len(wrapped(KOREAN, 40)) == -(-cell_len(KOREAN) // 40)
    assert max(len(line) for line in wrapped(KOREAN, 40)) < 34


@given(WORDS, st.integers(20, 80), st.sampled_from(["? ", "▸ 3  ", "▸ 12  [x] "]))
def test_further_rows_begin_below_the_text(text: str, width: int, lead: str) -> None:
    rows = hanging(Content(lead), Content(text), width)
    assert all(row.cell_length <= width for row in rows)
    assert rows[0].plain.startswith(lead)
    assert all(row.plain.startswith(" " * cell_len(lead)) for row in rows[1:])
    # A word that is longer than a row is broken.
    assert "".join("".join(row.plain[len(lead) :] for row in rows).split()) == "".join(text.split())


def test_markdown_within_a_line_is_styled_and_all_else_stands_as_it_is() -> None:
    assert inline("**bold** and *italic* and `a * b * c` and 2 * 3 * 4").plain == "bold and italic and a * b * c and 2 * 3 * 4"
    assert inline("[W] is {x} \\ <b>").plain == "[W] is {x} \\ <b>"


def test_code_stands_as_it_is_written() -> None:
    line = "for step in range(20):  # format information"
    assert code(line).plain == line
    assert [line[span.start : span.end] for span in code(line).spans] == ["for", "in"]
