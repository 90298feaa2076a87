"""The app from beginning to end: drawn, ended by the learner, a signal or a mistake, and the terminal given back."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from gdtutor.course.model import Course
from gdtutor.learner.progress import Progress
from gdtutor.tui.app import TutorApp
from gdtutor.tui.beginning import Beginning
from gdtutor.tui.ended_by_mistakes import ended_by_mistakes
from gdtutor.tui.ended_by_signals import ended_by_signals
from gdtutor.tui.line import Line
from gdtutor.tui.tutor import Tutor
from gdtutor.tui.typed_bytes import take_any_bytes

if TYPE_CHECKING:
    from gdtutor.trainer.devices import DeviceChoice


def run(
    course: Course,
    progress: Progress,
    beginning: Beginning,
    *,
    folder: Path | None = None,
    device: DeviceChoice = "cpu",
    low_bandwidth: bool = False,
    ahead: subprocess.Popen[bytes] | None = None,
) -> int:
    """Show the course until the learner leaves; the result is the process's exit code.

    `folder` is what the course was opened from where somebody named it (`--course`): it is read again when a file changes, and in
    another language. None is the course that comes with gdtutor. The language is that of the moment (`gdtutor.language`).
    `ahead` is a process for torch that is starting already. With `low_bandwidth` a playing run is drawn less often, and the
    terminal is not asked to report the mouse.

    Raises DeviceError, before anything is drawn, where torch has no such device here.
    """
    take_any_bytes()
    line = Line(scarce=low_bandwidth)
    app = TutorApp(course, progress, beginning, folder=folder, device=device, ahead=ahead, line=line)
    tutor: Tutor = app  # checked here, where both are known
    del tutor
    with ended_by_signals(app):
        asyncio.run(_show(app, device, mouse=not low_bandwidth))
    if app.internal_error is not None:
        # The terminal is restored by now; the command line writes a report and says where.
        raise app.internal_error
    return app.return_code or 0


async def _show(app: TutorApp, device: DeviceChoice, *, mouse: bool) -> None:
    with ended_by_mistakes(app):
        await (app.run_async(mouse=mouse) if device == "cpu" else app.run_on_device(mouse=mouse))
