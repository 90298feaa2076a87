"""What is said of a line that has just run, against what torch holds before and after it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gdtutor.descent.breaks import breaks_of
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.line_state import START, LineState
from gdtutor.lab.line_account import Script, account, place_of
from gdtutor.trainer.walk import Walk

# x = y = 1, 2, 3 from W = b = 0: dW = -28/3, db = -4, and one step with α = 0.01 leads to W = 0.0933, b = 0.04.
BOTH = Experiment(model="Wx+b", lr=0.01, steps=2)


def walked(experiment: Experiment) -> list[LineState]:
    """All states of the experiment's script, executed here."""
    walk = Walk(experiment)
    states = [START]
    try:
        walk.forward(1_000)
        while walk.busy:
            states += walk.work(1)
    finally:
        walk.close()
    return states


def told(experiment: Experiment) -> list[tuple[str, str]]:
    """Of each line that was executed its text, and what is said of it."""
    script, states = Script(experiment), walked(experiment)
    pairs = pairwise(states)
    return [(script.statement(state.line), account(script, before, state)) for before, state in pairs]


def test_one_pass_with_its_numbers() -> None:
    said = told(BOTH)
    first = [what for line, what in said[: len(said) // 2 + 3]]
    assert "W begins at 0. torch will record what is computed with it; W.grad is None, no slope yet." in first
    assert "Pass 1 of 2 begins." in first
    assert "H(x) for every x, at W = 0, b = 0. Nothing moves." in first
    assert "The cost of this hypothesis is 4.667. Nothing moves." in first
    assert "zero_grad() had nothing to take away: .grad was None already." in first
    assert "backward() filled the two .grad and moved nothing." in first
    assert "step(): W = 0 − 0.01 × (−9.333) = 0.09333, b = 0 − 0.01 × (−4) = 0.04." in first
    second = [what for line, what in said[len(first) :]]
    assert "zero_grad() emptied .grad: the slopes −9.333, −4 are gone. Nothing moved." in second
    assert said[-2] == ("for step in range(2):", "All 2 passes are done; the loop is over.")
    assert said[-1][1].startswith("Printed: 0.1763")


@pytest.mark.parametrize(
    ("experiment", "expected"),
    [
        # From W = 0: the slopes are -28/3 and, at W = 0.0933, -8.462, which backward() adds.
        (
            Experiment(loop="no-zero-grad", lr=0.01, steps=2),
            "backward() added the new slope to what stood in .grad: W.grad = −9.333 + (−8.462) = −17.8. Nothing moved.",
        ),
        (Experiment(loop="by-hand", lr=0.01, steps=2), "What step() does: W = 0 − 0.01 × (−9.333) = 0.09333."),
        (Experiment(loop="by-hand", lr=0.01, steps=2), "W.grad is empty again, as after zero_grad()."),
        (Experiment(loop="ascent", lr=0.01, steps=2), "A step uphill: W = 0 + 0.01 × (−9.333) = −0.09333."),
        (
            Experiment(body=("hypothesis", "cost", "backward", "zero_grad", "step"), steps=2),
            "step() found None in .grad and moved nothing.",
        ),
        (Experiment(start=Start(W=1), steps=2), "step() moved nothing: what it took away is too small to see, or 0."),
        (
            Experiment(optimizer="Adam", lr=0.5, steps=2),
            "step() moved W 0 → 0.5: Adam looks at .grad and at what it remembers of earlier ones.",
        ),
        (Experiment(batch_size=2, steps=2), "No batch is left: the points are shuffled and dealt out anew."),
        (Experiment(batch_size=2, steps=2), "Batches are left, so none is dealt."),
    ],
)
def test_other_loops(experiment: Experiment, expected: str) -> None:
    assert expected in [what for _line, what in told(experiment)]


def test_there_is_something_to_say_of_every_line_of_every_loop() -> None:
    experiments = [known.experiment for known in breaks_of(Experiment(model="Wx+b", steps=2)) if known.experiment]
    experiments += [Experiment(model="sin(Wx)", batch_size=2, steps=3, start=Start(W="random"))]
    for experiment in experiments:
        for line, what in told(experiment):
            assert what, line
            assert "{" not in what


def test_where_the_script_stands() -> None:
    script, states = Script(BOTH), walked(BOTH)
    places = {(state.line, place_of(script, state)) for state in states}
    assert {(0, "at the top"), (9, "after line 9"), (11, "after line 11")} <= places
    for line in (12, 13, 15, 16, 17):
        assert {place for number, place in places if number == line} == {
            f"after line {line}, pass 1",
            f"after line {line}, pass 2",
        }


def test_a_statement_over_several_lines_is_one() -> None:
    said = dict(told(Experiment(data="noisy-line", steps=1)))
    assert said["x = torch.tensor(["] == "x holds the 20 values of x in the data."
