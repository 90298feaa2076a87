"""One trainer process for the tests of a module: importing torch takes a second or two."""

from collections.abc import AsyncIterator

import pytest_asyncio

from gdtutor.trainer.client import Trainer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trainer() -> AsyncIterator[Trainer]:
    trainer = Trainer()
    yield trainer
    await trainer.close()
