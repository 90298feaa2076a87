"""`write`: the loop itself, to be typed."""

from __future__ import annotations

from gdtutor.course.section import Section
from gdtutor.descent.experiment import Experiment
from gdtutor.language import N_, _

# So many passes take a second or two where every line is looked at; a learner's script has ten, on whatever machine.
MAX_WRITTEN_STEPS = 5_000
STEPS_ELSEWHERE = N_("belongs under 'experiment' here: it is how often the loop is to run")


def check_task(section: Section, experiment: Experiment) -> None:
    """Note an experiment whose loop is no task: it must be plain gradient descent, of which it is known what W and b do."""
    if experiment.loop != "standard" or experiment.body:
        what = _("kind write needs the loop as it should be, to compare with; leave out 'loop' and 'body'")
    elif experiment.optimizer != "SGD":
        what = _("kind write needs optimizer SGD, which can be written by hand too; this experiment has {optimizer}")
        what = what.format(optimizer=experiment.optimizer)
    elif experiment.batch_size is not None:
        what = _("kind write needs a loop that looks at all points; leave out batch_size")
    elif experiment.steps > MAX_WRITTEN_STEPS:
        what = _("kind write needs a loop that runs in seconds: at most {most} steps; found {found}")
        what = what.format(most=MAX_WRITTEN_STEPS, found=experiment.steps)
    else:
        return
    section.problem("experiment", what)
