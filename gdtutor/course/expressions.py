"""Arithmetic with numbers that gdtutor computes: `14/3`, `W@0 - lr * dW@0`, `too-far:first(cost < 0.01)`.

Parsed by pattern; nothing is evaluated but constants. Every error is a ValueError whose text says what is allowed.
"""

from __future__ import annotations

import math
import re
from typing import Literal, get_args

from gdtutor.course.model import AtStep, FirstStep, OfExperiment, Operation, Term
from gdtutor.course.problems import quoted, suggestion
from gdtutor.descent.experiment import Quantity
from gdtutor.descent.numbers import MINUS
from gdtutor.language import _

Name = Literal["lr", "lowest_W", "lowest_b", "lowest_cost", "curvature", "critical_lr"]
Sign = Literal["+", "-", "*", "/"]

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
NAMES: tuple[Name, ...] = get_args(Name)

# No number needs more; backtracking over thousands of digits would take long.
MAX_DIGITS = 80
MAX_OPERATIONS = 20

_UNSIGNED = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DECIMAL = rf"[+-]?{_UNSIGNED}"
# The run's id, whose hyphens belong to it.
RUN = r"(?:([a-z0-9][a-z0-9-]{0,63})\s*:\s*)?"
_END = r"(?![A-Za-z0-9_.@:])"
_NUMBER = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?")
_FACTOR = re.compile(_UNSIGNED + _END)
_AT_STEP = re.compile(rf"{RUN}([A-Za-z]+)\s*@\s*([0-9]{{1,7}}|end){_END}")
_FIRST = re.compile(rf"{RUN}first\s*\(([^()]*)\)")
_FIRST_HOLDS = re.compile(r"\s*([A-Za-z]+)\s*([<>])([^<>]+)")
_NAMED = re.compile(rf"{RUN}([A-Za-z_]+){_END}")
_SIGN = re.compile(r"\s*([+*/-])\s*")
_CHUNK = re.compile(r"[^\s+*/<>~]+|\S")


def parse_constant(text: str) -> float:
    """A finite number: `1.4`, `-3`, `1e-3`, a fraction such as `14/3`; the minus may be U+2212."""
    text = text.strip()
    match = _NUMBER.fullmatch(text.replace(MINUS, "-")) if len(text) <= MAX_DIGITS else None
    if match is None:
        raise ValueError(_("{found} is not a number").format(found=quoted(text)))
    numerator, denominator = float(match[1]), float(match[2] or 1)
    if denominator == 0:
        raise ValueError(_("{found} divides by zero").format(found=quoted(text)))
    value = numerator / denominator
    if not math.isfinite(value) or not math.isfinite(denominator):
        raise ValueError(_("{found} is too large").format(found=quoted(text)))
    return value


class Expression:
    """Reads `A + B * C`, from left to right. Operands stand in one line of text, so depth is at most the number of operations."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.operations = 0

    def read(self) -> Term:
        """The whole text as one term. Raises ValueError."""
        left = self._product()
        while sign := self._sign("+-"):
            left = self._operation(sign, left, self._product())
        if self.position < len(self.text):
            message = _("{found}: between numbers one of + - * / is needed, before {rest}")
            raise ValueError(message.format(found=quoted(self.text), rest=quoted(self.text[self.position :].strip())))
        return left

    def _product(self) -> Term:
        left = self._operand()
        while sign := self._sign("*/"):
            left = self._operation(sign, left, self._operand())
        return left

    def _sign(self, allowed: str) -> Sign | None:
        match = _SIGN.match(self.text, self.position)
        if match is None or match[1] not in allowed:
            return None
        self.position = match.end()
        return "+" if match[1] == "+" else "-" if match[1] == "-" else "*" if match[1] == "*" else "/"

    def _operation(self, sign: Sign, left: Term, right: Term) -> Term:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            message = _("{found} has more than {limit} operations")
            raise ValueError(message.format(found=quoted(self.text), limit=MAX_OPERATIONS))
        if sign == "/" and right == 0.0:
            raise ValueError(_("{found} divides by zero").format(found=quoted(self.text)))
        if not (isinstance(left, float) and isinstance(right, float)):
            return Operation(sign, left, right)
        value = calculated(sign, left, right)
        if not math.isfinite(value):
            raise ValueError(_("{found} is too large").format(found=quoted(self.text)))
        return value

    def _operand(self) -> Term:
        start = self.position
        negative = self.text.startswith("-", start)
        self.position += negative or self.text.startswith("+", start)
        term = self._unsigned(start)
        if not negative:
            return term
        return -term if isinstance(term, float) else self._operation("*", -1.0, term)

    def _unsigned(self, start: int) -> Term:
        if match := _AT_STEP.match(self.text, self.position):
            self.position = match.end()
            step: int | Literal["end"] = "end" if match[3] == "end" else int(match[3])
            return AtStep(
                _quantity(match[2], match.group(), _("{found}: before @ must stand one of: {names}")), step, match[1] or ""
            )
        if match := _FIRST.match(self.text, self.position):
            self.position = match.end()
            return _first(match[1] or "", match[2], match.group())
        if match := _FACTOR.match(self.text, self.position):
            self.position = match.end()
            return parse_constant(match.group())
        match = _NAMED.match(self.text, self.position)
        name = next((name for name in NAMES if match and name == match[2]), None)
        if match is None or name is None:
            raise ValueError(_no_operand(self.text, start))
        self.position = match.end()
        return OfExperiment(name, match[1] or "")


def calculated(sign: Sign, left: float, right: float) -> float:
    """The two numbers added, subtracted, multiplied or divided as floating-point hardware does: nothing raises."""
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if right != 0:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def _quantity(word: str, found: str, message: str) -> Quantity:
    quantity = next((quantity for quantity in QUANTITIES if quantity == word), None)
    if quantity is None:
        shown = message.format(found=quoted(found), names=", ".join(QUANTITIES))
        raise ValueError(shown + suggestion(word, QUANTITIES))
    return quantity


def _first(run: str, holds: str, found: str) -> FirstStep:
    match = _FIRST_HOLDS.fullmatch(holds)
    if match is None:
        message = _("{found}: within first(…) stands one comparison with a number, such as cost < 0.01")
        raise ValueError(message.format(found=quoted(found)))
    quantity = _quantity(match[1], found, _("{found}: within first(…) must stand one of: {names}"))
    return FirstStep(quantity, "<" if match[2] == "<" else ">", parse_constant(match[3]), run)


def _no_operand(text: str, start: int) -> str:
    """The sentence about what stands where a number should."""
    match = _CHUNK.match(text, start)
    if match is None:
        if not text:
            return _("{found} is not a number; write a number such as 1.4 or 14/3, or one from the run such as W@1").format(
                found=quoted(text)
            )
        return _("{found}: a number is missing after {sign}").format(found=quoted(text), sign=repr(text.rstrip()[-1]))
    found = match.group()
    if "(" in found or ")" in found:
        message = _("{found}: parentheses are not allowed; * and / bind tighter than + and -")
        return message.format(found=quoted(text))
    word = found.rpartition(":")[2]
    if "@" in found or word in QUANTITIES:
        message = _("{found} is not a number from the run; write one such as W@1, dW@0 or cost@end")
    else:
        message = _("{found} is not a number; write a number such as 1.4 or 14/3, or one from the run such as W@1")
    return message.format(found=quoted(found)) + suggestion(word, NAMES)
