"""A lab on a screen: opened and closed, and drawn as torch and the learner move it. Its keys are in `lab`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textual import events

from gdtutor.course.model import Lab
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.readout import Readout, run_sentence

if TYPE_CHECKING:
    from gdtutor.lab.player import Player
    from gdtutor.lab.session import LabSession

# Seconds between two pictures of a playing run; flat out, where torch and the screen share the processor, fewer do.
FRAME = 1 / 20
FRAME_FLAT_OUT = 1 / 6
# A picture after a key: soon, and once for keys that come in a burst.
FRAME_AFTER_KEY = 0.005


class LabDisplay(CourseScreen):
    """Subclasses compose a PlotView `#plot` in a container `#pictures` and a Readout `#readout`, and call `open_lab`."""

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

    def prepare_lab(self, lab: Lab | None) -> None:
        """Make room for a lab's picture and numbers, or for none, long before torch has anything to show there."""
        self.close_lab()
        self.lab = lab
        self._dial = self._picture = 0
        self.set_class(lab is None, "-no-lab")
        readout = self.query_one(Readout)
        self.plot.display = readout.display = lab is not None
        if lab is not None:
            readout.make_room(lab)
        self.arrange_second_plot()

    async def open_lab(self, lab: Lab | None) -> None:
        """Put a lab on screen in place of the one before; the picture is there before torch is."""
        self.prepare_lab(lab)
        if lab is None:
            self.refresh_bindings()
            return
        trainer = await self.tutor.trainer()
        if lab is not self.lab:
            return  # The page was turned while torch's client was being imported.
        from gdtutor.lab.session import LabSession

        self.begin_session(LabSession(lab, trainer, self.lab_changed))

    def begin_session(self, session: LabSession) -> None:
        """Show a lab at work, whose room is prepared; its run is opened in torch beside that."""
        from gdtutor.lab.player import Player

        self.session = session
        self.player = Player(session, self.lab_changed)
        self._dial = max(0, len(session.dials) - 1) if "run" in session.lab.controls else 0
        self.start_pictures()
        self.draw_lab()
        self.refresh_bindings()
        self.do(session.open())

    def close_lab(self) -> None:
        """Let go of the lab's run in torch; nobody waits for that, and it outlives the screen."""
        session, player = self.session, self.player
        self.session = self.player = None
        if session is not None and player is not None:

            async def let_go() -> None:
                await player.stop()
                await session.close()

            self.app.run_worker(let_go(), exit_on_error=True)

    # Showing

    def lab_changed(self) -> None:
        """Something that the screen shows has changed: draw soon, and once for many changes."""
        # Not under a window: for whatever happens on a screen below Textual sends all of the window again.
        if not self._frame_due and self.is_active:
            self._frame_due = True
            self._draw_soon()

    def _draw_soon(self) -> None:
        player = self.player
        if player is None or not player.playing:
            wait = FRAME_AFTER_KEY
        else:
            wait = self.tutor.line.seconds_between(FRAME_FLAT_OUT if math.isinf(player.steps_per_second) else FRAME)
        self.set_timer(wait, self._frame)

    def _frame(self) -> None:
        if not self.tutor.line.has_room_for_pictures:
            # Left out: the line is slower than the run. What is drawn in its place is newer.
            self.set_timer(self.tutor.line.seconds_between(FRAME), self._frame)
            return
        self._frame_due = False
        self.draw_lab()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """What was not drawn while a window lay on top."""
        self.lab_changed()

    def draw_lab(self) -> None:
        """Draw the lab as it is now."""
        session, player = self.session, self.player
        if session is None or player is None or not self.is_attached:
            return
        from gdtutor.lab.scene import scene_of

        scene = scene_of(session)
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
        over = session.overflowed and session.at_end
        keys = (player.playing, session.index == 0, session.problem, over, session.record is None)
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
        # On pictures of the data what is compared are lines; on all others whole runs.
        runs = lab is not None and ("run" in lab.controls or (bool(lab.compare) and lab.pictures[0] not in ("data", "squares")))
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
