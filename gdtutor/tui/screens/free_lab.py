"""The keys of the free lab: choose a setting and change it, type its exact value, keep runs, and ask for the largest α."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_letters
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from gdtutor.lab.free_lab.settings import DIALS, LABELS, NUMBERS, Changed, names_of
from gdtutor.lab.free_lab.turning import turned
from gdtutor.lab.free_lab.typing_in import typed
from gdtutor.language import N_, _
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.screens.free_lab_display import FreeLabDisplay
from gdtutor.tui.screens.lab import LAB_COMMANDS
from gdtutor.tui.widgets.number_field import LONGEST_NUMBER
from gdtutor.tui.widgets.settings import SettingsView

if TYPE_CHECKING:
    from gdtutor.lab.free_lab.session import FreeSession
    from gdtutor.lab.player import Player

# Of the keys of a lab, those that settings have instead; and cost(W) is never hidden here.
_INSTEAD = ("turn", "choose_dial", "show_curve", "reset")
FREE_COMMANDS = (
    Command("take", "enter", "↵", N_("set"), N_("Set the value that was typed"), footer=1),
    Command("type", "enter", "↵", N_("type"), N_("Type the exact value of the setting; a digit begins it, too"), footer=8),
    Command("erase", "backspace", "⌫", N_("erase"), N_("Take back the last character that was typed"), footer=0),
    Command("choose(-1)", "up", "↑↓", N_("choose"), N_("Choose a setting"), footer=2),
    Command("choose(1)", "down", "↑↓", N_("choose"), N_("Choose a setting"), footer=0),
    Command("change(-1)", "left", "←→", N_("change"), N_("Change the chosen setting"), footer=1),
    Command("change(1)", "right", "←→", N_("change"), N_("Change the chosen setting"), footer=0),
    Command("change(-10)", "left_square_bracket", "[ ]", N_("change far"), N_("Change it by ten places at once"), footer=0),
    Command("change(10)", "right_square_bracket", "[ ]", N_("change far"), N_("Change it by ten places at once"), footer=0),
    *(command for command in LAB_COMMANDS if not command.action.startswith(_INSTEAD)),
    Command("reset", "r", "r", N_("reset"), N_("Back to the start; again: without the traces of earlier runs"), footer=4),
    Command("keep", "k", "k", N_("keep"), N_("Keep this run on the picture under a name, and begin it anew"), footer=3),
    Command("clear", "x,K", "x", N_("clear"), N_("Take the kept runs off the picture"), footer=7),
    Command("tell_rate", "m", "m", N_("largest α"), N_("The largest α: 2 / (largest second derivative of the cost)"), footer=6),
    Command("look_at_lab", "tab", "tab", N_("picture"), N_("In a small window: the picture in place of the settings"), footer=1),
    Command("look_at_settings", "tab", "tab", N_("settings"), N_("In a small window: the settings again"), footer=1),
    Command("leave", "q", "q", N_("leave"), N_("Leave the lab; its settings are kept for the next time"), footer=8),
)
# Besides numbers: a start may be random, a batch all.
WORDS = {"W": "random", "b": "random", "batch": "all"}
NUMBER = "0123456789.,-−+eE"
_SIGNS = {".": "full_stop", ",": "comma", "-": "minus", "−": "minus_sign", "+": "plus"}
# Bindings, like all other keys: what is typed fast is obeyed in order only if all of it takes the same way through Textual.
CHARACTERS: tuple[BindingType, ...] = tuple(
    Binding(_SIGNS.get(character, character), f"character({character!r})", show=False)
    for character in (*NUMBER, *sorted(set(ascii_letters) - set("eEqQ")))
)


class FreeLabScreen(FreeLabDisplay):
    """Free play with everything that an experiment has."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = FREE_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = [
        *CHARACTERS,
        *bindings(FREE_COMMANDS),
        # As yet there may be nothing to go back from, or to keep; once torch has done what was asked for before, there is.
        Binding("comma,less_than_sign", "soon('back')", show=False),
        Binding("k", "soon('keep')", show=False),
        # It closes windows; pressed once too often it must not end the program with all its runs.
        Binding("escape", "leave_for_course", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action == "character":
            sign = str(parameters[0])
            begins = sign.isdecimal() or (sign in "-−" and self.chosen in ("W", "b"))
            return self.typed is not None or begins
        if self.typed is not None and action not in WHILE_TYPING:
            return False
        when = _WHEN.get(action)
        return when(self) if when is not None else super().check_action(action, parameters)

    # Settings

    def action_choose(self, by: int) -> None:
        """Choose another setting; what is typed is set first."""
        if self.typed is not None and not self._take():
            return
        names = names_of(self.experiment)
        self.chosen = names[(names.index(self.chosen) + by) % len(names)]
        self.say("")
        self.refresh_bindings()

    def action_change(self, clicks: int) -> None:
        """Change the chosen setting: a dial as in a lesson, all else as another experiment."""
        if self.chosen not in DIALS:
            self.set_up(turned(self.experiment, self.chosen, clicks, self.own))
        elif self.session is not None:
            self.say("")
            self._turn(self.session, self.chosen, clicks)
            self.remember_soon()

    def on_settings_view_clicked(self, message: SettingsView.Clicked) -> None:
        """A click chooses a setting, and turns its dial where it has one."""
        if self.typed is not None and not self._take():
            return
        names, session = names_of(self.experiment), self.session
        self.chosen = next((name for name in names if name == message.setting), self.chosen)
        self.say("")
        self.refresh_bindings()
        dial = next((dial for dial in session.dials if dial.name == message.setting), None) if session is not None else None
        if session is not None and dial is not None and message.position is not None:
            clicks = dial.clicks_to(message.position)
            if clicks:
                self._turn(session, dial.name, clicks)
                self.remember_soon()

    # Typing a value

    def action_character(self, character: str) -> None:
        """A digit begins a number, and what follows belongs to it: no letter is another key until it is set or dropped."""
        if self.chosen not in NUMBERS:
            self.say(_("{setting}: ← and → change it; numbers are typed elsewhere.").format(setting=_(LABELS[self.chosen])))
        elif self.typed is None or character in NUMBER or character.lower() in WORDS.get(self.chosen, ""):
            self._type((self.typed or "") + character)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted number."""
        event.stop()
        if self.chosen in NUMBERS and event.text.strip():
            self._type((self.typed or "") + event.text.strip())

    def _type(self, text: str) -> None:
        self.typed = text[:LONGEST_NUMBER]
        word = WORDS.get(self.chosen)
        sentence = _("Type a number, then Enter; q drops it.")
        if word is not None:
            sentence = _("Type a number or the word {word}, then Enter; q drops it.").format(word=word)
        self.say(sentence)
        self.refresh_bindings()

    def action_type(self) -> None:
        """Begin to type."""
        self._type("")

    def action_erase(self) -> None:
        """Take back a character."""
        self._type((self.typed or "")[:-1])

    def action_take(self) -> None:
        """Set what was typed."""
        self._take()
        self.refresh_bindings()

    def _take(self) -> bool:
        """Set what was typed, and say whether that was possible; nothing typed is nothing to set."""
        text, name, session = self.typed or "", self.chosen, self.free
        if text.strip():
            try:
                after = typed(self.experiment, name, text)
            except ValueError as error:
                self.say(str(error))
                return False
            self.typed = None
            value = {"W": after.start.W, "b": after.start.b, "lr": after.lr}.get(name, "")
            if session is not None and not isinstance(value, str):
                self.say("")
                session.put(name, value)
                self.do(session.apply())
                self.remember_soon()
            else:
                self.set_up(Changed(after))
            return True
        self.typed = None
        self.say("")
        return True

    # Runs

    def action_play(self) -> None:
        """Play; what was said before is over."""
        self.say("")
        super().action_play()

    def action_step(self) -> None:
        """One step forward; what was said before is over."""
        self.say("")
        super().action_step()

    def action_back(self) -> None:
        """One step back, from where the keys pressed before it lead: what is turned next begins another run there."""
        if self.player is not None and self.free is not None:
            self.do(self._back(self.player, self.free))

    async def _back(self, player: Player, session: FreeSession) -> None:
        await player.stop()
        await session.ready()
        session.back()
        self.draw_numbers()

    def action_soon(self, action: str) -> None:
        """Do it, behind what torch is asked for already."""
        {"back": self.action_back, "keep": self.action_keep}[action]()

    def action_keep(self) -> None:
        """Keep the run, and begin it anew."""
        if self.free is not None and self.player is not None:
            self._notice = ""
            self.do(self._keep())

    async def _keep(self) -> None:
        session, player = self.free, self.player
        if session is not None and player is not None:
            await player.stop()
            await session.keep()
            self.draw_lab()

    def action_clear(self) -> None:
        """Forget the runs that were kept."""
        if self.free is not None:
            self.say("")
            self.do(self.free.clear())

    def action_tell_rate(self) -> None:
        """Say the largest α, or leave it."""
        self.tells_rate = not self.tells_rate
        self.show_settings()

    # The screen

    def action_look_at_lab(self) -> None:
        """The picture."""
        self._look_at(picture=True)

    def action_look_at_settings(self) -> None:
        """The settings."""
        self._look_at(picture=False)

    def _look_at(self, *, picture: bool) -> None:
        self.set_class(picture, "-picture-side")
        self.call_after_refresh(self.draw_lab)
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Back home, or to the shell; a number that is being typed is dropped first."""
        if self.typed is not None:
            self.typed = None
            self.say("")
            self.refresh_bindings()
        elif self.is_current:
            self.tutor.leave_lab()

    def action_leave_for_course(self) -> None:
        """Back home; where the lab was opened from the shell, only drop a number that is being typed."""
        if self.typed is not None or any(isinstance(screen, CourseScreen) for screen in self.app.screen_stack[:-1]):
            self.action_leave()


# When each of the commands does something; while a number is typed it is only those of WHILE_TYPING.
_WHEN: dict[str, Callable[[FreeLabScreen], bool]] = {
    "take": lambda screen: screen.typed is not None,
    "erase": lambda screen: screen.typed is not None,
    "choose": lambda _screen: True,
    "leave": lambda _screen: True,
    "look_at_lab": lambda screen: screen.has_class("-narrow") and not screen.has_class("-picture-side"),
    "look_at_settings": lambda screen: screen.has_class("-narrow") and screen.has_class("-picture-side"),
    "type": lambda screen: screen.chosen in NUMBERS,
    "change": lambda screen: screen.chosen not in DIALS or screen.session is not None,
    "soon": lambda screen: screen.session is not None,
    "keep": lambda screen: screen.free is not None and screen.free.has_run,
    "clear": lambda screen: screen.free is not None and bool(screen.free.others or screen.free.ghosts),
    "tell_rate": lambda screen: screen.session is not None,
}
WHILE_TYPING = ("take", "erase", "choose", "leave", "look_at_lab", "look_at_settings", "help", "quit")
