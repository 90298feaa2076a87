"""How a number is shown, everywhere: significant digits, a real minus sign, an exponent only where it is needed."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
# The widest that `show` gets with up to four digits, in cells.
WIDEST = 10


def show(value: float, digits: int = 4) -> str:
    """`value` in `digits` significant digits without trailing zeros: 1.4, −25.39, 0.000158, 5.802e6, 1.6e−5.

    Whole digits before the point are kept below a million (12345.6 is 12346). At most 10 cells wide for up to four digits.
    Overflow is "inf" or "−inf", and what is no number is "NaN": what that means is for the caller to say.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else f"{MINUS}inf"
    text = _decimal(abs(value), digits) if _is_plain(value, digits) else _scientific(abs(value), digits, value < 0)
    return f"{MINUS}{text}" if value < 0 and text != "0" else text


def _is_plain(value: float, digits: int) -> bool:
    # What decides is the rounded number: 999999.7 is shown as 1e6.
    size = abs(float(f"{value:.{digits - 1}e}"))
    return size == 0 or (size >= 1e-4 and round(abs(value)) < 1_000_000)


def _decimal(size: float, digits: int) -> str:
    if size == 0:
        return "0"
    exponent = int(f"{size:.{digits - 1}e}".partition("e")[2])
    text = f"{size:.{max(0, digits - 1 - exponent)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(size: float, digits: int, negative: bool) -> str:
    for places in range(digits - 1, -1, -1):
        mantissa, _, power = f"{size:.{places}e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        exponent = int(power)
        text = f"{mantissa}e{MINUS if exponent < 0 else ''}{abs(exponent)}"
        if digits > 4 or len(text) + negative <= WIDEST:
            break
    return text
