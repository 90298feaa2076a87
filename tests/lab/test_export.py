"""What is taken out of a lab: scripts that give the same numbers in a Python of their own, rows, pictures, and their files."""

from __future__ import annotations

import asyncio
import csv
import errno
import io
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pytest_asyncio

from gdtutor.course.model import Lab
from gdtutor.descent.changes import changes_of
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory, rows
from gdtutor.lab.export import (
    ENDINGS,
    ExportError,
    Ink,
    Kind,
    Palette,
    Refused,
    Snapshot,
    content,
    export,
    file_name,
    paths,
    shown,
    suggested,
)
from gdtutor.lab.session import LabSession
from gdtutor.plots.kinds import draw, view_for
from gdtutor.plots.picture import Picture, Scene, Size, Span
from gdtutor.trainer.client import Batch, TorchRefusal, Trainer

PALETTE = Palette("#000000", Ink("#ffffff"), {"curve": Ink("#0000ff"), "ball": Ink("#ff8800", bold=True)})
TODAY = date(2026, 8, 2)

# The scripts, run by a Python of their own that has never heard of gdtutor.

# An update or more, a rate, or where a hand puts the parameters.
Action = int | float | dict[str, float]

WAVE = Experiment(data="wave", model="sin(Wx)", start=Start(W=1.0), lr=0.05)
LINE = Experiment(data="noisy-line", model="Wx+b", start=Start(3.0, -1.0), lr=0.02)


def line(**changes: object) -> Experiment:
    fields = {name: getattr(LINE, name) for name in LINE.__struct_fields__} | changes
    return Experiment(**fields)


