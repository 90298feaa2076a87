"""Lines as they are written: wrapped, in any encoding; and Markdown that needs no eyes."""

from __future__ import annotations

import pytest

from gdtutor.columns import cells
from gdtutor.plain.paper import Paper
from gdtutor.plain.prose import inline, print_prose, print_said


def printed(text: str, width: int = 40, encoding: str = "utf-8") -> str:
    written: list[str] = []
    print_prose(text, "here", Paper(written.append, width=lambda: width, encoding=encoding))
    return "".join(written).strip("\n")


def test_paragraphs_are_wrapped_and_without_signs() -> None:
    text = "The **cost** is *one* number; `zero_grad()` clears it, and `r`\ngoes back to the start of it all."
    assert printed(text) == "The cost is one number; zero_grad()\nclears it, and 'r' goes back to the\nstart of it all."


def test_hangul_is_as_wide_as_it_is() -> None:
    for line in printed("기울기는 접선이 얼마나 가파른지 말해 주는 수입니다. " * 4, width=30).split("\n"):
        assert 0 < cells(line) <= 30


def test_lists_quotes_code_and_headings() -> None:
    text = "### Now\n\n- one that is long enough for two lines of text\n- two\n  1. deep\n\n> said\n\n"
    text += "```python\nW = 1  # `x`\n```\n\nEnd."
    assert printed(text) == (
        "Now\n\n- one that is long enough for two lines\n  of text\n- two\n  1. deep\n\nQuote: said\n\n    W = 1  # `x`\n\nEnd."
    )


def test_a_table_is_columns_or_where_there_is_no_room_pairs() -> None:
    table = "| point | slope |\n| --- | --- |\n| (1, 2) | −2.2 |\n| (3, 4) | **5** |\n"
    assert printed(table) == "point   slope\n(1, 2)  −2.2\n(3, 4)  5"
    wide = table.replace("(1, 2)", "a point that takes up all of the line")
    assert printed(wide) == "point: a point that takes up all of\n  the line\nslope: −2.2\npoint: (3, 4)\nslope: 5"


def test_links_are_numbered_and_addresses_written_out() -> None:
    said = printed("See [above](#top), [the cost](cost/one) and [torch](https://pytorch.org/).", width=90)
    assert said == "See above [1], the cost [2] and torch (https://pytorch.org/)."


def test_what_is_said_keeps_its_lines_of_code() -> None:
    written: list[str] = []
    print_said("Solution: \n`for step in range(3):`\n`    cost.backward()`\n\nSo **it** is.", Paper(written.append))
    assert "".join(written) == "Solution:\n    for step in range(3):\n        cost.backward()\nSo it is.\n"
    assert inline("2 * 3 * 4 and `.`") == "2 * 3 * 4 and '.'"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "euc-kr"])
def test_no_character_is_too_much_for_an_encoding(encoding: str) -> None:
    text = "α → 3.4 × 10³⁸ ≤ −1 … “é” ∂cost/∂W 기울기 🙂"
    said = printed(text, 80, encoding)
    said.encode(encoding)
    if encoding == "ascii":
        assert said == 'alpha -> 3.4 x 10^38 <= -1 ... "e" dcost/dW ?????? ??'


def test_what_came_in_unseen_is_written_out_without_what_a_terminal_obeys() -> None:
    written: list[str] = []
    paper = Paper(written.append)
    paper.prompt("Your number: ")
    paper.typed("1\x1b[31m\x07\u202e2")
    assert "".join(written) == "Your number: 1\\x1b[31m\\x07\\u202e2\n"
