"""torch's compiler, kept out of a process that never compiles. Imports no torch.

The first optimiser that is made imports `torch._dynamo`, some eight hundred modules: a second of processor time before the first
step, and 70 MB for as long as the process lives, only to be told which functions are not to be compiled. A stand-in takes that
note instead. It is about nothing else: what runs, and every number, is torch's own.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

NAME = "torch._dynamo"


class _Postponed(ModuleType):
    """Knows the two words that an optimiser says to the compiler; asked for anything else it makes way for the real one."""

    def disable(self, fn: Callable[..., Any], *_arguments: object, **_options: object) -> Callable[..., Any]:
        """The function: as nothing is compiled, neither is this."""
        return fn

    def graph_break(self, *_arguments: object, **_options: object) -> None:
        """Where compiled code would have to end."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__path__":
            # Whoever goes through all modules asks for those.
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return getattr(importlib.import_module(NAME), name)


def postpone(torch: ModuleType) -> None:
    """Have torch's compiler imported only when something of it is used; where it is there already, it stays."""
    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = _Postponed(NAME)  # type: ignore[attr-defined]
