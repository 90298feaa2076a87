"""A screen with a lab on it: the keys that turn, play, step, scrub and reset, and the pictures that follow."""

from __future__ import annotations

import math
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.css.query import NoMatches

from gdtutor.course.model import Lab
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.readout import Readout, run_sentence

if TYPE_CHECKING:
    from gdtutor.lab.player import Player
    from gdtutor.lab.session import LabSession
    from gdtutor.plots.picture import Scene

# Seconds between two pictures of a playing run; flat out, where torch and the screen share the processor, half as many do.
FRAME = 1 / 20
FRAME_FLAT_OUT = 1 / 10
# A picture after a key: soon, and once for keys that come in a burst.
FRAME_AFTER_KEY = 0.005
RUN = frozenset({"play", "pause", "step", "back", "reset", "faster", "slower"})

LAB_COMMANDS = (
    Command("play", "space", "space", "play", "Run steps, one after another, at the chosen speed", footer=2),
    Command("pause", "space", "space", "pause", "Stop at the step on screen", footer=1),
    Command("step", "full_stop,greater_than_sign", ".", "step", "One step forward", footer=2),
    Command("back", "comma,less_than_sign", ",", "back", "One step back through what was recorded", footer=4),
    Command("reset", "r", "r", "reset", "Back to the same start; again: to the lesson's own values", footer=4),
    Command("turn(-1)", "left", "←→", "turn", "Turn the chosen dial", footer=2),
    Command("turn(1)", "right", "←→", "turn", "Turn the chosen dial", footer=0),
    Command("turn(-10)", "left_square_bracket", "[ ]", "turn far", "Turn the chosen dial ten clicks at once", footer=0),
    Command("turn(10)", "right_square_bracket", "[ ]", "turn far", "Turn the chosen dial ten clicks at once", footer=0),
    Command("choose_dial(-1)", "up", "↑↓", "dial", "Choose the dial that ← and → turn", footer=5),
    Command("choose_dial(1)", "down", "↑↓", "dial", "Choose the dial that ← and → turn", footer=0),
    Command("faster", "f", "f", "faster", "Play faster, up to as fast as torch goes", footer=0),
    Command("slower", "s", "s", "slower", "Play slower", footer=0),
    Command("next_picture", "v", "v", "view", "The next picture of this lab", footer=6),
    Command("show_curve", "c", "c", "curve", "Draw the whole curve, or hide it again", footer=3),
    Command("words", "w", "w", "words", "Tell the picture in words, or draw it again", footer=0),
)


