"""Numbers as learners type them: `1.4`, `1,4`, `14/3`, `−9.33`, `1e-3`, `1.94×10^10`, `5,802,485`, also from a Korean keyboard.

Generous on purpose: a right number is never refused for the way in which it is written.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from gdtutor.course.problems import quoted
from gdtutor.language import _

MAX_LENGTH = 60

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_DASHES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{SMALL HYPHEN-MINUS}", "-"))
_NAME = re.compile(r"[A-Za-zα][A-Za-z0-9@_]*\s*=\s*|=\s*")
_POWER = re.compile(r"\s*[×x*·]\s*10\s*(?:\^|\*\*)\s*([+-]?[0-9]+)")
_DECIMAL = re.compile(r"([+-]?)\s*([0-9.,' ]*[0-9][0-9.,' ]*)([eE][+-]?[0-9]{1,4})?")
_PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_DECIMAL_COMMA = re.compile(r"([0-9]*),([0-9]+)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([,' ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_GROUPED_BY_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")


@dataclass(frozen=True)
class Reading:
    """One thing that the typed text can mean.

    half_unit is half a unit of the last digit that was typed, 0 for a fraction; digits counts the significant ones.
    """

    value: float
    half_unit: float
    digits: int

    def rounds(self, value: float) -> bool:
        """Whether this is `value`, rounded to the digits that were typed."""
        # The last factor forgives the binary image of a decimal half.
        return abs(self.value - value) <= self.half_unit * (1 + 1e-6)


def parse_number(text: str) -> float:
    """The number that a learner typed. Raises ValueError with a sentence for them."""
    return readings(text)[0].value


def readings(text: str) -> tuple[Reading, ...]:
    """Everything that the text can mean, the likeliest first: `1,234` is 1.234 to some and 1234 to others. Raises ValueError."""
    typed = _normalised(text)
    if not typed:
        raise ValueError(_("Type a number, such as 1.4 or 14/3."))
    parts = typed.split("/")
    # Backtracking over a long text would take long.
    decimals = [_decimals(part.strip()) for part in parts] if len(typed) <= MAX_LENGTH else []
    if len(decimals) not in (1, 2) or not all(decimals):
        message = _("{typed} is not a number; type one such as 1.4, −9.33 or 14/3.")
        raise ValueError(message.format(typed=quoted(text.strip())))
    if len(parts) == 1:
        found = tuple(_reading(decimal) for decimal in decimals[0])
    else:
        numerator, denominator = decimals[0][0], decimals[1][0]
        if float(denominator) == 0:
            raise ValueError(_("Nothing can be divided by zero; type a number such as 1.4 or 14/3."))
        found = (Reading(float(numerator) / float(denominator), 0.0, 0),)
    if not all(math.isfinite(reading.value) for reading in found):
        raise ValueError(_("{typed} is too large a number.").format(typed=quoted(text.strip())))
    return found


def _normalised(text: str) -> str:
    """Full-width forms, dashes and powers of ten in one spelling; a leading `W =` away."""
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+", lambda match: "^" + match.group().translate(_SUPERSCRIPTS), text[: 4 * MAX_LENGTH])
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    name = _NAME.match(text)
    return _POWER.sub(r"e\1", text[name.end() :] if name else text).strip()


def _decimals(text: str) -> list[str]:
    """The spellings with a decimal point that the text can stand for; none where it is no number."""
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return []
    sign, body, exponent = match[1], match[2].strip(), match[3] or ""
    bodies = []
    if _PLAIN.fullmatch(body):
        bodies.append(body)
    if comma := _DECIMAL_COMMA.fullmatch(body):
        bodies.append(f"{comma[1]}.{comma[2]}")
    if _GROUPED.fullmatch(body):
        bodies.append(re.sub("[,' ]", "", body))
    if _GROUPED_BY_POINTS.fullmatch(body):
        bodies.append(body.replace(".", "").replace(",", "."))
    return [f"{sign}{body}{exponent}" for body in bodies]


def _reading(text: str) -> Reading:
    decimal = Decimal(text)
    _sign, digits, exponent = decimal.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - what _DECIMAL matches is finite
    count = len(digits)
    if "." not in text:
        # The zeros that end 5802000 may only fill it up.
        zeros = count - len("".join(map(str, digits)).rstrip("0"))
        count, exponent = count - zeros, exponent + zeros
    return Reading(float(decimal), float(Decimal(5).scaleb(exponent - 1)), count)
