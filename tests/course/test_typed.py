"""What learners type is understood, however they write a number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.typed import parse_number, readings
from gdtutor.descent.numbers import show


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.4", 1.4),
        ("1,4", 1.4),
        (" 1.4 ", 1.4),
        ("14/3", 14 / 3),
        ("-14 / 3", -14 / 3),
        ("−9.33", -9.33),
        ("–9,33", -9.33),
        ("- 9.33", -9.33),
        ("+2", 2.0),
        ("1e-3", 0.001),
        ("1E−3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("W = 1.4", 1.4),
        ("W@1=1.4", 1.4),
        ("= 1.4", 1.4),
        ("1.94×10^10", 1.94e10),
        ("1.94 x 10**10", 1.94e10),
        ("1,94 · 10¹⁰", 1.94e10),
        ("1.6×10⁻⁵", 1.6e-5),
        ("5,802,485.5", 5802485.5),
        ("5,802,485", 5802485.0),
        ("5.802.485,5", 5802485.5),
        ("5 802 485", 5802485.0),
        ("１．４", 1.4),
        ("－９，３３", -9.33),
        ("１４／３", 14 / 3),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value, rel=1e-15)


def test_a_comma_before_three_digits_means_two_things() -> None:
    assert [reading.value for reading in readings("1,234")] == [1.234, 1234.0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Type a number"),
        ("   ", "Type a number"),
        ("W =", "Type a number"),
        ("left", "'left' is not a number; type one such as 1.4"),
        ("1.4.5", "is not a number"),
        ("1..4", "is not a number"),
        ("1,2,3", "is not a number"),
        ("1/2/3", "is not a number"),
        ("1/", "is not a number"),
        ("/2", "is not a number"),
        ("3/0", "divided by zero"),
        ("1e9999", "too large"),
        ("inf", "is not a number"),
        ("nan", "is not a number"),
        ("50%", "is not a number"),
        ("1+1", "is not a number"),
        ("__import__('os')", "is not a number"),
        ("\x1b[31m1", "is not a number"),
        ("1" * 10_000, "is not a number"),
        (" ,' " * 20, "is not a number"),
    ],
)
def test_what_is_no_number_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\.$") as error:
        parse_number(text)
    said = str(error.value)
    assert sentence in said
    assert said.isprintable()
    assert said.endswith(".")


@given(st.text(max_size=30))
def test_any_text_is_a_finite_number_or_a_sentence(text: str) -> None:
    try:
        value = parse_number(text)
    except ValueError as error:
        said = str(error)
        value = 0.0 if said.isprintable() and said.endswith(".") else math.nan
    assert math.isfinite(value)


@given(st.floats(min_value=-1e300, max_value=1e300))
def test_whatever_the_screen_shows_can_be_typed(value: float) -> None:
    assert parse_number(show(value)) == pytest.approx(value, rel=5.1e-2 if abs(value) > 1e99 or abs(value) < 1e-99 else 5.1e-4)


@pytest.mark.parametrize(
    ("text", "digits", "half_unit"),
    [
        ("1.40", 3, 0.005),
        ("0.040", 2, 0.0005),
        ("5802000", 4, 500.0),
        ("100", 1, 50.0),
        ("1.94e10", 3, 0.005e10),
        ("14/3", 0, 0.0),
    ],
)
def test_how_far_a_typed_number_is_rounded(text: str, digits: int, half_unit: float) -> None:
    reading = readings(text)[0]
    assert reading.digits == digits
    assert reading.half_unit == pytest.approx(half_unit)
