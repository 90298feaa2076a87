"""Numbers as authors write them in prose: `−9.33`, `1,763.9`, `14/3`, `84 %`, `3×`, `1.94 × 10^10`, `inf`."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from msgspec import Struct

from gdtutor.descent.numbers import MINUS

# What float32 and the order of a sum may change, relative to the number.
ROUND_OFF = 1e-6
MAX_LENGTH = 60
# Beyond this no float has an exponent.
MAX_EXPONENT = 400

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_NUMBER = re.compile(
    rf"([+-]?)(?:([0-9]{{1,3}}(?:[,{_SPACES}][0-9]{{3}})+|[0-9]+)(\.[0-9]+)?|(\.[0-9]+))"
    rf"(?:[eE]([+-]?[0-9]{{1,3}})|[{_SPACES}]*[×x][{_SPACES}]*10(?:\^([+-]?[0-9]{{1,3}})|([⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})))?"
)
_FRACTION = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*/\s*([0-9]+(?:\.[0-9]+)?)")
_INFINITE = re.compile(r"([+-]?)(?:inf|∞)")
_UNIT = re.compile(rf"[{_SPACES}]*[%×]$")
# What Markdown sets a number in.
_STYLE = "*_`"


class Written(Struct, frozen=True):
    """A number in prose. half_unit is half a unit of the last digit that was written, 0 for a fraction, inf and NaN."""

    value: float
    half_unit: float

    def says(self, value: float, tolerance: float | None = None) -> bool:
        """Whether `value` is this, in the digits that were written or to within `tolerance`."""
        if not math.isfinite(self.value) or not math.isfinite(value):
            return self.value == value or (math.isnan(self.value) and math.isnan(value))
        allowed = self.half_unit if tolerance is None else tolerance
        return abs(self.value - value) <= allowed + ROUND_OFF * max(abs(self.value), abs(value))


def read_number(text: str) -> Written | None:
    """The number that the words are; None where they are none. A `%` or `×` after it is its unit and changes nothing."""
    if len(text) > MAX_LENGTH:
        return None
    text = _UNIT.sub("", text.strip().strip(_STYLE).replace(MINUS, "-").strip())
    if text.lower() == "nan":
        return Written(math.nan, 0.0)
    if match := _INFINITE.fullmatch(text):
        return Written(-math.inf if match[1] == "-" else math.inf, 0.0)
    if match := _FRACTION.fullmatch(text):
        denominator = float(match[2])
        return Written(float(match[1]) / denominator, 0.0) if denominator else None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, bare, exponent, power, superscript = match.groups("")
    digits = re.sub(rf"[,{_SPACES}]", "", whole) + (fraction or bare)
    size = int(exponent or power or superscript.translate(_SUPERSCRIPTS) or "0")
    if abs(size) > MAX_EXPONENT:
        return None
    places = len((fraction or bare).removeprefix("."))
    return Written(float(Decimal(f"{sign}{digits}").scaleb(size)), float(Decimal(5).scaleb(size - places - 1)))
