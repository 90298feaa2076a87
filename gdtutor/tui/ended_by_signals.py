"""SIGTERM and its kin end the app as a key would: what is open is closed, and the terminal is left as it was found."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App

from gdtutor.tui.terminal_driver import TerminalDriver

# Those that would end the process on the spot. Batch systems warn with the last three.
NAMES = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU")
# Seconds that the app has for ending; then the process ends without it.
PATIENCE = 3.0


@contextmanager
def ended_by_signals(app: App[Any]) -> Iterator[None]:
    """Around the app's run, in the main thread. The exit status becomes 128 + the signal's number."""
    ending = _Ending(app)
    usual = {number: signal.signal(number, ending.begin) for name in NAMES if (number := getattr(signal, name, None)) is not None}
    try:
        yield
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


class _Ending:
    """How an app ends that was told to."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._begun = False

    def begin(self, number: int, _frame: object) -> None:
        """The handler of the signals."""
        loop = self._app._loop
        if loop is None:  # nothing is drawn yet, or any more
            raise SystemExit(128 + number)
        if not self._begun:
            self._begun = True
            late = threading.Timer(PATIENCE, self._end_without_it, (128 + number,))
            late.daemon = True
            late.start()
        loop.call_soon_threadsafe(lambda: self._app.exit(return_code=128 + number))

    def _end_without_it(self, status: int) -> None:
        """The app is held up: by a line that takes nothing any more, or by itself. What it has acknowledged is on disk."""
        driver = self._app._driver
        if isinstance(driver, TerminalDriver):
            driver.abandon()
        os._exit(status)
