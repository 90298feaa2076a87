"""What a learner's script prints: written through at once by its process, gathered up to the caps by the UI."""

from __future__ import annotations

import io
import os
from codecs import getincrementaldecoder

from gdtutor.trainer.script_result import MAX_END, MAX_LINES, MAX_OUTPUT


class Output(io.TextIOBase):
    """stdout and stderr of the script. What is within the caps is written at once, so that it is there if the process is killed.

    Of what is beyond, one byte gets through, by which the other side knows that there was more; `end` is the last of it.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._bytes = MAX_OUTPUT
        self._lines = MAX_LINES
        self._beyond = b""

    @property
    def end(self) -> str:
        """The last whole lines beyond the caps, MAX_END bytes at most."""
        text = self._beyond.decode(self.encoding, "ignore")
        return text if len(self._beyond) < MAX_END else text.partition("\n")[2]

    def writable(self) -> bool:
        """True."""
        return True

    def fileno(self) -> int:
        """The descriptor below it."""
        return self._descriptor

    def write(self, text: str) -> int:
        """Take a text, all of it, whether or not it is passed on."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        data = text.encode(self.encoding, self.errors)
        within = _within(data, self._bytes, self._lines)
        passed = within if self._beyond else within + 1
        self._bytes -= within
        self._lines -= data.count(b"\n", 0, within)
        self._beyond = (self._beyond + data[within:])[-MAX_END:]
        data = data[:passed]
        while data:
            data = data[os.write(self._descriptor, data) :]
        return len(text)


class Gathered:
    """The bytes that a script printed, of whatever origin, up to the caps. full: there was more, and it is not wanted."""

    def __init__(self) -> None:
        self.full = False
        self._bytes = bytearray()

    def take(self, data: bytes) -> None:
        """More of it."""
        if not self.full:
            self._bytes += data
            self.full = len(self._bytes) > _within(self._bytes, MAX_OUTPUT, MAX_LINES)

    def text(self) -> str:
        """The text; what is no UTF-8 shows as such, but for a character that the cap has cut in two."""
        data = bytes(self._bytes[: _within(self._bytes, MAX_OUTPUT, MAX_LINES)])
        return getincrementaldecoder("utf-8")("replace").decode(data, final=not self.full)


def _within(data: bytes | bytearray, most: int, lines: int) -> int:
    """How many of the bytes are among the first `most` and in the first `lines` lines."""
    if lines == 0:
        return 0
    parts = data[:most].split(b"\n", lines)
    return min(len(data), most) - (len(parts[-1]) if len(parts) > lines else 0)
