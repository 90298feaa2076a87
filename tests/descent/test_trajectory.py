import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory, rows

ONE = Experiment()
BOTH = Experiment(model="Wx+b")


def run_of(costs: list[float], experiment: Experiment = ONE, lr: float = 0.1) -> Trajectory:
    trajectory = Trajectory(experiment)
    b = math.nan if experiment.model == "Wx" else 0.5
    trajectory.append(rows([value for step, cost in enumerate(costs) for value in (step, step * 2.0, b, -1.0, b, cost)]), lr)
    return trajectory


def test_a_record_is_one_state_and_the_rate_is_that_of_the_update_that_led_there() -> None:
    trajectory = run_of([4.0, 2.0, 1.0])
    assert trajectory[1][:2] == (1, 2.0)
    assert trajectory[-1].cost == 1.0
    assert trajectory[1].lr == 0.1
    assert math.isnan(trajectory[0].lr)
    assert not trajectory[0].moved
    with pytest.raises(IndexError):
        trajectory[3]


def test_a_hand_replaces_the_start_and_later_leaves_a_record_of_its_own() -> None:
    trajectory = run_of([4.0])
    trajectory.move(rows([0, 9.0, math.nan, 0.0, math.nan, 7.0]))
    assert len(trajectory) == 1
    assert not trajectory[0].moved
    trajectory.append(rows([1, 8.0, math.nan, 0.0, math.nan, 6.0]), 0.1)
    for W in (3.0, 2.0):
        trajectory.move(rows([1, W, math.nan, 0.0, math.nan, 5.0]))
    assert [trajectory[i].W for i in range(len(trajectory))] == [9.0, 8.0, 2.0]
    assert trajectory[2].moved
    assert trajectory.index_of_step(1) == 2
    assert trajectory.index_of_step(0) == 0
    assert trajectory.index_of_step(5) is None


def test_a_copy_is_independent() -> None:
    trajectory = run_of([4.0, 2.0, math.inf])
    copy = trajectory.copy(2)
    copy.append(rows([2, 0.0, math.nan, 0.0, math.nan, 9.0]), 0.1)
    assert (len(copy), copy[-1].cost, copy.finite_length()) == (3, 9.0, 3)
    assert (trajectory[-1].cost, trajectory.finite_length()) == (math.inf, 2)


def test_b_counts_only_where_the_model_has_one() -> None:
    assert run_of([1.0, 2.0]).finite_length() == 2
    trajectory = run_of([1.0, 2.0], BOTH)
    trajectory.append(rows([2, 0.0, math.nan, 0.0, 0.0, 0.0]), 0.1)
    assert trajectory.finite_length() == 2


@given(st.lists(st.lists(st.sampled_from([1.0, math.inf, math.nan]), max_size=5), max_size=8), st.integers(0, 40))
def test_the_finite_part_is_the_same_however_it_was_built(blocks: list[list[float]], cut: int) -> None:
    trajectory = Trajectory(ONE)
    costs: list[float] = []
    for block in blocks:
        values = [x for i, cost in enumerate(block) for x in (len(costs) + i, 0.0, math.nan, 0.0, math.nan, cost)]
        trajectory.append(rows(values), 0.1)
        costs += block
    for length in (len(costs), min(cut, len(costs))):
        trajectory.truncate(length)
        expected = next((i for i, cost in enumerate(costs[:length]) if not math.isfinite(cost)), length)
        assert trajectory.finite_length() == expected


def test_a_section_begins_where_the_rate_changes_or_a_hand_moves() -> None:
    trajectory = run_of([4.0, 3.0, 2.0])
    assert trajectory.section_start() == 0
    trajectory.append(rows([3, 0.0, math.nan, 0.0, math.nan, 1.0]), 0.2)
    assert trajectory.section_start() == 2
    # Before the new rate was used, the old one is what counts.
    assert trajectory.section_start(3) == 0
    trajectory.move(rows([3, 5.0, math.nan, 0.0, math.nan, 9.0]))
    assert trajectory.section_start() == 4
    trajectory.append(rows([4, 0.0, math.nan, 0.0, math.nan, 1.0]), 0.2)
    assert trajectory.section_start() == 4
    trajectory.truncate(3)
    trajectory.append(rows([3, 0.0, math.nan, 0.0, math.nan, 1.0]), 0.1)
    assert trajectory.section_start() == 0


def test_columns_are_views() -> None:
    trajectory = run_of([4.0, 3.0, 2.0])
    assert trajectory.column("cost", 2).tolist() == [4.0, 3.0]
    assert np.shares_memory(trajectory.column("cost"), trajectory.column("cost", 2))
