"""The script of a lab line by line, and what becomes of it when its loop is broken."""

from __future__ import annotations

import re

import pytest
from textual.widgets import Static

from gdtutor.descent.experiment import Dataset, Experiment
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.stepper import StepperScreen
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.listing_view import ListingView
from gdtutor.tui.widgets.state_table import StateTable
from tests.tui.conftest import OpenTutor
from tests.tui.sample import cost, w
from tests.tui.tutor import Tutor

ALPHA = 0.18


def slope(k: int) -> str:
    return show(28 / 3 * (w(k, 5, ALPHA) - 1))


class Inside:
    """The stepper's screen as somebody looks at it."""

    def __init__(self, tutor: Tutor) -> None:
        self.tutor = tutor

    @property
    def screen(self) -> StepperScreen:
        assert isinstance(self.tutor.screen, StepperScreen), self.tutor.shown
        return self.tutor.screen

    @property
    def listing(self) -> str:
        return self.screen.query_one(ListingView).shown_text()

    def marked(self, mark: str) -> list[str]:
        """The lines of the listing that begin with that mark, without it and their numbers."""
        return [line[1:].strip().lstrip("0123456789+−↕◆ ") for line in self.listing.splitlines() if line.startswith(mark)]

    @property
    def table(self) -> dict[str, list[str]]:
        """Name ▸ before, now, and ◂ where it changed."""
        rows = self.screen.query_one(StateTable).shown_text().splitlines()[1:]
        return {cells[0]: cells[1:] for cells in (row.split() for row in rows)}

    @property
    def account(self) -> str:
        """What is said of the last line."""
        return str(self.screen.query_one("#account", Static).content)

    @property
    def where(self) -> str:
        """Where the script is said to stand."""
        return str(self.screen.query_one("#where", Static).content)

    @property
    def told(self) -> str:
        """What is said of the whole loop."""
        return str(self.screen.query_one("#told", Static).content)

    async def stands(self, where: str) -> None:
        """Wait until the script stands there."""
        await self.tutor.until(lambda: self.where == where)

    async def opened(self) -> Inside:
        await self.tutor.press("i")
        await self.stands("at the top")
        await self.tutor.until(lambda: "● torch" in self.tutor.shown)
        return self


@pytest.fixture
def committed(progress: Progress) -> None:
    """The prediction of the first page is made, so that its lab runs."""
    progress.record("sample", "slope", "next-step", "across", True)


