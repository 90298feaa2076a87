"""The last line: the keys that do something now, as many as fit; the least needed are left to the help screen."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from gdtutor.tui.command import Command


class KeyBar(Footer):
    """Textual's footer, which would run off a narrow screen. `commands` hold the ranks by which keys stay or go."""

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__(compact=True, show_command_palette=False)
        self._ranks = {command.action: command.footer for command in commands}

    def compose(self) -> ComposeResult:
        """The keys, in their declared order, without those for which there is no room."""
        keys = list(super().compose())
        spare = self.size.width - sum(_width(key) for key in keys)
        for key in sorted(keys, key=self._rank, reverse=True):
            if spare >= 0:
                break
            keys.remove(key)
            spare += _width(key)
        yield from keys

    def on_resize(self, event: events.Resize) -> None:
        """There is more room, or less."""
        self.refresh(recompose=True)

    def _rank(self, key: Widget) -> int:
        return self._ranks.get(key.action.removeprefix("app."), 0) if isinstance(key, FooterKey) else 0


def _width(key: Widget) -> int:
    # Key, space, description, and the margin that compact mode puts after it.
    return cell_len(key.key_display) + 1 + cell_len(key.description) + 1 if isinstance(key, FooterKey) else 0
