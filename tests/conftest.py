"""What every test gets: a state directory of its own, so that no test sees or touches the progress of whoever runs it; and what
tests of several folders may ask for: courses, a learner's progress.

With HYPOTHESIS_PROFILE=repeatable a change is judged by the same examples every time; without it each run draws new ones.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

from gdtutor import language
from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from tests.tui import bilingual
from tests.tui.kinds import write_kinds
from tests.tui.sample import write_course

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer

settings.register_profile("repeatable", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def trainer() -> AsyncIterator[Trainer]:
    """One torch process for all who want nothing of it but runs: it takes two seconds to import torch. Its tests, and fixtures,
    have the loop scope "session".
    """
    from gdtutor.trainer.client import Trainer

    trainer = Trainer()
    yield trainer
    await trainer.close()


@pytest.fixture(autouse=True)
def _terminal_with_every_character(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command line finds out about one terminal is not for the next test, nor what the runner's environment says."""
    monkeypatch.setattr("gdtutor.terminal._now", "utf-8")


@pytest.fixture(autouse=True)
def state_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """XDG_STATE_HOME, for this process and for those it starts."""
    home = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    return home


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
def english() -> Iterator[None]:
    """Whatever is spoken in a test, English is spoken before and after."""
    yield
    language.use("en")


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "state" / "gdtutor.sqlite3") as progress:
        yield progress


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The folder of a course, for a process to open."""
    return write_course(tmp_path / "sample")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Where that process keeps its learner's progress."""
    return tmp_path / "state"
