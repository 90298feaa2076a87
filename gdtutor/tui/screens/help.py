"""Every key of the screen below, and where things are kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from gdtutor.language import _
from gdtutor.terminal import spelled
from gdtutor.tui.command import Command
from gdtutor.tui.screens.room import RoomScreen


class HelpScreen(RoomScreen[None], ModalScreen[None]):
    """Lists commands; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter", "dismiss", "close"),
        Binding("down,j,pagedown,space", "scroll(1)", show=False),
        Binding("up,k,pageup", "scroll(-1)", show=False),
    ]

    def __init__(self, commands: tuple[Command, ...], about: str) -> None:
        super().__init__()
        self._commands = commands
        self._about = about

    def compose(self) -> ComposeResult:
        """A key and its help on each line."""
        with VerticalScroll(id="help", can_focus=False) as scroll:
            scroll.border_title = _("Keys")
            scroll.border_subtitle = _("Esc closes")
            yield Static(Content("\n").join(self._lines()))

    def _lines(self) -> list[Content]:
        helped: dict[str, list[str]] = {}
        for command in self._commands:
            keys = helped.setdefault(_(command.help), [])
            key = spelled(command.shown)
            if key not in keys:
                keys.append(key)
        width = max(8, *(len(" ".join(keys)) for keys in helped.values()))
        lines = [Content.assemble((f"{' '.join(keys):>{width}}  ", "bold"), text) for text, keys in helped.items()]
        return [*lines, Content(""), *(Content(line) for line in self._about.splitlines())]

    def action_scroll(self, direction: int) -> None:
        """Scroll, where the window is low."""
        self.query_one("#help", VerticalScroll).scroll_relative(y=5 * direction, animate=False, immediate=True)
