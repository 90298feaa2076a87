"""The window with what can be done to a loop."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from gdtutor.descent.breaks import Break, breaks_of
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _
from gdtutor.tui.screens.room import RoomScreen
from gdtutor.tui.widgets.pointed_list import PointedList


class BreakWindow(RoomScreen[Break | None], ModalScreen[Break | None]):
    """Choose with a letter at once, or with the arrows and Enter. The result is what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, experiment: Experiment) -> None:
        super().__init__()
        self.breaks = breaks_of(experiment)
        self._now = experiment

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(id="window") as window:
            window.border_title = _("What to do to the loop")
            window.border_subtitle = _("letter or ↵ does it · Esc closes")
            yield PointedList(*(self._option(known) for known in self.breaks), id="entries", compact=True, markup=False)

    def _option(self, known: Break) -> Option:
        sign = "●" if known.experiment == self._now else " "
        line = Content.assemble(f"{sign} ", (known.key, "$accent bold"), f"  {known.name}")
        if known.experiment is None:
            line = Content.assemble(line, "  ", (known.why_not, "$foreground 60%"))
        return Option(line, disabled=known.experiment is None)

    def on_mount(self) -> None:
        """The arrows begin at the loop that there is."""
        entries = self.query_one(OptionList)
        entries.can_focus = False
        places = [place for place, known in enumerate(self.breaks) if known.experiment == self._now]
        entries.highlighted = places[0] if places else 0

    def action_move(self, by: int) -> None:
        """The next entry, or the one before."""
        entries = self.query_one(OptionList)
        entries.action_cursor_down() if by > 0 else entries.action_cursor_up()

    def action_take(self) -> None:
        """Do what is chosen."""
        highlighted = self.query_one(OptionList).highlighted
        if highlighted is not None:
            self._take(self.breaks[highlighted])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click does it, too."""
        self._take(self.breaks[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """A letter does it at once."""
        for known in self.breaks:
            if known.key == event.character:
                event.stop()
                event.prevent_default()
                self._take(known)

    def _take(self, known: Break) -> None:
        if known.experiment is not None:
            self.dismiss(known)
        else:
            self.query_one("#window").border_subtitle = known.why_not
