"""Which runs a text may take its numbers from, and whether they have those numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import msgspec

from gdtutor.course.model import AtStep, Condition, FirstStep, OfExperiment, Term
from gdtutor.course.problems import quoted, suggestion
from gdtutor.course.terms import Leaf, leaves, written
from gdtutor.descent.experiment import MAX_STEPS, Experiment
from gdtutor.language import _, ngettext

# Stands for an experiment that could not be read: it has all there may be, so that one mistake is one problem.
UNREAD = Experiment(model="Wx+b", steps=MAX_STEPS)


class Scope(msgspec.Struct, frozen=True):
    """own is the experiment that has no name (the question's, or the page's lab's), with its length; None where there is none.

    runs are the lesson's `run` blocks by id. question says whether own is the run behind a question.
    """

    own: Experiment | None
    steps: int
    runs: Mapping[str, Experiment] = {}
    question: bool = True

    @property
    def experiment(self) -> Experiment | None:
        """own, with the length of its run for its steps."""
        return None if self.own is None else msgspec.structs.replace(self.own, steps=self.steps)

    def check(self, *values: Term | Condition | str | None, names: Collection[str] = ()) -> None:
        """Raise ValueError where the values need a run that is not there, or a number that it does not have.

        names are the placeholders that texts may hold besides terms, such as "error".
        """
        for leaf in leaves(*values, names=names):
            self._check_leaf(leaf)

    def _check_leaf(self, leaf: Leaf) -> None:
        experiment = self._experiment(leaf)
        term = written(leaf)
        of_b = isinstance(leaf, (AtStep, FirstStep)) and leaf.quantity in ("b", "db")
        if (of_b or (isinstance(leaf, OfExperiment) and leaf.name == "lowest_b")) and "b" not in experiment.parameters:
            raise ValueError(_("{term}: the model {model} has no b").format(term=term, model=experiment.model))
        steps = experiment.steps if leaf.run else self.steps
        if isinstance(leaf, AtStep) and leaf.step != "end" and leaf.step > steps:
            if self.question and not leaf.run:
                message = ngettext(
                    "{term}: the run behind the question has only {steps} step; raise 'steps'",
                    "{term}: the run behind the question has only {steps} steps; raise 'steps'",
                    steps,
                )
            else:
                message = ngettext(
                    "{term}: that run has only {steps} step; raise its 'steps'",
                    "{term}: that run has only {steps} steps; raise its 'steps'",
                    steps,
                )
            raise ValueError(message.format(term=term, steps=steps))

    def _experiment(self, leaf: Leaf) -> Experiment:
        if leaf.run:
            try:
                return self.runs[leaf.run]
            except KeyError:
                message = _("{term}: this lesson has no run {name}")
                shown = message.format(term=written(leaf), name=quoted(leaf.run))
                raise ValueError(shown + suggestion(leaf.run, self.runs)) from None
        if self.own is None:
            if self.question:
                message = _("{term} has no run to come from; add an 'experiment', or a lab")
            else:
                message = _("{term} has no run to come from; add a lab to the page, or name a 'run' block before a colon")
            raise ValueError(message.format(term=written(leaf)))
        return self.own


def known_runs(experiments: Mapping[str, Experiment], *, complete: bool) -> Mapping[str, Experiment]:
    """The experiments of a lesson's `run` blocks; where some could not be read, any other name counts as one of those."""
    return experiments if complete else defaultdict(lambda: UNREAD, experiments)
