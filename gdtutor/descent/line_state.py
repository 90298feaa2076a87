"""A script as its lines run: what holds after each of them, and where in the loop that is. No torch here."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple


class LineState(NamedTuple):
    """What holds right after a line of the script, before the next one.

    line is the line that was just executed, from 1, and 0 before the first; next the one that comes now, 0 after the last. Of a
    statement over several lines it is the first. step is how many passes of the loop's body are completed. values holds what
    the names W, b, W.grad, b.grad and cost stand for: none that does not exist yet, and None where .grad is None. printed is
    what that line wrote to stdout.
    """

    line: int
    next: int
    step: int
    values: dict[str, float | None]
    printed: str


START = LineState(0, 1, 0, {}, "")

# Passes of the body that are completed, and a line of the loop that comes next: in the order in which a loop comes by.
Place = tuple[int, int]


class Layout(NamedTuple):
    """Which lines of a script belong together.

    statements: for every line of a statement, the first one of it. head and last: the loop's first and last line. blocks: the
    last line of each `with`, by its first.
    """

    statements: dict[int, int]
    head: int
    last: int
    blocks: dict[int, int]

    def in_loop(self, line: int) -> bool:
        """Whether the line is the loop's head or in its body."""
        return self.head <= line <= self.last

    def leaves(self, line: int, before: int) -> bool:
        """Whether Python, coming from the line `before` to a `with`, does so in order to leave its block."""
        return line < before <= self.blocks.get(line, 0)

    def passes_later(self, state: LineState, n: int) -> Place | None:
        """The same place in the loop n passes later; from before the loop, its head after n passes. None: the script's end."""
        if 0 < state.next < self.head:
            return n, self.head
        return (state.step + n, state.next) if self.in_loop(state.next) else None

    def reached(self, state: LineState, place: Place) -> bool:
        """Whether the state is at that place, or past it where the place was passed by (in an `if` that was not entered)."""
        return self.in_loop(state.next) and (state.step, state.next) >= place

    def passes_earlier(self, states: Sequence[LineState], index: int, n: int) -> int:
        """The index of the state at the same place in the loop n passes before states[index]; from after the loop, at its head.

        Where there are fewer passes it is the loop's beginning, and from there, and before it, the script's.
        """
        state = states[index]
        if 0 < state.next < self.head:
            return 0
        line = state.next if self.in_loop(state.next) else self.head
        place = max((state.step - n, line), (0, self.head))
        for earlier in range(index - 1, -1, -1):
            before = states[earlier]
            if 0 < before.next < self.head:
                break
            if self.in_loop(before.next) and (before.step, before.next) <= place:
                return earlier
        return 0


@lru_cache(maxsize=8)
def layout(script: str) -> Layout:
    """The layout of a script with one loop at its top level. Raises ValueError where it has none."""
    module = ast.parse(script)
    loop = next((statement for statement in module.body if isinstance(statement, ast.For)), None)
    if loop is None:
        raise ValueError("the script has no loop")
    statements: dict[int, int] = {}
    blocks: dict[int, int] = {}
    for statement in _statements(module):
        body: list[ast.stmt] = getattr(statement, "body", [])
        end = body[0].lineno - 1 if body else _end(statement)
        statements.update(dict.fromkeys(range(statement.lineno, max(end, statement.lineno) + 1), statement.lineno))
        if isinstance(statement, ast.With):
            blocks[statement.lineno] = _end(statement)
    return Layout(statements, loop.lineno, _end(loop), blocks)


def _statements(module: ast.Module) -> Iterator[ast.stmt]:
    return (node for node in ast.walk(module) if isinstance(node, ast.stmt))


def _end(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
