"""A sentence in place of whatever a screen or a window shows, where the terminal is too small for it."""

from __future__ import annotations

import contextlib
from collections.abc import Coroutine
from typing import Any

from textual import events
from textual.css.query import NoMatches
from textual.geometry import Size
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Static

from gdtutor.language import _

# Columns and rows.
SMALLEST = (40, 12)
# Columns that every page is proved to fit in.
COMFORTABLE = 60
# With fewer rows a lesson shows its text with the question, or its picture with the numbers, however wide the window is.
FEWEST_ROWS = 18


def is_too_small(size: Size) -> bool:
    """Whether there is room for nothing but a sentence."""
    return size.width < SMALLEST[0] or size.height < SMALLEST[1]


class RoomScreen(Screen[ScreenResultType]):
    """A screen that asks for more room where there is too little, and comes back by itself.

    Its stylesheet knows it as `-too-small`; as `-slim` where the columns, and as `-tiny` where the rows are few.
    """

    # What the keys were for when the window became too small.
    _had_focus: Widget | None = None

    def on_resize(self, event: events.Resize) -> None:
        """There is more room, or less."""
        self.measure()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """The window may have become another size while something else lay on top."""
        self.measure()

    def measure(self) -> None:
        """Ask for room where there is too little."""
        size = self.app.size
        small = is_too_small(size)
        if small:
            self._ask_for_room(size)
            self._had_focus = self.focused or self._had_focus
        elif self._had_focus is not None:
            # What is not to be seen loses the keys: they are its again.
            self.call_after_refresh(self.set_focus, self._had_focus)
            self._had_focus = None
        self.set_class(small, "-too-small")
        self.set_class(size.width < COMFORTABLE, "-slim")
        self.set_class(size.height < FEWEST_ROWS, "-tiny")

    def do(self, work: Coroutine[Any, Any, object], *, group: str = "default", exclusive: bool = False) -> None:
        """Do it beside the screen: keys are obeyed meanwhile. A screen that was left by then has nothing to show it.

        group and exclusive are those of Textual's `run_worker`.
        """

        async def unless_left() -> None:
            # The widgets of a screen that is left go before the screen does.
            with contextlib.suppress(NoMatches):
                await work

        self.run_worker(unless_left(), group=group, exit_on_error=True, exclusive=exclusive)

    @property
    def is_tiny(self) -> bool:
        """The window has so few rows that one thing at a time is shown in it."""
        return self.has_class("-tiny")

    def _ask_for_room(self, size: Size) -> None:
        said = _(
            "gdtutor needs a window of {needed_width}×{needed_height}; this one is {width}×{height}. "
            "Make it larger, or press Q to quit."
        )
        said = said.format(needed_width=SMALLEST[0], needed_height=SMALLEST[1], width=size.width, height=size.height)
        try:
            self.query_one("#too-small", Static).update(said)
        except NoMatches:
            self.mount(Static(said, id="too-small", markup=False))
