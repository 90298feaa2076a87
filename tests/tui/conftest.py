"""A course, a learner's progress, and the app with both; one torch process serves every app of these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from gdtutor import language
from gdtutor.course.model import Course
from gdtutor.learner.progress import Progress
from gdtutor.tui.app import TutorApp
from gdtutor.tui.beginning import Beginning
from gdtutor.tui.screens import judging
from tests.one_loop import on_one_loop
from tests.tui import bilingual
from tests.tui.tutor import SharedTrainer, Tutor

OpenTutor = Callable[..., AbstractAsyncContextManager[Tutor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_one_loop(items, Path(__file__).parent)


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the colours there are, whatever terminal the tests were started from."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(autouse=True)
def _quick_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that answers a question is watched for a moment only; those who look at that take their time."""
    monkeypatch.setattr(judging, "ANSWER_SECONDS", 0.3)


@pytest.fixture
def interface(tmp_path: Path, english: None) -> Iterator[None]:
    """The interface speaks English and a little Korean, whatever catalogues there are."""
    bilingual.write_interface(tmp_path / "locale")
    # Undone before anything is looked up again: what is found is kept.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "LOCALE", tmp_path / "locale")
        forget()
        yield
    forget()


def forget() -> None:
    """Look for catalogues anew."""
    language.languages.cache_clear()
    language._catalogue.cache_clear()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def trainer() -> AsyncIterator[SharedTrainer]:
    trainer = SharedTrainer()
    await trainer.start()
    yield trainer
    await trainer.end()


@pytest.fixture
def open_tutor(course: Course, progress: Progress, trainer: SharedTrainer) -> OpenTutor:
    """`async with open_tutor(lesson, page, size=(80, 24)) as tutor`; without a lesson it is the home screen."""

    @asynccontextmanager
    async def opened(
        lesson: str | None = None,
        page: str | None = None,
        *,
        size: tuple[int, int] = (80, 24),
        course: Course = course,
        folder: Path | None = None,
    ) -> AsyncIterator[Tutor]:
        app = TutorApp(course, progress, Beginning(lesson, page), folder=folder)
        app.trainer_now = trainer
        async with app.run_test(size=size) as pilot:
            yield Tutor(pilot, progress)

    return opened
