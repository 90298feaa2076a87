"""What a run is written as, fed in uneven pieces as torch sends them; and the bar beside it."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from gdtutor.cli.bar import Bar
from gdtutor.cli.destination import Destination
from gdtutor.cli.formats import Name, format_of
from gdtutor.cli.formats.table import round_every
from gdtutor.columns import cells
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import COLUMNS, Trajectory
from gdtutor.descent.verdict import judge
from gdtutor.language import use
from tests.descent.conftest import run_in_torch

EXPERIMENTS = {
    "settles": Experiment(lr=0.01, start=Start(W=3.0), steps=100),
    "with-b": Experiment(data="noisy-line", model="Wx+b", lr=0.3, optimizer="Adam", steps=60),
    "explodes": Experiment(lr=1.0, steps=200),
}


@cache
def run_of(name: str) -> Trajectory:
    return run_in_torch(EXPERIMENTS[name])


class Screen(io.TextIOWrapper):
    """A standard output that is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        self.seek(0)
        return self.read()


def rows_of(trajectory: Trajectory) -> Any:
    return np.stack([trajectory.column(name) for name in COLUMNS], axis=1)


def feed(name: Name, trajectory: Trajectory, destination: Destination, every: int | None) -> None:
    written = format_of(name, trajectory.experiment, destination, every)
    rows, start = rows_of(trajectory), 0
    with destination:
        for size in (1, 7, 20, len(rows)):
            written.take(rows[start : start + size])
            start += size
        written.end(trajectory if written.keeps_run else None)


def to_file(tmp_path: Path, name: Name, trajectory: Trajectory, every: int | None = None) -> str:
    feed(name, trajectory, Destination(tmp_path / "out"), every)
    return (tmp_path / "out").read_text("utf-8")


def on_screen(
    monkeypatch: pytest.MonkeyPatch, name: Name, trajectory: Trajectory, size: tuple[int, int], encoding: str = "utf-8"
) -> str:
    screen = Screen(encoding)
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", str(size[0]))
    monkeypatch.setenv("LINES", str(size[1]))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    feed(name, trajectory, Destination(None), None)
    return screen.text


def numbers(row: Sequence[str]) -> list[float]:
    return [float(value) for value in row if value]


@pytest.mark.parametrize("run", ["settles", "with-b", "explodes"])
def test_csv_has_every_row_to_the_last_digit(tmp_path: Path, run: str) -> None:
    trajectory = run_of(run)
    header, *rows = csv.reader(to_file(tmp_path, "csv", trajectory).splitlines())
    assert header == ["step", "W", "b", "dW", "db", "cost"]
    with_b = trajectory.experiment.model == "Wx+b"
    for row, expected in zip(rows, rows_of(trajectory).tolist(), strict=True):
        assert [value != "" for value in row] == [True, True, with_b, True, with_b, True]
        assert repr(numbers(row)) == repr([float(value) for value in (expected if with_b else expected[:2] + expected[3::2])])
    assert ("inf" in str(rows)) == ("nan" in str(rows)) == (run == "explodes")


def test_csv_thinned_ends_with_the_last_row(tmp_path: Path) -> None:
    lines = to_file(tmp_path, "csv", run_of("settles"), every=30).splitlines()
    assert [line.partition(",")[0] for line in lines] == ["step", "0", "30", "60", "90", "100"]


@pytest.mark.parametrize("run", ["with-b", "explodes"])
def test_json_is_one_strict_object(tmp_path: Path, run: str) -> None:
    trajectory = run_of(run)

    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    written = json.loads(to_file(tmp_path, "json", trajectory), parse_constant=refused)
    assert list(written) == ["experiment", "columns", "rows", "verdict"]
    assert msgspec.convert(written["experiment"], Experiment) == trajectory.experiment
    assert written["columns"] == ["step", "W", "b", "dW", "db", "cost"]
    read = [[math.nan if value is None else float(value) for value in row] for row in written["rows"]]
    assert repr(read) == repr(rows_of(trajectory).tolist()).replace("-nan", "nan")
    verdict = judge(trajectory)
    assert written["verdict"] == {
        "kind": verdict.kind,
        "sentence": verdict.sentence,
        "factor": verdict.factor,
        "overflow_step": verdict.overflow_step,
    }


@pytest.mark.parametrize("run", ["settles", "with-b", "explodes"])
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
def test_a_table_fits_the_screen(monkeypatch: pytest.MonkeyPatch, run: str, size: tuple[int, int]) -> None:
    trajectory = run_of(run)
    lines = on_screen(monkeypatch, "table", trajectory, size).splitlines()
    assert len(lines) < size[1]
    assert max(map(len, lines)) <= size[0]
    table = lines[: lines.index("")]
    assert {len(line) for line in table} == {len(table[0])}
    assert [int(line.split()[0]) for line in table[1:]][-2:] == [
        len(trajectory) - 1 - (step := _step(table)),
        len(trajectory) - 1,
    ]
    assert step in (1, 2, 5, 10, 20, 50)
    assert " ".join(lines[len(table) + 1 :]) == judge(trajectory).sentence


def _step(table: list[str]) -> int:
    first, second = (int(line.split()[0]) for line in table[1:3])
    return second - first


def test_a_korean_header_stands_above_its_column(tmp_path: Path) -> None:
    use("ko")
    try:
        header, *rows = to_file(tmp_path, "table", run_of("settles")).splitlines()[:5]
    finally:
        use("en")
    assert {cells(row) for row in rows} == {cells(header)}


def test_so_many_rows_as_fit_in_round_steps() -> None:
    assert [round_every(steps, 20) for steps in (1, 19, 20, 37, 100, 190, 1_000_000)] == [1, 1, 2, 2, 10, 10, 100_000]
    assert round_every(7, 1_000) == 1


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (30, 10)])
@pytest.mark.parametrize("run", ["with-b", "explodes"])
def test_a_picture_fits_the_screen(monkeypatch: pytest.MonkeyPatch, run: str, size: tuple[int, int]) -> None:
    trajectory = run_of(run)
    shown = on_screen(monkeypatch, "plot", trajectory, size)
    assert "\x1b[" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", screen := Screen())
    feed("plot", trajectory, Destination(None), None)
    lines = screen.text.splitlines()
    assert "\x1b" not in screen.text
    assert max(map(len, lines)) <= size[0]
    words = " ".join(screen.text.split())
    assert judge(trajectory).sentence in words
    assert "The run starts at W = 0" in words
    assert ("cost(W, b) is a bowl" if run == "with-b" else "cost(W) is a bowl") in words
    if size[0] >= 80:
        assert len(lines) < size[1]


def test_a_picture_on_paper_and_in_ascii(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = to_file(tmp_path, "plot", run_of("with-b"))
    assert "\x1b" not in paper
    assert "●" in paper
    shown = on_screen(monkeypatch, "plot", run_of("explodes"), (80, 24), "ascii")
    assert shown.isascii()
    assert "?" not in shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_is_there_for_a_long_work_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    short, long = Terminal(), Terminal()
    with Bar(short, after=60) as bar:
        bar.move(5, 10)
        bar.move(10, 10)
    assert short.getvalue() == ""
    with Bar(long) as bar:
        bar.move(5, 10)
        assert long.getvalue().endswith(" 5/10")
        bar.clear()
        assert long.getvalue().endswith(" \r")
        length = len(long.getvalue())
        bar.clear()
        assert len(long.getvalue()) == length
        bar.move(10, 10)
    assert long.getvalue().endswith(" \r")
