"""The terminal that the app draws on: given back as it was found, whatever becomes of it or of the process meanwhile."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import termios
import time
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

# What puts a terminal back where nothing is known but that Textual had it: the cursor, the mouse, focus, bracketed paste, line
# wrap, the keyboard, and last the screen of before.
RESTORING = "".join(
    ("\x1b[?25h", *(f"\x1b[?{mode}l" for mode in (1000, 1003, 1015, 1006, 1016, 1004, 2004, 2048)), "\x1b[?7h\x1b[<u\x1b[?1049l")
)
# Seconds that a terminal has for taking that, where the process is about to end.
LAST_WORDS = 0.3


class TerminalDriver(LinuxDriver):
    """Textual's driver, and beyond it:

    - a terminal that has hung up ends the app as SIGHUP does, also where nobody sends that signal, and what is drawn then goes
      nowhere instead of waiting for ever;
    - Ctrl+Z stops the whole job, as the shell understands it, and does nothing where no shell could make it go on again;
    - a stop that it could not see (SIGSTOP) leaves the terminal's settings known, and the screen is drawn anew;
    - once the terminal is given back, it stays given back.
    """

    def __init__(self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None) -> None:
        self._usual = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._leave_to_the_shell()
        self._outlet = Outlet(cast("TextIO", self._file), self._hang_up)
        self._file = cast("Any", self._outlet)
        self._watched: select.epoll | None = None
        # A descriptor of its own, which may be one that never waits: a key that was there when the process was stopped may have
        # been read by the shell when it goes on, and a thread that waits for the next one would hold up everything.
        with contextlib.suppress(OSError):  # the terminal of another user, after su
            self.fileno = os.open(os.ttyname(self.fileno), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    # Taking the terminal, and giving it back

    def start_application_mode(self) -> None:
        """Take the terminal, as soon as it is this job's. Where that can't be done it is given back whole."""
        while self._in_background():
            os.kill(0, signal.SIGTTOU)  # stopped until the shell says fg, as by any attempt to write
            time.sleep(0.05)
        signal.signal(signal.SIGTSTP, lambda *_: self._soon(self.suspend))
        signal.signal(signal.SIGCONT, lambda *_: self._soon(self._go_on))
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        except BaseException:
            self.stop_application_mode()
            raise
        if self._has_terminal:
            self._watch()
        else:  # it has hung up before it could be taken
            self._hang_up()

    def stop_application_mode(self) -> None:
        """Give the terminal back; when this returns everything is written that was to be."""
        self._leave_to_the_shell()
        if self._has_terminal:
            if self._mouse_pixels:
                super().write("\x1b[?1016l")
            super().stop_application_mode()
            super().close()

    def close(self) -> None:
        """Let go of what is left."""
        if self._watched is not None:
            self._loop.remove_reader(self._watched.fileno())
            self._watched.close()
            self._watched = None
        if self._has_terminal:
            super().close()

    def write(self, data: str) -> None:
        """Write to the terminal while it is ours; afterwards nothing may be written into somebody else's screen."""
        if self._has_terminal:
            super().write(data)

    def abandon(self) -> None:
        """From any thread, before the process ends without the app: put the terminal back as far as it can be reached."""
        if self.attrs_before is not None:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        last = Thread(target=self._outlet.write, args=(RESTORING,), daemon=True)
        last.start()
        last.join(LAST_WORDS)

    @property
    def _has_terminal(self) -> bool:
        return self._writer_thread is not None and self._writer_thread.is_alive()

    # A terminal that hangs up

    def _watch(self) -> None:
        # An epoll of nothing but hang-ups, which they are told of without being asked; other systems have only SIGHUP.
        if self._watched is None and hasattr(select, "epoll"):
            watched = select.epoll()
            try:
                watched.register(self.fileno, 0)
            except OSError:
                watched.close()
                return
            self._watched = watched
            self._loop.add_reader(watched.fileno(), self._told_of_hang_up)

    def _told_of_hang_up(self) -> None:
        if self._watched is not None:
            self._loop.remove_reader(self._watched.fileno())
        self._hang_up()

    def _hang_up(self) -> None:
        os.kill(os.getpid(), signal.SIGHUP)

    def _run_input_thread(self) -> None:
        try:
            while not self.exit_event.is_set():
                with contextlib.suppress(BlockingIOError):
                    self.run_input_thread()
        except OSError:
            self._hang_up()
        except Exception as error:
            self._soon(self._app._handle_exception, error)

    # Stopping and going on

    def suspend(self) -> None:
        """Stop the job that this process is part of; returns when it goes on, with the terminal taken again."""
        if not self._has_terminal or not self._auto_restart:
            return
        self.suspend_application_mode()
        # In the usual way: the shell sees every process of the job stopped, and where there is no shell that could make it go on
        # again (`ssh -t host gdtutor`), the kernel does not stop it.
        os.kill(0, signal.SIGTSTP)
        self._resume()

    def _go_on(self) -> None:
        """After a stop that nobody told of: the shell may have had the terminal meanwhile."""
        if self._has_terminal and self._auto_restart:
            self.suspend_application_mode()
            self._resume()

    def _resume(self) -> None:
        self._must_signal_resume = True
        self.resume_application_mode()
        self._app.refresh(layout=True)

    def _in_background(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) != os.getpgrp()
        except OSError:
            return False

    def _leave_to_the_shell(self) -> None:
        for number, usual in self._usual.items():
            signal.signal(number, usual)

    def _soon(self, function: Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed by now
            self._loop.call_soon_threadsafe(function, *arguments)


class Outlet:
    """The way to the terminal. Once that has hung up, `on_hang_up` is called, and what is written is dropped."""

    def __init__(self, file: TextIO, on_hang_up: Callable[[], None]) -> None:
        self._file = file
        self._on_hang_up = on_hang_up
        self._hung_up = False

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._file.fileno()

    def write(self, text: str) -> None:
        """Write all of it, waiting for as long as the terminal is busy."""
        data = memoryview(text.encode(self._file.encoding, self._file.errors or "backslashreplace"))
        while data and not self._hung_up:
            try:
                data = data[os.write(self.fileno(), data) :]
            except BlockingIOError:  # another program has left the terminal like that
                select.select([], [self.fileno()], [])
            except OSError:
                self._hung_up = True
                self._on_hang_up()

    def flush(self) -> None:
        """Nothing is kept back."""
