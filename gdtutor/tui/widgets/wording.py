"""A text of a lesson as cells: a little Markdown within a line, and lines no wider than their place, in any script."""

from __future__ import annotations

import re

from textual.content import Content

from gdtutor.course.inline import Style, stretches
from gdtutor.terminal import spelled

_STYLES: dict[Style, str] = {"": "", "bold": "bold", "italic": "italic", "code": "$accent"}
_KEYWORD = re.compile(r"\b(?:import|from|for|in|if|not|with|as|None|True|False)\b")


def inline(text: str) -> Content:
    """Markdown within a paragraph: **bold**, *italic* and `code` are styled, everything else stands as it is written."""
    return Content.assemble(*((part, _STYLES[style]) for part, style in stretches(spelled(text))))


def code(line: str) -> Content:
    """A line of Python: what belongs to the language stands back behind what belongs to the learner."""
    content = Content(line)
    for found in _KEYWORD.finditer(line):
        content = content.stylize("$foreground 60%", *found.span())
    return content


def wrapped(text: str, width: int, rows: int | None = None) -> list[str]:
    """The text in lines of at most `width` cells; where there are more than `rows`, the last one ends with an ellipsis."""
    lines = [line.plain for line in Content(text).wrap(max(10, width))]
    if rows is None or len(lines) <= rows:
        return lines
    rows = max(1, rows)
    last = Content(lines[rows - 1] + " …")
    while last.cell_length > width and " " in last.plain.strip():
        last = Content(last.plain.rpartition(" ")[0].rpartition(" ")[0] + " …")
    return [*lines[: rows - 1], last.plain]
