"""The script of a loop on screen, line by line: what is drawn. Its keys are in `stepper`."""

from __future__ import annotations

import contextlib

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.css.query import NoMatches
from textual.widgets import Static

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import LineState
from gdtutor.lab.line_account import Script, account, place_of
from gdtutor.language import _
from gdtutor.tui.screens.base import COMMON
from gdtutor.tui.screens.stepper_run import StepperRun
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.listing_view import ListingView
from gdtutor.tui.widgets.loop_account import LoopAccount, where_it_stops
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.state_table import StateTable
from gdtutor.tui.widgets.title_bar import TitleBar

# What a key changed is on screen soon, and once for keys that come in a burst.
FRAME = 0.005


class StepperDisplay(StepperRun):
    """Shows a script, what its last line did, and the curve of the whole run."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._script = Script(experiment)
        self._frame_due = False
        self._drawn: Experiment | None = None
        self._keys_then: tuple[object, ...] = ()
        self._curve_then: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """The script beside the table and the sentence, and below them the curve beside what was done to the loop."""
        with Vertical(id="whole"):
            yield TitleBar()
            with Container(id="stepper"):
                yield ListingView(id="listing")
                with Vertical(id="beside"):
                    yield Static(id="where", markup=False)
                    yield StateTable(id="state")
                    with VerticalScroll(id="said", can_focus=False):
                        yield Static(id="account", markup=False)
                with Container(id="below"):
                    yield PlotView(id="plot")
                    with VerticalScroll(id="about-loop", can_focus=False):
                        yield LoopAccount(id="told")
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))

    def on_mount(self) -> None:
        """The script is there before torch is."""
        self.torch_changed()
        self.call_after_refresh(lambda: self.run_worker(self.open(), exit_on_error=True))

    # Showing

    def changed(self) -> None:
        """Something that the screen shows has changed: draw soon, and once for many changes."""
        if not self._frame_due and self.is_attached:
            self._frame_due = True
            self.set_timer(FRAME, self._frame)

    def _frame(self) -> None:
        self._frame_due = False
        self.draw()

    def draw(self) -> None:
        """Draw all as it is now."""
        # The widgets of a screen that is left go before the screen does.
        with contextlib.suppress(NoMatches):
            self._draw()

    def _draw(self) -> None:
        experiment = self.edits.experiment
        if self._script.experiment != experiment:
            self._script = Script(experiment)
        self.query_one(TitleBar).where = _("{where} ▸ line by line").format(where=self._below_title)
        previous, state = self.at
        refusal = self.refusal
        self.set_class(refusal is not None, "-refused")
        self.set_class(self.is_stopped, "-stopped")
        self.query_one(ListingView).show(
            self.edits.lines,
            done=state.line,
            next=state.next,
            stopped=refusal.line if refusal is not None else 0,
            chosen=self.edits.chosen,
        )
        names = [*experiment.parameters, *(f"{name}.grad" for name in experiment.parameters), "cost"]
        self.query_one(StateTable).show(names, previous, state)
        _say(self.query_one("#where", Static), place_of(self._script, state))
        _say(self.query_one("#account", Static), self._account(previous, state))
        self.query_one(LoopAccount).show(
            experiment,
            own=experiment == self.original,
            chosen=self.edits.line,
            trajectory=self.trajectory,
            refusal=refusal,
        )
        self._draw_curve(state)
        keys = (state.line, state.next, self.edits.chosen, experiment, self.is_stopped)
        if keys != self._keys_then:
            self._keys_then = keys
            self.refresh_bindings()

    def _account(self, previous: LineState | None, state: LineState) -> str:
        stepper = self.stepper
        if stepper is not None and stepper.problem:
            return stepper.problem
        if self.notice:
            return self.notice
        said = account(self._script, previous, state)
        refusal = self.refusal
        # Where there is no room for the error beside the script, that there is one must be said.
        if refusal is None or not (self.has_class("-narrow") or self.is_tiny):
            return said
        return f"{said} {where_it_stops(refusal, self.trajectory)}"

    def _draw_curve(self, state: LineState) -> None:
        plot, experiment, trajectory = self.query_one(PlotView), self.edits.experiment, self.trajectory
        if self._drawn != experiment:
            self._drawn, self._curve_then = experiment, ()
            plot.start("cost-steps")
        if trajectory is None or not plot.display:
            return
        from gdtutor.plots.picture import Scene

        unbroken = self.unbroken
        others = ((_("standard loop"), unbroken),) if unbroken is not None and unbroken.experiment != experiment else ()
        index = min(state.step, len(trajectory) - 1)
        curve = (experiment, index, len(trajectory), *(len(run) for _label, run in others))
        if curve == self._curve_then:
            return  # most lines of a loop move no ball
        self._curve_then = curve
        plot.show_scene(
            Scene(
                experiment=experiment,
                parameters=(state.values.get("W") or 0.0, state.values.get("b") or 0.0),
                trajectory=trajectory if len(trajectory) else None,
                index=index,
                others=others,
            )
        )

    def on_resize(self, event: events.Resize) -> None:
        """There is more room, or less."""
        super().on_resize(event)
        self.call_after_refresh(self.draw)
        self.call_after_refresh(self.refresh_bindings)

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign
        self.changed()

    def course_changed(self) -> None:
        """The language is another one: all is said anew."""
        super().course_changed()
        self._curve_then = ()
        self.draw()


def _say(text: Static, said: str) -> None:
    """Say it once: each time the screen would be laid out anew."""
    if text.content != said:
        text.update(said)
