import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import COLUMNS, Record, Trajectory, rows

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


def test_columns_are_views_that_nobody_writes_to() -> None:
    trajectory = run_of([4.0, 3.0, 2.0])
    assert trajectory.column("cost", 2).tolist() == [4.0, 3.0]
    assert np.shares_memory(trajectory.column("cost"), trajectory.column("cost", 2))
    with pytest.raises(ValueError, match="read-only"):
        trajectory.column("cost")[0] = 0.0
    with pytest.raises(ValueError, match="no column 'slope'"):
        trajectory.column("slope")


def test_a_column_that_was_read_stays_what_it_was_while_the_run_grows() -> None:
    trajectory = run_of([0.0])
    early = trajectory.column("cost")
    for step in range(1, 500):
        trajectory.append(rows([step, 0.0, math.nan, 0.0, math.nan, float(step)]), 0.1)
    assert early.tolist() == [0.0]
    assert trajectory.column("cost").tolist() == list(range(500))


def test_a_copy_takes_no_memory_before_it_goes_on_otherwise() -> None:
    trajectory = run_of([float(cost) for cost in range(1000)])
    snapshot, branch = trajectory.copy(), trajectory.copy(500)
    assert np.shares_memory(snapshot.column("W"), trajectory.column("W"))
    assert np.shares_memory(branch.column("W"), trajectory.column("W"))
    # Whoever was there first goes on in place, the other apart.
    trajectory.append(rows([1000, 1.0, math.nan, 0.0, math.nan, -1.0]), 0.1)
    branch.append(rows([500, 2.0, math.nan, 0.0, math.nan, -2.0]), 0.1)
    assert not np.shares_memory(branch.column("W"), trajectory.column("W"))
    assert [len(run) for run in (trajectory, snapshot, branch)] == [1001, 1000, 501]
    assert [run[500].cost for run in (trajectory, snapshot, branch)] == [500.0, 500.0, -2.0]
    # Nobody is left whose records could be written over: there is nothing to copy.
    rest = snapshot.copy(500)
    seen = rest.column("W")
    del trajectory, snapshot
    rest.append(rows([500, 3.0, math.nan, 0.0, math.nan, -3.0]), 0.1)
    assert np.shares_memory(rest.column("W"), seen)


def test_while_it_grows_one_column_at_a_time_is_there_twice() -> None:
    trajectory = Trajectory(BOTH)
    count = 2**17
    block = np.zeros((count, 6))
    block[:, 0] = np.arange(count)
    tracemalloc.start()
    try:
        trajectory.append(block, 0.1)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        trajectory.append(np.array([[count, 0.0, 0.0, 0.0, 0.0, 0.0]]), 0.1)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    column = trajectory.column("W", count).nbytes
    assert before == pytest.approx(5 * column, rel=0.05)
    assert after == pytest.approx(10 * column, rel=0.05)
    assert peak < after + 1.1 * column


