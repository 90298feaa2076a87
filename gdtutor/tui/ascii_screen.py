"""The whole screen in ASCII: what widgets draw, theirs and Textual's own, goes through one filter on its way to the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.scrollbar import ScrollBar, ScrollBarRender

from gdtutor import ascii


class AsciiOnly(LineFilter):
    """Puts a character that ASCII has in the place of each other. Letters of other scripts stay where `encoding` has them."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells."""
        if all(text.isascii() for text, _style, _control in segments):
            return segments
        return [Segment(ascii.cells(text, self._encoding), style, control) for text, style, control in segments]


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of whole cells: eighths of one have no character here, and the bar is reversed blanks anyway."""

    VERTICAL_BARS = [" "]  # noqa: RUF012
    HORIZONTAL_BARS = [" "]  # noqa: RUF012


def scroll_bars(*, plain: bool) -> None:
    """Draw all scroll bars of this process in whole cells, or as Textual does."""
    ScrollBar.renderer = PlainScrollBar if plain else ScrollBarRender
