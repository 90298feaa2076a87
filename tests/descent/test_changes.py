"""What was turned on the way, read from the records alone: doing it again gives the same records."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.changes import changes_of, with_first_rate
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.listing import Change
from gdtutor.descent.trajectory import Trajectory, rows

NAN = math.nan
LINE = Experiment(model="Wx+b", start=Start(1.0, 2.0), lr=0.1, dtype="float64")


def trajectory(experiment: Experiment, *parts: tuple[float, list[tuple[int, float, float]]]) -> Trajectory:
    """Records of step, W, b; each part with the rate that led to it, NaN where a hand did."""
    result = Trajectory(experiment)
    for lr, records in parts:
        block = rows(value for step, W, b in records for value in (step, W, b, 0.0, 0.0, 0.0))
        if math.isnan(lr):
            result.move(block[0])
        else:
            result.append(block, lr)
    return result


def test_an_undisturbed_run_has_no_changes() -> None:
    run = trajectory(LINE, (0.1, [(0, 1.0, 2.0), (1, 0.5, 1.0), (2, 0.2, 0.5)]))
    assert changes_of(run) == changes_of(run, 1) == changes_of(run, 0) == changes_of(Trajectory(LINE)) == ()


def test_a_rate_stands_at_the_step_whose_update_used_it_first() -> None:
    run = trajectory(
        LINE, (0.1, [(0, 1, 2), (1, 1, 1), (2, 1, 1)]), (0.3, [(3, 1, 1), (4, 1, 1)]), (0.3, [(5, 1, 1)]), (0.1, [(6, 1, 1)])
    )
    assert changes_of(run) == (Change(2, lr=0.3), Change(5, lr=0.1))
    assert changes_of(run, 6) == changes_of(run, 4) == (Change(2, lr=0.3),)
    assert changes_of(run, 3) == ()


def test_a_rate_turned_at_the_start_is_the_experiments_own() -> None:
    run = trajectory(LINE, (0.1, [(0, 1, 2)]), (0.3, [(1, 1, 1)]), (0.2, [(2, 1, 1)]))
    assert changes_of(run) == (Change(0, lr=0.3), Change(1, lr=0.2))
    experiment, rest = with_first_rate(LINE, changes_of(run))
    assert (experiment.lr, rest) == (0.3, (Change(1, lr=0.2),))
    assert with_first_rate(LINE, (Change(0, 0.3, W=5.0),))[1] == (Change(0, W=5.0),)
    assert with_first_rate(LINE, rest) == (LINE, rest)


def test_a_hand_moves_what_it_moves_and_nothing_else() -> None:
    run = trajectory(LINE, (0.1, [(0, 1, 2), (1, 0.5, 1.5)]), (NAN, [(1, 3.0, 1.5)]), (NAN, [(1, 4.0, 1.5)]), (0.1, [(2, 3, 1)]))
    assert changes_of(run) == changes_of(run, 3) == (Change(1, W=4.0),)
    assert changes_of(run, 2) == ()
    both = trajectory(LINE, (0.1, [(0, 1, 2), (1, 0.5, 1.5)]), (NAN, [(1, 3.0, -1.0)]), (0.4, [(2, 3, 1)]))
    assert changes_of(both) == (Change(1, lr=0.4, W=3.0, b=-1.0),)


def test_a_hand_that_puts_it_where_it_was_has_still_put_it_there() -> None:
    run = trajectory(LINE, (0.1, [(0, 1, 2), (1, 0.5, 1.5)]), (NAN, [(1, 0.5, 1.5)]))
    assert changes_of(run) == (Change(1, W=0.5, b=1.5),)


def test_without_b_nothing_is_said_of_it() -> None:
    run = trajectory(Experiment(), (0.1, [(0, 0.0, NAN), (1, 0.5, NAN)]), (NAN, [(1, math.inf, NAN)]))
    assert changes_of(run) == (Change(1, W=math.inf),)


@pytest.mark.parametrize(
    ("start", "first", "changes"),
    [
        (Start(W=0.1), float(np.float32(0.1)), ()),
        (Start(W=1e300), math.inf, ()),
        (Start(W=-0.0), 0.0, ()),
        (Start(W="random"), 0.7, ()),
        (Start(W=0.1), 0.1, (Change(0, W=0.1),)),
        (Start(W=0.0), 5.0, (Change(0, W=5.0),)),
        (Start(W=0.0), -0.0, (Change(0, W=-0.0),)),
    ],
)
def test_a_start_that_is_not_the_experiments_is_a_move(start: Start, first: float, changes: tuple[Change, ...]) -> None:
    run = trajectory(Experiment(start=start), (0.1, [(0, first, NAN), (1, 0.0, NAN)]))
    assert repr(changes_of(run)) == repr(changes)


rates = st.sampled_from([0.0, 0.1, 0.25, 0.3])
numbers = st.sampled_from([-1.5, 0.0, 0.1, 7.0])
actions = st.lists(
    st.one_of(
        st.tuples(st.just("run"), st.integers(0, 4), rates),
        st.tuples(st.just("put"), numbers, numbers),
        st.tuples(st.just("put W"), numbers, numbers),
    ),
    max_size=12,
)


def updated(point: tuple[float, float], lr: float) -> tuple[float, float]:
    """An update of cost = (W - 3)² / 2 + (b + 1)² / 2."""
    return point[0] - lr * (point[0] - 3), point[1] - lr * (point[1] + 1)


@given(actions, st.data())
def test_doing_it_again_gives_the_same_records(done: list[tuple[str, float, float]], data: st.DataObject) -> None:
    run = trajectory(LINE, (LINE.lr, [(0, 1.0, 2.0)]))
    point, step = (1.0, 2.0), 0
    for name, first, second in done:
        if name == "run":
            for _ in range(int(first)):
                point, step = updated(point, second), step + 1
                run.append(rows((step, *point, 0.0, 0.0, 0.0)), second)
        else:
            point = (first, second if name == "put" else point[1])
            run.move(rows((step, *point, 0.0, 0.0, 0.0))[0])
    stop = data.draw(st.integers(1, len(run)))
    changes = {change.step: change for change in changes_of(run, stop)}
    assert list(changes) == sorted(changes)
    last = run[stop - 1]
    point, lr = (1.0, 2.0), LINE.lr
    for step in range(last.step + 1):
        change = changes.get(step, Change(step))
        lr = lr if change.lr is None else change.lr
        point = (point[0] if change.W is None else change.W, point[1] if change.b is None else change.b)
        if step < last.step:
            point = updated(point, lr)
    assert point == (last.W, last.b)
