"""torch's notes for its profiler, left out while nobody profiles. Imports no torch.

An optimiser tells the profiler of every `step` and `zero_grad`. With parameters of one number each, writing that down takes a
quarter of an update's time, and it is thrown away. Once a profiler is on, its notes are written as ever; no number is another.
"""

from __future__ import annotations

from types import ModuleType, TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self


def write_only_when_read(torch: ModuleType) -> None:
    """Have `record_function` do nothing while no profiler is on. A torch that has no such thing stays as it is."""
    try:
        profiler = torch.autograd.profiler
        record_function, is_on = profiler.record_function, torch.autograd._profiler_enabled
    except AttributeError:
        return

    class Noted(record_function):  # type: ignore[misc, valid-type]  # a class of torch's, which is not imported here
        """`record_function`, as long as somebody reads what it writes."""

        _written = False

        def __enter__(self) -> Self:
            self._written = is_on()
            if self._written:
                super().__enter__()
            return self

        def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
            if self._written:
                super().__exit__(kind, error, trace)

    profiler.record_function = Noted
