"""A learner's own points, read from a CSV file, and what is wrong with one, line by line."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from gdtutor.course.problems import Problem, Problems, quoted
from gdtutor.descent.experiment import MAX_POINTS, Dataset
from gdtutor.descent.numbers import show
from gdtutor.lab.data_rows import data_rows
from gdtutor.language import _, ngettext, reason

MAX_BYTES = 64 * 1024 * 1024
LISTED = 10  # problems

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


class DataFileError(Exception):
    """A file that holds no points to use. `problems` is all that was found; str is a line for each of the first ten."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:LISTED]]
        if more := len(self.problems) - LISTED:
            lines += [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
        super().__init__("\n".join(lines))


class _Columns(NamedTuple):
    """Where x and y are in a row, how many columns there are, and whether a header said so."""

    x: int
    y: int
    width: int
    named: bool


def read_data_file(path: Path) -> Dataset:
    """The points of a CSV file in UTF-8: two columns, x and y, in the order of the lines.

    A first line without a number is a header. It names the columns, in upper or lower case, and there may be others beside x
    and y. Without one there are two columns, x first. Columns stand between tabs, semicolons or commas, whichever of these the
    first line has (in that order); with tabs or semicolons numbers may have a decimal comma. Blank lines and lines that begin
    with # don't count.

    Raises DataFileError, also where the file can't be read, holds one point only, or no two different x.
    """
    problems = Problems(path)
    data = _content(path, problems)
    x, y = _points(data, problems)
    if not problems.found:
        _check_points(x, y, problems)
    elif not _is_utf8(data):
        what = _("the file is not in UTF-8; save it as CSV in UTF-8 (a spreadsheet may call that “CSV UTF-8”)")
        problems.add(None, what)
    if problems.found:
        raise DataFileError(problems.sorted())
    return Dataset(tuple(x), tuple(y))


def _content(path: Path, problems: Problems) -> bytes:
    """What is in the file. Raises DataFileError."""
    try:
        with open(path, "rb", opener=at_once) as file:
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        problems.add(None, _("this is a folder; name a CSV file"))
    except FileNotFoundError:
        problems.add(None, _("there is no such file"))
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        problems.add(None, _("the file can't be read: {reason}").format(reason=reason(error)))
    else:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            problems.add(None, _("the file is in UTF-16; save it as CSV in UTF-8"))
        elif b"\0" in data:
            problems.add(None, _("this is no text file: it holds NUL bytes; save the points as CSV in UTF-8"))
        elif len(data) > MAX_BYTES:
            problems.add(None, _("the file is larger than {most} MB; keep the columns x and y only").format(most=MAX_BYTES >> 20))
        else:
            return data
    raise DataFileError(problems.sorted())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def at_once(path: str, flags: int) -> int:
    """An opener for `open`: a pipe that nobody writes to is an empty file, instead of waiting for somebody for ever."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return descriptor


def _points(data: bytes, problems: Problems) -> tuple[list[float], list[float]]:
    """What x and y are on each line where both are numbers; the other lines are noted."""
    reader = _Reader(problems)
    x: list[float] = []
    y: list[float] = []
    seen = 0
    for line, row, separator in data_rows(data, problems):
        if reader.columns is None and reader.is_header(line, row):
            if problems.found:
                break
            continue
        seen += 1
        if seen > MAX_POINTS:
            problems.add(line, _("this is one point too many; at most {most:,} are allowed").format(most=MAX_POINTS))
            break
        point = reader.point(line, row, decimal_comma=separator != ",")
        if point is not None:
            x.append(point[0])
            y.append(point[1])
    if not seen and not problems.found:
        problems.add(None, _("the file holds no points; it needs lines with two numbers, x and y"))
    return x, y


class _Reader:
    """Rows as points, by what the first row says about the columns."""

    def __init__(self, problems: Problems) -> None:
        self.columns: _Columns | None = None
        self._problems = problems
        self._marks: dict[str, int] = {}  # a decimal point or comma, and the line where it was seen first

    def is_header(self, line: int, row: list[str]) -> bool:
        """Whether the first row names the columns. It is known afterwards which they are, or a problem is noted."""
        names = [cell.lower() for cell in row]
        if not {"x", "y"} <= set(names) and any(_looks_like_number(cell) for cell in row):
            self.columns = _Columns(0, 1, 2, named=False)
            return False
        for name in ("x", "y"):
            if names.count(name) > 1:
                self._problems.add(line, _("the header names {column} twice").format(column=name))
        missing = [name for name in ("x", "y") if name not in names]
        if missing:
            sentence = _("the header names no column {missing}; it names: {found}. Name two columns x and y")
            if len(missing) == 2:
                sentence = _(
                    "the first line has neither numbers nor the names x and y; it has: {found}. Name two columns x and y"
                )
            found = ", ".join(quoted(cell) for cell in row[:5]) + (", …" if len(row) > 5 else "")
            self._problems.add(line, sentence.format(missing=missing[0], found=found))
        elif not self._problems.found:
            self.columns = _Columns(names.index("x"), names.index("y"), len(row), named=True)
        return True

    def point(self, line: int, row: list[str], *, decimal_comma: bool) -> tuple[float, float] | None:
        """x and y of a row; None where it does not hold them, which is noted."""
        assert self.columns is not None  # noqa: S101
        columns = self.columns
        while len(row) > columns.width and not row[-1]:
            row.pop()
        if len(row) > columns.width:
            self._problems.add(line, self._too_many(len(row)))
            return None
        missing = [name for name, place in (("x", columns.x), ("y", columns.y)) if place >= len(row)]
        if missing:
            sentence = _("there is no {column}; a line needs both x and y, with a comma, a semicolon or a tab between")
            self._problems.add(line, sentence.format(column=missing[0]))
            return None
        x, y = (self._number(line, name, row[place], decimal_comma) for name, place in (("x", columns.x), ("y", columns.y)))
        return None if x is None or y is None else (x, y)

    def _too_many(self, found: int) -> str:
        assert self.columns is not None  # noqa: S101
        if self.columns.named:
            sentence = _("{found} columns, where the header names {width}; numbers with a decimal comma need semicolons between")
            return sentence.format(found=found, width=self.columns.width)
        sentence = _("{found} columns; without a header that names x and y there are two, and a decimal comma needs semicolons")
        return sentence.format(found=found)

    def _number(self, line: int, name: str, cell: str, decimal_comma: bool) -> float | None:
        text = cell.replace("\N{MINUS SIGN}", "-")
        if not cell:
            self._problems.add(line, _("{column} is empty").format(column=name))
            return None
        if _NOT_FINITE.fullmatch(text):
            what = _("{column} is {found}; only finite numbers are points")
            self._problems.add(line, what.format(column=name, found=quoted(cell)))
            return None
        mark = "," if _DECIMAL_COMMA.fullmatch(text) else "." if "." in text else ""
        if mark == "," and not decimal_comma:
            what = _(
                "{column} is {found}; with commas between the columns that may be a decimal comma or a thousand. Write it with a "
                "point, or without the comma"
            )
            self._problems.add(line, what.format(column=name, found=quoted(cell)))
            return None
        if mark == ",":
            text = text.replace(",", ".")
        if not _NUMBER.fullmatch(text):
            self._problems.add(line, _("{column} is {found}, which is no number").format(column=name, found=quoted(cell)))
            return None
        other = self._marks.get("." if mark == "," else ",") if mark else None
        if other is not None:
            what = _("{column} is {found}, but line {other} has the other decimal mark; use either points or commas")
            self._problems.add(line, what.format(column=name, found=quoted(cell), other=other))
            return None
        if mark:
            self._marks.setdefault(mark, line)
        value = float(text)
        if not math.isfinite(value):
            self._problems.add(line, _("{column} is {found}, which is too large").format(column=name, found=quoted(cell)))
            return None
        return value


def _looks_like_number(cell: str) -> bool:
    text = cell.replace("\N{MINUS SIGN}", "-")
    return any(pattern.fullmatch(text) for pattern in (_NUMBER, _DECIMAL_COMMA, _NOT_FINITE))


def _check_points(x: list[float], y: list[float], problems: Problems) -> None:
    if len(y) == 1:
        problems.add(None, _("the file holds one point only; at least two are needed"))
    elif min(x) == max(x):
        sentence = _("every x is {x}; a line of any slope fits such points equally well, so there must be two different x")
        problems.add(None, sentence.format(x=show(x[0])))
