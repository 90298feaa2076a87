"""A loop that is changed line by line: the line that is chosen, and what becomes of the experiment."""

from __future__ import annotations

from gdtutor.descent.breaks import body_of, why_not_edited, with_body
from gdtutor.descent.experiment import BodyLine, Experiment
from gdtutor.descent.marked_lines import MarkedLine, marked_lines
from gdtutor.language import _


class LoopEdits:
    """The lines of an experiment's script, one of which may be chosen. `chosen` is its index in `lines`, or None.

    The methods that change the loop raise ValueError, with a sentence, where that can't be done.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.chosen: int | None = None
        self.show(experiment)

    def show(self, experiment: Experiment) -> None:
        """Another loop, with no line chosen."""
        self.experiment = experiment
        self.lines = marked_lines(experiment)
        self.chosen = None

    @property
    def line(self) -> MarkedLine | None:
        """The chosen line."""
        return None if self.chosen is None else self.lines[self.chosen]

    def choose(self, by: int) -> None:
        """The next line of the loop's body, or the one before; with none chosen yet, the first or the last."""
        offered = [index for index, line in enumerate(self.lines) if line.name]
        if not offered:
            return
        if self.chosen is None:
            self.chosen = offered[0 if by > 0 else -1]
        else:
            self.chosen = offered[max(0, min(len(offered) - 1, offered.index(self.chosen) + by))]

    def choose_at(self, index: int) -> bool:
        """Choose the line at that index; False where it is none of the body's."""
        if not (0 <= index < len(self.lines) and self.lines[index].name):
            return False
        self.chosen = index
        return True

    def take_out(self) -> Experiment:
        """Take the chosen line out of the loop, or put it back where it was."""
        body, name, place, there = self._chosen()
        return self._become([*body[:place], *body[place + 1 :]] if there else [*body[:place], name, *body[place:]], place)

    def move(self, by: int) -> Experiment:
        """Move the chosen line up (−1) or down (1)."""
        body, name, place, there = self._chosen()
        if not there:
            raise ValueError(_("This line is out of the loop; x puts it back."))
        if not 0 <= place + by < len(body):
            raise ValueError(_("It stands at the loop's end already.") if by > 0 else _("It stands first in the loop already."))
        body[place], body[place + by] = body[place + by], name
        return self._become(body, place + by)

    def double(self) -> Experiment:
        """Write the chosen line once more, right below itself."""
        body, name, place, there = self._chosen()
        return self._become([*body[:place], name, *body[place:]], place + there)

    def _chosen(self) -> tuple[list[BodyLine], BodyLine, int, bool]:
        """The body, the chosen line's name and place, and whether it is in the loop."""
        body = body_of(self.experiment)
        if body is None:
            raise ValueError(why_not_edited(self.experiment))
        line = self.line
        if line is None or not line.name:
            raise ValueError(_("Choose a line of the loop with ↑ and ↓ first."))
        return list(body), line.name, line.place, line.mark != "−"

    def _become(self, body: list[BodyLine], place: int) -> Experiment:
        changed = with_body(self.experiment, tuple(body))
        line = self.line
        self.show(changed)
        # The same line stays chosen: where it is now, or where it was.
        there = [index for index, shown in enumerate(self.lines) if shown.name and shown.place == place]
        same = [index for index in there if line is not None and self.lines[index].name == line.name]
        self.chosen = next(iter(same or there), None)
        return changed
