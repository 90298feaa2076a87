"""Frames survive being cut anywhere; what is no frame is refused in words."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Experiment
from gdtutor.trainer.protocol import (
    MAX_FRAME,
    PREFIX,
    Advance,
    Close,
    Command,
    CommandBuffer,
    Forward,
    ForwardTo,
    FrameError,
    Open,
    OpenWalk,
    Put,
    Records,
    Reset,
    Resume,
    SetLr,
    SetParameters,
    Updates,
    body_length,
    frame,
    reply,
)

COMMANDS: list[Command] = [
    Open(run=1, order=0, experiment=Experiment(model="Wx+b")),
    Open(
        run=2,
        order=0,
        experiment=Experiment(optimizer="Adam"),
        resume=Resume(step=3, point={"W": 1.5}, carried={"W": -0.5}, way=(Updates(3, 0.1), Put({"W": float("inf")})), lr=0.2),
    ),
    Advance(run=1, order=1, n=1000),
    SetLr(run=1, order=2, lr=0.5),
    SetParameters(run=1, order=3, point={"W": 1.0, "b": -2.0}),
    Reset(run=1, order=4),
    OpenWalk(run=3, experiment=Experiment(), lines=40),
    Forward(run=3, lines=1),
    ForwardTo(run=3, step=12, line=10),
    Close(run=1),
]


@given(st.lists(st.integers(1, 40), min_size=1))
def test_commands_arrive_however_the_bytes_are_cut(sizes: list[int]) -> None:
    stream = b"".join(frame(command) for command in COMMANDS)
    buffer = CommandBuffer()
    arrived: list[Command] = []
    while stream:
        for size in sizes:
            arrived += buffer.feed(stream[:size])
            stream = stream[size:]
    assert arrived == COMMANDS


@given(st.binary(min_size=1, max_size=200))
def test_any_body_is_a_command_or_refused(body: bytes) -> None:
    commands: list[Command] = []
    with contextlib.suppress(FrameError):
        commands = list(CommandBuffer().feed(len(body).to_bytes(PREFIX, "big") + body))
    assert all(isinstance(command, Command) for command in commands)


@pytest.mark.parametrize("length", [0, MAX_FRAME + 1, 2**32 - 1])
def test_a_length_that_no_frame_has_is_refused_before_anything_is_read(length: int) -> None:
    with pytest.raises(FrameError, match=f"{length} bytes"):
        body_length(length.to_bytes(PREFIX, "big"))


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "advance", "run": 1, "order": 1, "n": -1},
        {"type": "advance", "run": 1, "order": 1, "n": 2**60},
        {"type": "lr", "run": 1, "order": 1, "lr": -0.5},
        {"type": "parameters", "run": 1, "order": 1, "point": {"w": 1.0}},
        {"type": "open", "run": 1, "order": 0, "experiment": {"lr": "fast"}},
        {"type": "open", "run": 1, "order": 0, "experiment": {"data": "nothing"}},
        {"type": "open", "run": 1, "order": 0, "experiment": {"data": {"x": [1.0], "y": []}}},
        {"type": "explode", "run": 1},
    ],
)
def test_values_are_checked_where_they_arrive(fields: dict[str, object]) -> None:
    body = msgspec.msgpack.encode(fields)
    with pytest.raises(FrameError):
        list(CommandBuffer().feed(len(body).to_bytes(PREFIX, "big") + body))


@pytest.mark.parametrize("size", [1, 47, 49])
def test_records_are_whole_rows(size: int) -> None:
    with pytest.raises(ValueError, match="a row has 48"):
        Records(run=1, order=0, kind="steps", lr=0.1, credit=0, rows=bytes(size))
    body = msgspec.msgpack.encode(
        {"type": "records", "run": 1, "order": 0, "kind": "steps", "lr": 0.1, "credit": 0, "rows": bytes(size)}
    )
    with pytest.raises(FrameError):
        reply(body)
