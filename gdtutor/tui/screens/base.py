"""What every full screen has: a title line, a footer, and its place in the course."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from textual import events
from textual.geometry import Region, Size
from textual.screen import Screen

from gdtutor.language import N_
from gdtutor.tui.command import Command
from gdtutor.tui.screens.room import RoomScreen
from gdtutor.tui.tutor import Place, Tutor

# Bound by the app, so that they come last in the footer.
COMMON = (
    Command("outline", "o", "o", N_("outline"), N_("All lessons with their pages; Enter opens one"), footer=8),
    Command("search", "slash", "/", N_("search"), N_("Search in the lessons"), footer=9),
    Command("glossary", "g", "g", N_("words"), N_("What the words mean, and the page that introduces each"), footer=10),
    Command("command_palette", "ctrl+p,colon", ":", N_("palette"), N_("Find any action by typing its name"), footer=0),
    Command("next_theme", "t", "t", N_("theme"), N_("Change the colours: dark, light, the terminal's own"), footer=0),
    Command("next_language", "L", "L", N_("language"), N_("Change the language: English, Korean"), footer=8),
    Command("help", "question_mark,f1", "?", N_("help"), N_("This page: every key, and where progress is kept"), footer=1),
    Command("suspend_process", "ctrl+z", "^Z", N_("suspend"), N_("Back to the shell for a while; fg returns"), footer=0),
    Command("quit", "Q,ctrl+c", "Q", N_("quit"), N_("Leave gdtutor from anywhere; your place is kept"), footer=0),
)


class CourseScreen(RoomScreen[None]):
    """A full screen. Subclasses compose all they show in a container `#whole`.

    `COMMANDS_HERE` are its own actions, which the help and the palette list.
    """

    AUTO_FOCUS = ""
    # Tab would move between widgets that none of the keys need; a screen that wants it declares it.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (72, "-normal"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-middle"), (30, "-tall")]  # noqa: RUF012
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = ()
    # Others are opened on top of this one; where it is False, in place of it.
    STAYS: ClassVar[bool] = False

    _was_shown = False

    def __init__(self) -> None:
        super().__init__()
        # As Textual will on the first resize; but then it would find all styles anew.
        width, height = self.app.size
        here = self._get_breakpoint_classes(width, self.HORIZONTAL_BREAKPOINTS)
        self.add_class(*here, *self._get_breakpoint_classes(height, self.VERTICAL_BREAKPOINTS), update=False)

    @property
    def tutor(self) -> Tutor:
        """The app, as far as a screen needs to know it."""
        return cast("Tutor", self.app)

    @property
    def standing(self) -> Place | None:
        """The lesson and the page that one would come back to from elsewhere; None where there is none."""
        return None

    def turn_to(self, place: Place) -> bool:
        """Show that place on this very screen; False where another screen has to."""
        return False

    def take_key(self, event: events.Key) -> bool:
        """Whether the screen wants the key for itself, and has done what it does: it is not looked up among the commands then.

        The app asks for each key in its turn, when the command of the key before is through: of keys that come in a burst none
        overtakes another.
        """
        return False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """What the keys do may have changed while a window lay on top."""
        # All styles were found when the widgets were mounted; nothing has changed before the first time.
        event.refresh_styles, self._was_shown = self._was_shown, True
        self.call_after_refresh(self.refresh_bindings)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        # Textual's own method. It takes parts of lines to be repainted in the old layout and paints them in the new one, where
        # their ends may lie within a character that is two cells wide, and half of that is then overwritten. So: whole lines.
        compositor = self._compositor
        compositor.update_widgets(self._dirty_widgets)
        lines = {Region(0, region.y, compositor.size.width, region.height) for region in compositor._dirty_regions}
        compositor._dirty_regions = lines
        super()._refresh_layout(size, scroll)

    def _on_timer_update(self) -> None:
        # Textual's own method, which paints what has changed. While the line to the terminal is full its timer runs on, and what
        # is painted then is the newest; paints that queue up would make the next key wait for all of them.
        # Before the screen is whole only parts of it could be painted.
        if self._was_shown and self.tutor.line.has_room:
            super()._on_timer_update()

    def torch_changed(self) -> None:
        """The trainer came, went or was lost."""

    def course_changed(self) -> None:
        """The language is another one, or the course was read again: show what there is now. Overriders call this."""
        self.measure()
        self.torch_changed()
        self.refresh_bindings()


def screen_below(screen: Screen[Any]) -> CourseScreen | None:
    """What the screen was opened on top of; None once it is left."""
    stack: list[Screen[Any]] = screen.app.screen_stack
    below = stack[stack.index(screen) - 1] if screen in stack[1:] else None
    return below if isinstance(below, CourseScreen) else None