TURNED: list[Action] = [7, 0.05, 5, 0.01, 3]
MOVED: list[Action] = [4, {"W": -2.5}, 3, 0.2, {"W": 0.1, "b": 4.0}, 2, {"b": 1e-3}]
BY_TRAINER: dict[str, tuple[Experiment, list[Action]]] = {
    "plain": (Experiment(), [12]),
    "float64": (line(dtype="float64"), TURNED),
    "half-mean": (line(cost="half-mean"), TURNED),
    "sum": (line(cost="sum", lr=0.001), [6]),
    "batches": (line(batch_size=3, seed=4), TURNED),
    "batches moved": (line(batch_size=7, dtype="float64"), MOVED),
    "random": (line(start=Start("random", "random"), seed=11), TURNED),
    "random b": (line(start=Start(2.0, "random"), seed=3), MOVED),
    "momentum": (line(optimizer="momentum", momentum=0.5), [*TURNED, *MOVED]),
    "Nesterov": (line(optimizer="Nesterov"), [*TURNED, *MOVED]),
    "Adam": (line(optimizer="Adam"), [*TURNED, *MOVED]),
    "RMSprop": (line(optimizer="RMSprop"), MOVED),
    "Adagrad": (line(optimizer="Adagrad"), MOVED),
    "AdamW": (line(optimizer="AdamW", dtype="float64", batch_size=8), [*TURNED, *MOVED]),
    "no-zero-grad": (line(loop="no-zero-grad"), [*TURNED, *MOVED]),
    "no-zero-grad in batches": (line(loop="no-zero-grad", batch_size=6), MOVED),
    "sequential-update": (line(loop="sequential-update"), [*TURNED, *MOVED]),
    "by-hand": (line(loop="by-hand"), [*TURNED, *MOVED]),
    "ascent": (line(loop="ascent"), [*TURNED, *MOVED]),
    "body, step first": (line(body=("hypothesis", "cost", "step", "zero_grad", "backward")), [*TURNED, *MOVED]),
    "body, one late": (line(body=("hypothesis", "zero_grad", "cost", "backward", "step", "step"), optimizer="Adam"), MOVED),
    "wave": (WAVE, [*TURNED, {"W": 2.4}, 3]),
    "rate at the start": (LINE, [0.3, 2, {"W": 1.0}, 1]),
    "rate of zero": (LINE, [2, 0.0, 2]),
    "many rates": (LINE, [action for n in range(30) for action in (0.01 + n / 1000, 1)]),
    "overflow": (line(lr=9.0), [60]),
    "moved beyond float32": (LINE, [2, {"W": 1e300}]),
    "moved at the start": (LINE, [{"W": 4.5}, 3]),
    "stopped outside": (line(loop="forward-outside"), [3]),
    "outside, moved": (line(loop="forward-outside"), [1, {"W": 4.0}, 1, {"W": 4.0}, 1]),
    "stopped in the graph": (line(loop="by-hand-in-graph"), [3]),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    yield trainer
    await trainer.close()


async def recorded(trainer: Trainer, experiment: Experiment, actions: list[Action]) -> tuple[Trajectory, Refused | None]:
    """What the trainer did, kept as a lab keeps it."""
    trajectory = Trajectory(experiment)

    def keep(batch: Batch) -> None:
        if batch.kind == "moved":
            trajectory.move(batch.rows[-1])
        else:
            trajectory.append(batch.rows, batch.lr)

    run = await trainer.open(experiment, keep)
    try:
        for action in actions:
            if isinstance(action, int):
                await run.advance(action)
                await run.finished()
            elif isinstance(action, float):
                await run.set_lr(action)
            else:
                await run.set_parameters(**action)
    except TorchRefusal as refusal:
        return trajectory, Refused(refusal.kind, refusal.message)
    finally:
        await run.close()
    return trajectory, None


Work = Callable[[LabSession], Awaitable[None]]


async def worked(trainer: Trainer, experiment: Experiment, work: Work) -> Snapshot:
    """What a learner's keys led to in a lab."""
    lab = Lab(id="lab", line=1, experiment=experiment, pictures=("data",), controls=("W", "lr", "run"))
    session = LabSession(lab, trainer, lambda: None)
    await session.open()
    await work(session)
    await session.close()
    refusal = session.refusal if session.at_end else None
    refused = None if refusal is None else Refused(refusal.kind, refusal.message)
    return Snapshot(session.trajectory.copy(session.index + 1), "lab", refused)


async def turned_twice_and_branched(session: LabSession) -> None:
    await session.forward(7)
    session.turn("lr", -4)
    await session.forward(5)
    session.turn("lr", 2)
    await session.forward(4)
    session.back(6)
    session.turn("lr", 5)
    await session.forward(5)
    session.back(1)
    assert [change.step for change in changes_of(session.trajectory)] == [7, 10]


async def begun_elsewhere(session: LabSession) -> None:
    await session.forward(3)
    session.turn("W", 3)
    await session.apply()
    session.turn("lr", -3)
    await session.forward(4)


async def turned_at_the_start(session: LabSession) -> None:
    session.turn("W", -7)
    session.turn("lr", 3)
    await session.forward(6)
    session.turn("lr", 1)
    await session.reset()
    await session.forward(2)


async def stopped(session: LabSession) -> None:
    await session.forward(3)
    assert "backward through the graph a second time" in session.problem


async def branched_with_a_memory(session: LabSession) -> None:
    await session.forward(8)
    session.back(3)
    session.turn("lr", 3)
    await session.forward(4)


BY_KEYS: dict[Work, Experiment] = {
    turned_twice_and_branched: LINE,
    begun_elsewhere: line(optimizer="momentum"),
    turned_at_the_start: line(optimizer="Adam", batch_size=4),
    stopped: line(loop="forward-outside"),
    branched_with_a_memory: line(body=("zero_grad", "hypothesis", "cost", "backward", "step"), optimizer="Adam"),
}

# Runs each script as `python FILE` would, in a namespace of its own; what each printed, or the error that it ended with.
RUN_ALL = """
import contextlib, io, json, runpy, sys

def run(path):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            runpy.run_path(path, run_name="__main__")
    except Exception as error:
        return [printed.getvalue(), type(error).__name__, str(error)]
    return [printed.getvalue(), "", ""]

json.dump([run(path) for path in sys.argv[1:]], sys.stdout)
"""


def run_all(first: Path, others: list[Path]) -> tuple[str, list[list[str]]]:
    """What `python FIRST` prints; the other scripts follow in the same process, for torch takes seconds to import."""
    command = [sys.executable, "-i", str(first), *map(str, others)]
    # `-i` goes on reading from stdin when the script is done: one line, as that is all that a statement may have here.
    said = subprocess.run(
        command, input=f"exec({RUN_ALL!r})\n", capture_output=True, text=True, encoding="utf-8", check=True, cwd=first.parent
    )
    printed, _, rest = said.stdout.partition("\n")
    return printed, json.loads(rest)


def expected(snapshot: Snapshot) -> str:
    last = snapshot.last
    return " ".join(repr(value) for value in (last.W, last.b)[: len(snapshot.experiment.parameters)]) + "\n"


@pytest.mark.asyncio(loop_scope="module")
async def test_every_script_gives_the_numbers_of_its_run(trainer: Trainer, tmp_path: Path) -> None:
    snapshots: dict[str, Snapshot] = {}
    for name, (experiment, actions) in BY_TRAINER.items():
        trajectory, refused = await recorded(trainer, experiment, actions)
        assert (refused is not None) == ("stopped" in name), name
        # As it is, and scrubbed back to each record but the start, where the script does more than was recorded.
        stops = [stop for stop in range(1, len(trajectory) + 1) if trajectory[stop - 1].step]
        snapshots |= {f"{name} {stop}": Snapshot(trajectory.copy(stop), "run") for stop in stops[:: 1 if len(stops) < 20 else 7]}
        snapshots[name] = Snapshot(trajectory, "run", refused, torch=trainer.torch_version)
    snapshots |= {str(work): await worked(trainer, experiment, work) for work, experiment in BY_KEYS.items()}
    written = [
        export(("script",), str(tmp_path / f"{number}.py"), snapshot, PALETTE)[0]
        for number, snapshot in enumerate(snapshots.values())
    ]

    first, results = await asyncio.to_thread(run_all, written[0], written[1:])
    assert f"{first}\n" == expected(next(iter(snapshots.values())))
    for (name, snapshot), (printed, kind, message) in zip(list(snapshots.items())[1:], results, strict=True):
        if snapshot.refused is not None:
            assert (printed, kind, message) == ("", *snapshot.refused), name
        else:
            assert (printed, kind, message) == (expected(snapshot), "", ""), name


def run(experiment: Experiment = LINE, steps: int = 3, lr: float = 0.02) -> Trajectory:
    """Records that no torch computed, for what is written about them."""
    trajectory = Trajectory(experiment)
    b = 0.1 if "b" in experiment.parameters else math.nan
    trajectory.append(rows(value for step in range(steps + 1) for value in (step, 1 / (step + 3), b, 0.5, b, 2.0)), lr)
    return trajectory


def script(snapshot: Snapshot) -> str:
    return "".join(content("script", snapshot, PALETTE, TODAY))


def comment(text: str) -> str:
    """The comment at the top, as running text."""
    lines = text.partition("\n\n")[0].splitlines()
    assert all(line.startswith("# ") and len(line) <= 78 for line in lines)
    return " ".join(line[2:] for line in lines)


def test_a_script_says_what_it_is_and_what_it_prints() -> None:
    text = script(Snapshot(run(), "run", data_file="scores\n2.csv", torch="2.13.0+cpu"))
    said = comment(text)
    assert re.search(r"written by gdtutor \d+\.\d+\S* on 2026-08-02\.", said)
    assert "torch 2.13.0+cpu" in said
    assert r"the data scores\n2.csv." in said
    assert "After 3 steps it prints W, b: 0.16666666666666666 0.1." in said
    assert text.endswith("\n\nprint(W.item(), b.item())\n")
    assert "gdtutor" not in text.partition("\n\n")[2]
    assert "import torch\n" in text


def test_the_script_of_a_start_does_the_whole_run() -> None:
    text = script(Snapshot(run(steps=0), "run"))
    assert "It does 20 steps and prints W, b." in comment(text)
    assert "for step in range(20):" in text
    assert "on the data noisy-line." in comment(text)


def test_the_script_that_was_stopped_says_with_which_error() -> None:
    snapshot = Snapshot(run(line(loop="forward-outside", steps=1), steps=1), "run", Refused("RuntimeError", "Trying it\nagain"))
    assert "torch or Python refuses it: RuntimeError: Trying it" in comment(script(snapshot))
    assert "for step in range(2):" in script(snapshot)


def test_a_run_longer_than_an_experiment_may_be_has_a_script_still() -> None:
    trajectory = Trajectory(LINE)
    trajectory.append(rows((1_500_000, 1.0, 2.0, 0.5, 0.5, 2.0)), 0.02)
    assert "for step in range(1500000):" in script(Snapshot(trajectory, "run"))


# Rows


def test_the_rows_end_with_the_one_on_screen_and_read_back_the_same() -> None:
    for experiment in (LINE, Experiment()):
        trajectory = run(experiment, steps=9_000)
        trajectory.append(rows((9_001, math.inf, math.nan, -math.inf, math.nan, math.nan)), 0.1)
        for stop in (1, 5_000, len(trajectory)):
            text = "".join(content("rows", Snapshot(trajectory.copy(stop), "run"), PALETTE))
            found = list(csv.DictReader(io.StringIO(text)))
            assert len(found) == stop
            for row, record in zip(found[-3:], [trajectory[index] for index in range(max(0, stop - 3), stop)], strict=True):
                known = {"step": float(record.step), "W": record.W, "dW": record.dW, "cost": record.cost}
                known |= {"b": record.b, "db": record.db} if "b" in experiment.parameters else {}
                assert {name: repr(float(value)) for name, value in row.items() if value} == {
                    name: repr(value) for name, value in known.items()
                }


# Pictures


def picture(experiment: Experiment, kind: str = "contours") -> Picture:
    scene = Scene(experiment, (3.0, -1.0), run(experiment), 2)
    size = Size(50, 16)
    return draw(kind, scene, size, view_for(kind, scene, None, size))  # type: ignore[arg-type]


def test_a_picture_as_text_is_what_is_on_screen_and_its_account() -> None:
    above, below = picture(LINE), picture(LINE, "cost-steps")
    text = "".join(content("text", Snapshot(run(), "run", pictures=(above, below)), PALETTE))
    lines = text.splitlines()
    for shown_picture in (above, below):
        drawn = ["".join(span.text for span in row).rstrip() for row in shown_picture.rows]
        begin = next(i for i in range(len(lines)) if lines[i : i + len(drawn)] == drawn)
        rest = lines[begin + len(drawn) + 1 :]
        account = rest[: rest.index("")] if "" in rest else rest
        assert " ".join(account) == " ".join(shown_picture.account.split())
        assert max(map(len, account)) <= 60


def places(text: str) -> tuple[dict[tuple[float, float], str], ElementTree.Element]:
    """Where each character of an SVG stands, in pixels; and its root."""
    root = ElementTree.fromstring(text)
    found = {}
    for element in root.iter("{http://www.w3.org/2000/svg}text"):
        assert element.text is not None
        for x, character in zip(element.attrib["x"].split(), element.text, strict=True):
            found[float(x), float(element.attrib["y"])] = character
    return found, root


def test_an_svg_has_every_character_at_its_cell_and_every_dot_of_braille() -> None:
    row = (Span("a<&", "label"), Span("가●b", "ball"), Span("⠁⣿─┤", "curve"), Span("z", "no role"))  # type: ignore[arg-type]
    text = "".join(content("svg", Snapshot(run(steps=1), "x", pictures=(Picture((row,), 'said "<b>"'),)), PALETTE))
    found, root = places(text)
    assert found == {
        (0, 15): "a",
        (10, 15): "<",
        (20, 15): "&",
        # In the middle of what they take: two cells and one.
        (40, 15): "가",
        (55, 15): "●",
        (60, 15): "b",
        (110, 15): "z",
    }
    strokes = [path.attrib for path in root.iter("{http://www.w3.org/2000/svg}path")]
    lines, dots = (next(path["d"] for path in strokes if path["stroke-linecap"] == cap) for cap in ("square", "round"))
    assert {path["stroke"] for path in strokes} == {"#0000ff"}
    # A line through its cell, and one that goes left, up and down.
    assert sorted(re.findall(r"M(\d+) (\d+)([hv]-?\d+)", lines)) == sorted(
        [("95", "10", "h-5"), ("95", "10", "h5"), ("105", "10", "h-5"), ("105", "10", "v-10"), ("105", "10", "v10")]
    )
    centres = {tuple(map(float, dot)) for dot in re.findall(r"M(\S+) (\S+?)h", dots)}
    assert centres == {(72.5, 2.5), *((x, y) for x in (82.5, 87.5) for y in (2.5, 7.5, 12.5, 17.5))}
    assert root.attrib["viewBox"] == "0 0 144 44"
    svg = "{http://www.w3.org/2000/svg}"
    assert (root.findtext(f"{svg}title"), root.findtext(f"{svg}desc")) == ("x, step 1", 'said "<b>"')
    colours = [group.attrib for group in root.iter(f"{svg}g") if "fill" in group.attrib]
    assert {"fill": "#ff8800", "font-weight": "bold"} in colours
    assert {"fill": "#ffffff"} in colours


@pytest.mark.parametrize("kind", ["contours", "cost-steps-log", "data", "squares"])
def test_an_svg_of_any_picture_holds_as_many_dots_as_the_screen(kind: str) -> None:
    drawn = picture(LINE, kind)
    text = "".join(content("svg", Snapshot(run(steps=1), "x", pictures=(drawn, drawn)), PALETTE))
    found, root = places(text)
    characters = "".join(span.text for row in drawn.rows for span in row)
    braille = [character for character in characters if "\u2800" <= character <= "\u28ff"]
    dots = sum(bin(ord(character) - 0x2800).count("1") for character in braille)
    paths_ = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.attrib["stroke-linecap"] == "round"]
    assert sum(path.attrib["d"].count("M") for path in paths_) == 2 * dots > 0
    others = [character for character in characters if character not in braille and character not in " ─│┼┬┴├┤┌┐└┘"]
    assert sorted(found.values()) == sorted(2 * others)
    assert float(root.attrib["height"]) == (16 + 1 + 16) * 20 + 24


