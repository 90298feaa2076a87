"""The keys of the script line by line: forwards, backwards, playing, and breaking the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from gdtutor.descent.breaks import Break, why_not_edited
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import layout
from gdtutor.language import N_
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.stepper_display import StepperDisplay
from gdtutor.tui.widgets.listing_view import ListingView

if TYPE_CHECKING:
    from gdtutor.lab.stepper import Stepper

# Seconds from line to line while the script plays: time to read what a line did.
PACE = 0.8

COMMANDS = (
    Command("line", "full_stop", ".", N_("line"), N_("Execute the next line"), footer=1),
    Command("next_pass", "greater_than_sign", ">", N_("pass"), N_("One pass of the loop further; first to its start"), footer=2),
    Command("ten_on", "right_square_bracket", "]", N_("ten on"), N_("Ten passes of the loop further"), footer=6),
    Command("back_line", "comma", ",", N_("back"), N_("Back by one line"), footer=3),
    Command("back_pass", "less_than_sign", "<", N_("pass back"), N_("Back to the same place one pass earlier"), footer=0),
    Command("ten_back", "left_square_bracket", "[", N_("ten back"), N_("Ten passes of the loop back"), footer=0),
    Command("play", "space", "space", N_("play"), N_("Execute line after line, slowly enough to read along"), footer=3),
    Command("pause", "space", "space", N_("pause"), N_("Stop after the line on screen"), footer=1),
    Command("reset", "r", "r", N_("top"), N_("Back to the top of the script; once more: to the lab's own loop"), footer=5),
    Command("break", "b", "b", N_("break it"), N_("Leave out a line of the loop, swap two, and more; torch runs it"), footer=2),
    Command("choose(-1)", "up", "↑↓", N_("choose"), N_("Choose a line of the loop, to change it"), footer=5),
    Command("choose(1)", "down", "↑↓", N_("choose"), N_("Choose a line of the loop, to change it"), footer=0),
    Command("take_out", "x", "x", N_("out/in"), N_("Take the chosen line out of the loop, or put it back"), footer=4),
    Command("move(-1)", "u", "u d", N_("move"), N_("Move the chosen line up or down"), footer=4),
    Command("move(1)", "d", "u d", N_("move"), N_("Move the chosen line up or down"), footer=0),
    Command("double", "y", "y", N_("double"), N_("Write the chosen line once more below itself"), footer=4),
    Command("look_at_curve", "tab", "tab", N_("curve"), N_("In a small window: the curve in place of the script"), footer=1),
    Command("look_at_script", "tab", "tab", N_("script"), N_("In a small window: the script again"), footer=1),
    Command("scroll(1)", "pagedown", "PgDn", N_("more"), N_("Look further down in the script"), footer=0),
    Command("scroll(-1)", "pageup", "PgUp", N_("back up"), N_("Look further up in the script"), footer=0),
    Command("leave", "q,escape", "q", N_("lab"), N_("Back to the lab, which is as it was"), footer=2),
)


class StepperScreen(StepperDisplay):
    """Goes through the script of an experiment line by line, and through what becomes of it when its loop is changed."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(COMMANDS)

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._playing: asyncio.Task[None] | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        stepper, experiment = self.stepper, self.edits.experiment
        here = stepper is not None and stepper.experiment == experiment
        if action in ("line", "next_pass", "ten_on"):
            return not (here and stepper is not None and stepper.at_end)
        if action in ("back_line", "back_pass", "ten_back"):
            return here and stepper is not None and stepper.index > 0
        if action == "play":
            return not self.playing and not (here and stepper is not None and stepper.at_end)
        if action == "pause":
            return self.playing
        if action in ("take_out", "move", "double"):
            return self.edits.chosen is not None
        if action in ("look_at_curve", "look_at_script"):
            return (self.has_class("-narrow") or self.is_tiny) and self.has_class("-curve-side") == (action == "look_at_script")
        return super().check_action(action, parameters)

    # Through the script

    def action_line(self) -> None:
        """One line on; a playing script stops first."""
        self._stop()
        self.ask(lambda stepper: stepper.forward_line())

    def action_next_pass(self) -> None:
        """One pass on; from before the loop, to where it begins."""
        self._stop()
        self.ask(_next_pass)

    def action_ten_on(self) -> None:
        """Ten passes on."""
        self._stop()
        self.ask(lambda stepper: stepper.forward_ten())

    def action_back_line(self) -> None:
        """One line back."""
        self._back(lambda stepper: stepper.back_line())

    def action_back_pass(self) -> None:
        """One pass back."""
        self._back(lambda stepper: stepper.back_step())

    def action_ten_back(self) -> None:
        """Ten passes back."""
        self._back(lambda stepper: stepper.back_ten())

    def _back(self, how: Callable[[Stepper], None]) -> None:
        async def back(stepper: Stepper) -> None:
            how(stepper)

        self._stop()
        self.ask(back)

    def action_reset(self) -> None:
        """Back to the top; from there, to the lab's own loop."""
        self._stop()
        if self.edits.experiment != self.original and self.at[1].line == 0:
            self.become(self.original, to_loop=False)
        else:
            self.ask(lambda stepper: stepper.reset())

    # Playing

    @property
    def playing(self) -> bool:
        """Whether lines are executed by themselves."""
        return self._playing is not None and not self._playing.done()

    def action_play(self) -> None:
        """Play."""
        if not self.playing:
            self.notice = ""
            self._playing = asyncio.create_task(self._play())
            self.refresh_bindings()

    def action_pause(self) -> None:
        """Pause."""
        self._stop()

    async def _play(self) -> None:
        done = asyncio.Event()

        async def line(stepper: Stepper) -> None:
            if self.playing:
                await stepper.forward_line()
            done.set()

        while self.is_attached:
            done.clear()
            self.ask(line)
            await done.wait()
            if self.stepper is None or self.stepper.at_end or self.stepper.problem:
                break
            await asyncio.sleep(PACE)
        self.call_after_refresh(self.refresh_bindings)

    def _stop(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            self._playing = None
            self.call_after_refresh(self.refresh_bindings)

    # Another loop

    def action_break(self) -> None:
        """Choose what to do to the loop."""
        from gdtutor.tui.screens.break_window import BreakWindow

        def chosen(known: Break | None) -> None:
            if known is not None and known.experiment is not None:
                self.become(known.experiment)

        self._stop()
        self.app.push_screen(BreakWindow(self.edits.experiment), chosen)

    def action_choose(self, by: int) -> None:
        """Choose a line of the loop."""
        self._stop()
        self.notice = why_not_edited(self.edits.experiment)
        self.edits.choose(by)
        self.draw()

    def on_listing_view_line_clicked(self, message: ListingView.LineClicked) -> None:
        """A click chooses a line, too."""
        if self.edits.choose_at(message.index):
            self._stop()
            self.draw()

    def action_take_out(self) -> None:
        """Take the chosen line out, or put it back."""
        self._edit(self.edits.take_out)

    def action_move(self, by: int) -> None:
        """Move the chosen line."""
        self._edit(lambda: self.edits.move(by))

    def action_double(self) -> None:
        """Write the chosen line twice."""
        self._edit(self.edits.double)

    def _edit(self, how: Callable[[], Experiment]) -> None:
        self._stop()
        try:
            self.become(how())
        except ValueError as error:
            self.notice = str(error)
        self.draw()

    # The screen

    def action_scroll(self, by: int) -> None:
        """Look further down or up in the script, and in what is told where that is longer than its place."""
        listing = self.query_one(ListingView)
        listing.scroll_rows(by * max(1, listing.size.height - 2))
        for text in self.query(VerticalScroll):
            text.scroll_relative(y=by * max(1, text.size.height - 1), animate=False, immediate=True)

    def action_look_at_curve(self) -> None:
        """The curve."""
        self._look_at(curve=True)

    def action_look_at_script(self) -> None:
        """The script."""
        self._look_at(curve=False)

    def _look_at(self, *, curve: bool) -> None:
        self.set_class(curve, "-curve-side")
        self.call_after_refresh(self.draw)
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Back to the lab."""
        if self.is_current:
            self._stop()
            self.app.pop_screen()

    def on_unmount(self) -> None:
        """Nothing plays on."""
        self._stop()
        super().on_unmount()


async def _next_pass(stepper: Stepper) -> None:
    if 0 < stepper.state.next < layout(stepper.listing.script).head:
        await stepper.forward_to_loop()
    else:
        await stepper.forward_step()
