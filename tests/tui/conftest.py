"""A course, a learner's progress, and the app with both; one torch process serves every app of these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from gdtutor import language
from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from gdtutor.tui.app import TutorApp
from gdtutor.tui.screens import judging
from tests.tui import bilingual
from tests.tui.kinds import write_kinds
from tests.tui.sample import write_course
from tests.tui.tutor import SharedTrainer, Tutor

OpenTutor = Callable[..., AbstractAsyncContextManager[Tutor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here runs on the loop that the shared torch process speaks to."""
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here and isinstance(item, pytest.Function) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return open_course(write_course(tmp_path_factory.mktemp("course") / "sample"))


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return open_course(write_kinds(tmp_path_factory.mktemp("kinds") / "kinds"))


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two lessons, without labs that take long, with links and words."""
    return open_course(bilingual.write_language(tmp_path_factory.mktemp("pair") / "en", "en"))


@pytest.fixture(autouse=True)
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """All the colours there are, whatever terminal the tests were started from."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(autouse=True)
def _quick_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that answers a question is watched for a moment only; those who look at that take their time."""
    monkeypatch.setattr(judging, "ANSWER_SECONDS", 0.3)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever is spoken in a test, English is spoken before and after."""
    yield
    language.use("en")


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


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "state" / "gdtutor.sqlite3") as progress:
        yield progress


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
        app = TutorApp(course, progress, lesson, page, folder=folder)
        app.trainer_now = trainer
        async with app.run_test(size=size) as pilot:
            yield Tutor(pilot, progress)

    return opened
