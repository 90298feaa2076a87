"""The window that writes the script, the rows and the picture of what a lab shows."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from textual.color import Color
from textual.widgets import Input

from gdtutor.tui.screens.export import ExportScreen
from gdtutor.tui.screens.lesson import LessonScreen
from gdtutor.tui.widgets.plot_view import PlotView
from tests.tui.conftest import OpenTutor
from tests.tui.sample import w
from tests.tui.tutor import Tutor


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where gdtutor was started."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "work"


def name(tutor: Tutor) -> str:
    return tutor.screen.query_one(Input).value


def said(tutor: Tutor) -> str:
    """The window as running text."""
    return " ".join(tutor.said.replace("│", " ").split())


async def opened(tutor: Tutor) -> None:
    await tutor.press("e")
    await tutor.until(lambda: isinstance(tutor.screen, ExportScreen) and "Esc closes" in tutor.shown)


async def walked(tutor: Tutor, steps: int) -> None:
    await tutor.lab_ready()
    await tutor.press(*["."] * steps)
    await tutor.until(lambda: tutor.step == steps)


async def test_what_is_on_screen_is_written_and_never_over_something_else(open_tutor: OpenTutor, directory: Path) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await walked(tutor, 3)
        await tutor.press(",")
        await tutor.until(lambda: tutor.step == 2)
        picture = tutor.picture
        # As fast as anybody types.
        tutor.type("e", "down")
        await tutor.until(lambda: isinstance(tutor.screen, ExportScreen) and "walk.csv" in tutor.shown)
        tutor.type("up")
        await tutor.until(lambda: name(tutor) == "gdtutor-labs-walk.py")
        assert "The run up to step 2, which is on screen, of 3 that were recorded." in said(tutor)
        assert "File, in ~/work:" in said(tutor)
        tutor.type("enter")
        await tutor.until(lambda: "✓ Written: ~/work/gdtutor-labs-walk.py" in said(tutor))
        script = (directory / "gdtutor-labs-walk.py").read_text()
        assert "for step in range(2):" in script
        await tutor.press("enter")
        await tutor.until(lambda: "✓ Written: ~/work/gdtutor-labs-walk-2.py" in said(tutor))
        tutor.type("up", "enter")
        await tutor.until(lambda: "✓ Written in ~/work: gdtutor-labs-walk-3.py, .csv, .svg, .txt" in said(tutor))
        assert name(tutor) == "gdtutor-labs-walk"
        rows = list(csv.DictReader((directory / "gdtutor-labs-walk-3.csv").read_text().splitlines()))
        assert [float(row["W"]) for row in rows] == pytest.approx([w(step, 5, 1e-7) for step in range(3)], rel=1e-12)
        assert f"After 2 steps it prints W: {rows[-1]['W']}." in " ".join(script.replace("# ", "").split())
        text = (directory / "gdtutor-labs-walk-3.txt").read_text()
        assert text.startswith(picture.rstrip())
        plot = tutor.app.screen_stack[-2].query_one("#plot", PlotView)
        assert " ".join(text[len(picture.rstrip()) :].split()) == plot.account
        svg = ElementTree.parse(directory / "gdtutor-labs-walk-3.svg").getroot()
        behind = Color.parse(next(svg.iter("{http://www.w3.org/2000/svg}rect")).attrib["fill"])
        assert behind == plot.background_colors[1]
        await tutor.press("q")
        await tutor.until(lambda: tutor.page == "walk")
        assert len(list(directory.iterdir())) == 6


async def test_the_name_is_typed_and_a_sentence_says_what_is_wrong_with_it(open_tutor: OpenTutor, directory: Path) -> None:
    async with open_tutor("labs", "walk", size=(60, 20)) as tutor:
        await tutor.lab_ready()
        await opened(tutor)
        assert "The start is on screen. The script does 1,000,000 steps from there." in said(tutor)
        tutor.type("down", "tab", "home", *"no/q")
        await tutor.until(lambda: name(tutor) == "no/qgdtutor-labs-walk.csv")
        await tutor.press("enter")
        sentence = "There is no directory ~/work/no. Choose another name, or make the directory first."
        await tutor.until(lambda: sentence in said(tutor))
        (directory / "no").mkdir()
        await tutor.press("enter")
        await tutor.until(lambda: "✓ Written: ~/work/no/qgdtutor-labs-walk.csv" in said(tutor))
        # In a narrow window the picture is not on screen beside its text.
        await tutor.press("tab", "down", "down", "enter")
        await tutor.until(lambda: "✓ Written: ~/work/no/qgdtutor-labs-walk.txt" in said(tutor))
        text = (directory / "no" / "qgdtutor-labs-walk.txt").read_text()
        assert text.startswith("cost(W)")
        assert "●" in text
        await tutor.press("escape")
        await tutor.until(lambda: tutor.page == "walk")


async def test_a_run_that_plays_is_written_up_to_where_it_was(open_tutor: OpenTutor, directory: Path) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await tutor.lab_ready()
        await tutor.press(*"ffffff", " ")
        await tutor.until(lambda: tutor.step > 50)
        await opened(tutor)
        assert "It goes on meanwhile." in said(tutor)
        step = int(said(tutor).partition("The run up to step ")[2].partition(".")[0])
        lab = tutor.app.screen_stack[-2]
        assert isinstance(lab, LessonScreen)
        await tutor.until(lambda: lab.session is not None and lab.session.last_step > step)
        await tutor.press("down", "enter")
        await tutor.until(lambda: "✓ Written" in said(tutor))
        rows = list(csv.reader((directory / "gdtutor-labs-walk.csv").read_text().splitlines()))
        assert [row[0] for row in rows[1:]] == [str(k) for k in range(step + 1)]
        await tutor.press("escape", " ")
        await tutor.until(lambda: "▶" not in tutor.readout)


async def test_a_dial_turned_a_moment_ago_is_in_the_script(open_tutor: OpenTutor, directory: Path) -> None:
    async with open_tutor("labs", "tries") as tutor:
        await tutor.lab_ready()
        # So fast that torch has not evaluated the new start when the window is asked for.
        tutor.type("left", "e")
        await tutor.until(lambda: isinstance(tutor.screen, ExportScreen))
        await tutor.press("enter")
        await tutor.until(lambda: "✓ Written" in said(tutor))
        await tutor.press("escape")
        await tutor.until(lambda: tutor.page == "tries")
        W = float(tutor.value("W"))
        written = re.search(r"W = torch\.tensor\(\[(\S+)\]", (directory / "gdtutor-labs-tries.py").read_text())
        assert written is not None
        assert float(written[1]) == pytest.approx(W, abs=1e-4)
        assert W < 3
