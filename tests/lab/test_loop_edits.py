"""A loop changed line by line with the keys."""

from __future__ import annotations

import pytest

from gdtutor.descent.breaks import body_of
from gdtutor.descent.experiment import BODY, Experiment
from gdtutor.lab.loop_edits import LoopEdits


def chosen(edits: LoopEdits) -> str:
    assert edits.line is not None
    return f"{edits.line.mark}{edits.line.name}"


def at(place: int, experiment: Experiment | None = None) -> LoopEdits:
    edits = LoopEdits(experiment or Experiment())
    for _ in range(place + 1):
        edits.choose(1)
    return edits


def test_the_arrows_stay_within_the_loop() -> None:
    edits = LoopEdits(Experiment())
    names = []
    for _ in range(7):
        edits.choose(1)
        names.append(chosen(edits))
    assert names == [*BODY, "step", "step"]
    for _ in range(9):
        edits.choose(-1)
    assert chosen(edits) == "hypothesis"
    last = LoopEdits(Experiment())
    last.choose(-1)
    assert chosen(last) == "step"


@pytest.mark.parametrize("place", range(5))
def test_a_line_goes_out_and_comes_back_where_it_was(place: int) -> None:
    edits = at(place)
    without = edits.take_out()
    assert body_of(without) == BODY[:place] + BODY[place + 1 :]
    assert chosen(edits) == f"−{BODY[place]}"
    assert edits.take_out() == Experiment()
    assert chosen(edits) == BODY[place]


def test_a_chosen_line_is_followed_where_it_is_moved() -> None:
    edits = at(3)
    edits.move(-1)
    assert body_of(edits.experiment) == ("hypothesis", "cost", "backward", "zero_grad", "step")
    assert chosen(edits).endswith("backward")
    edits.move(1)
    assert edits.experiment == Experiment()
    assert chosen(edits) == "backward"


def test_a_line_is_doubled_until_there_are_ten() -> None:
    edits = at(3)
    assert body_of(edits.double()) == ("hypothesis", "cost", "zero_grad", "backward", "backward", "step")
    for _ in range(4):
        edits.double()
    with pytest.raises(ValueError, match="at most 10"):
        edits.double()
    body = body_of(edits.experiment)
    assert body is not None
    assert len(body) == 10


def test_what_can_not_be_done_is_said() -> None:
    with pytest.raises(ValueError, match="stands first"):
        at(0).move(-1)
    with pytest.raises(ValueError, match="at the loop's end"):
        at(4).move(1)
    with pytest.raises(ValueError, match="Choose a line"):
        LoopEdits(Experiment()).take_out()
    out = at(2)
    out.take_out()
    with pytest.raises(ValueError, match="out of the loop"):
        out.move(1)
    with pytest.raises(ValueError, match="at least one line"):
        at(0, Experiment(body=("hypothesis",))).take_out()
    by_hand = LoopEdits(Experiment(loop="by-hand"))
    by_hand.choose(1)
    assert by_hand.chosen is None
    assert not by_hand.choose_at(0)
    with pytest.raises(ValueError, match="Only the standard loop"):
        by_hand.double()


def test_only_lines_of_the_loop_can_be_clicked() -> None:
    edits = LoopEdits(Experiment())
    chosen_at = [index for index in range(-1, len(edits.lines) + 1) if edits.choose_at(index)]
    assert [edits.lines[index].name for index in chosen_at] == list(BODY)
