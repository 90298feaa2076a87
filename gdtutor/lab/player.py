"""Playing a run: steps at a chosen speed, by itself, until there is a reason to stop."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Coroutine
from typing import Any

from gdtutor.lab.session import LabSession

# Updates a second; the last is as fast as torch goes.
SPEEDS: tuple[float, ...] = (1, 2, 5, 10, 20, 100, math.inf)
DEFAULT_SPEED = 2
# Pictures a second: a faster speed makes several updates for each.
FRAMES = 20
# Flat out, this many updates are granted ahead, so that torch never waits for the screen.
CREDIT = 20_000


class Player:
    """Plays a session; `changed` is called when it starts and stops."""

    def __init__(self, session: LabSession, changed: Callable[[], None]) -> None:
        self.session = session
        self.speed = DEFAULT_SPEED
        # "steps", "overflow", "settled" or "problem"; "prediction" where a question had the run played.
        self.stopped_because = ""
        self._changed = changed
        self._task: asyncio.Task[None] | None = None

    @property
    def playing(self) -> bool:
        """True while a run plays."""
        return self._task is not None and not self._task.done()

    @property
    def steps_per_second(self) -> float:
        """The chosen speed; inf is flat out."""
        return SPEEDS[self.speed]

    def faster(self) -> None:
        """The next speed up."""
        self.speed = min(len(SPEEDS) - 1, self.speed + 1)
        self._changed()

    def slower(self) -> None:
        """The next speed down."""
        self.speed = max(0, self.speed - 1)
        self._changed()

    def play(self) -> None:
        """Start, from the record that is looked at."""
        if not self.playing:
            self.stopped_because = ""
            self._task = asyncio.create_task(self._play())
            self._changed()

    def stop(self) -> Coroutine[Any, Any, None]:
        """Stop, at the state on screen: at once, so that what is played next is another run; awaited, torch has stopped too."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        return self._stopped(task)

    async def _stopped(self, task: asyncio.Task[None] | None) -> None:
        if task is not None and not task.done():
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.session.pause()
        self.stopped_because = ""
        self._changed()

    async def play_through(self, steps: int | None = None) -> None:
        """Play as fast as torch goes, with nothing to be seen meanwhile: to the end of the run, or so many updates further.

        It stops for the reasons that `play` does; the same run stops at the same step each time. Cancelled, it stops where torch
        is by then.
        """
        session = self.session
        self.stopped_because = ""
        session.problem = ""
        if session.record is None:
            await session.open()
        limit = session.experiment.steps
        if steps is not None:
            limit = session.trajectory[session.index].step + steps if session.record is not None else steps
        elif session.last_step >= limit:
            limit = session.last_step + session.experiment.steps
        try:
            while not (reason := self._reason_to_stop(limit)):
                here = session.trajectory[session.index].step
                if here >= limit:  # among the records of an earlier run
                    break
                await session.forward(min(CREDIT // 2, limit - here))
        except asyncio.CancelledError:
            await session.pause()
            raise
        self.stopped_because = reason

    async def _play(self) -> None:
        session = self.session
        # A reset that was asked for a moment ago comes first.
        await session.ready()
        # A process that was lost is started again by the first step.
        session.problem = ""
        if session.record is None:
            await session.open()
        limit = session.experiment.steps
        if session.at_end and session.last_step >= limit:
            limit = session.last_step + session.experiment.steps
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not (reason := self._reason_to_stop(limit)):
            speed = self.steps_per_second
            if math.isinf(speed) and session.at_end:
                # What is granted replaces what was; so the last steps are left alone, or they would be granted twice.
                if session.pending < CREDIT // 2 and session.last_step + session.pending < limit:
                    await session.grant(min(CREDIT, limit - session.last_step))
                due = loop.time() + 1 / FRAMES
            else:
                steps = max(1, round(min(speed, 10 * CREDIT) / FRAMES))
                await session.forward(min(steps, limit - session.trajectory[session.index].step))
                # A late frame is not made up for: that would be a burst.
                due = max(due, loop.time() - 1 / speed) + max(1 / speed, 1 / FRAMES)
            await asyncio.sleep(max(0.0, due - loop.time()))
        await session.pause()
        self.stopped_because = reason
        loop.call_soon(self._changed)

    def _reason_to_stop(self, limit: int) -> str:
        session = self.session
        if session.problem:
            return "problem"
        if not session.at_end or not len(session.trajectory):
            return ""
        if session.overflowed:
            return "overflow"
        if session.last_step >= limit:
            return "steps"
        return "settled" if session.settled else ""
