"""The small language of numbers and conditions in a quiz: `14/3`, `W@1`, `cost@end > 1000`, `verdict is diverges`.

Parsed by pattern into the values of `model`; nothing is evaluated. Every error is a ValueError whose text says what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Literal, get_args

from gdtutor.course.model import AtStep, Comparison, Condition, Term, VerdictIs
from gdtutor.course.problems import quoted, suggestion
from gdtutor.descent.experiment import MAX_STEPS, Quantity

QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)
# As gdtutor.descent.verdict names them.
VERDICTS = ("converges", "converges-oscillating", "crawls", "oscillates", "diverges")

# No number needs more; backtracking over thousands of digits would take long.
MAX_DIGITS = 80

_DECIMAL = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = re.compile(rf"({_DECIMAL})(?:\s*/\s*({_DECIMAL}))?")
_AT_STEP = re.compile(r"([A-Za-z]+)\s*@\s*([0-9]{1,7}|end)")
_VERDICT = re.compile(r"verdict\s+is\s+(\S+)")
_COMPARISON = re.compile(r"([^<>~=]+)([<>~])([^<>~=]+)")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def parse_constant(text: str) -> float:
    """A finite number: `1.4`, `-3`, `1e-3`, a fraction such as `14/3`; the minus may be U+2212."""
    text = text.strip()
    match = _NUMBER.fullmatch(text.replace("\N{MINUS SIGN}", "-")) if len(text) <= MAX_DIGITS else None
    if match is None:
        raise ValueError(f"{quoted(text)} is not a number")
    numerator, denominator = float(match[1]), float(match[2] or 1)
    if denominator == 0:
        raise ValueError(f"{quoted(text)} divides by zero")
    value = numerator / denominator
    if not math.isfinite(value) or not math.isfinite(denominator):
        raise ValueError(f"{quoted(text)} is too large")
    return value


def parse_at_step(text: str) -> AtStep:
    """A number from the run: `W@1`, `db@0`, `cost@end`."""
    match = _AT_STEP.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{quoted(text)} is not a number from the run; write one such as W@1, dW@0 or cost@end")
    quantity = next((quantity for quantity in QUANTITIES if quantity == match[1]), None)
    if quantity is None:
        names = ", ".join(QUANTITIES)
        raise ValueError(f"{quoted(text)}: before @ must stand one of: {names}{suggestion(match[1], QUANTITIES)}")
    return AtStep(quantity, "end" if match[2] == "end" else int(match[2]))


def parse_term(text: str) -> Term:
    """A number, or a number from the run."""
    if "@" in text:
        return parse_at_step(text)
    try:
        return parse_constant(text)
    except ValueError as error:
        raise ValueError(f"{error}; write a number such as 1.4 or 14/3, or one from the run such as W@1") from None


def parse_condition(text: str) -> Condition:
    """`A < B`, `A > B`, `A ~ B`, where A and B are terms, or `verdict is WORD`."""
    text = text.strip()
    if text.startswith("verdict"):
        match = _VERDICT.fullmatch(text)
        if match is None or match[1] not in VERDICTS:
            near = suggestion(match[1], VERDICTS) if match else ""
            raise ValueError(f"{quoted(text)}: write 'verdict is' and one of: {', '.join(VERDICTS)}{near}")
        return VerdictIs(match[1])
    match = _COMPARISON.fullmatch(text)
    if match is None:
        raise ValueError(f"{quoted(text)} is not a condition; write A < B, A > B or A ~ B, and several as a list")
    sign: Literal["<", ">", "~"] = "<" if match[2] == "<" else ">" if match[2] == ">" else "~"
    return Comparison(parse_term(match[1]), sign, parse_term(match[3]))


def pieces(text: str) -> Iterator[str | AtStep]:
    """The text cut into what stands as it is and its placeholders; `{{` and `}}` stand for one brace. Raises ValueError."""
    end = 0
    for match in _BRACES.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        end = match.end()
        if match.group() in ("{{", "}}"):
            yield match.group()[0]
        elif match[1] is not None:
            try:
                yield parse_at_step(match[1])
            except ValueError as error:
                doubled = "" if "@" in match[1] else "; write braces that are to be seen doubled: {{ and }}"
                raise ValueError(f"placeholder {quoted(match.group())}: {error}{doubled}") from None
        else:
            raise ValueError(f"a single {match.group()!r}; write {match.group() * 2!r} for one that is to be seen")
    if end < len(text):
        yield text[end:]


def at_steps(*values: Term | Condition | str) -> Iterator[AtStep]:
    """Every number from the run in terms, conditions and the placeholders of texts. Raises ValueError for a malformed text."""
    for value in values:
        if isinstance(value, AtStep):
            yield value
        elif isinstance(value, Comparison):
            yield from at_steps(value.left, value.right)
        elif isinstance(value, str):
            yield from (piece for piece in pieces(value) if isinstance(piece, AtStep))


def check_at_step(term: AtStep, parameters: tuple[str, ...], steps: int) -> None:
    """Raise ValueError where a run of that many steps, moving those parameters, has no such number."""
    shown = f"{term.quantity}@{term.step}"
    if term.quantity in ("b", "db") and "b" not in parameters:
        raise ValueError(f"{shown}: the model Wx has no b")
    if term.step != "end" and term.step > min(steps, MAX_STEPS):
        raise ValueError(f"{shown}: the run behind the question has only {steps} step{'s' * (steps != 1)}; raise 'steps'")
