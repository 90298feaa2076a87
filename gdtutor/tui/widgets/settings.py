"""A column of settings: a name and a value on each line, the chosen one marked, and dials with their tracks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual.message import Message

from gdtutor.descent.numbers import WIDEST
from gdtutor.tui.widgets.cells import CellView, Row

if TYPE_CHECKING:
    from textual import events

    from gdtutor.lab.dial import Dial

# Cells before a name, and the longest track of a dial.
MARK = 3
TRACK = 15


class Setting(NamedTuple):
    """A line: what it sets, how that is called, its value in words, and its dial where it has one."""

    name: str
    label: str
    value: str
    dial: Dial | None = None


class SettingsView(CellView):
    """Shows settings; where there are more than lines, those around the chosen one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--value", "cells--name", "cells--knob", "cells--chosen"}

    class Clicked(Message):
        """A setting was clicked; on the track of its dial, at a position from 0 to 1."""

        def __init__(self, name: str, position: float | None) -> None:
            super().__init__()
            self.setting, self.position = name, position

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._settings: Sequence[Setting] = ()
        self._first = 0
        self._tracks: dict[str, tuple[int, int]] = {}

    def show_settings(self, settings: Sequence[Setting], chosen: str, typed: str | None = None) -> None:
        """Show these; typed is what stands in place of the chosen one's value while one is typed."""
        width, height = self.size.width, max(1, self.size.height)
        names = [setting.name for setting in settings]
        place = names.index(chosen) if chosen in names else 0
        # No farther than needed to have the chosen one in sight, and no empty line while there is one above.
        self._first = max(0, min(self._first, len(settings) - height, place), place - height + 1)
        self._settings, self._tracks = settings, {}
        label = max((cell_len(setting.label) for setting in settings), default=0) + 2
        shown = settings[self._first : self._first + height]
        self.show_rows([self._row(setting, label, width, setting.name == chosen, typed) for setting in shown])

    def _row(self, setting: Setting, label: int, width: int, chosen: bool, typed: str | None) -> Row:
        name = setting.label + " " * (label - cell_len(setting.label))
        row = [(f" {'▸' if chosen else ' '} ", "chosen"), (name, "chosen" if chosen else "name")]
        # A blank before the picture.
        room = max(0, width - MARK - label - 1)
        if chosen and typed is not None:
            return [*row, (f"{typed}▏"[-room:], "knob")]
        dial = setting.dial
        length = min(TRACK, room - WIDEST - 3) if dial is not None else 0
        if dial is None or length < 3:
            return [*row, (cut_in_the_middle(setting.value, room), "value")]
        knob = round(dial.position * (length - 1))
        self._tracks[setting.name] = (MARK + label + 1, length)
        track = [("◂" + "─" * knob, ""), ("●", "knob" if chosen else ""), ("─" * (length - 1 - knob) + "▸ ", "")]
        return [*row, *track, (setting.value, "value")]

    def on_click(self, event: events.Click) -> None:
        """A click chooses a setting; on a dial's track it turns that there, too."""
        place = self._first + event.y
        if place < len(self._settings):
            name = self._settings[place].name
            start, length = self._tracks.get(name, (0, 0))
            at = (event.x - start) / max(1, length - 1) if start <= event.x < start + length else None
            self.post_message(self.Clicked(name, at))


def cut_in_the_middle(text: str, width: int) -> str:
    """The text in at most `width` cells: where it is too long, its middle is an ellipsis, for names differ at their ends."""
    text = unicodedata.normalize("NFC", text)
    if cell_len(text) <= width:
        return text
    begin, end = "", ""
    for left, right in zip(text, reversed(text), strict=True):
        if cell_len(begin + end + left) + 1 > width:
            break
        begin += left
        if cell_len(begin + end + right) + 1 > width:
            break
        end = right + end
    return f"{begin}…{end}"[: max(0, width)]
