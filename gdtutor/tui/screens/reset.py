"""Asks before anything is forgotten."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from gdtutor.language import _
from gdtutor.tui.screens.room import RoomScreen
from gdtutor.tui.widgets.pointed_list import PointedList


class ResetScreen(RoomScreen[int | None], ModalScreen[int | None]):
    """Offers what can be forgotten, "nothing" first; the result is the place of the option taken, or None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,x", "dismiss(None)", "keep everything")]

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__()
        self._options = options

    def compose(self) -> ComposeResult:
        """The question and its options."""
        with Vertical(id="reset"):
            yield Static(_("Forget which answers? This can't be undone."), markup=False)
            yield PointedList(_("Keep everything"), *self._options, compact=True, markup=False)

    def on_mount(self) -> None:
        """Enter keeps everything until something else is chosen."""
        listing = self.query_one(OptionList)
        listing.focus()
        listing.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Taken."""
        self.dismiss(None if event.option_index == 0 else event.option_index - 1)
