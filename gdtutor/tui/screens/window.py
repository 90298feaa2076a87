"""A window on top of a screen with a list in it, whose entries are places to go to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from gdtutor.language import _
from gdtutor.tui.screens.base import screen_below
from gdtutor.tui.screens.room import RoomScreen
from gdtutor.tui.tutor import Place, Tutor
from gdtutor.tui.widgets.pointed_list import GUTTER, PointedList

# Of the window where there is room for it, as in the stylesheet.
WIDTH = 80


class Entry(NamedTuple):
    """A line or a few of the list, and where it leads; None: nowhere, it can't be selected."""

    shown: Content
    place: Place | None


class ListWindow(RoomScreen[Place | None], ModalScreen[Place | None]):
    """Subclasses give `title` and fill the list with `show`. The result is the place chosen, or None.

    `opened` is where they begin. Where `TYPED` is set there is a line to type in above the list, and `typed` is called with what
    stands there. The arrows, PgUp, PgDn and Enter are the list's all the same.
    """

    TYPED: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("up", "move('up')", show=False),
        Binding("down", "move('down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("enter", "open", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place | None] = []

    @property
    def tutor(self) -> Tutor:
        """The app, as far as a screen needs to know it."""
        return cast("Tutor", self.app)

    @property
    def below(self) -> Place | None:
        """Where the screen below this window stands."""
        screen = screen_below(self)
        return screen.standing if screen is not None else None

    @property
    def title_shown(self) -> str:
        """What stands in the window's upper edge."""
        return ""

    @property
    def hint_shown(self) -> str:
        """What stands in the window's lower edge."""
        return _("↵ opens · Esc closes")

    @property
    def prompt_shown(self) -> str:
        """What stands in the line to type in while nothing is typed."""
        return ""

    @property
    def text_width(self) -> int:
        """Cells of a line of the list."""
        # Less the edges, the space beside them, the sign and a scroll bar.
        return max(20, min(WIDTH, self.app.size.width) - 6 - GUTTER)

    def compose(self) -> ComposeResult:
        """A line to type in, the list, and a sentence where there is nothing in it."""
        with Vertical(id="window") as window:
            window.border_title = self.title_shown
            hint = self.hint_shown
            window.border_subtitle = hint if cell_len(hint) <= self.text_width else _("↵ opens · Esc closes")
            if self.TYPED:
                typed = Input(id="typed", placeholder=self.prompt_shown, compact=True, select_on_focus=False)
                typed.cursor_blink = False
                yield typed
            yield PointedList(id="entries", compact=True, markup=False)
            yield Static(id="nothing", markup=False)

    def on_mount(self) -> None:
        """What is typed goes to the line; all else is bound here."""
        self.query_one(OptionList).can_focus = False
        if self.TYPED:
            self.query_one(Input).focus()
        self.opened()

    def opened(self) -> None:
        """The window is there, and its list empty."""

    def show(self, entries: Sequence[Entry], selected: int | None = None, nothing: str = "") -> None:
        """Fill the list; `selected` is the place of the entry to begin with, by default the first that leads anywhere.

        nothing is what to say where there are no entries.
        """
        self.places = [entry.place for entry in entries]
        listing = self.query_one(OptionList)
        listing.display = bool(entries)
        listing.set_options(Option(entry.shown, disabled=entry.place is None) for entry in entries)
        said = self.query_one("#nothing", Static)
        said.display = not entries
        said.update(nothing)
        if selected is None:
            selected = next((i for i, place in enumerate(self.places) if place is not None), None)
        listing.highlighted = selected

    def action_move(self, how: str) -> None:
        """Select another entry."""
        listing = self.query_one(OptionList)
        moves: dict[str, Callable[[], None]] = {
            "up": listing.action_cursor_up,
            "down": listing.action_cursor_down,
            "page_up": listing.action_page_up,
            "page_down": listing.action_page_down,
        }
        moves[how]()

    def action_open(self) -> None:
        """Go to the selected entry's place."""
        # Enter right after the key that opened the window may come before there is a list.
        listing = next(iter(self.query(OptionList)), None)
        highlighted = listing.highlighted if listing is not None else None
        if highlighted is not None and self.places[highlighted] is not None:
            self.dismiss(self.places[highlighted])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click goes there, too."""
        self.dismiss(self.places[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """What is typed before the line is there, as by somebody who types fast, is in it when it comes."""
        if self.TYPED and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.query_one(Input).insert_text_at_cursor(event.character)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter, where something is typed."""
        self.action_open()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed."""
        self.typed(event.value)

    def typed(self, text: str) -> None:
        """What stands in the line has changed."""
