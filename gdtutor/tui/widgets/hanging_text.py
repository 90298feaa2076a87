"""A text with a mark before it; where it goes on in further rows, they begin below the text and not below the mark."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

# However long the mark is in however narrow a window, some of the text is to be seen.
LEAST_WIDTH = 10


def hanging(lead: Content, text: Content, width: int) -> list[Content]:
    """Rows of at most `width` cells: the first begins with `lead`, the others with as many spaces."""
    indent = Content(" " * lead.cell_length)
    rows = text.wrap(max(LEAST_WIDTH, width - lead.cell_length))
    return [Content.assemble(indent if number else lead, row) for number, row in enumerate(rows)]


class HangingText(Static):
    """One paragraph."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._lead = self._text = Content("")

    def show(self, lead: Content, text: Content) -> None:
        """Show another text."""
        self._lead, self._text = lead, text
        self.update(Content.assemble(lead, text))

    def render(self) -> Content:
        """The rows, at the width that there is."""
        return Content("\n").join(hanging(self._lead, self._text, self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the text takes at that width."""
        return len(hanging(self._lead, self._text, width))
