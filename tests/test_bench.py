"""`python -m tests.bench`: what it prints and writes. What it finds is not judged, on a machine that is busy with tests."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.bench.__main__ import NAMES, main
from tests.bench.figures import Figure, shown
from tests.bench.samples import in_turns, percentile, ratio


def test_one_measurement_prints_its_table_and_writes_its_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "numbers.json"
    status = main(["--quick", "--only", "frame_cost", "--json", str(file)])
    said = capsys.readouterr().out
    report = json.loads(file.read_text(encoding="utf-8"))
    (measurement,) = report["measurements"].values()
    figures = measurement["figures"]
    assert report["quick"] is True
    assert {"gdtutor", "torch", "textual", "processors"} <= report.keys()
    assert [figure["name"] for figure in figures][-1] == "10⁶ steps : 10³ steps"
    assert all(figure["value"] > 0 for figure in figures)
    for figure in figures:
        assert f"{figure['name']:46} {shown(figure['value']):>9}" in said
    assert str(file) in said
    assert status == (0 if figures[-1]["met"] else 1)


@pytest.fixture
def two_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A measurement that takes no time."""
    module = ModuleType("tests.bench.echo", "Nothing.")

    def measure(*, quick: bool) -> Iterator[Figure]:
        yield Figure(name="good", value=1 if quick else 2, unit="ms", at_most=1.5)
        yield Figure(name="bad", value=0.5, at_least=0.9, samples={"each": [0.5, 0.6]})
        yield Figure(name="neither", value=1234.5)

    module.measure = measure  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.bench.echo", module)


def test_a_goal_that_is_missed_is_named_and_is_the_exit_status(
    two_figures: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--only", "echo", "--quick"]) == 1
    said = capsys.readouterr().out
    assert "1 of 2 goals met" in said
    assert "missed: bad" in said
    assert said.splitlines()[-1] == "written to gdtutor-bench.json"
    found = json.loads((tmp_path / "gdtutor-bench.json").read_text(encoding="utf-8"))["measurements"]["echo"]["figures"]
    assert [(figure["met"], figure["goal"]) for figure in found] == [
        (True, {"at_most": 1.5}),
        (False, {"at_least": 0.9}),
        (None, None),
    ]
    assert found[1]["samples"] == {"each": [0.5, 0.6]}


def test_the_help_says_what_each_measures(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for name in NAMES:
        module = importlib.import_module(f"tests.bench.{name}")
        assert callable(module.measure)
        assert f"  {name:12} " in said
        assert (module.__doc__ or "").split()[0] in said


def test_samples_are_taken_in_turns_and_ratios_round_by_round() -> None:
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = in_turns({"a": lambda: side("a"), "b": lambda: side("b")}, 2, warm=True)
    assert order[:2] in (["a", "b"], ["b", "a"])
    assert order[2:] == ["a", "b", "b", "a"]
    assert found == {"a": [3.0, 6.0], "b": [4.0, 5.0]}
    assert ratio([2, 9, 4], [1, 3, 2]) == 2
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.99) == 5
