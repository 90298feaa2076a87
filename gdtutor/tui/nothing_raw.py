"""The last look at what is drawn: nothing reaches the terminal that it would act upon, wherever it came from."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from gdtutor.shown import UNSHOWABLE, without_piles

# Within a line a terminal would act upon these, too; they have no cells.
_BREAKS = str.maketrans("", "", "\t\n")


class NothingRaw(LineFilter):
    """Replaces what `gdtutor.shown` does not let through, cell for cell, since the line is laid out already.

    Texts of others are made printable where they come in, so there is rarely anything to do: in the editor, perhaps, for what
    was pasted into it.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments, of the same widths."""
        shown = [_shown(segment.text) for segment in segments]
        if all(text == segment.text for text, segment in zip(shown, segments, strict=True)):
            return segments
        return [Segment(text, style, control) for text, (_text, style, control) in zip(shown, segments, strict=True)]


def _shown(text: str) -> str:
    """The text itself where there is nothing to replace. Marks that are piled up have no cells of their own."""
    if text.isascii() and text.isprintable():
        return text
    text = UNSHOWABLE.sub(lambda match: "?" * cell_len(match.group()), text)
    return without_piles(text.translate(_BREAKS))
