"""Keys that come while torch runs what is to decide: none is lost without a word, and the page can be left."""

from __future__ import annotations

import pytest

from gdtutor.course.model import Course
from gdtutor.tui.screens import judging
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor


@pytest.fixture(autouse=True)
def at_leisure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run takes so many seconds."""
    monkeypatch.setattr(judging, "ANSWER_SECONDS", 0.8)


async def commit(tutor: Tutor) -> None:
    await tutor.lab_ready()
    await tutor.press("enter")
    await tutor.until(lambda: tutor.panel.state == "running" and "torch is running it …" in tutor.panel_text())


@pytest.mark.parametrize("key", ["enter", "2"])
async def test_a_key_that_came_too_early_is_told_so(open_tutor: OpenTutor, kinds: Course, key: str) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await commit(tutor)
        await tutor.press(key)
        assert tutor.panel_text().endswith("torch is running it still. n goes on without the answer.")
        assert "torch is running it …" not in tutor.panel_text()
        assert tutor.page == "golf"
        said = await tutor.answered()
        assert said.startswith("✗ After ten steps")
        await tutor.until(lambda: tutor.panel_text().endswith(said))


async def test_an_answer_whose_page_was_turned_is_judged_all_the_same(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await commit(tutor)
        session = tutor.lesson.session
        assert session is not None
        await tutor.press("n")
        await tutor.until(lambda: tutor.page == "fresh")
        assert tutor.panel.state == "asking"
        await tutor.until(lambda: tutor.result("golf", "kinds") is not None)
        # The run that was left is not gone on with, and nobody is told on another page.
        assert session.last_step < 10
        assert session._run is None
        assert tutor.panel.state == "asking"
        assert tutor.feedback == ""
        await tutor.press("p")
        await tutor.lab_ready()
        assert tutor.step == 0
        await tutor.until(lambda: "✗ not right yet" in tutor.panel_text())
        assert (await tutor.answer()).startswith("✗ After ten steps")


async def test_a_lesson_can_be_left_meanwhile(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await commit(tutor)
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)
        await tutor.until(lambda: tutor.result("golf", "kinds") is not None)
