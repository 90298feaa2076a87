"""One event loop for tests that share a torch process."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio


def on_one_loop(items: list[pytest.Item], folder: Path) -> None:
    """Every asynchronous test of the folder runs on the loop that the shared torch process speaks to."""
    for item in items:
        if item.path.parent == folder and isinstance(item, pytest.Function) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
