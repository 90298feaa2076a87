"""A list whose selected entry is told by a sign, and not by its colour alone."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList

GUTTER = 2


class PointedList(OptionList):
    """An OptionList with ▸ before the selected entry. Its lines have GUTTER cells less than there are."""

    def _get_left_gutter_width(self) -> int:
        return GUTTER

    def render_line(self, y: int) -> Strip:
        """The line, behind a sign or as much blank."""
        strip = super().render_line(y)
        place = self.scroll_offset.y + y
        if place >= len(self._lines):
            return strip
        option, line = self._lines[place]
        sign = "▸ " if option == self.highlighted and line == 0 else "  "
        style = next((segment.style for segment in strip if segment.style is not None), None)
        return Strip([Segment(sign, style), *strip]).crop(0, self.scrollable_content_region.width)
