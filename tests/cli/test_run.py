"""`gdtutor run` as a process: its rows against torch, where they go, and how it ends."""

from __future__ import annotations

import csv
import math
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gdtutor.cli import main
from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.listing import listing
from tests.descent.conftest import run_in_torch
from tests.terminal import GDTUTOR, Terminal

SCRIPT = listing(Experiment()).script


def gdtutor_run(*options: object, **settings: Any) -> subprocess.CompletedProcess[str]:
    command = [*GDTUTOR, "run", *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, **settings)


def test_rows_through_a_pipe_are_those_of_torch_until_nobody_reads(tmp_path: Path) -> None:
    """A run that diverges, and a reader that leaves: neither is an error to talk about."""
    points = tmp_path / "points.csv"
    points.write_text("x;y\n1;1\n2;2\n3;2,5\n")
    command = [*GDTUTOR, "run", "--data", str(points), "--w", "-2", "--lr", "1", "--steps", "1e6"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "step,W,b,dW,db,cost\n"
    rows = [[float(value) for value in row] for row in csv.reader(islice(process.stdout, 101))]
    process.stdout.close()
    assert (process.stderr.read(), process.wait(20)) == ("", 1)
    process.stderr.close()

    data = Dataset((1.0, 2.0, 3.0), (1.0, 2.0, 2.5))
    expected = run_in_torch(Experiment(data=data, model="Wx+b", start=Start(-2.0), lr=1.0, steps=100))
    for index, row in enumerate(rows):
        record = expected[index]
        assert (row[0], len(row)) == (index, 6)
        for value, other in zip(row[1:], (record.W, record.b, record.dW, record.db, record.cost), strict=True):
            assert value == pytest.approx(other, rel=1e-4, nan_ok=True)
    assert any(math.isinf(row[5]) for row in rows)
    assert all(map(math.isnan, rows[-1][1:]))


def test_in_a_terminal_there_is_a_picture_its_words_and_the_verdict() -> None:
    with Terminal([*GDTUTOR, "run", "--lr", "0.25", "--steps", "30"], columns=70, rows=30) as terminal:
        assert terminal.wait_for_exit(40) == 0
        words = " ".join(terminal.text.split())
        assert "cost(W) is a bowl, lowest at W = 1 with cost 0. The run starts at W = 0, cost 4.667, and after 30 steps" in words
        assert "It diverges: every step makes the distance 1.333 times as large." in words
        assert "●" in words
        assert b"\x1b[94m" in terminal.received
        # No bar is left behind.
        assert "30/30" not in words
        assert "###" not in words


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_no_half_file(tmp_path: Path, number: signal.Signals, status: int) -> None:
    command = [*GDTUTOR, "run", "--steps", "1e6", "--output", str(tmp_path / "out.csv")]
    # Whoever runs the tests in the background has Ctrl+C ignored.
    restored = [
        sys.executable,
        "-c",
        "import os, signal, sys; signal.signal(2, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
    ]
    process = subprocess.Popen([*restored, *command], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(number)
    assert process.stderr is not None
    assert (process.stderr.read(), process.wait(20)) == ("", status)
    process.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_the_script_needs_no_torch_and_is_the_listing(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise SystemExit('torch was imported')")
    run = gdtutor_run("--format", "Script", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert (run.stdout, run.stderr, run.returncode) == (SCRIPT, "", 0)


def test_a_file_is_written_whole_in_place_of_another(tmp_path: Path) -> None:
    real, link = tmp_path / "real.py", tmp_path / "link.py"
    real.write_text("before")
    real.chmod(0o640)
    link.symlink_to(real)
    run = gdtutor_run("--output", link, "--steps", "3")
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)
    assert real.read_text() == listing(Experiment(steps=3)).script
    assert (link.is_symlink(), real.stat().st_mode & 0o777) == (True, 0o640)
    assert gdtutor_run("--output", tmp_path / "new.py", umask=0o027).returncode == 0
    assert (tmp_path / "new.py").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.py", "new.py", "real.py"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nowhere/out.py", "nowhere/out.py can't be written: No such file or directory."),
        (".", ". can't be written: Is a directory."),
        ("/dev/full", "/dev/full can't be written: No space left on device."),
        ("a" * 300 + ".py", "can't be written: File name too long."),
    ],
)
def test_a_target_that_cannot_be_written(tmp_path: Path, target: str, said: str) -> None:
    run = gdtutor_run("--format", "script", "--output", target, cwd=tmp_path)
    assert run.stderr.endswith(f"{said}\n")
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_target_without_a_name_and_one_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = gdtutor_run("--output", "", cwd=tmp_path)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "it needs the name of a file" in run.stderr
    monkeypatch.setenv("HOME", str(tmp_path))
    run = gdtutor_run("--format", "script", "--output", "~/out.py", cwd=Path("/"))
    assert (run.returncode, [path.name for path in tmp_path.iterdir()]) == (0, ["out.py"])


def test_a_picture_in_a_file_called_svg_is_one(tmp_path: Path) -> None:
    run = gdtutor_run("--lr", "0.2", "--output", "run.svg", cwd=tmp_path)
    assert (run.stdout, run.stderr, run.returncode) == ("", "", 0)
    drawing = ElementTree.parse(tmp_path / "run.svg").getroot()
    told = "".join(drawing.itertext())
    assert "cost(W) is a bowl" in told
    assert "It converges, crossing the minimum" in told


@pytest.mark.parametrize(
    ("redirection", "said"),
    [
        (">/dev/full", "The output can't be written: No space left on device.\n"),
        (">&-", "The output can't be written: it is closed.\n"),
    ],
)
def test_a_standard_output_that_cannot_be_written(redirection: str, said: str) -> None:
    command = " ".join(f"'{word}'" for word in [*GDTUTOR, "run", "--format", "script"])
    run = subprocess.run(["bash", "-c", f"{command} {redirection}"], capture_output=True, text=True, check=False, timeout=60)
    assert (run.stderr, run.returncode) == (said, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--every 0", "argument --every: '0' is not allowed; it is a whole number, 1 or more"),
        ("--every 2 --format plot", "--every goes with the formats table, csv, json; the format here is plot."),
        ("--every 2 --output out.py", "--every goes with the formats table, csv, json; the format here is script."),
        ("--format xml", "argument --format: there is no 'xml'; there are: plot, table, csv, json, script"),
        ("--lr x", "argument --lr: 'x' is no learning rate; it is a number, 0 or more; gdtutor run --help lists what there is."),
        ("one-two-two", "unrecognized arguments: one-two-two"),
    ],
)
def test_what_cannot_be_is_answered_by_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, options: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    status = main(["run", *options.split()])
    printed = capsys.readouterr()
    assert said in printed.err
    assert (printed.out, printed.err.count("\n"), status) == ("", 1, 2)


def test_torch_that_is_broken_is_explained_without_a_lab(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("raise ImportError('libcudart.so.12: no such file')")
    run = gdtutor_run("--output", tmp_path / "out.csv", env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert "libcudart.so.12: no such file" in run.stderr
    assert run.stderr.endswith("-m pip install torch --force-reinstall`.\n")
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["torch"]


def test_help_fits_a_terminal_and_shows_examples() -> None:
    run = gdtutor_run("--help")
    assert (run.stderr, run.returncode) == ("", 0)
    for text in ("examples:", "--data NAME|FILE.csv", "--device", "--every", "step,W,b,dW,db,cost"):
        assert text in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80
