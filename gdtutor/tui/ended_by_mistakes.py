"""A mistake that would go unseen ends the app, too: in a callback, a task or a thread that nobody waits for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App


@contextmanager
def ended_by_mistakes(app: App[Any]) -> Iterator[None]:
    """Around the app's run, in its event loop."""
    loop = asyncio.get_running_loop()

    def in_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error, future = context.get("exception"), context.get("future")
        # A future that nobody has asked is none: a command whose run was closed meanwhile.
        if isinstance(error, Exception) and (future is None or isinstance(future, asyncio.Task)):
            app._handle_exception(error)
        else:
            loop.default_exception_handler(context)

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if isinstance(arguments.exc_value, Exception) and not loop.is_closed():
            loop.call_soon_threadsafe(app._handle_exception, arguments.exc_value)

    usual, threading.excepthook = threading.excepthook, in_thread
    loop.set_exception_handler(in_loop)
    try:
        yield
    finally:
        loop.set_exception_handler(None)
        threading.excepthook = usual
