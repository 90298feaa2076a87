"""Types for argparse: a value of an option, or a sentence that says what is allowed."""

from __future__ import annotations

import math
import os
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from gdtutor.course.problems import quoted
from gdtutor.descent.experiment import DATASETS
from gdtutor.language import _


def choice(allowed: Sequence[str]) -> Callable[[str], str]:
    """A type for argparse: one of these words, whatever its case."""
    by_lower = {word.lower(): word for word in allowed}

    def chosen(text: str) -> str:
        if (word := by_lower.get(text.strip().lower())) is None:
            raise ArgumentTypeError(_no_such(text, allowed))
        return word

    return chosen


def data(text: str) -> str | Path:
    """A built-in dataset by its name, or a path: what has a suffix or a slash, or is there."""
    by_lower = {name.lower(): name for name in DATASETS}
    if (name := by_lower.get(text.strip().lower())) is not None:
        return name
    path = new_file(text) if text else Path()
    if text and (path.suffix or "/" in text or os.path.lexists(path)):
        return path
    raise ArgumentTypeError(_("{problem}, or name a CSV file").format(problem=_no_such(text, tuple(DATASETS))))


def new_file(text: str) -> Path:
    """A file to be written; ~ is the home directory, also where no shell has seen to that."""
    if not text.strip():
        raise ArgumentTypeError(_("it needs the name of a file"))
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such user
        return Path(text)


def rate(text: str) -> float:
    """A learning rate."""
    value = _number(text)
    if not (math.isfinite(value) and value >= 0):
        raise ArgumentTypeError(_("{found} is no learning rate; it is a number, 0 or more").format(found=quoted(text)))
    return value


def momentum(text: str) -> float:
    """The factor of momentum."""
    value = _number(text)
    if not 0 <= value < 1:
        raise ArgumentTypeError(_("{found} is no momentum; it is a number, 0 or more and less than 1").format(found=quoted(text)))
    return value


def start(text: str) -> float | Literal["random"]:
    """Where a parameter starts."""
    if text.strip().lower() == "random":
        return "random"
    value = _number(text)
    if not math.isfinite(value):
        raise ArgumentTypeError(_("{found} is no start; it is a finite number, or the word random").format(found=quoted(text)))
    return value


def whole(least: int, most: int | None) -> Callable[[str], int]:
    """A type for argparse: a whole number; 1e6 is one too."""

    def whole(text: str) -> int:
        value: int | None = None
        try:
            value = int(text)
        except ValueError:
            if (number := _number(text)).is_integer():
                value = int(number)
        if value is None or value < least or (most is not None and value > most):
            sentence = _("{found} is not allowed; it is a whole number, {least} or more")
            if most is not None:
                sentence = _("{found} is not allowed; it is a whole number, {least} to {most:,}")
            raise ArgumentTypeError(sentence.format(found=quoted(text), least=least, most=most))
        return value

    return whole


def _no_such(found: str, allowed: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(found[:60].lower(), [word.lower() for word in allowed], n=1, cutoff=0.6)
    by_lower = {word.lower(): word for word in allowed}
    sentence = (
        _("there is no {found}; did you mean {near}? There are: {all}") if near else _("there is no {found}; there are: {all}")
    )
    return sentence.format(found=quoted(found), near=repr(by_lower[near[0]]) if near else "", all=", ".join(allowed))


def _number(text: str) -> float:
    try:
        return float(text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return math.nan
