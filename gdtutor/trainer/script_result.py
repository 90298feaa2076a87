"""What became of a learner's script, and what its process and the UI say to each other.

One frame goes to the process: the script. Back come `Started` once torch is there (or `Missing`), a `Moved` after every line that
changed W or b, and `Finished` where the script came to its end or to an error. Frames are as in `gdtutor.trainer.protocol`:
MessagePack behind its length in four bytes. What the script prints travels apart from them. No torch and no numpy here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from gdtutor.trainer.protocol import PREFIX, FrameError, body_length

FILENAME = "<loop>"  # the script in tracebacks
GIVEN = "<given>"  # what was executed before it
FOLDER = "gdtutor-script-"  # how the name of the folder begins that a script runs in

# Of a longer script, run or output the rest is left out.
MAX_STATES = 40_000
MAX_OUTPUT = 20_000
MAX_LINES = 1_000
MAX_END = 500
MAX_MESSAGE = 2_000
FEW = 4  # states: a start, and two parameters put to where they end


class ScriptState(NamedTuple):
    """W and b after `line` (from 1) of the script was executed; line 0 is before it. None: not one number, or not there."""

    line: int
    W: float | None
    b: float | None


class ScriptError(msgspec.Struct, frozen=True):
    """What the script raised: the error's class and text, and where.

    line is the line of the script, from 1 (0 where it can't be told), code that line without its indent. traceback has a line
    for each call within the script, the outermost first; for a SyntaxError the line as it stands and a caret below the place.
    """

    kind: str
    message: str
    line: int
    code: str
    traceback: str


class ScriptResult(msgspec.Struct, frozen=True, kw_only=True):
    """A script's run.

    states: W and b at the start and after every line that changed them, at most MAX_STATES (states_cut: there were more). Where
    functions of the script have a W and b of their own, other_states are those, and states what most looks like the loop.
    output: what it printed, the first MAX_OUTPUT bytes and MAX_LINES lines of it (output_cut: there was more). output_end: the
    last lines that it printed beyond that, MAX_END bytes of them; "" where it was killed.
    error: what it raised; None where it came to its end, was stopped, or ended itself by sys.exit (exited).
    timed_out: it was stopped because it took longer than `seconds`.
    problem: a sentence where it was ended otherwise, or could not be run at all; "" where not.
    graded: W or b had a gradient in .grad at some time. optimizers: those whose step() was called, such as "SGD, momentum=0.9".
    """

    states: tuple[ScriptState, ...] = ()
    other_states: tuple[tuple[ScriptState, ...], ...] = ()
    states_cut: bool = False
    output: str = ""
    output_cut: bool = False
    output_end: str = ""
    error: ScriptError | None = None
    exited: bool = False
    timed_out: bool = False
    seconds: float = 0.0
    problem: str = ""
    graded: bool = False
    optimizers: tuple[str, ...] = ()


def collected(moved: Iterable[Moved]) -> tuple[tuple[ScriptState, ...], tuple[tuple[ScriptState, ...], ...]]:
    """A script's `states` and `other_states`: those of the script itself unless there it is done in hardly a line, as where
    `W, b = train(W, b)` is, and a function goes the way.
    """
    scopes: dict[str, list[ScriptState]] = {"": []}
    for state in moved:
        scopes.setdefault(state.scope, []).append(ScriptState(state.line, state.W, state.b))
    streams = [tuple(states) for states in scopes.values()]
    first = next((states for states in streams if len(states) > FEW), None) or max(streams, key=len)
    return first, tuple(states for states in streams if states is not first and states)


class Script(msgspec.Struct, frozen=True, tag="script", kw_only=True):
    """Execute `given`, then `text` in the same namespace, and note what W and b do meanwhile. seconds is the time limit."""

    text: str
    given: str
    seconds: float


class Started(msgspec.Struct, frozen=True, tag="started"):
    """torch is imported."""


class Missing(msgspec.Struct, frozen=True, tag="missing", kw_only=True):
    """torch could not be imported, and why."""

    executable: str
    error: str


class Moved(msgspec.Struct, frozen=True, tag="moved"):
    """A state. scope is the function whose own W and b these are, "" for those of the script."""

    scope: str
    line: int
    W: float | None
    b: float | None


class Finished(msgspec.Struct, frozen=True, tag="finished", kw_only=True):
    """The script is over. memory: it was ended because it used too much. output_end: as in `ScriptResult`."""

    error: ScriptError | None = None
    exited: bool = False
    memory: bool = False
    output_end: str = ""
    states_cut: bool = False
    graded: bool = False
    optimizers: tuple[str, ...] = ()


Reply = Started | Missing | Moved | Finished

_encoder = msgspec.msgpack.Encoder()
_scripts: msgspec.msgpack.Decoder[Script] = msgspec.msgpack.Decoder(Script)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def frame(message: Script | Reply) -> bytes:
    """The message as it travels."""
    body = _encoder.encode(message)
    return len(body).to_bytes(PREFIX, "big") + body


def script(body: bytes) -> Script:
    """The script in a frame's body. Raises FrameError."""
    try:
        return _scripts.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FrameError(str(error)) from None


class ReplyBuffer:
    """Bytes as they arrive, taken apart into replies."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole now. Raises FrameError at the first frame that is none."""
        self._bytes += data
        start = 0
        try:
            while len(self._bytes) - start >= PREFIX:
                end = start + PREFIX + body_length(bytes(self._bytes[start : start + PREFIX]))
                if len(self._bytes) < end:
                    return
                body = bytes(self._bytes[start + PREFIX : end])
                start = end
                try:
                    yield _replies.decode(body)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise FrameError(str(error)) from None
        finally:
            del self._bytes[:start]
