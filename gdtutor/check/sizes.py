"""The windows that pages are drawn in."""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """A window, in cells."""

    columns: int
    rows: int

    def __str__(self) -> str:
        return f"{self.columns}×{self.rows}"


# The first is what a terminal has unless somebody makes it larger; the other is what a page must still work in.
USUAL, SMALL = Size(80, 24), Size(60, 20)
SIZES = (USUAL, SMALL)