class Plain:
    """What a trajectory is, record by record: no columns, no memory, no speed."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def append(self, values: list[tuple[float, ...]], lr: float) -> None:
        for step, W, b, dW, db, cost in values:
            self.records.append(Record(int(step), W, b, dW, db, cost, lr if self.records else math.nan, False))

    def move(self, values: tuple[float, ...]) -> None:
        if self.records and (len(self.records) == 1 or self.records[-1].moved):
            self.records.pop()
        step, W, b, dW, db, cost = values
        self.records.append(Record(int(step), W, b, dW, db, cost, math.nan, bool(self.records)))

    def section_start(self, stop: int) -> int:
        index = min(stop, len(self.records)) - 1
        if index <= 0 or self.records[index].moved:
            return max(0, index)
        lr = self.records[index].lr
        while index and not self.records[index].moved and self.records[index].lr == lr:
            index -= 1
        return index


rates = st.sampled_from([0.1, 0.2])
costs = st.sampled_from([1.0, 2.5, math.inf])
acts = st.one_of(
    st.tuples(st.just("append"), st.lists(costs, min_size=1, max_size=40), rates),
    st.tuples(st.just("move"), costs),
    st.tuples(st.just("truncate"), st.integers(0, 60)),
    st.tuples(st.just("branch"), st.integers(0, 60), st.booleans()),
)


@given(st.lists(acts, max_size=12), st.sampled_from([ONE, BOTH]))
def test_it_is_what_a_plain_list_of_records_is(acts: list[tuple[Any, ...]], experiment: Experiment) -> None:
    actual, expected = Trajectory(experiment), Plain()
    left: list[tuple[Trajectory, list[Record]]] = []
    b = math.nan if experiment is ONE else 0.5
    for number, (act, *how) in enumerate(acts):
        step = expected.records[-1].step + 1 if expected.records else 0
        if act == "append":
            values: list[tuple[float, ...]] = [(step + i, number + i / 100, b, -1.0, b, cost) for i, cost in enumerate(how[0])]
            actual.append(np.array(values), how[1])
            expected.append(values, how[1])
        elif act == "move":
            values = [(max(0, step - 1), float(number), b, 1.0, b, how[0])]
            actual.move(np.array(values))
            expected.move(values[0])
        elif act == "truncate":
            actual.truncate(how[0])
            del expected.records[how[0] :]
        else:
            if how[1]:
                left.append((actual, expected.records.copy()))
            actual = actual.copy(how[0])
            del expected.records[how[0] :]
    for run, records in [(actual, expected.records), *left]:
        same(run, records)


def same(run: Trajectory, records: list[Record]) -> None:
    count = len(records)
    assert len(run) == count
    np.testing.assert_equal([run[index] for index in range(count)], records)
    for name in (*COLUMNS, "lr"):
        values = [getattr(record, name) for record in records]
        np.testing.assert_equal(run.column(name), np.array(values))
        np.testing.assert_equal(run.column(name, count // 2), np.array(values[: count // 2]))
        np.testing.assert_equal(run.values(name, np.arange(count)[::-2]), np.array(values[::-2]))
    used = [(r.W, r.dW, r.cost) if run.experiment is ONE else (r.W, r.b, r.dW, r.db, r.cost) for r in records]
    assert run.finite_length() == next((i for i, values in enumerate(used) if not np.isfinite(values).all()), count)
    plain = Plain()
    plain.records = records
    assert [run.section_start(stop) for stop in range(count + 2)] == [plain.section_start(stop) for stop in range(count + 2)]
    steps = [record.step for record in records]
    for step in range(max(steps, default=0) + 2):
        assert run.index_of_step(step) == (count - 1 - steps[::-1].index(step) if step in steps else None)


@given(
    st.lists(st.integers(1, 1500), min_size=1, max_size=5),
    st.integers(0, 2**32),
    st.integers(1, 40),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_extremes_are_found_however_it_grew(lengths: list[int], seed: int, stretches: int, cut: float, part: float) -> None:
    random = np.random.default_rng(seed)
    values = np.round(random.standard_normal(sum(lengths)), 1)
    trajectory = Trajectory(ONE)
    for number, length in enumerate(lengths):
        first = len(trajectory)
        if number == 2:
            trajectory.truncate(first := int(cut * first))
            values = np.concatenate((values[:first], values[sum(lengths[:2]) :]))
        block = np.full((length, 6), np.nan)
        block[:, 0], block[:, 1] = np.arange(first, first + length), values[first : first + length]
        block[:, [3, 5]] = 0.0
        trajectory.append(block, 0.1)
        trajectory.extremes("W", stretches)
    stop = 1 + int(part * (len(trajectory) - 1))
    found = np.sort(trajectory.extremes("W", stretches, stop))
    assert len(found) <= 2 * stretches
    assert 0 <= found[0] <= found[-1] < stop
    # Every stretch gives two: nowhere are there more records without one than two stretches have.
    longest = 2 * 1.3 * (stop / stretches + 1)
    assert np.diff(found, prepend=-1, append=stop).max() <= longest
    assert values[found].min() == values[:stop].min()
    assert values[found].max() == values[:stop].max()
    low, high = (-2.0, 2.0) if seed % 2 else (-4.0, 3.0)
    outside = np.flatnonzero((values[:stop] < low) | (values[:stop] > high))
    assert trajectory.last_outside("W", low, high, stop) == (int(outside[-1]) if len(outside) else None)


def test_what_is_not_finite_is_no_extreme() -> None:
    trajectory = run_of([3.0, 1.0, 2.0, math.inf, 0.0])
    assert sorted(trajectory.extremes("cost", 1).tolist()) == [0, 1]
    assert run_of([math.inf]).extremes("cost", 4).tolist() == []


def test_a_long_run_thinned_keeps_what_there_is_to_see() -> None:
    trajectory = run_of([1.0 + math.sin(step) for step in range(20_000)])
    trajectory.append(rows([20_000, 7.0, math.nan, 0.0, math.nan, 1.0]), 0.2)
    trajectory.move(rows([20_000, 9.0, math.nan, 0.0, math.nan, 5.0]))
    trajectory.append(rows([20_001, 8.0, math.nan, math.nan, math.nan, math.inf]), 0.2)
    thinned = trajectory.thinned(400)
    assert 300 < len(thinned) < 430
    whole = {(record.step, record.moved): record for record in (trajectory[index] for index in range(len(trajectory)))}
    for index in range(len(thinned)):
        record = thinned[index]
        np.testing.assert_equal(record, whole[record.step, record.moved])
    assert (thinned[0].step, thinned[-1].cost) == (0, math.inf)
    assert thinned[thinned.section_start()].moved
    assert thinned.finite_length() == len(thinned) - 1
    for name in ("W", "cost"):
        kept, values = thinned.column(name, len(thinned) - 1), trajectory.column(name, len(trajectory) - 1)
        assert (kept.min(), kept.max()) == (values.min(), values.max())


def test_a_short_run_is_not_thinned() -> None:
    trajectory = run_of([4.0, 2.0, 1.0])
    thinned = trajectory.thinned(3)
    trajectory.truncate(1)
    trajectory.append(rows([1, 0.0, math.nan, 0.0, math.nan, 9.0]), 0.1)
    assert thinned.column("cost").tolist() == [4.0, 2.0, 1.0]
