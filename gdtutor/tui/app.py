"""The Textual app: what is shown first, and the actions that every screen has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.worker import WorkerFailed

from gdtutor import terminal
from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course
from gdtutor.language import _
from gdtutor.learner.progress import Progress
from gdtutor.shown import printable, printable_lines
from gdtutor.tui.ascii_screen import AsciiOnly, scroll_bars
from gdtutor.tui.beginning import HOME, Beginning
from gdtutor.tui.colours import THEMES, Colourless, fitting_theme, offered_themes
from gdtutor.tui.command import bindings
from gdtutor.tui.economy import economical
from gdtutor.tui.line import Line
from gdtutor.tui.nothing_raw import NothingRaw
from gdtutor.tui.paced_driver import PacedDriver
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.screens.room import is_too_small
from gdtutor.tui.torch_app import TorchApp
from gdtutor.tui.tutor import Place

if TYPE_CHECKING:
    from gdtutor.trainer.devices import DeviceChoice

# Seconds from the first paint until torch is started, so that the two do not share the processor.
WARM_UP = 0.05


class TutorApp(TorchApp):
    """gdtutor in a terminal, with what `beginning` names on screen first.

    `folder` is the folder that the course was opened from, which is watched for changes; None for gdtutor's own course.
    `device` is where torch computes, `ahead` a process for it from `gdtutor.trainer.spawn` that is starting already. `line` is
    the line to the terminal.
    """

    CSS_PATH = "gdtutor.tcss"
    TITLE = "gdtutor"
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMON)
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = True
    # From the beginning: another theme later would have the first screen styled twice.
    theme: Reactive[str] = Reactive(THEMES[0])

    def __init__(
        self,
        course: Course,
        progress: Progress,
        beginning: Beginning = HOME,
        *,
        folder: Path | None = None,
        device: DeviceChoice = "cpu",
        ahead: subprocess.Popen[bytes] | None = None,
        line: Line | None = None,
    ) -> None:
        super().__init__(course, progress, CourseFolder(folder), beginning.lab, device, ahead)
        self.line = line or Line()
        self._beginning = beginning
        self._nothing_raw = NothingRaw()
        self._draw_as_the_terminal_can()

    def _draw_as_the_terminal_can(self) -> None:
        coloured = terminal.coloured()
        in_ascii = terminal.charset() == "ascii"
        # Textual's own filters, of which one makes greys where no colours are wanted, are for the colours that there are.
        self._last_filters: tuple[LineFilter, ...] = () if coloured else (Colourless(),)
        if in_ascii:
            self._last_filters += (AsciiOnly(getattr(sys.__stderr__, "encoding", None) or "utf-8"),)
        scroll_bars(plain=in_ascii)
        self.themes = offered_themes(self.console.color_system, coloured=coloured)
        self.theme = fitting_theme(self.progress.preference("theme"), self.themes)

    def on_mount(self) -> None:
        """Torch starts once the first screen is painted."""
        self.progress.on_notice = self._warn
        if self.lab is not None or self._beginning.lesson is not None:  # home shows it by itself
            self._warn(self.progress.notice)
        self._warn(self._beginning.said)
        self.call_after_refresh(lambda: self.set_timer(WARM_UP, self._warm_up))

    def get_default_screen(self) -> Screen[None]:
        """The lesson asked for, or home: only what is shown is built."""
        if self.lab is not None:
            screen = self.lab_screen(self.lab)
        elif self._beginning.lesson is not None:
            screen = self._lesson_screen(self._beginning.lesson, self._beginning.page, resumed=True)
        else:
            screen = self._home_screen()
        # Every screen that is pushed has one, and `switch_screen` takes it away; Textual forgets it for the first screen.
        screen._push_result_callback(self, None)
        return screen

    def _warn(self, notice: str) -> None:
        if notice:
            self.notify(notice, severity="warning", timeout=10)

    def _warm_up(self) -> None:
        # The functions, not their coroutines: an app that is ending by now would never await those.
        self.run_worker(self.start_torch, exit_on_error=True)  # type: ignore[arg-type]  # Textual's type leaves async ones out
        if self.folder.named is not None:
            self.run_worker(self.watch_files, exit_on_error=True)  # type: ignore[arg-type]

    def get_driver_class(self) -> type[Driver]:
        """How the terminal is drawn on: as Textual does it and better, unless TEXTUAL_DRIVER names another way."""
        chosen = super().get_driver_class()
        return PacedDriver if chosen is LinuxDriver else chosen

    @property
    def internal_error(self) -> BaseException | None:
        """What ended the app, where that was a fault of its own."""
        error = self._exception
        return error.error if isinstance(error, WorkerFailed) else error

    def _handle_exception(self, error: Exception) -> None:
        # Textual would print the traceback, with the values of all variables, over the learner's shell. And a screen that was not
        # whole yet when the app was told to end misses its parts, which is nobody's mistake.
        if not self._exit and self._exception is None:
            self._return_code = 1
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        # Textual's own method, through which everything goes that is drawn.
        super()._display(screen, economical(renderable))

    # What others wrote, on its way to the terminal

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own; one through which nothing goes that a terminal would act upon; and what this terminal needs."""
        return (*super().get_line_filters(), self._nothing_raw, *self._last_filters)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A sentence for some seconds. A path in it may hold anything, brackets too, so nothing in it is markup."""
        super().notify(printable_lines(message), title=title, severity=severity, timeout=timeout, markup=markup)

    # Actions of every screen

    async def on_event(self, event: events.Event) -> None:
        """Where nothing but a sentence has room no key does what can't be seen. The sentence says which one leaves."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded and is_too_small(self.size):
            if isinstance(event, events.Key) and event.key in ("Q", "ctrl+c"):
                self.exit()
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Every key that no widget has used. A printable one may have been typed fast, for a window that was not open yet."""
        top = self.screen_stack[-1] if self.screen_stack else None
        if top is None:  # the app is ending, and Textual would look for the keys of a screen
            event.prevent_default()
        elif event.is_printable and getattr(top, "TYPED", False):
            event.prevent_default()
            top.post_message(events.Key(event.key, event.character))
        elif isinstance(top, CourseScreen) and top.is_mounted and top.take_key(event):
            event.prevent_default()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action == "next_language":
            return len(self.offered_languages) > 1
        if action == "next_theme":
            return len(self.themes) > 1
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Every key of the screen, and where things are kept."""
        from gdtutor.tui.screens.help import HelpScreen

        if isinstance(self.screen, CourseScreen):
            about = _("Progress is kept in {path}.\nCourse: {course}")
            about = about.format(path=printable(str(self.progress.path)), course=printable(str(self.course.path)))
            if self.progress.notice:
                about = f"{self.progress.notice}\n{about}"
            self.push_screen(HelpScreen((*self.screen.COMMANDS_HERE, *COMMON), about))

    def action_command_palette(self) -> None:
        """Find any action by typing its name."""
        from gdtutor.tui.screens.palette import PaletteScreen

        if isinstance(self.screen, CourseScreen):
            self.push_screen(PaletteScreen())

    def action_next_theme(self) -> None:
        """The next set of colours; kept for next time."""
        self.theme = self.themes[(self.themes.index(self.theme) + 1) % len(self.themes)]
        self.progress.set_preference("theme", self.theme)

    async def action_next_language(self) -> None:
        """The next language; kept for next time."""
        codes = self.offered_languages
        place = codes.index(self._language) if self._language in codes else -1
        await self.speak(codes[(place + 1) % len(codes)])

    def action_outline(self) -> None:
        """All lessons with their pages."""
        from gdtutor.tui.screens.outline import OutlineScreen

        self._open_window(OutlineScreen)

    def action_search(self) -> None:
        """Search in the lessons."""
        from gdtutor.tui.screens.search import SearchScreen

        self._open_window(SearchScreen)

    def action_glossary(self) -> None:
        """What the words mean."""
        from gdtutor.tui.screens.glossary import GlossaryScreen

        self._open_window(GlossaryScreen)

    def _open_window(self, window: type[ModalScreen[Place | None]]) -> None:
        if isinstance(self.screen, CourseScreen):
            self.push_screen(window(), lambda place: self.go_to(place) if place is not None else None)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers what the screen can do now, from the same declarations as its keys."""
        if isinstance(screen, CourseScreen):
            offered = set()
            for command in (*screen.COMMANDS_HERE, *COMMON):
                name = command.action.split("(")[0]
                owner = self if command in COMMON else screen
                title = f"{_(command.label)} ({terminal.spelled(command.shown)})"
                if title not in offered and owner.check_action(name, _arguments(command.action)):
                    offered.add(title)
                    yield SystemCommand(title, _(command.help), partial(self._run_command, owner, command.action))

    def _run_command(self, owner: App[None] | CourseScreen, action: str) -> None:
        self.call_later(self.run_action, action, owner)


def _arguments(action: str) -> tuple[object, ...]:
    """The arguments that an action's text carries, as Textual would parse them."""
    from textual.actions import parse

    return tuple(parse(action)[2])
