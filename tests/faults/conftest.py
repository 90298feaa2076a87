"""How often the tests of chance try their luck, and what they look at."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from tests.terminal import Terminal

# How many lives are ended at random moments; CI has 200, and whoever runs all the tests only a taste.
LIVES = int(os.environ.get("GDTUTOR_LIVES", "4"))


@pytest.fixture
def chance() -> random.Random:
    """Other moments each time; GDTUTOR_SEED brings those back that a failed test has named."""
    seed = int(os.environ.get("GDTUTOR_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"GDTUTOR_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def no_hurry(tmp_path: Path) -> dict[str, str]:
    """An environment in which torch is being imported for ever: for tests that do without, which costs them little."""
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "torch.py").write_text("import time\ntime.sleep(600)\n")
    return {"PYTHONPATH": os.pathsep.join((str(folder), *filter(None, [os.environ.get("PYTHONPATH")])))}


def database(state: Path) -> Path:
    """The file with the progress kept under that XDG_STATE_HOME."""
    return state / "gdtutor" / "gdtutor.sqlite3"


def noticed(terminal: Terminal) -> str:
    """What stands in the right half of the screen, where notices are, without spaces and frames."""
    return re.sub(r"[▌▐\s]", "", "".join(line[40:] for line in terminal.screen.display))
