"""A script that the trainer's process executes line by line, seen from the UI."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import START, LineState, Place, layout
from gdtutor.descent.listing import listing
from gdtutor.language import _
from gdtutor.trainer.process import Process
from gdtutor.trainer.protocol import MAX_COUNT, Close, Forward, ForwardTo, Lines, OpenWalk
from gdtutor.trainer.remote_run import TorchRefusal, TrainerError


class Walk:
    """One script, executed as far as it was told to. Calls queue up and are obeyed in order.

    state is what holds after the last line that was executed, `START` before the first. refusal is what the script raised in
    the line that came next then; it is not raised as an exception. Every method raises TrainerError once the process is gone.
    A call that is cancelled closes the walk: nobody would know where it stands.
    """

    def __init__(self, process: Process, number: int, experiment: Experiment, *, on_close: Callable[[], object]) -> None:
        self.state = START
        self.refusal: TorchRefusal | None = None
        self._process = process
        self._number = number
        self._experiment = experiment
        self._layout = layout(listing(experiment).script)
        self._on_close = on_close
        self._lock = asyncio.Lock()
        self._states: list[LineState] = []
        self._answer: asyncio.Future[None] | None = None
        self._error: TrainerError | None = None

    @property
    def experiment(self) -> Experiment:
        """What the walk was opened with."""
        return self._experiment

    @property
    def done(self) -> bool:
        """Whether there are no more lines: the script has come to its end, or was stopped by an error."""
        return self.state.next == 0 or self.refusal is not None

    @property
    def gone(self) -> bool:
        """Whether it can't go on: it is closed, or its process is no more."""
        return self._error is not None

    async def begin(self, command: OpenWalk) -> None:
        """Open it: for `Trainer.walk`."""
        async with self._lock:
            await self._ask(command)

    async def forward(self, lines: int) -> tuple[LineState, ...]:
        """Execute that many lines; the states after each of them. They are fewer where the script ends or raises."""
        async with self._lock:
            return await self._ask(Forward(run=self._number, lines=lines))

    async def forward_to(self, place: Place) -> tuple[LineState, ...]:
        """Go on until that place in the loop is reached, or the end; at least one line."""
        async with self._lock:
            return await self._ask(ForwardTo(run=self._number, step=place[0], line=place[1]))

    async def finish(self) -> tuple[LineState, ...]:
        """Go on to the end of the script."""
        return await self.forward(MAX_COUNT)

    async def forward_passes(self, n: int) -> tuple[LineState, ...]:
        """Go on to the same place in the loop n passes later, or to the end.

        Before the loop, that is to its head after n passes of it (0 passes: to where it begins).
        """
        async with self._lock:
            place = self._layout.passes_later(self.state, n)
            if place is None:
                return await self._ask(Forward(run=self._number, lines=MAX_COUNT))
            return await self._ask(ForwardTo(run=self._number, step=place[0], line=place[1]))

    async def close(self) -> None:
        """Forget the walk. Safe to call twice, and when the process is gone."""
        if self._error is None:
            self._process.send_soon(Close(run=self._number))
            self.fail(TrainerError(_("This run is closed."), gone=True))
        self._on_close()

    def take(self, lines: Lines) -> None:
        """A reply has come: for `Trainer`."""
        self._states += lines.states
        if lines.states:
            self.state = lines.states[-1]
        if not lines.more:
            self._wake()

    def fail(self, error: TrainerError) -> None:
        """The script was stopped, or the walk is no more: for `Trainer`."""
        if isinstance(error, TorchRefusal):
            self.refusal = error
        else:
            self._error = error
        self._wake()

    async def _ask(self, command: OpenWalk | Forward | ForwardTo) -> tuple[LineState, ...]:
        self._check()
        if self.done:
            return ()
        self._states = []
        self._answer = asyncio.get_running_loop().create_future()
        try:
            await self._process.send(command)
            if not self._answer.done():
                await self._answer
        except asyncio.CancelledError:
            await self.close()
            raise
        finally:
            self._answer = None
        self._check()
        return tuple(self._states)

    def _check(self) -> None:
        if self._error is not None:
            raise self._error.again()

    def _wake(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(None)
