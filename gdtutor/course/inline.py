"""The little Markdown that stands within a line of a quiz or a word's meaning: **bold**, *italic* and `code`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Style = Literal["", "bold", "italic", "code"]

_INLINE = re.compile(r"\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|`([^`]+)`")


class Stretch(NamedTuple):
    """Text of one style, without its signs."""

    text: str
    style: Style


def stretches(text: str) -> Iterator[Stretch]:
    """The text cut where its style changes; everything that is no sign stands as it is written."""
    end = 0
    for found in _INLINE.finditer(text):
        if found.start() > end:
            yield Stretch(text[end : found.start()], "")
        bold, italic, code = found.groups()
        yield Stretch(bold or italic or code, "bold" if bold else "italic" if italic else "code")
        end = found.end()
    if end < len(text):
        yield Stretch(text[end:], "")