class LabScreen(CourseScreen):
    """Subclasses compose a PlotView `#plot` in a container `#pictures` and a Readout `#readout`, and call `open_lab`."""

    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = LAB_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(LAB_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self.lab: Lab | None = None
        self.session: LabSession | None = None
        self.player: Player | None = None
        self._dial = 0
        self._picture = 0
        self._in_words = False
        self._frame_due = False
        self._keys_then: tuple[object, ...] = ()

    # Opening and closing

    async def open_lab(self, lab: Lab | None) -> None:
        """Put a lab on screen in place of the one before; the picture is there before torch is."""
        self.close_lab()
        self.lab = lab
        self._dial = self._picture = 0
        for widget in (self.query_one("#plot"), self.query_one("#readout")):
            widget.display = lab is not None
        self.arrange_second_plot()
        if lab is None:
            self.refresh_bindings()
            return
        trainer = await self.tutor.trainer()
        if lab is not self.lab:
            return  # The page was turned while torch's client was being imported.
        from gdtutor.lab.player import Player
        from gdtutor.lab.session import LabSession

        self.session = LabSession(lab, trainer, self.lab_changed)
        self.player = Player(self.session, self.lab_changed)
        self._dial = max(0, len(self.session.dials) - 1) if "run" in lab.controls else 0
        self.start_pictures()
        self.draw_lab()
        self.refresh_bindings()
        self.do(self.session.open())

    def close_lab(self) -> None:
        """Let go of the lab's run in torch; nobody waits for that, and it outlives the screen."""
        session, player = self.session, self.player
        self.session = self.player = None
        if session is not None and player is not None:

            async def let_go() -> None:
                await player.stop()
                await session.close()

            self.app.run_worker(let_go(), exit_on_error=True)

    def do(self, work: Coroutine[Any, Any, object]) -> None:
        """Do it beside the screen: keys are obeyed while torch works. A screen that was left meanwhile has nothing to show it."""

        async def unless_left() -> None:
            try:
                await work
            except NoMatches:
                if self.is_attached:
                    raise

        self.run_worker(unless_left(), exit_on_error=True)

    # Showing

    def lab_changed(self) -> None:
        """Something that the screen shows has changed: draw soon, and once for many changes."""
        if not self._frame_due:
            self._frame_due = True
            player = self.player
            if player is None or not player.playing:
                wait = FRAME_AFTER_KEY
            else:
                wait = FRAME_FLAT_OUT if math.isinf(player.steps_per_second) else FRAME
            self.set_timer(wait, self._frame)

    def _frame(self) -> None:
        self._frame_due = False
        self.draw_lab()

    def draw_lab(self) -> None:
        """Draw the lab as it is now."""
        session, player = self.session, self.player
        if session is None or player is None or not self.is_attached:
            return
        scene = self._scene(session)
        sentence = run_sentence(session, player) if "run" in session.lab.controls else ""
        for plot in self.query(PlotView):
            if plot.display:
                plot.show_scene(scene, sentence)
        self.draw_numbers()

    def draw_numbers(self) -> None:
        """Only the numbers: what a key changes is on screen at once, while pictures wait for their frame."""
        session, player = self.session, self.player
        if session is None or player is None or not self.is_attached:
            return
        self.query_one(Readout).show_lab(
            session, player, self._chosen_dial(session), asks=self.hides_next_step, sign=self.tutor.torch_sign
        )
        keys = (player.playing, session.index == 0, session.problem, session.overflowed and session.at_end)
        if keys != self._keys_then:
            self._keys_then = keys
            self.refresh_bindings()

    @property
    def plot(self) -> PlotView:
        """The picture."""
        return self.query_one("#plot", PlotView)

    @property
    def hides_next_step(self) -> bool:
        """True while the learner is to predict what the next step gives."""
        return False

    def torch_changed(self) -> None:
        """A lost process is told where the numbers are."""
        trainer = self.tutor.trainer_now
        if self.session is not None and trainer is not None and trainer.state in ("lost", "unavailable"):
            self.session.problem = trainer.problem
        self.lab_changed()

    def _scene(self, session: LabSession) -> Scene:
        from gdtutor.plots.picture import Scene

        return Scene(
            experiment=session.experiment,
            parameters=session.parameters,
            trajectory=session.trajectory if len(session.trajectory) else None,
            index=session.index,
            ghosts=tuple(session.ghosts),
            others=tuple(session.others),
            tries=tuple(session.tries),
            curve=session.curve_shown,
            slope="slope" not in session.lab.hide,
            tangents=session.lab.tangents,
            W_range=session.lab.W_range,
            b_range=session.lab.b_range,
        )

    def start_pictures(self) -> None:
        """Begin the pictures anew: their ranges are chosen afresh."""
        lab = self.lab
        if lab is None:
            return
        self.plot.start(lab.pictures[self._picture])
        self.plot.show_words(self._in_words)
        for second in self.query("#second-plot").results(PlotView):
            second.start("cost-steps")
        self.arrange_second_plot()

    def arrange_second_plot(self) -> None:
        """The cost against the step, below the first picture, where the window is large and the first shows something else."""
        lab = self.lab
        runs = lab is not None and ("run" in lab.controls or (bool(lab.compare) and lab.pictures[0].startswith("cost")))
        shown = lab.pictures[self._picture] if lab is not None else ""
        room = self.size.width >= 110 and self.size.height >= 34
        wanted = runs and room and shown not in ("cost-steps", "cost-steps-log")
        there = self.query("#second-plot")
        if there and not wanted:
            there.remove()
        elif wanted and not there:
            second = PlotView(id="second-plot")
            second.start("cost-steps")
            self.query_one("#pictures").mount(second)
            self.call_after_refresh(self.draw_lab)

    def _chosen_dial(self, session: LabSession) -> str:
        return session.dials[self._dial].name if session.dials else ""

    # Keys

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
        return super().check_action(action, parameters)

    def action_play(self) -> None:
        """Play."""
        if self.player is not None:
            self.player.play()
            self.draw_numbers()

    def action_pause(self) -> None:
        """Pause."""
        if self.player is not None:
            self.do(self.player.stop())

    def action_step(self) -> None:
        """One step forward; a playing run stops first."""
        if self.player is not None and self.session is not None:
            if self.player.playing:
                self.do(self.player.stop())
            self.player.stopped_because = ""
            self.do(self.session.forward())

    def action_back(self) -> None:
        """One step back; a playing run stops first."""
        if self.player is not None and self.session is not None:
            if self.player.playing:
                self.do(self.player.stop())
            self.player.stopped_because = ""
            self.session.back()
            self.draw_numbers()

    def action_reset(self) -> None:
        """Back to the start."""
        if self.player is not None and self.session is not None:
            self.do(self._reset(self.player, self.session))

    async def _reset(self, player: Player, session: LabSession) -> None:
        await player.stop()
        await session.reset()
        if session is self.session:
            self.start_pictures()
            self.draw_lab()

    def action_turn(self, clicks: int) -> None:
        """Turn the chosen dial."""
        if self.session is not None and self.session.dials:
            self.session.turn(self._chosen_dial(self.session), clicks)
            if self.player is not None:
                self.player.stopped_because = ""
            self.draw_numbers()
            self.do(self.session.apply())

    def on_readout_dial_clicked(self, message: Readout.DialClicked) -> None:
        """A click on a dial's track chooses that dial and turns it there."""
        session = self.session
        if session is None:
            return
        names = [dial.name for dial in session.dials]
        self._dial = names.index(message.name)
        clicks = session.dials[self._dial].clicks_to(message.position)
        if clicks:
            session.turn(message.name, clicks)
            if self.player is not None:
                self.player.stopped_because = ""
            self.do(session.apply())
        self.draw_numbers()

    def action_choose_dial(self, by: int) -> None:
        """Choose another dial for the arrows to turn."""
        if self.session is not None and self.session.dials:
            self._dial = (self._dial + by) % len(self.session.dials)
            self.draw_numbers()

    def action_faster(self) -> None:
        """Play faster."""
        if self.player is not None:
            self.player.faster()
            self.draw_numbers()

    def action_slower(self) -> None:
        """Play slower."""
        if self.player is not None:
            self.player.slower()
            self.draw_numbers()

    def action_next_picture(self) -> None:
        """Show the lab's next picture."""
        if self.lab is not None and self.session is not None:
            self._picture = (self._picture + 1) % len(self.lab.pictures)
            self.start_pictures()
            self.draw_lab()

    def action_show_curve(self) -> None:
        """Show or hide the whole curve."""
        if self.session is not None:
            self.session.show_curve()

    def action_words(self) -> None:
        """The picture in words, or drawn."""
        self._in_words = not self._in_words
        self.plot.show_words(self._in_words)
