"""Where the interface and the course speak Korean, no English is left on any screen."""

from __future__ import annotations

import re
import runpy
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gdtutor import language
from gdtutor.course.open import open_course
from gdtutor.descent.listing import listing
from gdtutor.language import use
from gdtutor.tui.screens.lesson import LessonScreen
from tests.check.mistakes import GOOD
from tests.everything import WORD, Everything
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor

TRANSLATIONS = runpy.run_path(str(Path(__file__).parents[2] / ".ci" / "translations.py"))
[CATALOGUE] = TRANSLATIONS["catalogues"]()

COMPLETE = not TRANSLATIONS["untranslated"](TRANSLATIONS["read"](CATALOGUE))

# Names, keys and symbols; one letter alone is a key or a symbol.
ALLOWED = {
    *("gdtutor", "torch", "cpu", "cuda", "PyTorch", "SGD", "Adam", "Nesterov", "cost", "inf", "NaN", "lr", "lab", "data"),
    *("Enter", "Esc", "Tab", "tab", "space", "PgDn", "PgUp", "Ctrl", "fg"),
}
PATIENCE = 2.0
# Calls and attributes, which are code wherever they stand.
CODE = re.compile(r"\S*(?:\w\(|_|\.\w)\S*")


@pytest.fixture(autouse=True, params=["every text", "the catalogue"])
def korean(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "every text":
        monkeypatch.setattr(language, "_now", ("ko", Everything(ALLOWED)))
    elif COMPLETE:
        use("ko")
    else:
        pytest.skip("the Korean catalogue is not complete; tests/test_translation.py says so")
    yield
    monkeypatch.undo()
    use("en")


def english(tutor: Tutor) -> set[str]:
    """The Latin words on the screen that are neither names nor code, nor parts of the paths that the help tells."""
    words = {word for line in tutor.shown.splitlines() for word in WORD.findall(CODE.sub(" ", line))} - ALLOWED
    words = {word for word in words if word not in f"{tutor.progress.path} {tutor.app.course.path}"}
    if isinstance(tutor.screen, LessonScreen) and tutor.lesson.page is not None and (quiz := tutor.lesson.page.quiz):
        words -= set(WORD.findall(listing(quiz.experiment).text)) if quiz.kind in ("order", "line") and quiz.experiment else set()
    return words


async def looked_at(tutor: Tutor, what: str, wrong: list[str]) -> None:
    """Note what is English on the screen, once it has had the time to become Korean: titles, for one, come a moment later."""
    deadline = time.monotonic() + PATIENCE
    while (found := english(tutor)) and time.monotonic() < deadline:
        await tutor.pilot.pause(0.02)
    if found:
        wrong.append(f"{what}: {sorted(found)}\n{tutor.shown}")


async def test_home_and_windows_are_korean(open_tutor: OpenTutor) -> None:
    wrong: list[str] = []
    async with open_tutor(course=open_course(GOOD / "ko")) as tutor:
        await looked_at(tutor, "home", wrong)
        for key in "?o/gx":
            await tutor.press(key)
            await looked_at(tutor, key, wrong)
            await tutor.press("escape")
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("lesson", ["slope", "border"])
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_every_page_is_korean(open_tutor: OpenTutor, lesson: str, size: tuple[int, int]) -> None:
    course = open_course(GOOD / "ko")
    pages = next(summary.pages for summary in course.lessons if summary.id == lesson)
    wrong: list[str] = []
    async with open_tutor(lesson, pages[0], course=course, size=size) as tutor:
        for page in pages:
            await tutor.until(lambda page=page: tutor.page == page)
            found = tutor.lesson.page
            assert found is not None
            if found.lab is not None:
                await tutor.until(lambda: tutor.lesson.session is not None and tutor.lesson.session.record is not None)
            await looked_at(tutor, page, wrong)
            for key in ("h", "w", "?"):
                await tutor.press(key)
                await looked_at(tutor, f"{page} after {key}", wrong)
            await tutor.press("escape", "w")
            if found.quiz is not None and found.quiz.choices:
                await tutor.answer("1")
                await looked_at(tutor, f"{page} answered", wrong)
            await tutor.press("n")
        await looked_at(tutor, "review", wrong)
    assert not wrong, "\n\n".join(wrong)
