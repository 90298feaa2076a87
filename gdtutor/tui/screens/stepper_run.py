"""The script of a loop in torch, for the screen that shows it: what was asked is done in order. Drawn in `stepper_display`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gdtutor.descent.breaks import standard_loop
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import START, LineState
from gdtutor.lab.loop_edits import LoopEdits
from gdtutor.tui.screens.base import CourseScreen, screen_below
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.lab.stepper import Stepper
    from gdtutor.lab.whole_run import WholeRun
    from gdtutor.trainer.client import TorchRefusal

Job = Callable[["Stepper"], Awaitable[object]]


class StepperRun(CourseScreen):
    """A screen that goes through a script. `edits` is the loop on screen, which torch's `stepper` follows a moment later."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__()
        self.original = experiment
        self.edits = LoopEdits(experiment)
        self.stepper: Stepper | None = None
        # What a key could not do, until the next one.
        self.notice = ""
        self._unbroken: WholeRun | None = None
        self._jobs: asyncio.Queue[Job] = asyncio.Queue()

    def changed(self) -> None:
        """Something that the screen shows has changed."""

    async def open(self) -> None:
        """Go to torch, and do there whatever is asked, until the screen is left."""
        trainer = await self.tutor.trainer()
        from gdtutor.lab.stepper import Stepper
        from gdtutor.lab.whole_run import WholeRun

        self.stepper = stepper = Stepper(trainer, self.original, self.changed)
        standard = standard_loop(self.original)
        self._unbroken = WholeRun(trainer, standard, self.changed)
        await stepper.open()
        while True:
            if self.edits.experiment != standard and not stepper.problem:
                self._unbroken.go_on()
            job = await self._jobs.get()
            await job(stepper)

    def on_unmount(self) -> None:
        """Let go of the script and the runs in torch; nobody waits for that, and it outlives the screen."""
        stepper, unbroken = self.stepper, self._unbroken
        self.stepper = self._unbroken = None

        async def let_go() -> None:
            if unbroken is not None:
                await unbroken.close()
            if stepper is not None:
                await stepper.close()

        self.app.run_worker(let_go(), exit_on_error=True)

    def ask(self, job: Job) -> None:
        """Do this with the stepper, after all that was asked before."""
        self.notice = ""
        self._jobs.put_nowait(job)
        self.changed()

    def become(self, experiment: Experiment, *, to_loop: bool = True) -> None:
        """Go through another loop, from where it begins or from the script's top; its script is on screen at once."""

        async def change(stepper: Stepper) -> None:
            await stepper.change(experiment)
            if to_loop:
                await stepper.forward_to_loop()

        if self.edits.experiment != experiment:
            self.edits.show(experiment)
        self.ask(change)

    # What there is to see

    @property
    def at(self) -> tuple[LineState | None, LineState]:
        """The state on screen, after the one a line before it: those of the loop on screen, not of one that was left just now."""
        stepper = self.stepper
        if stepper is None or stepper.experiment != self.edits.experiment:
            return None, START
        return stepper.previous, stepper.state

    @property
    def refusal(self) -> TorchRefusal | None:
        """What stops the script, as soon as that is known."""
        stepper = self.stepper
        if stepper is None or stepper.experiment != self.edits.experiment:
            return None
        return stepper.refusal or stepper.stopped

    @property
    def trajectory(self) -> Trajectory | None:
        """The whole run of the loop on screen, as far as it is known."""
        stepper = self.stepper
        return stepper.trajectory if stepper is not None and stepper.experiment == self.edits.experiment else None

    @property
    def unbroken(self) -> Trajectory | None:
        """The run of the standard loop, as far as it is known."""
        return None if self._unbroken is None else self._unbroken.trajectory

    @property
    def is_stopped(self) -> bool:
        """Whether the script stands at the line that stops it."""
        stepper = self.stepper
        return self.refusal is not None and stepper is not None and stepper.refusal is not None and stepper.at_end

    # The screen below

    @property
    def below(self) -> CourseScreen | None:
        """The screen with the lab."""
        return screen_below(self)

    @property
    def _below_title(self) -> str:
        below = self.below
        return "" if below is None else next((bar.where for bar in below.query(TitleBar)), "")

    @property
    def standing(self) -> Place | None:
        """The page below."""
        return None if self.below is None else self.below.standing

    def turn_to(self, place: Place) -> bool:
        """Another page is shown by the screen below, in place of this one."""
        below = self.below
        self.app.pop_screen()
        return below is not None and below.turn_to(place)
