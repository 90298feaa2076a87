"""What became of a run, in one word and one sentence.

Plain gradient descent on a quadratic bowl is judged by theory (`foretold`). Everything else (momentum, Adam, a loop with a
mistake in it, batches, the curve of sin(Wx)) is judged by what was recorded (`recorded`).
"""

from __future__ import annotations

from gdtutor.descent.foretold import foretold, is_plain, overflowed
from gdtutor.descent.outcome import PATIENCE, Verdict, VerdictKind
from gdtutor.descent.recorded import recorded
from gdtutor.descent.trajectory import Trajectory
from gdtutor.language import _


def judge(trajectory: Trajectory, stop: int | None = None) -> Verdict:
    """The verdict on the first `stop` records. After a new rate or a hand's move, it is that of the run since then."""
    length = len(trajectory) if stop is None else max(0, min(stop, len(trajectory)))
    begin = trajectory.section_start(length)
    experiment = trajectory.experiment
    if length - begin < 2:
        return Verdict("not-run", None, None, _("Not run yet: there is no step to judge."))
    if experiment.loop == "forward-outside":
        return Verdict("not-run", None, None, _("The one step that torch allowed is no run to judge."))
    finite = min(length, trajectory.finite_length())
    overflow = trajectory[finite].step if finite < length else None
    if experiment.model != "sin(Wx)" and is_plain(experiment) and finite > begin:
        verdict = foretold(trajectory, begin, overflow)
        # Where the recorded run has overflowed against the theory, the record is right: data that are too large to square.
        if verdict is not None and (overflow is None or verdict.kind == "diverges"):
            return verdict
    if overflow is not None:
        sentence = _("It diverges. {overflow}").format(overflow=overflowed(experiment.dtype, overflow))
        return Verdict("diverges", None, overflow, sentence)
    kind, sentence = recorded(trajectory, begin, length)
    if begin:
        since = _("That is from step {step} on, where it was changed.").format(step=f"{trajectory[begin].step:,}")
        sentence = f"{sentence} {since}"
    return Verdict(kind, None, None, sentence)


__all__ = ["PATIENCE", "Verdict", "VerdictKind", "judge"]
