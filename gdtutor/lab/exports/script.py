"""The script of a run as a file of its own: plain PyTorch that does the same updates again and prints where they lead."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gdtutor import __version__
from gdtutor.descent.changes import changes_of, with_first_rate
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import WIDTH, listing
from gdtutor.lab.exports.snapshot import Snapshot
from gdtutor.lab.exports.text import wrapped
from gdtutor.language import _, ngettext
from gdtutor.shown import printable


class Steps(NamedTuple):
    """How many updates the script does; made is whether the run made them too, so that it is known what is printed."""

    updates: int
    made: bool


def script(snapshot: Snapshot, today: date) -> str:
    """The text of the file: comments that say what it is, and the listing with all that was turned on the way.

    It prints W (and b) of the last record to the last digit. At a start, where there is nothing to do again, it does all steps of
    the experiment; of a run that its own error has stopped, it ends with that error.
    """
    steps = steps_of(snapshot)
    experiment, changes = with_first_rate(snapshot.experiment, changes_of(snapshot.trajectory))
    comments = [
        _("A run of gradient descent in plain PyTorch, written by gdtutor {version} on {date}.").format(
            version=__version__, date=today.isoformat()
        ),
        _data(snapshot),
        _outcome(snapshot, steps, experiment),
    ]
    lines = [f"# {line}" for comment in comments for line in wrapped(comment, WIDTH - 2)]
    return "\n".join([*lines, "", listing(experiment, changes, steps.updates).script])


def steps_of(snapshot: Snapshot) -> Steps:
    """What the script of the snapshot does."""
    step = snapshot.last.step
    if snapshot.refused is not None:
        # One more than were possible; the loop is otherwise as long as it was listed.
        return Steps(max(step + 1, snapshot.experiment.steps), made=False)
    return Steps(step, made=True) if step else Steps(snapshot.experiment.steps, made=False)


def _data(snapshot: Snapshot) -> str:
    torch = printable(snapshot.torch) or "?"
    if snapshot.data_file:
        data = printable(snapshot.data_file)
    elif isinstance(snapshot.experiment.data, str):
        data = snapshot.experiment.data
    else:
        return _("It was run with torch {torch}.").format(torch=torch)
    return _("It was run with torch {torch} on the data {data}.").format(torch=torch, data=data)


def _outcome(snapshot: Snapshot, steps: Steps, experiment: Experiment) -> str:
    if snapshot.refused is not None:
        said = _("It does not get to its end, for torch or Python refuses it: {kind}: {message}")
        first_line = printable(snapshot.refused.message.partition("\n")[0])
        return said.format(kind=snapshot.refused.kind, message=first_line)
    names = ", ".join(experiment.parameters)
    if not steps.made:
        said = ngettext("It does {n} step and prints {names}.", "It does {n} steps and prints {names}.", steps.updates)
        return said.format(n=f"{steps.updates:,}", names=names)
    last = snapshot.last
    numbers = " ".join(repr(value) for value in (last.W, last.b)[: len(experiment.parameters)])
    said = ngettext(
        "After {n} step it prints {names}: {numbers}. Another torch or processor may round the last digits differently.",
        "After {n} steps it prints {names}: {numbers}. Another torch or processor may round the last digits differently.",
        steps.updates,
    )
    return said.format(n=f"{steps.updates:,}", names=names, numbers=numbers)
