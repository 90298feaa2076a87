"""A script executed line by line: the very text, in a thread of its own that waits between two lines.

Server and thread take turns, only one of them runs at a time: so nothing of torch is in two hands, and a line is never
interrupted. What torch keeps for each thread (whether it records a graph, the default device) stays right between the lines;
what it keeps once for all, its random numbers, is put back at every turn.
"""

from __future__ import annotations

import builtins
import io
import sys
import threading
from functools import partial
from time import perf_counter
from types import FrameType
from typing import Any

import torch

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.line_state import START, LineState, Place, layout
from gdtutor.descent.listing import listing
from gdtutor.trainer.pieces import FILENAME

PARAMETERS = ("W", "b")
PATIENCE = 0.5  # seconds that a closed walk's thread has for ending


class _ClosedError(BaseException):
    """Ends the script where it stands; no `except Exception` of torch's shall stop it."""


class Walk:
    """One script under way. `lines` of it are executed at once, in the first turns, and only the last of them is reported.

    done: there are no more lines. error is what the script raised, None where it came to its end or has not yet.
    """

    def __init__(self, experiment: Experiment, lines: int = 0) -> None:
        self.done = False
        self.error: Exception | None = None
        script = listing(experiment).script
        self._code = compile(script, FILENAME, "exec")
        self._layout = layout(script)
        self._device = experiment.device
        self._printed = io.StringIO()
        script_builtins = vars(builtins) | {"print": partial(print, file=self._printed)}
        self._namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": script_builtins}
        self._line = START.line
        self._step = START.step
        self._unreported = max(0, lines - 1)
        self._credit = lines
        self._until: Place | None = None
        self._states: list[LineState] = []
        self._deadline = 0.0
        self._closed = False
        self._random = self._random_state()
        self._turn = threading.Semaphore(0)
        self._over = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._execute, name="walk", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether it has lines to execute."""
        return not self.done and bool(self._credit or self._until)

    def forward(self, lines: int) -> None:
        """Let it execute that many lines from here."""
        self._credit, self._until = lines, None

    def forward_to(self, place: Place) -> None:
        """Let it go on to that place in the loop, or to its end."""
        self._credit, self._until = 0, place

    def work(self, seconds: float) -> tuple[LineState, ...]:
        """A turn of about that long; the states that it came through."""
        if self.busy:
            self._deadline = perf_counter() + seconds
            self._give_turn()
        states, self._states = tuple(self._states), []
        return states

    def close(self) -> None:
        """End the script where it stands."""
        if not self.done:
            self._closed = True
            self._give_turn()
        self._thread.join(PATIENCE)

    def _give_turn(self) -> None:
        self._turn.release()
        self._over.acquire()

    # What follows runs in the walk's thread.

    def _execute(self) -> None:
        try:
            self._wait()
            sys.settrace(self._trace)
            try:
                exec(self._code, self._namespace)  # noqa: S102 - the listing holds nothing but numbers from outside
            finally:
                sys.settrace(None)
            self._note(0)
        except _ClosedError:
            pass
        except Exception as error:  # the script may be wrong on purpose, and its errors are results
            self.error = error
        finally:
            self.done = True
            self._over.release()

    def _trace(self, frame: FrameType, event: str, argument: object) -> Any:  # noqa: ARG002 - Python's own signature
        return self._before_line if frame.f_code is self._code else None

    def _before_line(self, frame: FrameType, event: str, argument: object) -> Any:  # noqa: ARG002
        """Python is about to execute a line: what came before it is done."""
        line = self._layout.statements.get(frame.f_lineno, 0)
        if event == "line" and line not in (0, self._line) and not self._layout.leaves(line, self._line):
            if self._line:
                self._note(line)
            self._line = line
            if not self.busy or perf_counter() >= self._deadline:
                self._pause()
        return self._before_line

    def _note(self, following: int) -> None:
        if following == self._layout.head and self._layout.in_loop(self._line):
            self._step += 1
        self._credit = max(0, self._credit - 1)
        state = LineState(self._line, following, self._step, {}, self._printed.getvalue())
        self._printed.seek(0)
        self._printed.truncate()
        if self._until is not None and self._layout.reached(state, self._until):
            self._until = None
        if self._unreported:
            self._unreported -= 1
        else:
            self._states.append(state._replace(values=_values(self._namespace)))

    def _pause(self) -> None:
        self._random = self._random_state()
        self._over.release()
        self._wait()

    def _wait(self) -> None:
        self._turn.acquire()
        if self._closed:
            raise _ClosedError
        for source, state in zip(self._random_sources(), self._random, strict=True):
            source.set_rng_state(state)

    def _random_state(self) -> list[torch.Tensor]:
        return [source.get_rng_state() for source in self._random_sources()]

    def _random_sources(self) -> list[Any]:
        return [torch] if self._device == "cpu" else [torch, getattr(torch, self._device)]


def _values(namespace: dict[str, Any]) -> dict[str, float | None]:
    """What the names of a listing stand for: tensors of one number."""
    values: dict[str, float | None] = {}
    for name in PARAMETERS:
        if (tensor := namespace.get(name)) is not None:
            values[name] = tensor.item()
            values[f"{name}.grad"] = None if tensor.grad is None else tensor.grad.item()
    if (cost := namespace.get("cost")) is not None:
        values["cost"] = cost.item()
    return values
