"""Pictures as they stand on screen, as text."""

from __future__ import annotations

from collections.abc import Sequence

from gdtutor.lab.exports.text import cells, wrapped
from gdtutor.plots.picture import Picture

# Accounts are not broken into narrower lines than this, however narrow the picture.
_NARROWEST = 60


def text(pictures: Sequence[Picture]) -> str:
    """The pictures below one another, each with its account in words."""
    blocks = []
    for picture in pictures:
        rows = ["".join(span.text for span in row).rstrip() for row in picture.rows]
        width = max([_NARROWEST, *map(cells, rows)])
        blocks.append("\n".join([*rows, "", *wrapped(picture.account, width), ""]))
    return "\n".join(blocks)
