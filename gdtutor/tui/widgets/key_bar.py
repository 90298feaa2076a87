"""The last line: the keys that do something now, as many as fit; the least needed are left to the help screen.

Textual's Footer builds a widget for each key whenever one comes or goes, and runs off a narrow screen. Here keys come and go with
every page, choice and run, so the line is cells that are compared and repainted where they changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.screen import Screen

from gdtutor.language import _
from gdtutor.terminal import spelled
from gdtutor.tui.command import Command
from gdtutor.tui.widgets.cells import CellView


class KeyBar(CellView):
    """Shows the active bindings that the footer is to show. `commands` hold the ranks by which they stay or go."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--key"}

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self._ranks = {command.action: command.footer for command in commands}
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._update)
        self._update(self.screen)

    def on_resize(self, event: events.Resize) -> None:
        """There is more room, or less."""
        self._update(self.screen)

    def on_click(self, event: events.Click) -> None:
        """A click on a key is that key."""
        for start, end, key in self._places:
            if start <= event.x < end:
                self.app.simulate_key(key)

    def _update(self, screen: Screen[object]) -> None:
        # Before it is laid out: it will be as wide as the window.
        width = self.size.width or self.app.size.width
        if not screen.is_current:
            return
        shown = {
            active.binding.action: active.binding
            for active in reversed(screen.active_bindings.values())
            if active.binding.show and active.enabled
        }
        keys = [
            (spelled(self.app.get_key_display(binding)), _(binding.description), binding) for binding in reversed(shown.values())
        ]
        spare = width - sum(_cells(display, label) for display, label, _binding in keys)
        for key in sorted(keys, key=lambda key: self._ranks.get(key[2].action, 0), reverse=True):
            if spare >= 0:
                break
            keys.remove(key)
            spare += _cells(*key[:2])
        row: list[tuple[str, str]] = []
        self._places = []
        x = 0
        for display, label, binding in keys:
            row += [(display, "key"), (f" {label} ", "")]
            end = x + _cells(display, label)
            self._places.append((x, end - 1, binding.key))
            x = end
        self.show_rows([row])


def _cells(display: str, label: str) -> int:
    """The columns that a key takes, with the spaces after its parts."""
    return cell_len(display) + cell_len(label) + 2
