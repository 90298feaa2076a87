"""The conversation: lines are read in the main thread, and obeyed in an event loop beside it, where torch's client lives.

So torch is heard while a prompt waits, and Ctrl+C reaches the main thread whatever goes on: it stops a command, and at the prompt
it ends the conversation.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import select
import sys
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import TypeVar

from gdtutor.plain.obeying import Obeying
from gdtutor.plain.paper import Paper
from gdtutor.plain.reader import Reader

Result = TypeVar("Result")

# Seconds that a command has to end once it is stopped, and everything once the reader leaves.
PATIENCE = 10.0


class Beside:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="plain", daemon=True)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._loop.close()

    def do(self, work: Coroutine[object, object, Result]) -> Result:
        """Do it there, and wait for it. Raises what it raises; KeyboardInterrupt once it has stopped because of that."""
        over = threading.Event()

        async def whole() -> Result:
            try:
                return await work
            finally:
                over.set()

        future = asyncio.run_coroutine_threadsafe(whole(), self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            over.wait(PATIENCE)
            raise


def converse(reader: Reader, lesson: str | None, page: str | None) -> None:
    """Read from stdin and obey until the reader leaves, or nothing more comes. Raises what writing raises.

    Where nobody can type anything (no input, or prompts that nobody would see) the lesson is printed instead, from its first page
    on; or the page alone, where one is named.
    """
    paper = reader.paper
    with Beside() as beside:
        try:
            if _nothing_to_read():
                reader.keeps = False
                if page is not None:
                    beside.do(reader.open(lesson, page))
                else:
                    beside.do(reader.print_lesson(lesson))
                return
            lines = _Lines(paper)
            # Whether anybody reads along is known with the first line only, where that comes from a pipe.
            reader.keeps = lines.by_hand
            beside.do(reader.open(lesson, page))
            if not _converse(reader, lines, beside) and page is None:
                here = reader.here.page.id if reader.here is not None else ""
                beside.do(reader.print_lesson(lesson, but=here))
        except KeyboardInterrupt:
            paper.verbatim([""])
        finally:
            beside.do(reader.close())


def _converse(reader: Reader, lines: _Lines, beside: Beside) -> bool:
    """Obey line after line; whether there was one, or somebody at a terminal who could have typed one."""
    obeying = Obeying(reader)
    some = lines.by_hand
    while not obeying.leaves:
        line = lines.next(obeying.prompt)
        if line is None:
            break
        some = reader.keeps = True
        try:
            beside.do(obeying.obey(line))
        except KeyboardInterrupt:
            beside.do(reader.stopped())
    return some


def _nothing_to_read() -> bool:
    """Whether no line can come: stdin is closed, or at its end already, or a terminal while the output goes elsewhere."""
    if sys.stdin is None:
        return True
    if sys.stdin.isatty():
        return not sys.stdout.isatty()
    with contextlib.suppress(OSError, ValueError, AttributeError):  # a file that can't be waited for, or a stand-in
        buffer = sys.stdin.buffer
        if isinstance(buffer, io.BufferedReader) and select.select([buffer], [], [], 0)[0]:
            return not buffer.peek(1)
    return False


class _Lines:
    """The lines of stdin. by_hand: they are typed at a terminal; others are written out where they were asked for."""

    def __init__(self, paper: Paper) -> None:
        self.by_hand = sys.stdin.isatty()
        self._paper = paper
        if self.by_hand:
            # Editing of lines, where this Python has it.
            with contextlib.suppress(ImportError):
                import readline

                # It would send sequences to the terminal that have nothing to do with editing.
                readline.parse_and_bind("set enable-meta-key off")
                readline.parse_and_bind("set enable-bracketed-paste off")
        elif hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def next(self, prompt: str) -> str | None:
        """The next line; None where there are no more. Raises KeyboardInterrupt."""
        if self.by_hand:
            try:
                return input(self._paper.shown(prompt))
            except EOFError:
                self._paper.verbatim([""])
                return None
        self._paper.prompt(prompt)
        line = sys.stdin.readline()
        self._paper.typed(line.rstrip("\r\n"))
        return line.rstrip("\r\n") if line else None
