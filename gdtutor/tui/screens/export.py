"""What a lab gives away: a window that asks what to write and under which name, and says where it was written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, get_args

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from gdtutor.lab.export import (
    ENDINGS,
    ExportError,
    Ink,
    Kind,
    Palette,
    Refused,
    Snapshot,
    export,
    file_name,
    shown,
    steps_of,
    suggested,
)
from gdtutor.language import N_, _, ngettext
from gdtutor.plots.picture import Picture, Role, Size
from gdtutor.shown import printable
from gdtutor.tui.screens.room import RoomScreen
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.pointed_list import PointedList

if TYPE_CHECKING:
    from pathlib import Path

    from gdtutor.tui.screens.lab import LabScreen

# What can be written, as it is offered.
CHOICES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (N_("the script, in plain PyTorch"), ("script",)),
    (N_("the rows, as CSV"), ("rows",)),
    (N_("the picture, as SVG"), ("svg",)),
    (N_("the picture, as text and in words"), ("text",)),
    (N_("all four"), tuple(ENDINGS)),
)
KEYS = ("up", "down", "tab", "shift+tab", "enter", "escape", "q")
# What the keys do that a name is edited with; Input does it, too, but only after letters that were typed behind them.
EDITING: dict[str, Callable[[Input], None]] = {
    "left": Input.action_cursor_left,
    "right": Input.action_cursor_right,
    "home": Input.action_home,
    "end": Input.action_end,
    "backspace": Input.action_delete_left,
    "delete": Input.action_delete_right,
}
# The size of a picture that is not on screen, in a narrow window beside its text.
UNSEEN = Size(76, 20)


class ExportScreen(RoomScreen[None], ModalScreen[None]):
    """Writes what a snapshot holds, as often as one likes. `recorded` is the newest step of the run, which may go on meanwhile:
    then it is `playing`.
    """

    # Tab brings the name its focus.
    AUTO_FOCUS = ""
    # For keys that came before this window was there; see `on_key`.
    BINDINGS: ClassVar[list[BindingType]] = [Binding(key, f"obey('{key}')", show=False) for key in KEYS]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (19, "-high")]  # noqa: RUF012

    def __init__(self, snapshot: Snapshot, palette: Palette, recorded: int, *, playing: bool = False) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._palette = palette
        self._recorded = recorded
        self._playing = playing
        self._chosen = 0
        self._writing = False

    def compose(self) -> ComposeResult:
        """What is exported, a list of what can be written, the name, and what became of it."""
        with Vertical(id="window") as window:
            window.border_title = _("Export")
            hint = _("↑↓ choose · ↵ writes · Tab edits the name · Esc closes")
            window.border_subtitle = hint if cell_len(hint) <= self.app.size.width - 6 else _("↵ writes · Esc closes")
            yield Static(self._extent(), id="export-extent", markup=False)
            yield PointedList(*(_(label) for label, _kinds in CHOICES), id="export-kinds", compact=True, markup=False)
            yield Static(_("File, in {directory}:").format(directory=self._directory()), id="export-directory", markup=False)
            path = Input(suggested(self._kinds, self._snapshot.name), id="typed", compact=True, select_on_focus=False)
            path.cursor_blink = False
            yield path
            yield Static(id="export-said", markup=False)

    def on_mount(self) -> None:
        """The keys are the list's until Tab goes to the name."""
        listing = self.query_one(OptionList)
        listing.can_focus = False
        listing.highlighted = self._chosen

    @property
    def _kinds(self) -> tuple[Kind, ...]:
        return CHOICES[self._chosen][1]

    def _extent(self) -> str:
        """Up to where the run is exported."""
        snapshot = self._snapshot
        step, recorded = snapshot.last.step, self._recorded
        if snapshot.refused is not None:
            return _("The run with the error that stopped it at step {step}.").format(step=step)
        if step == 0:
            updates = steps_of(snapshot).updates
            said = ngettext(
                "The start is on screen. The script does {n} step from there.",
                "The start is on screen. The script does {n} steps from there.",
                updates,
            )
            return said.format(n=f"{updates:,}")
        if self._playing:
            return _("The run up to step {step}. It goes on meanwhile.").format(step=step)
        if recorded > step:
            said = _("The run up to step {step}, which is on screen, of {recorded} that were recorded.")
            return said.format(step=step, recorded=recorded)
        return _("The run up to step {step}, which is on screen.").format(step=step)

    def _directory(self) -> str:
        from pathlib import Path

        return shown(Path())

    def _choose(self, place: int) -> None:
        self._chosen = place
        self.query_one(OptionList).highlighted = place
        path = self.query_one(Input)
        path.value = suggested(self._kinds, path.value)

    def on_key(self, event: events.Key) -> None:
        """All keys are obeyed here, in the order in which they came: a binding would come after letters that are typed fast."""
        path = self.query_one(Input)
        types = self.focused is path
        if event.key in KEYS and not (types and event.character == "q"):
            self.action_obey(event.key)
        elif types and event.key in EDITING:
            EDITING[event.key](path)
        elif types and event.is_printable and event.character:
            path.insert_text_at_cursor(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def action_obey(self, key: str) -> None:
        """Do what the key is for."""
        if key in ("up", "down"):
            self._choose((self._chosen + (1 if key == "down" else -1)) % len(CHOICES))
        elif key in ("tab", "shift+tab"):
            self.set_focus(None if self.focused else self.query_one(Input))
        elif key == "enter":
            self._start_writing()
        else:
            self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click chooses; one on what is chosen writes."""
        if event.option_index == self._chosen:
            self._start_writing()
        else:
            self._choose(event.option_index)

    def _start_writing(self) -> None:
        # A million rows take seconds, and keys are obeyed meanwhile.
        if not self._writing:
            self._writing = True
            self._say(_("Writing…"))
            self.run_worker(self._write(self._kinds, self.query_one(Input).value), exit_on_error=True)

    async def _write(self, kinds: Sequence[Kind], typed: str) -> None:
        try:
            paths = await asyncio.to_thread(export, kinds, typed, self._snapshot, self._palette)
        except ExportError as error:
            self._say(str(error), "$text-error")
        else:
            self._say(_written(paths), "$text-success")
        finally:
            self._writing = False

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one("#export-said", Static).update(Content.styled(sentence, style))


def _written(paths: Sequence[Path]) -> str:
    if len(paths) == 1:
        return _("✓ Written: {path}").format(path=shown(paths[0]))
    # They are called the same, but for their endings.
    names = ", ".join([printable(paths[0].name), *(path.suffix for path in paths[1:])])
    return _("✓ Written in {directory}: {names}").format(directory=shown(paths[0].parent), names=names)


def export_window(screen: LabScreen) -> ExportScreen | None:
    """The window for what the lab shows at this moment; None where there is nothing yet."""
    session, player = screen.session, screen.player
    if session is None or player is None or session.record is None:
        return None
    screen.draw_lab()  # frames come a moment after the records
    refusal = session.refusal if session.at_end else None
    trainer = screen.tutor.trainer_now
    snapshot = Snapshot(
        trajectory=session.trajectory.copy(session.index + 1),
        name=file_name(*screen.exported_as),
        refused=None if refusal is None else Refused(refusal.kind, refusal.message),
        pictures=_pictures(screen),
        data_file=screen.data_file,
        torch=trainer.torch_version if trainer is not None else "",
    )
    return ExportScreen(snapshot, _palette(screen.plot), session.last_step, playing=player.playing)


def _pictures(screen: LabScreen) -> tuple[Picture, ...]:
    plots = [plot for plot in screen.query(PlotView) if plot.display and plot.region.height] or [screen.plot]
    return tuple(picture for plot in plots if (picture := plot.drawn(UNSEEN)) is not None)


def _palette(plot: PlotView) -> Palette:
    """The colours of the theme. Those of the terminal's own, which it does not tell, are Textual's for it."""
    theme = plot.app.ansi_theme
    background, foreground = plot.background_colors[1], plot.rich_style.color

    def hexadecimal(color: Color, *, behind: bool = False) -> str:
        if color.ansi is not None:
            return color.rich_color.get_truecolor(theme, foreground=not behind).hex
        return (background + color).hex6.lower() if background.ansi is None else color.hex6.lower()

    roles: dict[Role, Ink] = {}
    for role in get_args(Role):
        if not role:
            continue
        styles = plot.get_component_styles(f"cells--{role}")
        roles[role] = Ink(hexadecimal(styles.color), bool(styles.text_style.bold))
    plain = foreground.get_truecolor(theme).hex if foreground is not None else "#000000"
    return Palette(hexadecimal(background, behind=True), Ink(plain), roles)
