"""The marks of claims in a text: `From W = 0 to [1.4]{W@1}` is read as `From W = 0 to 1.4`, and the claim that this is W@1.

What a claim says is compared with a run by `claims.check_claim`. Nothing here needs numpy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from gdtutor.course.blocks import Scalar
from gdtutor.course.claim_numbers import read_number
from gdtutor.course.model import Claim, Condition, Term
from gdtutor.course.problems import quoted
from gdtutor.course.scope import Scope
from gdtutor.course.terms import parse_condition, parse_constant, parse_term
from gdtutor.language import _

MAX_WORDS = 200

# Words that themselves hold no bracket, in brackets, and right behind them braces that do not stand for a brace to be seen.
_MARK = re.compile(r"(?<!\\)\[([^\[\]{}]*)\]\{(?!\{)([^{}\n]*)\}")
# What is left of a mark that is malformed.
_BROKEN = re.compile(r"(?<!\\)\]\{(?!\{)")
_BRACES = re.compile(r"(?<![{\]])\{([^{}\n]*)\}(?!\})")
_BRACED = re.compile(r"(?<=\])\{(?!\{)[^{}]*\}")
_OF_RUN = re.compile(r"@\s*(?:[0-9]|end)")
_CONDITION = re.compile(r"[<>~]|\bverdict\b")
_FIRST = re.compile(r"first\s*\([^()]*\)")

# Takes a line and a sentence about what is wrong there.
Note = Callable[[int, str], None]


class Mark(NamedTuple):
    """One marked place: the words that are seen, what stands in the braces, and its line."""

    words: str
    inside: str
    line: int


def strip_marks(text: str, line: int, note: Note) -> tuple[str, tuple[Mark, ...]]:
    """The text without its marks, line for line, and the marks. line is where the text begins; each malformed mark is noted."""
    if "]{" not in text:
        return text, ()
    marks: list[Mark] = []
    seen: list[str] = []
    end = 0
    for match in _MARK.finditer(text):
        before = text[end : match.start()]
        _note_broken(before, line, note)
        seen += before, match[1]
        line += before.count("\n")
        words = " ".join(match[1].split())
        if not words:
            note(line, _("a claim has no words between its brackets: {found}").format(found=quoted(match.group())))
        elif "\n\n" in match[1] or len(words) > MAX_WORDS:
            message = _("the words of a claim are too long: {found}; mark up only those that say it")
            note(line, message.format(found=quoted(words)))
        else:
            marks.append(Mark(words, match[2].strip(), line))
        line += match[1].count("\n")
        end = match.end()
    _note_broken(text[end:], line, note)
    return "".join([*seen, text[end:]]), tuple(marks)


def strip_prose(text: str, line: int, note: Note) -> tuple[str, tuple[Mark, ...]]:
    """As `strip_marks`, for prose, where a placeholder such as `{W@1}` would stay what it is and so is noted."""
    if "{" not in text:
        return text, ()
    for at, match in _with_lines(_BRACES, text, line):
        if _OF_RUN.search(match[1]):
            message = _("{found} is filled in only in a quiz; in prose write the number and mark it up: [1.4]{found}")
            note(at, message.format(found=match.group()))
    return strip_marks(text, line, note)


def strip_scalar(text: str, node: Scalar, note: Note) -> tuple[str, tuple[Mark, ...]]:
    """As `strip_marks`, for a text that was read from the node. YAML may have joined its lines; marks have those of the file."""
    wrong: list[tuple[int, str]] = []
    stripped, marks = strip_marks(text, node.line, lambda line, what: wrong.append((line, what)))
    if "\n" in node.source and (marks or wrong):
        there: list[int] = []
        # In the source the braces, too, may go over two lines.
        source = _BRACED.sub(lambda match: match.group().replace("\n", " ") + "\n" * match.group().count("\n"), node.source)
        placed = strip_marks(source, node.line, lambda line, _: there.append(line))[1]
        if (len(placed), len(there)) == (len(marks), len(wrong)):
            marks = tuple(mark._replace(line=place.line) for mark, place in zip(marks, placed, strict=True))
            wrong = [(line, what) for line, (_, what) in zip(there, wrong, strict=True)]
    for line, what in wrong:
        note(line, what)
    return stripped, marks


def read_claims(text: str, node: Scalar, scope: Scope, note: Note) -> tuple[str, tuple[Claim, ...]]:
    """A quiz's text without the marks of its claims, and the claims. Whatever is wrong with them is noted."""
    stripped, marks = strip_scalar(text, node, note)
    return stripped, tuple(claim for mark in marks if (claim := read_claim(mark, scope, note)) is not None)


def read_claim(mark: Mark, scope: Scope, note: Note) -> Claim | None:
    """The claim that the mark makes; None where something is wrong with it, which is noted."""
    try:
        value, tolerance, condition = _read(mark)
        scope.check(value, condition)
    except ValueError as error:
        note(mark.line, _("claim [{words}]: {error}").format(words=mark.words, error=error))
        return None
    return Claim(
        text=mark.words, line=mark.line, value=value, tolerance=tolerance, condition=condition, experiment=scope.experiment
    )


def _read(mark: Mark) -> tuple[Term | None, float | None, Condition | None]:
    inside, sign, allowance = mark.inside.partition("±")
    if _CONDITION.search(_FIRST.sub("", inside)):
        if sign:
            raise ValueError(_("± belongs to a number, not to a condition"))
        return None, None, parse_condition(inside)
    value = parse_term(inside)
    tolerance = parse_constant(allowance) if sign else None
    if tolerance is not None and tolerance <= 0:
        raise ValueError(_("what stands after ± must be more than 0"))
    if read_number(mark.words) is None:
        message = _("{words} is not a number; a claim in words needs a condition, such as [it swings]{{verdict is oscillates}}")
        raise ValueError(message.format(words=quoted(mark.words)))
    return value, tolerance, None


def _note_broken(text: str, line: int, note: Note) -> None:
    for at, match in _with_lines(_BROKEN, text, line):
        found = text[max(0, match.start() - 15) : match.start()].rpartition("\n")[2] + text[match.start() : match.end() + 15]
        message = _("{found} is not a claim; write [words]{{term}}, the braces on one line, without brackets or braces within")
        note(at, message.format(found=quoted(found.partition("\n")[0].strip())))


def _with_lines(pattern: re.Pattern[str], text: str, line: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Each match and its line, where the text begins at `line`."""
    counted = 0
    for match in pattern.finditer(text):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        yield line, match
