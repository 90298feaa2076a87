"""Pictures of a descent as rows of styled text, and the same in words.

`draw` and `view_for` are fetched when they are first asked for: they bring numpy and plotext with them, which the first painted
screen does without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdtutor.plots.kinds import draw, view_for

__all__ = ["draw", "view_for"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from gdtutor.plots import kinds

        return getattr(kinds, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
