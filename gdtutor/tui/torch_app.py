"""The app as far as it is about torch: its process, the device that it computes on, and the free lab that may begin with both."""

from __future__ import annotations

import asyncio
import gc
import subprocess
from typing import TYPE_CHECKING

import msgspec
from textual.screen import Screen

from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course
from gdtutor.descent.experiment import Device
from gdtutor.language import _
from gdtutor.learner.progress import Progress
from gdtutor.tui.beginning import LabStart
from gdtutor.tui.course_app import CourseApp
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.widgets.title_bar import TORCH_SIGNS

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer
    from gdtutor.trainer.devices import DeviceChoice


class DeviceError(Exception):
    """torch can't compute where it is to; the message is a sentence or two."""


class TorchApp(CourseApp):
    """Has torch in a process of its own. `lab` is what to begin with in place of the course; `device` is where torch computes,
    `ahead` a process for it that is starting already.
    """

    def __init__(
        self,
        course: Course,
        progress: Progress,
        folder: CourseFolder,
        lab: LabStart | None,
        device: DeviceChoice,
        ahead: subprocess.Popen[bytes] | None = None,
    ) -> None:
        super().__init__(course, progress, folder)
        self.trainer_now: Trainer | None = None
        self.lab = lab
        self._device = device
        self._ahead = ahead
        self._trainer_lock = asyncio.Lock()
        self._painted = asyncio.Event()

    async def run_on_device(self, *, mouse: bool = True) -> None:
        """Run the app with torch there before the first screen is, for only torch knows which devices there are.

        Raises DeviceError where the one that was asked for is not among them, or can't run the lab to begin with.
        """
        from gdtutor.trainer.client import TrainerError

        self._painted.set()  # there is nothing to paint yet
        trainer = await self.trainer()
        try:
            await trainer.ready()
            if self.lab is not None and self.lab.experiment is not None:
                self.lab = self.lab._replace(experiment=msgspec.structs.replace(self.lab.experiment, device=self.device))
        except (TrainerError, ValueError) as error:
            await trainer.close()
            raise DeviceError(str(error)) from error
        await self.run_async(mouse=mouse)

    @property
    def device(self) -> Device:
        """Where torch computes, or is going to."""
        found = self.trainer_now.device if self.trainer_now is not None else ""
        return found or ("cpu" if self._device == "auto" else self._device)

    async def start_torch(self) -> None:
        """Start the process, which imports torch, where it was not started ahead; the client of it comes first. Called once the
        first screen is painted.
        """
        self._painted.set()
        trainer = await self.trainer()
        await trainer.start()
        # What has been imported by now stays: collections that look through it again would hold up keys for 50 ms each.
        gc.collect()
        gc.freeze()
        gc.enable()

    async def trainer(self) -> Trainer:
        """The client of the torch process; importing it brings numpy, so it is not there before the first paint."""
        async with self._trainer_lock:
            if self.trainer_now is None:
                # A thread that imports makes all others wait, the one that paints as well.
                await self._painted.wait()
                await asyncio.to_thread(_import_what_runs_need)
                from gdtutor.trainer.client import Trainer

                self.trainer_now = Trainer(on_state=self._torch_changed, device=self._device, ahead=self._ahead)
        return self.trainer_now

    async def on_unmount(self) -> None:
        """Nothing outlives the app."""
        if self.trainer_now is not None:
            await self.trainer_now.close()

    def _torch_changed(self) -> None:
        # Before the app runs there is no screen to tell.
        for screen in self.course_screens if self.is_running else ():
            screen.torch_changed()

    @property
    def torch_sign(self) -> str:
        """A few words for the title line."""
        trainer = self.trainer_now
        return _(TORCH_SIGNS[trainer.state if trainer else "loading"]).format(device=trainer.device if trainer else "")

    # The free lab

    def open_lab(self) -> None:
        """Free play: the lab with the settings that it was left with."""
        if isinstance(self.screen, CourseScreen):
            self._show(self.lab_screen(LabStart()))

    def leave_lab(self) -> None:
        """Back from the free lab: home, or to the shell where it was opened from there."""
        if any(isinstance(screen, CourseScreen) for screen in self.screen_stack[:-1]):
            self.pop_screen()
        else:
            self.exit()

    def lab_screen(self, lab: LabStart) -> Screen[None]:
        """The screen of the free lab."""
        from gdtutor.lab.free_lab.remembered import PREFERENCE, unpacked
        from gdtutor.tui.screens.free_lab import FreeLabScreen

        return FreeLabScreen(lab.experiment or unpacked(self.progress.preference(PREFERENCE), self.device), lab.own)


def _import_what_runs_need() -> None:
    """In a thread, so that keys are answered meanwhile."""
    import gdtutor.lab.free_lab.session
    import gdtutor.lab.player
    import gdtutor.plots.kinds
    import gdtutor.trainer.client  # noqa: F401
