"""The script of an experiment gone through line by line, forwards in torch, backwards through what was recorded.

What is asked for queues up, so keys pressed fast are obeyed in order.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import LineState
from gdtutor.descent.listing import listing
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.steps import Steps
from gdtutor.lab.whole_run import WholeRun
from gdtutor.trainer.client import TorchRefusal, Trainer, TrainerError, Walk


class Stepper:
    """A script, and the states that it was seen in. `changed` is called after everything that a screen would show.

    No line is executed before the first call. refusal is what the script raised in the line after the newest state. problem
    says in a sentence why torch can't be asked, and is "" when it could: the next call goes on at the same place.

    A coroutine returns when what it asks for is done; cancelling one does not undo it.
    """

    def __init__(self, trainer: Trainer, experiment: Experiment, changed: Callable[[], None]) -> None:
        self.problem = ""
        self._trainer = trainer
        self._changed = changed
        self._asked: deque[tuple[Callable[[], Awaitable[object]], asyncio.Future[None]]] = deque()
        self._doing: asyncio.Task[None] | None = None
        self._set_up(experiment)

    # What there is to see

    @property
    def states(self) -> list[LineState]:
        """The recorded states, oldest first: from the script's beginning on, or the newest 40,000 to 50,000 of them."""
        return self._steps.states

    @property
    def index(self) -> int:
        """The place of `state` in `states`."""
        return self._steps.index

    @property
    def state(self) -> LineState:
        """The state that is looked at."""
        return self.states[self.index]

    @property
    def previous(self) -> LineState | None:
        """The state one line earlier, None at the beginning: what differs from it is what `state.line` did."""
        return self.states[self.index - 1] if self.index else None

    @property
    def at_end(self) -> bool:
        """Whether no line can follow `state`: the script has ended there, or is stopped by an error."""
        return self._steps.at_newest and self._done

    @property
    def trajectory(self) -> Trajectory:
        """The curve of the whole run, as far as it is known (see `WholeRun`)."""
        return self._whole.trajectory

    @property
    def stopped(self) -> TorchRefusal | None:
        """What stops the whole run, known from its curve before the pointer has come there; None where nothing does."""
        return self._whole.refusal

    # What the learner does

    async def open(self) -> None:
        """Start torch and begin the curve; no line is executed yet."""
        await self._ask(self._running)

    async def forward_line(self) -> None:
        """Go one line on: through what is recorded first, then in torch. At the script's end nothing happens."""
        await self._ask(self._forward_line)

    async def forward_step(self) -> None:
        """Go on to the same place in the loop one pass later, or to the end; from before the loop, to its head after one pass."""
        await self._ask(lambda: self._forward_passes(1))

    async def forward_ten(self) -> None:
        """Go on to the same place in the loop ten passes later, or to the end."""
        await self._ask(lambda: self._forward_passes(10))

    async def forward_to_loop(self) -> None:
        """Go on to where the loop begins; from within it, or after it, nothing happens."""
        await self._ask(self._forward_to_loop)

    def back_line(self) -> None:
        """Look at the state one line earlier, as soon as what was asked for before is done. Nothing is forgotten."""
        self._look(lambda: self._steps.back(1))

    def back_step(self) -> None:
        """Look at the state at the same place in the loop one pass earlier; from the first pass, at the loop's beginning, and
        from there at the script's.
        """
        self._look(lambda: self._steps.back_passes(1))

    def back_ten(self) -> None:
        """Look at the state at the same place in the loop ten passes earlier."""
        self._look(lambda: self._steps.back_passes(10))

    async def reset(self) -> None:
        """Back to the script's beginning, with nothing recorded. The curve stays."""
        await self._ask(self._reset)

    async def change(self, experiment: Experiment) -> None:
        """Another experiment's script, from its beginning."""
        await self._ask(lambda: self._change(experiment))

    async def close(self) -> None:
        """Let go of the script and of the run; the stepper is not used after that."""
        await self._ask(self._let_go)

    # How it is done

    def _set_up(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.listing = listing(experiment)
        self._whole = WholeRun(self._trainer, experiment, self._changed)
        self._begin()

    def _begin(self) -> None:
        self.refusal: TorchRefusal | None = None
        self._steps = Steps(self.listing.script)
        self._walk: Walk | None = None

    @property
    def _done(self) -> bool:
        return self.refusal is not None or self.states[-1].next == 0

    def _ask(self, work: Callable[[], Awaitable[object]]) -> asyncio.Future[None]:
        """Have something done after everything that was asked for earlier."""
        answer = asyncio.get_running_loop().create_future()
        self._asked.append((work, answer))
        if self._doing is None:
            self._doing = asyncio.create_task(self._do(), name="stepper")
        return asyncio.shield(answer)

    async def _do(self) -> None:
        """Do what was asked for, one thing after the other."""
        try:
            while self._asked:
                work, answer = self._asked.popleft()
                try:
                    await self._guarded(work)
                except BaseException as error:
                    answer.cancel() if isinstance(error, asyncio.CancelledError) else answer.set_exception(error)
                else:
                    answer.set_result(None)
        finally:
            self._doing = None

    async def _guarded(self, work: Callable[[], Awaitable[object]]) -> None:
        """A process that is lost becomes a sentence."""
        try:
            await work()
            self.problem = ""
        except TrainerError as error:
            self.problem = str(error)
        self._changed()

    def _look(self, move: Callable[[], None]) -> None:
        """Move among the recorded states: now, or when it is its turn."""

        async def work() -> None:
            move()

        if self._doing is None:
            move()
            self._changed()
        else:
            self._ask(work)

    async def _forward_line(self) -> None:
        if not self._steps.forward(1) and not self._done:
            await self._execute(lambda walk: walk.forward(1))

    async def _forward_passes(self, n: int) -> None:
        place = self._steps.layout.passes_later(self.state, n)
        if self._steps.forward_to(place) or self._done:
            return
        await self._execute(lambda walk: walk.finish() if place is None else walk.forward_to(place))

    async def _forward_to_loop(self) -> None:
        if 0 < self.state.next < self._steps.layout.head:
            await self._forward_passes(0)

    async def _execute(self, ask: Callable[[Walk], Awaitable[tuple[LineState, ...]]]) -> None:
        """Have lines executed after the newest state, and record what came of them."""
        walk = await self._running()
        try:
            states = await ask(walk)
        except TrainerError:
            if self._trainer.state != "off":
                raise
            walk = await self._running()  # the process had gone home
            states = await ask(walk)
        self._steps.add(states)
        self.refusal = walk.refusal

    async def _running(self) -> Walk:
        """The walk in torch, opened where there is none: as far as the script was executed."""
        if self._walk is None or self._walk.gone:
            self._walk = await self._trainer.walk(self.experiment, lines=self._steps.executed)
        self._whole.go_on()
        return self._walk

    async def _reset(self) -> None:
        await self._drop_walk()
        self._begin()
        await self._running()

    async def _change(self, experiment: Experiment) -> None:
        await self._let_go()
        self._set_up(experiment)
        await self._running()

    async def _let_go(self) -> None:
        await self._drop_walk()
        await self._whole.close()

    async def _drop_walk(self) -> None:
        if self._walk is not None:
            await self._walk.close()
            self._walk = None
