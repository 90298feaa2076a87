from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from gdtutor.columns import aligned, cells, wrapped

TEXT = st.text(st.sampled_from("ab 가각α·\n"), max_size=60)


def test_hangul_takes_two_cells() -> None:
    assert [cells(text) for text in ("", "W", "가", "경사 하강법", "e\u0301")] == [0, 1, 2, 11, 1]
    assert aligned([("slopes", "기울기", "x"), ("a", "sums", "yy")]) == ["slopes  기울기  x", "a       sums    yy"]


@given(TEXT, st.integers(1, 30))
def test_every_word_stays_and_no_line_is_wider_than_it_must_be(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert " ".join(lines).split() == text.split()
    assert all(cells(line) <= width or " " not in line for line in lines)
    # No line that the next word would still have fitted into.
    assert all(cells(line) + 1 + cells(after.split()[0]) > width for line, after in itertools.pairwise(lines))
