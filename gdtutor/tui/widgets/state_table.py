"""What the parameters, their gradients and the cost were before a line of the script, and what they are after it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len

from gdtutor.descent.numbers import show
from gdtutor.language import _
from gdtutor.tui.widgets.cells import CellView, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gdtutor.descent.line_state import LineState

# Of a name that the script has not given a value yet.
MISSING = "–"


class StateTable(CellView):
    """One row for each name, with ◂ where the last line changed it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cells--name", "cells--value", "cells--chosen"}

    _rows = 0

    def show(self, names: Sequence[str], previous: LineState | None, state: LineState) -> None:
        """Show what these names held in the state before, and what they hold now."""
        before = [_cell(previous, name) for name in names]
        now = [_cell(state, name) for name in names]
        heads = (_("before"), _("now"))
        width = max(7, *(cell_len(text) for text in (*before, *now, *heads)))
        lead = max(cell_len(name) for name in names) + 1
        rows: list[Row] = [[(" " * lead + "".join(f" {_right(head, width)}" for head in heads), "name")]]
        for name, old, new in zip(names, before, now, strict=True):
            changed = previous is not None and _differ(previous, state, name)
            rows.append(
                [
                    (f"{name:<{lead}} ", "name"),
                    (_right(old, width), ""),
                    (f" {_right(new, width)}", "value" if changed else ""),
                    (" ◂" if changed else "  ", "chosen"),
                ]
            )
        if self._rows != len(rows):
            self._rows = self.styles.height = len(rows)
        self.show_rows(rows)


def _cell(state: LineState | None, name: str) -> str:
    if state is None or name not in state.values:
        return MISSING
    value = state.values[name]
    return "None" if value is None else show(value)


def _differ(previous: LineState, state: LineState, name: str) -> bool:
    if (name in previous.values) != (name in state.values):
        return True
    old, new = previous.values.get(name), state.values.get(name)
    if old is None or new is None:
        return old is not new
    return old != new and not (math.isnan(old) and math.isnan(new))


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text
