"""One declaration per action: its key, its label in the footer, its help and its entry in the command palette."""

from __future__ import annotations

from msgspec import Struct
from textual.binding import Binding, BindingType


class Command(Struct, frozen=True):
    """`keys` are Textual's names, separated by commas; `shown` is how the footer and the help write them.

    label and help are marked with `N_` where a command is declared, and translated where they are shown.

    footer is a rank: where the footer is too short for all that works now, the highest numbers go first; 0 is never there.
    The help screen and the palette have them all.
    """

    action: str
    keys: str
    shown: str
    label: str
    help: str
    footer: int = 5

    @property
    def binding(self) -> Binding:
        """The same as Textual wants it."""
        return Binding(self.keys, self.action, self.label, show=self.footer > 0, key_display=self.shown, tooltip=self.help)


def bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The bindings of a screen."""
    return [command.binding for command in commands]
