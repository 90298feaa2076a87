"""The small language of numbers and conditions: `14/3`, `W@0 - lr * dW@0`, `too-far:cost@end > 1000`, `verdict is diverges`.

Parsed by pattern into the values of `model`. Every error is a ValueError whose text says what is allowed. The lengths of texts
and the number of operations are bounded, and so is the time that any text takes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from gdtutor.course.expressions import MAX_OPERATIONS, RUN, Expression, parse_constant
from gdtutor.course.model import AtStep, Comparison, Condition, FirstStep, OfExperiment, Operation, Term, VerdictIs
from gdtutor.course.problems import quoted, suggestion
from gdtutor.descent.numbers import MINUS, show
from gdtutor.language import _

# As gdtutor.descent.verdict names them.
VERDICTS = ("converges", "converges-oscillating", "crawls", "oscillates", "diverges")

MAX_LENGTH = 200

_FIRST = re.compile(r"\bfirst\s*\([^()]*\)")
_VERDICT = re.compile(rf"{RUN}verdict\b\s*(.*)", re.DOTALL)
_KINDS = re.compile(r"is\s+(\S+(?:\s+or\s+\S+)*)")
_COMPARISON = re.compile(r"[^<>~=]+([<>~])[^<>~=]+")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Named(NamedTuple):
    """A placeholder that is no term, such as `{error}`."""

    name: str


def parse_term(text: str) -> Term:
    """A number, a number that gdtutor computes, or arithmetic with them; `*` and `/` bind tighter, from left to right."""
    stripped = text.strip()
    if len(stripped) > MAX_LENGTH:
        message = _("{found} is too long; at most {limit} characters are allowed")
        raise ValueError(message.format(found=quoted(stripped), limit=MAX_LENGTH))
    return Expression(stripped.replace(MINUS, "-")).read()


def parse_condition(text: str) -> Condition:
    """`A < B`, `A > B`, `A ~ B`, where A and B are terms, or `verdict is WORD or WORD`."""
    text = text.strip()
    if match := _VERDICT.fullmatch(text):
        return _verdict(match[1] or "", match[2], text)
    # The sign within first(…) is not the one that is looked for.
    hidden = _FIRST.sub(lambda match: "x" * len(match.group()), text)
    found = _COMPARISON.fullmatch(hidden)
    if found is None:
        message = _("{found} is not a condition; write A < B, A > B or A ~ B, and several as a list")
        raise ValueError(message.format(found=quoted(text)))
    sign: Literal["<", ">", "~"] = "<" if found[1] == "<" else ">" if found[1] == ">" else "~"
    return Comparison(parse_term(text[: found.start(1)]), sign, parse_term(text[found.end(1) :]))


def without_numbers(text: str) -> str:
    """The text with … in place of each number that a run is still to put there."""
    return _PLACEHOLDER.sub("…", text)


def pieces(text: str, names: Collection[str] = ()) -> Iterator[str | Term | Named]:
    """The text cut into what stands as it is and its placeholders; `{{` and `}}` stand for one brace. Raises ValueError.

    names are the placeholders that may stand there besides terms, such as "error".
    """
    end = 0
    for match in _BRACES.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        end = match.end()
        if match.group() in ("{{", "}}"):
            yield match.group()[0]
        elif match[1] is not None:
            yield _placeholder(match[1], names)
        else:
            message = _("a single {brace}; write {doubled} for one that is to be seen")
            raise ValueError(message.format(brace=repr(match.group()), doubled=repr(match.group() * 2)))
    if end < len(text):
        yield text[end:]


Leaf = AtStep | OfExperiment | FirstStep | VerdictIs


def leaves(*values: Term | Condition | str | None, names: Collection[str] = ()) -> Iterator[Leaf]:
    """Everything that only a run or an experiment can tell, in terms, conditions and the placeholders of texts.

    names are as in `pieces`. Raises ValueError for a malformed text.
    """
    for value in values:
        if isinstance(value, (Comparison, Operation)):
            yield from leaves(value.left, value.right)
        elif isinstance(value, str):
            yield from leaves(*(piece for piece in pieces(value, names) if not isinstance(piece, (str, Named))))
        elif isinstance(value, (AtStep, OfExperiment, FirstStep, VerdictIs)):
            yield value


def written(value: Term | Condition) -> str:
    """The term or condition as an author writes it; a number in four significant digits."""
    if isinstance(value, (Comparison, Operation)):
        return f"{written(value.left)} {value.sign} {written(value.right)}"
    if isinstance(value, (int, float)):
        return show(value)
    run = f"{value.run}:" if value.run else ""
    if isinstance(value, AtStep):
        return f"{run}{value.quantity}@{value.step}"
    if isinstance(value, FirstStep):
        return f"{run}first({value.quantity} {value.sign} {show(value.bound)})"
    if isinstance(value, VerdictIs):
        return f"{run}verdict is {' or '.join(value.kinds)}"
    return f"{run}{value.name}"


def _verdict(run: str, rest: str, found: str) -> VerdictIs:
    match = _KINDS.fullmatch(rest) if len(rest) <= MAX_LENGTH else None
    kinds = tuple(re.split(r"\s+or\s+", match[1])) if match else ()
    wrong = next((kind for kind in kinds if kind not in VERDICTS), None)
    if not kinds or wrong is not None:
        near = suggestion(wrong, VERDICTS) if wrong else ""
        message = _("{found}: write 'verdict is' and one of: {words}")
        raise ValueError(message.format(found=quoted(found), words=", ".join(VERDICTS)) + near)
    return VerdictIs(tuple(dict.fromkeys(kinds)), run)


def _placeholder(inside: str, names: Collection[str]) -> Term | Named:
    if inside in names:
        return Named(inside)
    try:
        return parse_term(inside)
    except ValueError as error:
        doubled = "" if "@" in inside else _("; write braces that are to be seen doubled: {{ and }}")
        message = _("placeholder {found}: {error}")
        raise ValueError(message.format(found=quoted(f"{{{inside}}}"), error=error) + doubled) from None


__all__ = [
    "MAX_LENGTH",
    "MAX_OPERATIONS",
    "VERDICTS",
    "Leaf",
    "Named",
    "leaves",
    "parse_condition",
    "parse_constant",
    "parse_term",
    "pieces",
    "without_numbers",
    "written",
]
