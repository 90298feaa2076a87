"""A CSV file's lines taken apart into cells."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator

from gdtutor.course.problems import Problems
from gdtutor.language import _

MAX_LINE = 10_000  # characters
MAX_LINES = 100_000
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\n|\r|$)")
_QUOTED = re.compile(r'"[^"]*"?')
_QUOTED_CELL = {separator: re.compile(rf'[ \xa0]*"((?:[^"]|"")*)"[ \xa0]*(?={separator}|$)') for separator in ",;\t"}


def data_rows(data: bytes, problems: Problems) -> Iterator[tuple[int, list[str], str]]:
    """The lines that hold something, by their numbers, taken apart into cells without the white space around them; with what
    stands between the cells.

    One after another: a line as text, let alone all of them, takes many times the room that it has in the file. Bytes that are
    not UTF-8 are replaced, for they may stand in columns that nobody asks for.
    """
    separator = ""
    for number, match in enumerate(_LINE.finditer(data.removeprefix(BOM_UTF8)), 1):
        if number > MAX_LINES:
            problems.add(number, _("the file has more than {most:,} lines; keep those with points").format(most=MAX_LINES))
            return
        line = match[1][: 4 * MAX_LINE + 4].decode(errors="replace")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(line) > MAX_LINE:
            problems.add(number, _("the line is longer than {most:,} characters").format(most=MAX_LINE))
            if not separator:
                return
            continue
        separator = separator or _separator(line)
        row = _cells(line, separator)
        if row is None:
            problems.add(number, _("the quotation marks do not enclose whole columns"))
        elif any(row):
            yield number, row, separator


def _separator(line: str) -> str:
    bare = _QUOTED.sub("", line)
    return next((separator for separator in "\t;" if separator in bare), ",")


def _cells(line: str, separator: str) -> list[str] | None:
    """The line taken apart; None where a quotation mark stands in the way. (csv.reader refuses spaces around quoted cells.)"""
    row = []
    place = 0
    while place <= len(line):
        cell = _QUOTED_CELL[separator].match(line, place)
        if cell is not None:
            row.append(cell[1].replace('""', '"').strip())
            place = cell.end() + 1
            continue
        end = line.find(separator, place)
        end = len(line) if end < 0 else end
        text = line[place:end].strip()
        if text.startswith('"'):
            return None
        row.append(text)
        place = end + 1
    return row
