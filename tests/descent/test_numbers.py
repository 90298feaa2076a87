import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.numbers import MINUS, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.4, "1.4"),
        (0.84, "0.84"),
        (14 / 3, "4.667"),
        (5802485.5, "5.802e6"),
        (1.6e-5, "1.6e−5"),
        (0.000158, "0.000158"),
        (-25.386, "−25.39"),
        (1763.884644, "1764"),
        (12345.6, "12346"),
        (999999.2, "999999"),
        (999999.7, "1e6"),
        (0.99996, "1"),
        (100.0, "100"),
        (-0.0, "0"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (math.nan, "NaN"),
    ],
)
def test_known_numbers(value: float, shown: str) -> None:
    assert show(value) == shown


def test_fewer_and_more_digits() -> None:
    assert show(-25.386, 3) == "−25.4"
    assert show(math.pi, 6) == "3.14159"
    assert show(1 / 3, 1) == "0.3"


@given(st.floats(-1e308, 1e308), st.integers(1, 4))
def test_is_short_and_as_near_as_its_digits(value: float, digits: int) -> None:
    text = show(value, digits)
    assert len(text) <= 10
    assert "-" not in text
    read = float(text.replace(MINUS, "-"))
    # A three-digit exponent costs a digit of the ten cells.
    digits -= 1 if "e" in text and len(text.partition("e")[2].strip(MINUS)) == 3 else 0
    assert read == pytest.approx(value, rel=0.5000001 * 10 ** (1 - digits), abs=5e-324)


@given(st.floats(min_value=1e-4, max_value=999_999), st.floats(min_value=1e-4, max_value=999_999))
def test_a_larger_number_is_never_shown_as_a_smaller_one(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert float(show(low)) <= float(show(high))


def test_needs_no_numpy() -> None:
    code = "import sys; import gdtutor.descent.numbers; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
