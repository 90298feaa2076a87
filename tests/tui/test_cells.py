"""Rows of cells: wide letters, and what is repainted."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Region

from gdtutor.tui.widgets.cells import CellView, wrapped

words = st.text(st.sampled_from("ab가나 "), max_size=60)


@given(words, st.integers(2, 20))
def test_text_is_wrapped_by_its_width_and_none_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(0 < cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_as_full_as_can_be() -> None:
    assert wrapped("비용은 단계마다 줄어듭니다.", 16) == ["비용은 단계마다", "줄어듭니다."]
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("", 7) == []
    assert wrapped(unicodedata.normalize("NFD", "기울기 기울기"), 6) == ["기울기", "기울기"]


class Repainted(CellView):
    """Notes what is to be repainted."""

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[Region] = []

    def refresh(self, *regions: Region, **more: Any) -> Any:
        self.regions = list(regions)
        return self


@pytest.mark.parametrize(
    ("before", "after", "start", "end"),
    [
        ("abcd", "abxd", 2, 3),
        ("a가b", "a나b", 1, 3),  # the whole letter, not its left half
        ("a가b", "axyb", 1, 3),
        ("axyb", "a가b", 1, 3),
        ("a가나b", "ab가 b", 1, 5),
        ("가가", "가", 2, 4),
    ],
)
def test_a_wide_letter_is_repainted_whole(before: str, after: str, start: int, end: int) -> None:
    view = Repainted()
    view.show_rows([[(before, "")]])
    view.show_rows([[(after, "")]])
    assert view.regions == [Region(start, 0, end - start, 1)]


def test_what_lies_between_two_changes_stays_as_it_is() -> None:
    view = Repainted()
    view.show_rows([[("a 가나다 b", "")]])
    view.show_rows([[("x 가나다 y", "")]])
    assert view.regions == [Region(0, 0, 1, 1), Region(9, 0, 1, 1)]


def test_rows_that_stay_are_not_repainted() -> None:
    view = Repainted()
    view.show_rows([[("비용", "label"), (" 4.667", "value")], [("W", "")]])
    view.regions = []
    view.show_rows([[("비용", "label"), (" 4.667", "value")], [("W", "")]])
    assert view.regions == []
    assert view.shown_text() == "비용 4.667\nW"
