"""What the UI and the trainer say to each other: MessagePack frames, each behind its length in four bytes (big-endian).

Commands go to the trainer's stdin, replies come from its stdout. A run is known by a number that the client chose. Every
command to a run carries a number that grows, `order`, and every reply says which one the run had followed last: so the client
knows which rows were under way when it reset the run, and whether the credit that a reply names is the latest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from gdtutor.descent.experiment import Device, Experiment, Parameter
from gdtutor.descent.line_state import LineState
from gdtutor.language import _
from gdtutor.trainer.devices import DeviceChoice, Facts

MAX_FRAME = 16 * 1024 * 1024
PREFIX = 4
ROW_BYTES = 6 * 8  # a record is six native float64: step, W, b, dW, db, cost

BatchKind = Literal["opened", "steps", "moved", "reset"]
MAX_COUNT = 2**53
Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_COUNT)]
Rate = Annotated[float, msgspec.Meta(ge=0)]
Point = dict[Parameter, float]


class FrameError(Exception):
    """The bytes are not frames of this protocol."""


class Updates(msgspec.Struct, frozen=True, tag="updates"):
    """Part of the way back to a recorded state: that many updates with that learning rate."""

    count: Count
    lr: Rate


class Put(msgspec.Struct, frozen=True, tag="put"):
    """Part of the way back to a recorded state: a hand put the parameters here."""

    point: Point


class Resume(msgspec.Struct, frozen=True, kw_only=True):
    """Where an opened run goes on from: at `step`, with these parameters, then along `way` without reporting it.

    carried is the gradient that was left in .grad when the loop came to this state (it counts where nothing clears it),
    lr the learning rate to go on with.
    """

    step: Count
    point: Point
    carried: Point | None
    way: tuple[Updates | Put, ...]
    lr: Rate


class Open(msgspec.Struct, frozen=True, tag="open", kw_only=True):
    """Begin a run; answered by records of kind "opened" with its first row, or by `Failed`."""

    run: Count
    order: Count
    experiment: Experiment
    resume: Resume | None = None


class Advance(msgspec.Struct, frozen=True, tag="advance", kw_only=True):
    """Go n updates from here; n replaces what was left of an earlier credit. 0 pauses, and is answered by no rows."""

    run: Count
    order: Count
    n: Count


class SetLr(msgspec.Struct, frozen=True, tag="lr", kw_only=True):
    """The learning rate of the updates from now on."""

    run: Count
    order: Count
    lr: Rate


class SetParameters(msgspec.Struct, frozen=True, tag="parameters", kw_only=True):
    """Put parameters elsewhere, at the same step and with the same credit; answered by records of kind "moved"."""

    run: Count
    order: Count
    point: Point


class Reset(msgspec.Struct, frozen=True, tag="reset", kw_only=True):
    """Back to the experiment's start with no credit, the learning rate as it is; answered by records of kind "reset"."""

    run: Count
    order: Count


class OpenWalk(msgspec.Struct, frozen=True, tag="walk", kw_only=True):
    """Begin to execute the experiment's script line by line. `lines` of it are executed at once and only the last is reported;
    answered by `Lines`, or by `Failed`. A walk is numbered like a run, and the client awaits each answer before it asks for more.
    """

    run: Count
    experiment: Experiment
    lines: Count = 0


class Forward(msgspec.Struct, frozen=True, tag="forward", kw_only=True):
    """Execute that many lines of a walk; answered by `Lines`, and by `Failed` where the script raises."""

    run: Count
    lines: Count


class ForwardTo(msgspec.Struct, frozen=True, tag="forward to", kw_only=True):
    """Go on with a walk until `step` passes of the loop are completed and `line` comes next, or to the end; answered likewise."""

    run: Count
    step: Count
    line: Count


class Close(msgspec.Struct, frozen=True, tag="close", kw_only=True):
    """Forget the run, or the walk."""

    run: Count


class Ready(msgspec.Struct, frozen=True, tag="ready", kw_only=True):
    """torch is imported, and computes on that device."""

    torch_version: str
    device: Device
    threads: int


class Records(msgspec.Struct, frozen=True, tag="records", kw_only=True):
    """States of a run, in order: `rows` is a whole number of rows, lr the rate that led to them, credit what is left."""

    run: Count
    order: Count
    kind: BatchKind
    lr: float
    credit: Count
    rows: bytes

    def __post_init__(self) -> None:
        if len(self.rows) % ROW_BYTES:
            raise ValueError(f"rows of {len(self.rows)} bytes; a row has {ROW_BYTES}")


class Lines(msgspec.Struct, frozen=True, tag="lines", kw_only=True):
    """States of a walk, in order; more: others of the same answer follow."""

    run: Count
    states: tuple[LineState, ...]
    more: bool


class Failed(msgspec.Struct, frozen=True, tag="failed", kw_only=True):
    """A run that torch could not open or go on with; it is forgotten. Without a run: the trainer itself gives up.

    message is the error's own text. Where the run's listing raised it, line is that line, from 1, and kind the error's class;
    otherwise 0 and "".
    """

    run: Count | None
    message: str
    kind: str = ""
    line: Count = 0


class Unavailable(msgspec.Struct, frozen=True, tag="unavailable", kw_only=True):
    """torch could not be imported by that interpreter: it is not installed, or the error says why not."""

    executable: str
    installed: bool
    error: str


class NoDevice(msgspec.Struct, frozen=True, tag="no device", kw_only=True):
    """torch is there, the device that was asked for is not, and the process ends."""

    wanted: DeviceChoice
    facts: Facts


class Goodbye(msgspec.Struct, frozen=True, tag="goodbye"):
    """Nobody has asked for anything for a while; the trainer ends and gives its memory back."""


Command = Open | Advance | SetLr | SetParameters | Reset | OpenWalk | Forward | ForwardTo | Close
Reply = Ready | Records | Lines | Failed | Unavailable | NoDevice | Goodbye

_encoder = msgspec.msgpack.Encoder()
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def frame(message: Command | Reply) -> bytes:
    """The message as it travels. Raises FrameError where it is longer than MAX_FRAME."""
    body = _encoder.encode(message)
    if len(body) > MAX_FRAME:
        raise FrameError(_("a frame of {n} bytes; at most {most} are allowed").format(n=len(body), most=MAX_FRAME))
    return len(body).to_bytes(PREFIX, "big") + body


def body_length(prefix: bytes) -> int:
    """The length that a frame's four first bytes name. Raises FrameError for one that no frame has."""
    length = int.from_bytes(prefix, "big")
    if not 1 <= length <= MAX_FRAME:
        raise FrameError(_("a frame of {n} bytes; 1 to {most} are allowed").format(n=length, most=MAX_FRAME))
    return length


def reply(body: bytes) -> Reply:
    """The reply in a frame's body. Raises FrameError."""
    try:
        return _replies.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FrameError(str(error)) from None


class CommandBuffer:
    """Bytes as they arrive, taken apart into commands."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Command]:
        """The commands that are whole now. Raises FrameError at the first frame that is none."""
        self._bytes += data
        while len(self._bytes) >= PREFIX:
            end = PREFIX + body_length(bytes(self._bytes[:PREFIX]))
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[PREFIX:end])
            del self._bytes[:end]
            try:
                command = _commands.decode(body)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise FrameError(str(error)) from None
            yield command
