"""The keys of a lab: turn, play, step, scrub, reset, and choose what is seen."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from gdtutor.descent.experiment import Experiment
from gdtutor.language import N_
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.lab_display import LabDisplay
from gdtutor.tui.widgets.readout import Readout

if TYPE_CHECKING:
    from gdtutor.lab.session import LabSession

RUN = frozenset({"play", "pause", "step", "back", "reset", "faster", "slower"})

LAB_COMMANDS = (
    Command("play", "space", "space", N_("play"), N_("Run steps, one after another, at the chosen speed"), footer=2),
    Command("pause", "space", "space", N_("pause"), N_("Stop at the step on screen"), footer=1),
    Command("step", "full_stop,greater_than_sign", ".", N_("step"), N_("One step forward"), footer=2),
    Command(
        "back",
        "comma,less_than_sign",
        ",",
        N_("back"),
        N_("One step back; with another α the run branches off there"),
        footer=4,
    ),
    Command("reset", "r", "r", N_("reset"), N_("Back to the same start; again: to the lesson's own values"), footer=4),
    Command("turn(-1)", "left", "←→", N_("turn"), N_("Turn the chosen dial"), footer=2),
    Command("turn(1)", "right", "←→", N_("turn"), N_("Turn the chosen dial"), footer=0),
    Command("turn(-10)", "left_square_bracket", "[ ]", N_("turn far"), N_("Turn the chosen dial ten clicks at once"), footer=0),
    Command("turn(10)", "right_square_bracket", "[ ]", N_("turn far"), N_("Turn the chosen dial ten clicks at once"), footer=0),
    Command("choose_dial(-1)", "up", "↑↓", N_("dial"), N_("Choose the dial that ← and → turn"), footer=5),
    Command("choose_dial(1)", "down", "↑↓", N_("dial"), N_("Choose the dial that ← and → turn"), footer=0),
    Command("faster", "f", "f", N_("faster"), N_("Play faster, up to as fast as torch goes"), footer=0),
    Command("slower", "s", "s", N_("slower"), N_("Play slower"), footer=0),
    Command("next_picture", "v", "v", N_("view"), N_("The next picture of this lab"), footer=6),
    Command("show_curve", "c", "c", N_("curve"), N_("Draw the whole curve, or hide it again"), footer=3),
    Command("words", "w", "w", N_("in words"), N_("Tell the picture in words, or draw it again"), footer=0),
    Command("inside", "i", "i", N_("inside"), N_("Go through the script line by line"), footer=5),
    Command("export", "e", "e", N_("export"), N_("Write the script, the rows or the picture to a file"), footer=7),
)


class LabScreen(LabDisplay):
    """A screen whose lab is worked with keys and mouse."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = LAB_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(LAB_COMMANDS)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        lab, session, player = self.lab, self.session, self.player
        if action in RUN | {"turn", "choose_dial", "next_picture", "show_curve", "words"}:
            if lab is None or session is None or player is None:
                return False
            if action == "reset":
                return bool(lab.controls)
            if action in RUN and ("run" not in lab.controls or self.hides_next_step):
                return False
            can_go_on = not (session.overflowed and session.at_end)
            return {
                "play": not player.playing and can_go_on,
                "step": can_go_on,
                "pause": player.playing,
                "back": session.index > 0,
                "turn": bool(session.dials),
                "choose_dial": len(session.dials) > 1,
                "next_picture": len(lab.pictures) > 1,
                "show_curve": lab.curve == "tries",
            }.get(action, True)
        if action == "inside":
            # Not while the learner is to predict what the script does.
            return self.experiment_inside is not None and not self.hides_next_step
        if action == "export":
            return session is not None and session.record is not None
        return super().check_action(action, parameters)

    @property
    def experiment_inside(self) -> Experiment | None:
        """What the lab runs, from its start and with α as they are turned; None where there is no lab."""
        if self.session is None:
            return None
        from gdtutor.lab.inside import experiment_inside

        return experiment_inside(self.session)

    def action_inside(self) -> None:
        """The script of the run, line by line; the lab stays as it is."""
        from gdtutor.tui.screens.stepper import StepperScreen

        experiment = self.experiment_inside
        if experiment is not None:
            if self.player is not None and self.player.playing:
                self.do(self.player.stop())
            self.app.push_screen(StepperScreen(experiment))

    @property
    def exported_as(self) -> tuple[str, ...]:
        """The words that files written from here are called by."""
        place = self.standing
        return ("lab",) if place is None else place

    @property
    def data_file(self) -> str:
        """The name of the learner's own file that the points come from; "" where they come from none."""
        return ""

    def action_export(self) -> None:
        """Write the run, as far as it is on screen, to a file."""
        session = self.session
        if session is None:
            return
        if session.stale or (len(session.trajectory) == 1 and session.lr != session.experiment.lr):
            self.do(self._export_as_turned(session))
        else:
            self._open_export()

    async def _export_as_turned(self, session: LabSession) -> None:
        """A dial was turned a moment ago: what is exported begins there."""
        await session.apply()
        if session is self.session and self.is_current:
            self._open_export()

    def _open_export(self) -> None:
        from gdtutor.tui.screens.export import export_window

        window = export_window(self)
        if window is not None:
            self.app.push_screen(window)

    def lab_worked(self) -> None:
        """A key has done something to the lab: a screen that has its picture out of sight shows it."""

    def action_play(self) -> None:
        """Play."""
        self.lab_worked()
        if self.player is not None:
            self.player.play()
            self.draw_numbers()

    def action_pause(self) -> None:
        """Pause."""
        if self.player is not None:
            self.do(self.player.stop())

    def action_step(self) -> None:
        """One step forward; a playing run stops first."""
        self.lab_worked()
        if self.player is not None and self.session is not None:
            if self.player.playing:
                self.do(self.player.stop())
            self.player.stopped_because = ""
            self.do(self.session.forward())

    def action_back(self) -> None:
        """One step back; a playing run stops first."""
        self.lab_worked()
        if self.player is not None and self.session is not None:
            if self.player.playing:
                self.do(self.player.stop())
            self.player.stopped_because = ""
            self.session.back()
            self.draw_numbers()

    def action_reset(self) -> None:
        """Back to the start."""
        self.lab_worked()
        if self.player is not None and self.session is not None:
            self.do(self._reset(self.player.stop(), self.session))

    async def _reset(self, stopped: Awaitable[None], session: LabSession) -> None:
        await stopped
        await session.reset()
        if session is self.session:
            self.start_pictures()
            self.draw_lab()

    def action_turn(self, clicks: int) -> None:
        """Turn the chosen dial."""
        self.lab_worked()
        if self.session is not None and self.session.dials:
            self._turn(self.session, self._chosen_dial(self.session), clicks)

    def on_readout_dial_clicked(self, message: Readout.DialClicked) -> None:
        """A click on a dial's track chooses that dial and turns it there."""
        session = self.session
        if session is None:
            return
        names = [dial.name for dial in session.dials]
        self._dial = names.index(message.name)
        clicks = session.dials[self._dial].clicks_to(message.position)
        if clicks:
            self._turn(session, message.name, clicks)
        else:
            self.draw_numbers()

    def _turn(self, session: LabSession, name: str, clicks: int) -> None:
        session.turn(name, clicks)
        if self.player is not None:
            self.player.stopped_because = ""
        self.draw_numbers()
        self.do(session.apply())

    def action_choose_dial(self, by: int) -> None:
        """Choose another dial for the arrows to turn."""
        self.lab_worked()
        if self.session is not None and self.session.dials:
            self._dial = (self._dial + by) % len(self.session.dials)
            self.draw_numbers()

    def action_faster(self) -> None:
        """Play faster."""
        self.lab_worked()
        if self.player is not None:
            self.player.faster()
            self.draw_numbers()

    def action_slower(self) -> None:
        """Play slower."""
        self.lab_worked()
        if self.player is not None:
            self.player.slower()
            self.draw_numbers()

    def action_next_picture(self) -> None:
        """Show the lab's next picture."""
        self.lab_worked()
        if self.lab is not None and self.session is not None:
            self._picture = (self._picture + 1) % len(self.lab.pictures)
            self.start_pictures()
            self.draw_lab()

    def action_show_curve(self) -> None:
        """Show or hide the whole curve."""
        self.lab_worked()
        if self.session is not None:
            self.session.show_curve()

    def action_words(self) -> None:
        """The picture in words, or drawn."""
        self.lab_worked()
        self._in_words = not self._in_words
        self.plot.show_words(self._in_words)
