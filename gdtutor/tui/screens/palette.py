"""Every action of the screen below, found by typing its name."""

from __future__ import annotations

from textual.command import CommandPalette

from gdtutor.language import _
from gdtutor.tui.screens.room import RoomScreen


class PaletteScreen(CommandPalette, RoomScreen[None]):
    """Textual's command palette, which asks for room as all windows do."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("Search for an action …"), id="--command-palette")
