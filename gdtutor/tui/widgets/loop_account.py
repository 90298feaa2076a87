"""What was done to a loop, and what torch makes of it: a verdict on its run, or the error that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from gdtutor.descent.breaks import because, break_named
from gdtutor.descent.experiment import Experiment
from gdtutor.lab.refusals import explain
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.descent.marked_lines import MarkedLine
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.trainer.client import TorchRefusal


class LoopAccount(Static):
    """The loop's name, what came of it, and what can be done next."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._judged: tuple[Trajectory, int, str] | None = None

    def show(
        self,
        experiment: Experiment,
        *,
        own: bool,
        chosen: MarkedLine | None,
        trajectory: Trajectory | None,
        refusal: TorchRefusal | None,
    ) -> None:
        """Tell of this loop. own: it is the lab's. trajectory is its whole run, as far as it is known; chosen a line of it."""
        name = break_named(experiment) or (_("the loop of this lab") if own else _("a loop of your own"))
        head = Content.styled(name, "$accent bold")
        if refusal is not None:
            error = Content.styled(f"{refusal.kind}: {refusal.message}", "$text-error")
            head = Content.assemble(head, "  ", where_it_stops(refusal, trajectory))
            parts = [head, error, Content(explain(refusal.kind, refusal.message))]
        else:
            # The keys are in the footer, too; what the change does is nowhere else.
            parts = [head, Content(because(experiment)), Content(self._verdict(trajectory))]
            if chosen is not None or not because(experiment):
                parts.append(Content(_next(chosen)))
        said = Content("\n").join(part for part in parts if part.plain)
        # Said once: each time the screen would be laid out anew.
        if said != self.content:
            self.update(said)

    def _verdict(self, trajectory: Trajectory | None) -> str:
        """What the run comes to."""
        if trajectory is None or len(trajectory) < 3:
            return ""
        if self._judged is None or self._judged[0] is not trajectory or self._judged[1] != len(trajectory):
            from gdtutor.descent.verdict import judge

            self._judged = (trajectory, len(trajectory), judge(trajectory).sentence)
        return self._judged[2]


def where_it_stops(refusal: TorchRefusal, trajectory: Trajectory | None) -> str:
    """The line, and the pass: the one after those that the run's records count."""
    number = trajectory[-1].step + 1 if trajectory is not None and len(trajectory) else 1
    return _("✗ The script stops in line {line}, pass {number:,}.").format(line=refusal.line, number=number)


def _next(chosen: MarkedLine | None) -> str:
    if chosen is None:
        return _("b: break the loop; ↑ and ↓: choose a line of it.")
    if chosen.mark == "−":
        return _("x puts this line back.")
    return _("x takes this line out, u and d move it, y doubles it.")
