"""An answer as it is typed, and as the judges want it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gdtutor.course.model import Quiz
from gdtutor.language import _, ngettext

_DIGITS = re.compile(r"[0-9]+")


def places(typed: str, count: int) -> list[int]:
    """The numbers in a text such as `1 3`, `1, 3` or, where no number is as large, `13`; each is 1 to `count`.

    Raises ValueError with a sentence for the learner.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    found = [int(digits[:6]) for digits in _DIGITS.findall(text)]
    if len(found) == 1 and found[0] > count and count < 10:
        found = [int(digit) for digit in str(found[0])]
    wrong = next((number for number in found if not 1 <= number <= count), None)
    if wrong is not None or not re.fullmatch(r"[0-9\s,.;]+", text):
        said = _("{found} is none of the answers; they are numbered from 1 to {last}.")
        raise ValueError(said.format(found=typed.strip()[:40], last=count))
    return found


def one_place(typed: str, count: int) -> int:
    """A single one of them. Raises ValueError."""
    found = places(typed, count)
    if len(found) != 1:
        raise ValueError(_("There is one answer to this question: one number from 1 to {last}.").format(last=count))
    return found[0]


def chosen(quiz: Quiz, typed: str) -> tuple[str, ...]:
    """The ids of the choices that were typed as numbers. Raises ValueError."""
    count = len(quiz.choices)
    found = places(typed, count) if quiz.kind == "choices" else [one_place(typed, count)]
    return tuple(quiz.choices[place - 1].id for place in sorted(set(found)))


def in_order(names: Sequence[str], typed: str) -> tuple[str, ...]:
    """The names of the lines in the order in which they were typed as numbers. Raises ValueError."""
    found = places(typed, len(names))
    if sorted(found) != list(range(1, len(names) + 1)):
        said = ngettext(
            "Type the number of the line.", "Type the numbers of all {n} lines, each once, in your order.", len(names)
        )
        raise ValueError(said.format(n=len(names)))
    return tuple(names[place - 1] for place in found)
