"""An author saves a file, and the page on screen is read again where it stands; mistakes are shown until they are mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdtutor.course.open import open_course
from gdtutor.tui import course_app
from tests.tui import bilingual
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor
from tests.tui.windows import torch_is_there


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course_app, "WATCH", 0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return bilingual.write_language(tmp_path / "course", "en")


def edit(file: Path, before: str, after: str) -> None:
    """Save the file with a change, as editors do: another file in its place."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    beside = file.with_suffix(".new")
    beside.write_text(text.replace(before, after), encoding="utf-8")
    beside.replace(file)


async def watched(tutor: Tutor) -> None:
    """Wait until the files are watched, and nothing else is to change on screen."""
    await torch_is_there(tutor)
    await tutor.until(lambda: any(worker.name == "watch_files" for worker in tutor.app.workers))
    await tutor.pilot.pause(0.1)


async def test_other_words_come_on_screen_and_the_run_goes_on(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("lines", "tangents", course=open_course(folder), folder=folder) as tutor:
        await tutor.lab_ready()
        await watched(tutor)
        await tutor.press(".", "2")
        await tutor.until(lambda: tutor.step == 1)
        # Lines move, too: a new page before this one.
        edit(folder / "01-lines.md", "## Four", "## Before {#before}\n\nNew.\n\n## Four")
        edit(folder / "01-lines.md", "the tangent climbs.", "the tangent rises.")
        await tutor.until(lambda: "the tangent rises." in tutor.said)
        assert tutor.page == "tangents"
        assert "3/4" in tutor.shown.splitlines()[0]
        assert tutor.step == 1
        assert "▸ 2 to the left" in tutor.panel_text()


async def test_a_lab_that_changed_begins_anew(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("lines", "tangents", course=open_course(folder), folder=folder) as tutor:
        await tutor.lab_ready()
        await watched(tutor)
        await tutor.press(".")
        await tutor.until(lambda: tutor.step == 1)
        edit(folder / "01-lines.md", "lr: 0.1", "lr: 0.05")
        await tutor.until(lambda: tutor.step == 0)
        await tutor.lab_ready()
        assert tutor.value("α") == "0.05"


async def test_a_question_that_changed_is_asked_anew(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("lines", "end", course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        edit(folder / "01-lines.md", "value: 4", "value: 5")
        edit(folder / "01-lines.md", "How many tangents were there?", "How many were there?")
        await tutor.until(lambda: "How many were there?" in tutor.panel_text())
        assert (await tutor.answer("5")).startswith("✓")


async def test_a_mistake_is_shown_with_its_line_until_it_is_mended(open_tutor: OpenTutor, folder: Path) -> None:
    file = folder / "01-lines.md"
    async with open_tutor("lines", "tangents", course=open_course(folder), folder=folder) as tutor:
        await tutor.lab_ready()
        await watched(tutor)
        await tutor.press(".")
        await tutor.until(lambda: tutor.step == 1)
        before = tutor.shown
        edit(file, "lr: 0.1", "learning_rate: 0.1")
        await tutor.until(lambda: "This can't be shown as it is now." in tutor.said)
        line = file.read_text(encoding="utf-8").splitlines().index("learning_rate: 0.1") + 1
        assert f"01-lines.md:{line}:labwalk:unknownkey'learning_rate'" in tutor.letters
        assert "cost(W)" not in tutor.shown
        assert not {"n", "space", "h"} & set(await tutor.footer_with("q"))
        await tutor.press("n", " ", "1", "enter")
        edit(file, "learning_rate: 0.1", "lr: 0.1")
        await tutor.until(lambda: tutor.shown == before)


async def test_a_mistake_that_keeps_the_course_from_opening_is_shown_everywhere(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor(course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        before = tutor.shown
        edit(folder / "02-cost.md", "minutes: 7", "minutes: many")
        await tutor.until(lambda: "02-cost.md:4:" in tutor.letters)
        assert "The cost" not in tutor.shown
        await tutor.press("enter")
        assert tutor.at_home
        edit(folder / "02-cost.md", "minutes: many", "minutes: 7")
        await tutor.until(lambda: tutor.shown == before)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "line")
        edit(folder / "course.yaml", "title: Two lessons", "title:")
        await tutor.until(lambda: "course.yaml:2:" in tutor.letters)
        edit(folder / "course.yaml", "title:", "title: Both")
        await tutor.until(lambda: "A line has a slope." in tutor.said)


async def test_new_lessons_and_another_title_appear_at_home(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor(course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        await tutor.press("down")
        text = (
            (folder / "02-cost.md").read_text(encoding="utf-8").replace("id: cost", "id: first").replace("The cost", "The first")
        )
        (folder / "00-first.md").write_text(text.replace("needs: [lines]\n", ""), encoding="utf-8")
        edit(folder / "course.yaml", "Two lessons", "Three lessons")
        await tutor.until(lambda: "Three lessons" in tutor.shown and "The first" in tutor.shown)
        # What was selected still is.
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "number")


async def test_a_page_or_a_lesson_that_goes_leaves_the_nearest(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("lines", "end", course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        edit(folder / "01-lines.md", "{#end}", "{#finish}")
        await tutor.until(lambda: tutor.page == "finish")
        text = (folder / "01-lines.md").read_text(encoding="utf-8")
        edit(folder / "01-lines.md", text[text.index("## At the end") :], "")
        await tutor.until(lambda: tutor.page == "tangents")
        edit(folder / "02-cost.md", "needs: [lines]\n", "")
        (folder / "01-lines.md").unlink()
        await tutor.until(lambda: tutor.at_home and "The cost" in tutor.shown)


async def test_a_lesson_that_was_opened_with_a_mistake_opens_when_it_is_mended(open_tutor: OpenTutor, folder: Path) -> None:
    edit(folder / "01-lines.md", "lr: 0.1", "learning_rate: 0.1")
    async with open_tutor("lines", "tangents", course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        assert "it is read again when you save it" in tutor.said
        edit(folder / "01-lines.md", "learning_rate: 0.1", "lr: 0.1")
        await tutor.until(lambda: tutor.page == "tangents")
        await tutor.lab_ready()


async def test_an_open_window_does_not_keep_the_page_from_changing(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("cost", "squares", course=open_course(folder), folder=folder) as tutor:
        await watched(tutor)
        await tutor.press("?")
        edit(folder / "02-cost.md", "A square has four sides", "A square has four corners")
        await tutor.pilot.pause(0.3)
        await tutor.press("escape")
        await tutor.until(lambda: "A square has four corners" in tutor.said)


async def test_the_course_that_comes_with_gdtutor_is_not_watched(open_tutor: OpenTutor, folder: Path) -> None:
    async with open_tutor("cost", "squares", course=open_course(folder)) as tutor:
        await tutor.pilot.pause(0.3)
        assert not any(worker.name == "watch_files" for worker in tutor.app.workers)


async def test_a_mistake_in_the_other_language_is_shown_and_mended_there(open_tutor: OpenTutor, tmp_path: Path) -> None:
    folder = bilingual.write_course(tmp_path / "both")
    edit(folder / "ko" / "course.yaml", "title:", "name:")
    async with open_tutor("cost", "squares", course=open_course(folder, "en"), folder=folder) as tutor:
        await watched(tutor)
        await tutor.press("L")
        await tutor.until(lambda: "ko/course.yaml:2:" in tutor.letters)
        edit(folder / "ko" / "course.yaml", "name:", "title:")
        await tutor.until(lambda: "오차를 제곱합니다." in tutor.said)
        assert tutor.page == "squares"