async def test_not_while_a_prediction_is_asked_for(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("i")
        assert tutor.lesson.check_action("inside", ()) is False
        assert tutor.page == "sign"


@pytest.mark.usefixtures("committed")
async def test_line_by_line_there_and_back_and_the_lab_is_as_it_was(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press(".", ".", ".")
        await tutor.until(lambda: tutor.step == 3)
        readout, picture = tutor.readout, tutor.picture
        inside = await Inside(tutor).opened()
        # The script begins at the top, whatever the lab's run has come to.
        assert inside.marked("›") == ["import torch"]
        assert "W = torch.tensor([5.0], requires_grad=True)" in inside.listing
        assert inside.table == {"W": ["–", "–"], "W.grad": ["–", "–"], "cost": ["–", "–"]}
        # The keys come in one burst, and each is obeyed in its turn.
        tutor.type(">", ".", ".", ".", ".", ".")
        await inside.stands("after line 15, pass 1")
        assert inside.marked("▸") == ["cost.backward()"]
        assert inside.marked("›") == ["optimizer.step()"]
        assert inside.table["W.grad"] == ["None", slope(0), "◂"]
        assert inside.account == "backward() filled W.grad and moved nothing."
        await tutor.press(".")
        await inside.stands("after line 16, pass 1")
        assert inside.table["W"] == ["5", show(w(1, 5, ALPHA)), "◂"]
        assert inside.table["cost"] == [show(cost(5))] * 2
        await tutor.press(">")
        await inside.stands("after line 16, pass 2")
        assert inside.table["W"] == [show(w(1, 5, ALPHA)), show(w(2, 5, ALPHA)), "◂"]
        await tutor.press("]")
        await inside.stands("after line 16, pass 12")
        assert inside.table["W.grad"] == [slope(11), slope(11)]
        tutor.type("[", "<", ",")
        await inside.stands("after line 15, pass 1")
        assert inside.table["W.grad"] == ["None", slope(0), "◂"]
        await tutor.press("q")
        await tutor.until(lambda: tutor.page == "sign")
        assert (tutor.readout, tutor.picture) == (readout, picture)


@pytest.mark.usefixtures("committed")
async def test_a_broken_loop_is_run_beside_the_standard_one(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        inside = await Inside(tutor).opened()
        assert "standard loop ○" not in tutor.picture
        await tutor.press("b")
        await tutor.until(lambda: "leave out zero_grad()" in tutor.said)
        # This model has no b.
        await tutor.press("f")
        await tutor.until(lambda: "This model has no b. ─" in tutor.shown)
        await tutor.press("z")
        await tutor.until(lambda: isinstance(tutor.screen, StepperScreen) and "○ standard loop" in tutor.picture)
        assert inside.listing.count("−     optimizer.zero_grad()") == 1
        # Gradients pile up: the second step takes both slopes away.
        await inside.stands("after line 8")  # where the loop begins: there it is led by the choice itself
        tutor.type(">", ".", ">")
        await tutor.until(lambda: inside.account.startswith("Pass 3 of 20"))
        piled = w(1, 5, ALPHA) - ALPHA * 28 / 3 * (5 - 1 + w(1, 5, ALPHA) - 1)
        assert inside.table["W"] == [show(piled)] * 2
        # torch's own refusal, where there is one.
        await tutor.press("b", "m")
        await tutor.until(lambda: "Trying to backward through the graph a second time" in tutor.said)
        assert "✗ The script stops in line 15, pass 2." in tutor.said
        assert "Compute the hypothesis and the cost anew in every pass" in tutor.said
        assert inside.marked("✗") == ["cost.backward()"]
        tutor.type("]", "]")
        await inside.stands("after line 14, pass 2")
        await tutor.footer_with(",")
        assert "." not in tutor.footer
        # The top, and then the lab's own loop.
        await tutor.press("r")
        await inside.stands("at the top")
        assert "Trying to backward" in inside.told
        await tutor.press("r")
        await tutor.until(lambda: inside.told.startswith("the standard loop\nIt converges"))


@pytest.mark.usefixtures("committed")
async def test_lines_are_taken_out_moved_and_doubled(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        inside = await Inside(tutor).opened()
        await tutor.press("down", "down", "down", "down", "x")
        await tutor.until(lambda: inside.told.startswith("leave out backward()"))
        assert re.search(r"−◆ +cost.backward\(\)", inside.listing)
        await tutor.press("x", "u")
        await tutor.until(lambda: inside.told.startswith("swap zero_grad() and backward()"))
        await tutor.press("d", "y")
        await tutor.until(lambda: "RuntimeError" in inside.told)
        assert inside.listing.count("cost.backward()") == 2
        await tutor.press("b", "u", "down")
        await tutor.until(lambda: "Only the standard loop can be changed line by line" in inside.account)
        await tutor.until(lambda: "with torch.no_grad():" in inside.listing)


@pytest.mark.usefixtures("committed")
async def test_it_plays_by_itself_until_a_key(open_tutor: OpenTutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdtutor.tui.screens.stepper.PACE", 0.01)
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        inside = await Inside(tutor).opened()
        await tutor.press(" ")
        await tutor.footer_says("space", "pause")
        await tutor.until(lambda: "pass 2" in tutor.said)
        await tutor.press(" ")
        await tutor.footer_says("space", "play")
        # The line that was under way is done, and then it stands.
        await tutor.pilot.pause(0.1)
        where = inside.where
        await tutor.pilot.pause(0.1)
        assert inside.where == where


@pytest.mark.usefixtures("committed")
async def test_another_page_takes_its_place(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        for place in (Place("slope", "flat"), Place("labs", "tries")):
            tutor.app.go_to(Place("slope", "sign"))
            await tutor.until(lambda: tutor.page == "sign")
            await tutor.lab_ready()
            await Inside(tutor).opened()
            depth = len(tutor.app.screen_stack)
            tutor.app.go_to(place)
            await tutor.until(lambda place=place: tutor.page == place.page)
            assert len(tutor.app.screen_stack) == depth - 1
            # And back to where the script was looked at.
            tutor.app.go_back()
            await tutor.until(lambda: tutor.page == "sign")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_the_line_that_runs_is_in_sight_in_every_window(open_tutor: OpenTutor, size: tuple[int, int]) -> None:
    many = tuple(0.1 + place for place in range(300))
    experiment = Experiment(data=Dataset(many, many), model="Wx+b", lr=1e-6, batch_size=100, steps=5)
    async with open_tutor(size=size) as tutor:
        await tutor.app.push_screen(StepperScreen(experiment))
        inside = Inside(tutor)
        await inside.stands("at the top")
        seen = set()
        tutor.type(">")
        await tutor.until(lambda: inside.marked("›") == ["for step in range(5):"])
        for _ in range(11):
            before = inside.where
            await tutor.press(".")
            await tutor.until(lambda before=before: inside.where != before)
            assert len(inside.marked("▸")) == 1
            seen.add(inside.marked("▸")[0])
        assert {"if not batches:", "optimizer.zero_grad()", "cost.backward()", "optimizer.step()"} <= seen
        assert {"W", "b", "W.grad", "b.grad", "cost"} == set(inside.table)
        if size[0] < 72:
            await tutor.press("up", "up", ".")  # a chosen line draws the eyes there, and the next step back
            await tutor.until(lambda: len(inside.marked("▸")) == 1)
            await tutor.press("tab")
            await tutor.until(lambda: "step" in tutor.picture)
            assert not inside.screen.query_one(ListingView).display
