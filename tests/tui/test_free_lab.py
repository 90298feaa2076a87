"""The free lab under the learner's keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.events import Paste

from gdtutor.course.model import Course
from gdtutor.descent.experiment import Dataset, Experiment
from gdtutor.descent.numbers import show
from gdtutor.lab.free_lab.remembered import PREFERENCE, unpacked
from gdtutor.lab.free_lab.settings import DataFile
from gdtutor.learner.progress import Progress
from gdtutor.trainer.client import TrainerError
from gdtutor.tui.app import TutorApp
from gdtutor.tui.beginning import Beginning, LabStart
from gdtutor.tui.screens.free_lab import FreeLabScreen
from gdtutor.tui.torch_app import DeviceError
from gdtutor.tui.widgets.settings import SettingsView, cut_in_the_middle
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import SharedTrainer, Tutor
from tests.tui.windows import entries, torch_is_there

START = Experiment(lr=0.1, dtype="float64")


def w(k: int, lr: float, start: float = 0.0) -> float:
    """W after k steps on one-two-three, in closed form."""
    return 1 + (start - 1) * (1 - 28 * lr / 3) ** k


class FreeLab:
    """The lab of an app under test."""

    def __init__(self, tutor: Tutor) -> None:
        self.tutor = tutor

    @property
    def screen(self) -> FreeLabScreen:
        assert isinstance(self.tutor.screen, FreeLabScreen), self.tutor.shown
        return self.tutor.screen

    @property
    def settings(self) -> dict[str, str]:
        """The settings in sight: name and value, the track of a dial left out."""
        lines = self.screen.query_one(SettingsView).shown_text().splitlines()
        parts = [line[3:].split(maxsplit=1) for line in lines]
        return {name: rest[0].rpartition("▸ ")[2].strip() for name, *rest in parts if rest}

    @property
    def chosen(self) -> str:
        return next(
            line[3:].split()[0] for line in self.screen.query_one(SettingsView).shown_text().splitlines() if line[1] == "▸"
        )

    async def choose(self, name: str) -> None:
        """Go to a setting."""
        for _ in range(20):
            if self.chosen == name:
                return
            await self.tutor.press("down")
        raise AssertionError(f"no {name}: {self.settings}")

    async def step_to(self, step: int) -> None:
        """Press . until that step is on screen."""
        while self.tutor.step < step:
            before = self.tutor.step
            await self.tutor.press(".")
            await self.tutor.until(lambda before=before: self.tutor.step > before)

    async def ready(self, step: int = 0) -> None:
        """Wait for a run that stands at that step."""
        await self.tutor.until(lambda: self.screen.session is not None and self.tutor.step == step)


@asynccontextmanager
async def lab(
    open_tutor: OpenTutor, experiment: Experiment = START, own: DataFile | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[FreeLab]:
    async with open_tutor(size=size) as tutor:
        await tutor.until(lambda: tutor.at_home)
        await tutor.app.push_screen(FreeLabScreen(experiment, own))
        free = FreeLab(tutor)
        await free.ready()
        yield free


async def test_from_home_and_back_with_the_settings_kept(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        await tutor.footer_with("l")
        await tutor.press("l")
        free = FreeLab(tutor)
        await free.ready()
        assert free.settings["data"] == "one-two-three"
        await free.choose("optimiser")
        await tutor.press("left")
        await tutor.until(lambda: free.settings["optimiser"] == "AdamW")
        await free.ready()
        tutor.type("up", "0", ".", "3", "enter", "q")
        await tutor.until(lambda: tutor.at_home)
        kept = unpacked(tutor.progress.preference(PREFERENCE))
        assert kept == Experiment(optimizer="AdamW", lr=0.3)
        await tutor.press("l")
        await free.ready()
        assert free.settings["optimiser"] == "AdamW"


async def test_numbers_as_in_lessons_and_a_lesson_leads_back_to_them(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        assert "next step: 0 − 0.1 × (−9.333) = 0.9333" in free.tutor.readout
        await free.step_to(2)
        assert f"W {show(w(2, 0.1))}" in free.tutor.readout
        await free.tutor.press("o")
        await free.tutor.until(lambda: entries(free.tutor))
        await free.tutor.press("enter")
        await free.tutor.until(lambda: free.tutor.page != "")
        await free.tutor.press("q")
        await free.tutor.until(lambda: isinstance(free.tutor.screen, FreeLabScreen))
        assert free.tutor.step == 2
        await free.tutor.press("f", "f", "f", "f", "f", "space")
        await free.tutor.until(lambda: "It converges" in free.tutor.said)


async def test_another_optimiser_is_another_run_and_the_first_stays(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        await free.step_to(5)
        await free.choose("optimiser")
        await free.tutor.press("right")
        await free.ready()
        assert "○ SGD α 0.1" in free.tutor.picture
        assert free.settings["momentum"] == "0.9"
        await free.step_to(1)
        # One step is no run to speak of.
        await free.tutor.press("right")
        await free.ready()
        assert "momentum" not in free.tutor.picture
        await free.choose("cost")
        await free.tutor.press("right")
        await free.ready()
        assert "SGD" not in free.tutor.picture
        await free.tutor.press("left")
        await free.ready()
        await free.tutor.until(lambda: "○ SGD α 0.1" in free.tutor.picture)
        await free.tutor.press("x")
        await free.tutor.until(lambda: "SGD α 0.1" not in free.tutor.picture)


async def test_a_branch_leaves_the_run_behind_in_the_legend(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        await free.step_to(6)
        await free.choose("α")
        free.tutor.type(",", ",", ",", ",", "0", ".", "0", "5", "enter", ".", ".", ".")
        await free.tutor.until(lambda: free.tutor.step == 5)
        assert f"W {show(w(3, 0.05, w(2, 0.1)))}" in free.tutor.readout
        await free.tutor.until(lambda: "○ SGD α 0.1" in free.tutor.picture)
        assert free.settings["α"] == "0.05"


async def test_runs_that_are_kept_make_room_for_one_another(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        for number in range(6):
            free.tutor.type(*f"0.0{number + 1}", "enter", ".", "k")
            await free.tutor.until(lambda number=number: f"SGD α 0.0{number + 1}" in free.tutor.picture)
            await free.ready()
        assert "5 runs are kept at most: the oldest, “SGD α 0.01”, is gone." in free.tutor.said
        assert "SGD α 0.01" not in free.tutor.picture


async def test_the_largest_rate_is_told_on_demand_and_follows_the_settings(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        assert "0.2143" not in free.tutor.said
        await free.tutor.press("m")
        await free.tutor.until(lambda: "2 / 9.333 = 0.2143" in free.tutor.said)
        await free.choose("cost")
        await free.tutor.press("right")
        await free.tutor.until(lambda: "2 / 4.667 = 0.4286" in free.tutor.said)
        await free.tutor.press("m")
        await free.tutor.until(lambda: "0.4286" not in free.tutor.said)


async def test_exact_values_are_typed_and_refused_in_a_sentence(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        tutor = free.tutor
        await free.choose("batch")
        tutor.type("7", "enter")
        await tutor.until(lambda: "A batch is a whole number of points, 1 to 3 here." in tutor.said)
        assert free.settings["batch"] == "7▏"
        tutor.type("backspace", "2", "enter")
        await tutor.until(lambda: free.settings["batch"] == "2 of 3")
        await free.choose("W")
        tutor.type("-", "2", ",", "5", "enter")
        await tutor.until(lambda: free.settings["W"] == "−2.5")
        assert "gradient" in tutor.readout
        tutor.type("enter", "r", "a", "n", "d", "o", "m", "enter")
        await tutor.until(lambda: free.settings["start"] == "random")
        # Letters that are keys elsewhere are none while a number is typed; q drops it.
        tutor.type("1", "k", "m", "e", "q")
        await tutor.until(lambda: "▏" not in tutor.shown)
        assert free.settings["start"] == "random"
        free.screen.post_message(Paste("1.25"))
        await tutor.until(lambda: free.settings["W"] == "1.25▏")
        await tutor.press("up")
        await tutor.until(lambda: free.settings["W"] == "1.25")
        assert free.settings["start"] == "given"


async def test_a_click_chooses_a_setting_and_turns_its_dial(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor) as free:
        view = free.screen.query_one(SettingsView)
        lines = view.shown_text().splitlines()
        row = next(y for y, line in enumerate(lines) if " W " in line)
        await free.tutor.click(view, lines[row].rindex("▸"), row)
        await free.tutor.until(lambda: free.chosen == "W")
        await free.tutor.click(view, lines[row].rindex("▸") - 1, row)
        highest = free.screen.session.dials[0].highest if free.screen.session is not None else 0.0
        await free.tutor.until(lambda: free.settings["W"] == show(highest))


async def test_other_data_clamp_the_batch_and_the_picture_keeps_its_kind(open_tutor: OpenTutor) -> None:
    own = DataFile("my measurements.csv", Dataset(tuple(map(float, range(12))), tuple(map(float, range(12)))))
    async with lab(open_tutor, Experiment(data=own.data, model="Wx+b", batch_size=8, lr=0.01), own) as free:
        assert "Lab: my measurements.csv" in free.tutor.shown.splitlines()[0]
        await torch_is_there(free.tutor)
        assert "● torch cpu" in free.tutor.shown.splitlines()[0]
        await free.choose("data")
        await free.tutor.press("right")
        await free.tutor.until(lambda: "A batch of 8 is more than these data have: it is all 3 points now." in free.tutor.said)
        await free.ready()
        await free.tutor.press("left")
        await free.tutor.until(lambda: free.settings["data"] == "my measur…ents.csv")
        await free.tutor.press("v", "down", "right")
        await free.tutor.until(lambda: free.settings["model"] == "sin(Wx)")
        await free.ready()
        # Still the data, and no curve of the cost.
        assert "cost(W)" not in free.tutor.picture
        assert "lowest cost" not in free.tutor.picture


async def test_a_narrow_window_has_settings_and_picture_on_one_key(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor, size=(60, 20)) as free:
        await free.tutor.footer_with("tab")
        assert len(free.settings) == 12
        assert "┤" not in free.tutor.shown
        await free.tutor.press("tab")
        await free.tutor.until(lambda: "┤" in free.tutor.shown)
        assert list(free.settings) == ["α"]
        await free.tutor.pilot.resize_terminal(40, 12)
        await free.tutor.press("tab")
        for name in ("optimiser", "batch", "seed", "zero_grad", "dtype", "steps", "data"):
            await free.tutor.press("down")
            await free.tutor.until(lambda name=name: free.chosen == name)
        await free.tutor.pilot.resize_terminal(39, 11)
        await free.tutor.until(lambda: "needs a window" in free.tutor.said)


async def test_a_wide_window_has_the_cost_below(open_tutor: OpenTutor) -> None:
    async with lab(open_tutor, size=(120, 40)) as free:
        await free.tutor.until(lambda: free.screen.query("#second-plot"))
        await free.step_to(1)
        await free.tutor.press("i")
        await free.tutor.until(lambda: not isinstance(free.tutor.screen, FreeLabScreen))


async def test_a_device_that_torch_has_not_found_is_said_before_the_screen_opens(course: Course, progress: Progress) -> None:
    class Elsewhere(SharedTrainer):
        async def ready(self) -> None:
            raise TrainerError("There is no device cuda: nothing was found. Choose --device cpu.")

    app = TutorApp(course, progress, Beginning(lab=LabStart(START)), device="cuda")
    app.trainer_now = Elsewhere()
    with pytest.raises(DeviceError, match="There is no device cuda"):
        await app.run_on_device()


async def test_the_lab_runs_on_the_device_that_torch_has_found(course: Course, progress: Progress) -> None:
    class OnAMac(SharedTrainer):
        async def ready(self) -> None:
            self.device = "mps"

    app = TutorApp(course, progress, Beginning(lab=LabStart(START)), device="auto")
    app.trainer_now = OnAMac()
    with pytest.raises(DeviceError, match="mps knows no float64"):
        await app.run_on_device()
    assert app.device == "mps"


@pytest.mark.parametrize(("width", "cut"), [(6, "ab…yz"), (20, "abcdefghijklmnopqr"), (1, "…")])
def test_names_are_cut_in_the_middle(width: int, cut: str) -> None:
    text = "abcdefghijklmnopqr" if width == 20 else "abcdefghijklmnopqrstuvwxyz"
    shown = cut_in_the_middle(text, width)
    assert len(shown) <= width
    assert shown == cut if width != 6 else shown.startswith("ab") and shown.endswith("yz")
