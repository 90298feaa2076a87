"""How the text and the question of a page share the rows of the window, where no picture needs them."""

from __future__ import annotations

from gdtutor.tui.screens.lab_display import LabDisplay
from gdtutor.tui.widgets.quiz_panel import QuizPanel
from gdtutor.tui.widgets.readout import Readout

# The title and the keys.
FRAME_ROWS = 2
# Of the rows that are shared the question may have so much, however long the text is.
LEAST_SHARE, LEAST_OF_FEW = 0.4, 0.5


def share_rows(screen: LabDisplay) -> None:
    """Let the question have all the rows that the text leaves; beside or below a picture it has what the stylesheet says."""
    readout = screen.query_one(Readout)
    tiny, narrow = screen.has_class("-tiny"), screen.has_class("-narrow")
    alone = screen.lab is None or ((narrow or tiny) and not screen.has_class("-picture-side"))
    limit: int | None = None
    if alone:
        rows = screen.size.height - FRAME_ROWS - (readout.outer_size.height if readout.display and not tiny else 0)
        text = screen.query_one("#text").virtual_region.bottom + 1
        limit = max(int(rows * (LEAST_OF_FEW if tiny else LEAST_SHARE)), rows - text)
    screen.query_one(QuizPanel).styles.max_height = limit
