"""Where a command's text goes: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from gdtutor import terminal
from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.output import drop_output, shown_on
from gdtutor.cli.signals import signals
from gdtutor.descent.numbers import MINUS
from gdtutor.language import _, reason
from gdtutor.shown import printable
from gdtutor.terminal import Charset

# The size of a text that goes to no screen.
PAGE = os.terminal_size((80, 30))


class Destination:
    """A place for text. As a context: what was written is there, or for an error nothing new is.

    Raises CommandError where nothing can be written, BrokenPipeError where nobody reads any more.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._temporary: Path | None = None
        self._file: BinaryIO | None = None
        self.is_screen = path is None and sys.stdout is not None and sys.stdout.isatty()
        self.is_file = path is not None
        self.is_svg = path is not None and path.suffix.lower() == ".svg"
        # Called before something is written to the screen, where a bar may be.
        self.clear_screen: Callable[[], None] = lambda: None

    @property
    def size(self) -> os.terminal_size:
        """Columns and lines that there are."""
        return shutil.get_terminal_size(PAGE) if self.is_screen else PAGE

    @property
    def coloured(self) -> bool:
        """Whether to send colours."""
        return self.is_screen and terminal.coloured() and os.environ.get("TERM", "dumb") != "dumb"

    @property
    def encoding(self) -> str:
        """Of the text that is written. Files are in UTF-8."""
        return (sys.stdout.encoding if self._path is None and sys.stdout is not None else "") or "utf-8"

    @property
    def charset(self) -> Charset:
        """What to draw with: in a file everything, elsewhere what the encoding has and the terminal can show."""
        if self.is_file:
            return "utf-8"
        return terminal.charset() if self.encoding.lower().replace("-", "").startswith("utf") else "ascii"

    def write(self, text: str) -> None:
        """Write a piece of the text at once: who reads a pipe has it as soon as it is there."""
        if self.charset == "ascii":
            text = shown_on(sys.stdout, text).replace(MINUS, "-")
        data = text.encode(self.encoding, errors="replace")
        try:
            assert self._file is not None  # noqa: S101
            if self.is_screen:
                self.clear_screen()
            with signals.writing():
                self._file.write(data)
                self._file.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> Destination:
        try:
            self._file = self._opened()
        except OSError as error:
            raise self._unwritable(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._path is None or self._file is None:
            return
        try:
            self._file.close()
            if self._temporary is not None and kind is None:
                self._temporary.replace(self._target)
                self._temporary = None
        except OSError as failure:
            if kind is None:
                raise self._unwritable(failure) from failure
        finally:
            if self._temporary is not None:
                self._temporary.unlink(missing_ok=True)

    @property
    def _target(self) -> Path:
        """The file itself, also where the name is a link to it."""
        assert self._path is not None  # noqa: S101
        return Path(os.path.realpath(self._path))

    def _opened(self) -> BinaryIO:
        if self._path is None:
            if sys.stdout is None:
                raise CommandError(_("The output can't be written: {reason}.").format(reason=_("it is closed")), FAILED)
            if isinstance(sys.stdout, io.TextIOWrapper):
                sys.stdout.flush()
            return sys.stdout.buffer
        try:
            before = self._target.stat()
        except FileNotFoundError:
            before = None
        if before is not None and not stat.S_ISREG(before.st_mode):
            # A device or a pipe is written to, once somebody reads the pipe; a folder refuses.
            with signals.writing():
                return self._target.open("wb")
        if before is not None and not os.access(self._target, os.W_OK):
            raise PermissionError(13, os.strerror(13))
        descriptor, name = tempfile.mkstemp(dir=self._target.parent, prefix=f".{self._target.name[:40]}.", suffix=".part")
        self._temporary = Path(name)
        os.fchmod(descriptor, stat.S_IMODE(before.st_mode) if before is not None else 0o666 & ~_umask())
        return os.fdopen(descriptor, "wb")

    def _unwritable(self, error: OSError) -> CommandError:
        if self._path is None:
            drop_output()
            return CommandError(_("The output can't be written: {reason}.").format(reason=reason(error)), FAILED)
        sentence = _("{file} can't be written: {reason}.")
        return CommandError(sentence.format(file=printable(str(self._path)), reason=reason(error)), FAILED)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
