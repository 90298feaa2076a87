"""The states that a script was seen in, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from gdtutor.descent.line_state import START, LineState, Place, layout

MOST = 50_000  # recorded states: about 20 MB
FORGOTTEN = 10_000  # of them at once, the oldest, where there would be more


class Steps:
    """Recorded states, oldest first, and `index`, the place of the one that is looked at.

    `forgotten` older ones are not held any more: the first is then not the script's beginning.
    """

    def __init__(self, script: str) -> None:
        self.layout = layout(script)
        self.states: list[LineState] = [START]
        self.index = 0
        self.forgotten = 0

    @property
    def executed(self) -> int:
        """How many lines were executed up to the newest state."""
        return self.forgotten + len(self.states) - 1

    @property
    def at_newest(self) -> bool:
        """Whether nothing recorded comes after the state that is looked at."""
        return self.index == len(self.states) - 1

    def add(self, states: Sequence[LineState]) -> None:
        """Record what came next, and look at the last of it."""
        self.states += states
        while len(self.states) > MOST:
            del self.states[:FORGOTTEN]
            self.forgotten += FORGOTTEN
        self.index = len(self.states) - 1

    def forward(self, lines: int) -> bool:
        """Look at a later state; whether it is recorded. Where it is not, the newest is looked at."""
        wanted = self.index + lines
        self.index = min(wanted, len(self.states) - 1)
        return self.index == wanted

    def forward_to(self, place: Place | None) -> bool:
        """Look at the next state at that place in the loop, None being the script's end; whether it is recorded. Where it is
        not, the newest is looked at.
        """
        later = range(self.index + 1, len(self.states))
        if place is not None:
            found = next((index for index in later if self.layout.reached(self.states[index], place)), None)
            if found is not None:
                self.index = found
                return True
        self.index = len(self.states) - 1
        return False

    def back(self, lines: int) -> None:
        """Look at an earlier state."""
        self.index = max(0, self.index - lines)

    def back_passes(self, n: int) -> None:
        """Look at the same place in the loop n passes earlier."""
        self.index = self.layout.passes_earlier(self.states, self.index, n)