# Files


def left(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()}


def written(kinds: tuple[Kind, ...], typed: str) -> list[str]:
    return [path.name for path in export(kinds, typed, Snapshot(run(), "gdtutor-lab", pictures=(picture(LINE),)), PALETTE)]


def test_a_name_that_is_taken_gets_a_number_and_all_of_them_the_same(tmp_path: Path) -> None:
    typed = str(tmp_path / "run.py")
    (tmp_path / "run.py").write_text("mine")
    (tmp_path / "run-3.csv").mkdir()
    (tmp_path / "run-4.svg").symlink_to("nowhere")
    assert written(("script",), typed) == ["run-2.py"]
    assert written(("script",), typed) == ["run-3.py"]
    assert written(tuple(ENDINGS), typed) == ["run-5.py", "run-5.csv", "run-5.svg", "run-5.txt"]
    assert (tmp_path / "run.py").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    # Nothing unfinished is left, and what was written may be read by whom other files may.
    made = {"run.py", "run-3.csv", "run-4.svg", "run-2.py", "run-3.py", *(f"run-5{ending}" for ending in ENDINGS.values())}
    assert left(tmp_path) == made
    assert (tmp_path / "run-2.py").stat().st_mode == (tmp_path / "run.py").stat().st_mode


def test_what_is_typed_is_where_it_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs").mkdir()
    assert paths(("script",), " ~/a.py ", "n") == {"script": tmp_path / "a.py"}
    assert paths(("script",), "a.txt", "n") == {"script": Path("a.txt")}
    assert paths(("script",), "a", "n") == {"script": Path("a.py")}
    assert paths(("rows",), "runs", "n") == paths(("rows",), "runs/", "n") == {"rows": Path("runs/n.csv")}
    assert paths(("svg", "text"), "runs/v1.2.csv", "n") == {"svg": Path("runs/v1.2.svg"), "text": Path("runs/v1.2.txt")}
    assert shown(Path("runs/n.csv")) == "~/runs/n.csv"
    assert shown(Path("/usr/n.csv")) == "/usr/n.csv"
    assert file_name("learning-rate", "no walls/…") == "gdtutor-learning-rate-no-walls"
    assert [suggested(kinds, "~/x.py") for kinds in (("svg",), tuple(ENDINGS))] == ["~/x.svg", "~/x"]
    assert suggested(("rows",), "runs/") == "runs/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a name"),
        ("nowhere/run.py", r"There is no directory /.*/nowhere\. Choose another name, or make the directory first\."),
        ("file/run.py", r"/.*/file is not a directory\. Choose another name\."),
        ("/dev/full", r"There is no room for /dev/full \(No space left on device\)\. Make room, or choose another directory\."),
        ("x" * 300, r"The name is too long for a file\. Choose a shorter one\."),
        ("x" * 253 + ".py", r"The name is too long"),
        ("~nobody-here/run.py", r"There is no home directory ~nobody-here\. Choose another name\."),
        ("\ud800.py", r"A file can't be called that here\."),
        ("\ud800", r"A file can't be called that here\."),
        ("a\0b", r"A file can't be called that here\."),
    ],
    ids=lambda value: value[:12],
)
def test_why_it_cant_be_written_is_a_sentence(typed: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=said):
        written(("script",), typed)
    assert left(tmp_path) == {"file"}


def test_a_directory_that_may_not_be_written_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    # Root may write anywhere, so the system's answer is made up.
    monkeypatch.setattr(os, "open", refuse)
    said = r"Nothing may be written in /.* \(Permission denied\)\. Choose another directory, such as ~\."
    with pytest.raises(ExportError, match=said):
        written(("rows",), str(tmp_path / "run.csv"))


def test_a_file_system_without_links_never_overwrites_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    for names in (["run.py", "run.txt"], ["run-2.py", "run-2.txt"]):
        assert written(("script", "text"), str(tmp_path / "run")) == names
    assert (tmp_path / "run.py").read_bytes() == (tmp_path / "run-2.py").read_bytes() != b""
    assert len(left(tmp_path)) == 4


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def pieces() -> object:
        yield "step,W"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    from gdtutor.lab.exports.files import write_new

    with pytest.raises(ExportError, match="no room"):
        write_new({tmp_path / "a.py": ["whole"], tmp_path / "a.csv": pieces()})  # type: ignore[dict-item]
    assert left(tmp_path) == set()
