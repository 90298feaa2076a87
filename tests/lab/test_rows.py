"""Rows as text: they read back to the same floats, and every Nth of them is chosen in the same way however they come."""

from __future__ import annotations

import csv
import json
import math
import struct
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.rows import EveryNth, csv_rows, csv_text, json_text

WITHOUT_B, WITH_B = Experiment(), Experiment(model="Wx+b")
values = st.lists(st.floats(), min_size=5, max_size=5)


def rows_of(count: int) -> list[list[float]]:
    return [[step, step / 3, math.nan, -step / 7, math.nan, step / 11] for step in range(count)]


def same(a: float, b: float) -> bool:
    """Bit for bit, but for the many forms of NaN."""
    return math.isnan(a) == math.isnan(b) and (math.isnan(a) or struct.pack("d", a) == struct.pack("d", b))


@given(st.lists(values, min_size=1, max_size=5))
def test_csv_reads_back_to_the_same_floats(states: Sequence[list[float]]) -> None:
    rows = [[step, *state] for step, state in enumerate(states)]
    lines = "".join(csv_rows(rows, WITH_B)).splitlines()
    assert lines[0] == "step,W,b,dW,db,cost"
    for row, read in zip(rows, csv.reader(lines[1:]), strict=True):
        assert all(map(same, map(float, read), row))


@given(st.lists(values, min_size=1, max_size=5))
def test_json_reads_back_and_is_strict(states: Sequence[list[float]]) -> None:
    rows = [[step, *state] for step, state in enumerate(states)]

    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    read = json.loads(f"[{json_text(rows, WITH_B)}]", parse_constant=refused)
    for row, found in zip(rows, read, strict=True):
        assert all(map(same, map(float, found), row))
        assert all(isinstance(value, str) != math.isfinite(number) for value, number in zip(found, row, strict=True))


def test_a_model_without_b_has_empty_columns() -> None:
    rows = [[0, 0.5, math.nan, math.inf, math.nan, -math.inf]]
    assert csv_text(rows, WITHOUT_B) == "0,0.5,,inf,,-inf\n"
    assert json_text(rows, WITHOUT_B) == '[0,0.5,null,"inf",null,"-inf"]'
    # A b that is no number any more is something else.
    assert csv_text(rows, WITH_B) == "0,0.5,nan,inf,nan,-inf\n"


def test_the_rows_of_a_trajectory() -> None:
    trajectory = Trajectory(WITHOUT_B)
    trajectory.append(np.array(rows_of(5)), 0.1)
    records = (trajectory[index] for index in range(len(trajectory)))
    assert "".join(csv_rows(records, WITHOUT_B, every=3)).splitlines()[1:] == [
        f"{step},{step / 3!r},,{-step / 7!r},,{step / 11!r}" for step in (0, 3, 4)
    ]


@given(st.integers(1, 40), st.integers(1, 12), st.lists(st.integers(1, 9)))
def test_every_nth_and_the_last(count: int, every: int, sizes: list[int]) -> None:
    rows = rows_of(count)
    expected = sorted({*range(0, count, every), count - 1})
    assert [int(line.partition(",")[0]) for line in "".join(csv_rows(rows, WITHOUT_B, every)).splitlines()[1:]] == expected
    chosen, found, start = EveryNth(every), [], 0
    for size in [*sizes, count]:
        found += chosen.take(np.array(rows[start : start + size]).reshape(-1, 6))
        start += size
    assert [row[0] for row in found + chosen.last()] == expected
