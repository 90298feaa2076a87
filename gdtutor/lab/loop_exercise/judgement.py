"""The judgement on a script, and what it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gdtutor.descent.experiment import Experiment, Parameter
from gdtutor.descent.numbers import show
from gdtutor.lab.loop_exercise.paths import Moves, Values, distinct, moves, way
from gdtutor.lab.loop_exercise.references import References
from gdtutor.trainer.script_result import ScriptResult, ScriptState

FIRST = 5


class Judgement(NamedTuple):
    """Whether the loop is right; if not, the mistake's name ("unknown" where it has none), and in any case a sentence or two.

    The names: missing, no-backward, no-step, zeroed, no-tensor, not-one-number, start, one-step, too-few-steps, too-many-steps,
    moved-afterwards, assigned, only-W, only-b, ascent, no-zero-grad, b-at-new-W, W-at-new-b, momentum, Nesterov, optimizer,
    cost-mean, cost-half-mean, cost-sum, twice, learning-rate, same-slope, diverges, unknown; and of scripts that stop: syntax,
    forward-outside, backward-twice, no-grad, no-requires-grad, no-gradient, rebound, not-scalar, name, input, memory, error,
    time-limit, ended, unavailable.

    first: the first numbers of W and b beside those of the right loop; () where torch was not to be had.
    """

    right: bool
    mistake: str
    sentence: str
    first: tuple[FirstNumbers, ...] = ()


class FirstNumbers(NamedTuple):
    """What one parameter came through first, and what it should have come through, each without repetitions."""

    name: Parameter
    own: Values
    right: Values


class Judging:
    """A result beside its references. states: those of the script, or of a function in it."""

    def __init__(self, result: ScriptResult, references: References, states: Sequence[ScriptState] | None = None) -> None:
        self.result = result
        self.references = references
        self.experiment: Experiment = references.experiment
        states = result.states if states is None else states
        self.moves: dict[Parameter, Moves] = {name: moves(states, name) for name in self.experiment.parameters}

    @property
    def steps(self) -> int:
        """How often W and b moved, whichever did more often."""
        return max(0, *(len(own.values) - 1 for own in self.moves.values()))

    def right(self, name: Parameter) -> Values:
        """The numbers that W, or b, should come through, without repetitions."""
        return distinct(self.references.expected(name))

    def own_way(self, name: Parameter, first: int = 2) -> str:
        """The first numbers of the script's W or b."""
        return way(self.moves[name].values[:first], first)

    def right_way(self, name: Parameter, first: int = 2) -> str:
        """The first numbers that W or b should come through."""
        return way(self.right(name)[:first], first)

    def first_numbers(self) -> tuple[FirstNumbers, ...]:
        """The beginnings, for a table."""
        return tuple(FirstNumbers(name, own.values[:FIRST], self.right(name)[:FIRST]) for name, own in self.moves.items())

    def point(self, index: int) -> str:
        """Where the script had W and b at its start (0) or its end (-1): "W = 0, b = 0"."""
        return ", ".join(f"{name} = {show(own.values[index])}" for name, own in self.moves.items() if own.values)
