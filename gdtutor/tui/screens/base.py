"""What every full screen has: a title line, a footer, and a sentence in place of all that when the window is too small."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import events
from textual.screen import Screen
from textual.widgets import Static

from gdtutor.tui.command import Command
from gdtutor.tui.tutor import Tutor

SMALLEST = (40, 12)

# Bound by the app, so that they come last in the footer.
COMMON = (
    Command("command_palette", "ctrl+p,colon", ":", "palette", "Find any action by typing its name", footer=0),
    Command("next_theme", "t", "t", "theme", "Change the colours: dark, light, the terminal's own", footer=0),
    Command("help", "question_mark,f1", "?", "help", "This page: every key, and where progress is kept", footer=1),
    Command("suspend_process", "ctrl+z", "^Z", "suspend", "Back to the shell for a while; fg returns", footer=0),
    Command("quit", "Q,ctrl+c", "Q", "quit", "Leave gdtutor from anywhere; your place is kept", footer=0),
)


class CourseScreen(Screen[None]):
    """A full screen. Subclasses compose all they show in a container `#whole`, and a Static `#too-small` beside it.

    `COMMANDS_HERE` are its own actions, which the help and the palette list.
    """

    AUTO_FOCUS = ""
    # Tab would move between widgets that none of the keys need; a screen that wants it declares it.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-normal"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-middle"), (30, "-tall")]  # noqa: RUF012
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()

    @property
    def tutor(self) -> Tutor:
        """The app, as far as a screen needs to know it."""
        return cast("Tutor", self.app)

    def on_resize(self, event: events.Resize) -> None:
        """Ask for room where there is too little; the screen comes back by itself."""
        width, height = event.size
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "-too-small")
        if small:
            self.query_one("#too-small", Static).update(
                f"gdtutor needs a window of {SMALLEST[0]}×{SMALLEST[1]}; this one is {width}×{height}. "
                "Make it larger, or press Q to quit."
            )

    def torch_changed(self) -> None:
        """The trainer came, went or was lost."""
