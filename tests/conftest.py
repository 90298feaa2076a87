"""What every test gets: a state directory of its own, so that no test sees or touches the progress of whoever runs it.

With HYPOTHESIS_PROFILE=repeatable a change is judged by the same examples every time; without it each run draws new ones.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import settings

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
