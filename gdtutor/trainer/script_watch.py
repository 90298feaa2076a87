"""What W and b do while a script runs, line by line. Imports no torch: a tensor of one number is what has `numel` and `item`."""

from __future__ import annotations

import contextlib
import dis
import math
import sys
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any

from gdtutor.trainer.script_result import FILENAME, MAX_STATES, Moved

NAMES = ("W", "b")
Values = tuple[float | None, float | None]
Tracer = Callable[[FrameType, str, Any], Any]


class Watch:
    """Follows the W and b of one namespace, and of functions that give values to a W or b of their own.

    moved is called with each state that differs from the one before, at most MAX_STATES times; cut says whether there were more.
    graded says whether a leaf W or b had something in .grad when it was looked at.
    """

    def __init__(self, namespace: dict[str, Any], moved: Callable[[Moved], object]) -> None:
        self.cut = False
        self.graded = False
        self._namespace = namespace
        self._moved = moved
        self._noted = 0
        self._line = 0
        self._last: dict[str, Values] = {"": (None, None)}
        self._scopes: dict[CodeType, str] = {}

    @property
    def line(self) -> int:
        """The line of the script that was executed last."""
        return self._line

    def run(self, code: CodeType) -> None:
        """Execute the script; what it raises is raised on. The states are complete in either case."""
        before = sys.gettrace()
        self._look("", self._namespace)
        sys.settrace(self._enter)
        try:
            exec(code, self._namespace)  # noqa: S102 - the learner's own script, in a process of its own
        finally:
            sys.settrace(before)
            self._look("", self._namespace)

    def _enter(self, frame: FrameType, _event: str, _argument: Any) -> Tracer | None:
        # Also code that the script makes with exec(): it may move W, though its lines are not the script's.
        return self._trace if frame.f_globals is self._namespace else None

    def _trace(self, frame: FrameType, event: str, _argument: Any) -> Tracer:
        if event == "exception":
            return self._trace
        self._look("", self._namespace)
        scope = self._scope(frame.f_code)
        if scope:
            self._look(scope, frame.f_locals)
        if event == "line" and frame.f_code.co_filename == FILENAME:
            self._line = frame.f_lineno
        return self._trace

    def _look(self, scope: str, names: dict[str, Any]) -> None:
        W, b = names.get("W"), names.get("b")
        values = number(W), number(b)
        if not self.graded:
            self.graded = _has_gradient(W) or _has_gradient(b)
        last = self._last.get(scope, (None, None))
        if _same(values, last):
            return
        self._last[scope] = values
        if self._noted >= MAX_STATES:
            self.cut = True
            return
        self._noted += 1
        self._moved(Moved(scope, self._line, *values))

    def _scope(self, code: CodeType) -> str:
        """The function's name where it gives a value to a W or b of its own: one that only takes them, as a formula does, moves
        nothing.
        """
        scope = self._scopes.get(code)
        if scope is None:
            stored = {name for step in dis.get_instructions(code) for name in _stored(step)}
            scope = self._scopes[code] = getattr(code, "co_qualname", code.co_name) if stored & set(NAMES) else ""
        return scope


def _stored(step: dis.Instruction) -> tuple[str, ...]:
    """The local names that an instruction gives a value to; since Python 3.13 one may do more than one thing."""
    if not step.opname.startswith(("STORE_FAST", "STORE_DEREF")):
        return ()
    names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
    return names[:1] if step.opname == "STORE_FAST_LOAD_FAST" else names


def number(value: Any) -> float | None:
    """The number that a tensor of one number holds, or that a value is; None for everything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with contextlib.suppress(OverflowError):
            return float(value)
        return None
    try:
        return float(value.item()) if value.numel() == 1 else None
    except Exception:  # whatever else is called W
        return None


def _has_gradient(value: Any) -> bool:
    # Of a tensor that is no leaf .grad may not even be looked at: torch warns.
    try:
        return bool(value.is_leaf) and value.grad is not None
    except Exception:
        return False


def _same(values: Values, last: Values) -> bool:
    return all(
        a == b or (a is not None and b is not None and math.isnan(a) and math.isnan(b)) for a, b in zip(values, last, strict=True)
    )
