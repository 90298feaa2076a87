"""A `run` block ▸ Run."""

from __future__ import annotations

from gdtutor.course.blocks import Mapping
from gdtutor.course.experiments import KEYS as EXPERIMENT_KEYS
from gdtutor.course.experiments import read_experiment
from gdtutor.course.model import Run
from gdtutor.course.problems import Problems
from gdtutor.course.section import Section
from gdtutor.descent.experiment import Experiment

KEYS = ("id", *EXPERIMENT_KEYS)


def read_run(mapping: Mapping, line: int, base: Experiment, problems: Problems) -> tuple[Section, Run]:
    """The run, with defaults where problems were noted, and the section it was read from. base is the page's lab's experiment."""
    section = Section(mapping, "run", problems, line)
    run_id = section.named("run")
    section.only(KEYS)
    return section, Run(id=run_id, line=line, experiment=read_experiment(section, base))
