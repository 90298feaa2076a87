"""Terms, conditions and placeholders: what is allowed, and the sentence where something is not."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.model import AtStep, Comparison, Condition, Term, VerdictIs
from gdtutor.course.terms import VERDICTS, at_steps, parse_condition, parse_constant, parse_term, pieces
from gdtutor.descent.verdict import VerdictKind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.4", 1.4),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("14/3", 14 / 3),
        (" -1 / 4 ", -0.25),
        ("\N{MINUS SIGN}9.33", -9.33),
        ("1e\N{MINUS SIGN}3", 0.001),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert parse_term(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "1,4",
        "0x10",
        "1_000",
        "1:30",
        "nan",
        "inf",
        "--1",
        "1/2/3",
        "1/0",
        "1e999",
        "1/1e-999",
        "٣",
        "9" * 400,
        "1 2",
        "2*3",
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number|divides by zero|is too large"):
        parse_constant(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_that_python_prints_is_read_back(value: float) -> None:
    assert parse_constant(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("W@1", AtStep("W", 1)),
        ("b@0", AtStep("b", 0)),
        ("dW@12", AtStep("dW", 12)),
        ("db @ 3", AtStep("db", 3)),
        ("cost@end", AtStep("cost", "end")),
    ],
)
def test_numbers_from_the_run(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize("text", ["W@", "@1", "W@-1", "W@1.5", "W@last", "W@@1", "2W@1", "W@12345678", "w@1", "loss@1", "W@1+1"])
def test_what_is_no_number_from_the_run(text: str) -> None:
    with pytest.raises(ValueError, match=r"from the run|before @ must stand"):
        parse_term(text)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("W@1 < W@0", Comparison(AtStep("W", 1), "<", AtStep("W", 0))),
        ("cost@9>1000", Comparison(AtStep("cost", 9), ">", 1000.0)),
        ("14/3 ~ cost@0", Comparison(14 / 3, "~", AtStep("cost", 0))),
        ("verdict is crawls", VerdictIs("crawls")),
        ("  verdict  is  converges-oscillating ", VerdictIs("converges-oscillating")),
    ],
)
def test_conditions(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "W@1",
        "W@1 = 2",
        "W@1 == 2",
        "W@1 <= 2",
        "W@1 <> 2",
        "1 < 2 < 3",
        "< 2",
        "W@1 <",
        "W@1 < two",
        "verdict",
        "verdict is not-run",
        "verdict is converges and more",
        "verdict = crawls",
        "__import__('os') < 1",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match=r"condition|write"):
        parse_condition(text)


def test_verdicts_are_those_of_a_run() -> None:
    assert set(VERDICTS) == set(get_args(VerdictKind)) - {"not-run"}


def test_pieces_of_a_text() -> None:
    assert list(pieces("from {W@0} to {W@1}, {{x}} }}")) == [
        "from ",
        AtStep("W", 0),
        " to ",
        AtStep("W", 1),
        ", ",
        "{",
        "x",
        "}",
        " ",
        "}",
    ]
    assert list(pieces("{{W@1}}")) == ["{", "W@1", "}"]
    assert list(pieces("")) == []


@given(st.text())
def test_doubled_braces_give_the_text_back(text: str) -> None:
    assert "".join(map(str, pieces(text.replace("{", "{{").replace("}", "}}")))) == text


@pytest.mark.parametrize("text", ["{", "a } b", "{}", "{W}", "{W@1", "{ {W@1}", "{W@1}}", "{1+1}", "{W@1!r}"])
def test_malformed_placeholders(text: str) -> None:
    with pytest.raises(ValueError, match=r"placeholder|a single"):
        list(pieces(text))


def test_at_steps_looks_into_terms_conditions_and_texts() -> None:
    found = at_steps(1.0, AtStep("W", 1), Comparison(AtStep("b", 2), "<", 3.0), VerdictIs("crawls"), "{cost@3}")
    assert list(found) == [AtStep("W", 1), AtStep("b", 2), AtStep("cost", 3)]
