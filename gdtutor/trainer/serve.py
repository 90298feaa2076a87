"""The trainer's loop: read commands, give every run with credit a slice of time, send what came of it."""

from __future__ import annotations

import os
import select
from array import array
from time import monotonic

import torch

from gdtutor.descent.experiment import Device
from gdtutor.trainer.protocol import (
    Advance,
    BatchKind,
    Close,
    Command,
    CommandBuffer,
    Failed,
    Forward,
    ForwardTo,
    FrameError,
    Goodbye,
    Lines,
    Open,
    OpenWalk,
    Ready,
    Records,
    Reply,
    Reset,
    SetLr,
    SetParameters,
    frame,
)
from gdtutor.trainer.run import Run, refusal
from gdtutor.trainer.walk import Walk

SLICE = 0.02  # seconds between two looks at stdin: short for a key, long beside a step
CHUNK = 65_536


def serve(commands: int, replies: int, *, idle_seconds: float, device: Device = "cpu") -> int:
    """Follow the commands of one file descriptor and answer on the other until there is nobody left to answer, or nothing
    has been asked for `idle_seconds`. Run are experiments for `device`, and for the CPU. The exit status: 0, or 2 where the
    commands were not frames.
    """
    server = _Server(replies, device)
    try:
        server.send(Ready(torch_version=str(torch.__version__), device=device, threads=torch.get_num_threads()))
        try:
            _serve(server, commands, idle_seconds)
        except FrameError as error:
            server.send(Failed(run=None, message=str(error)))
            return 2
    except ConnectionError:
        pass  # whoever would read the replies is gone
    finally:
        server.close()
    return 0


def _serve(server: _Server, commands: int, idle_seconds: float) -> None:
    buffer = CommandBuffer()
    asked = monotonic()
    while True:
        busy = bool(server.busy())
        patience = 0.0 if busy else max(0.0, asked + idle_seconds - monotonic())
        readable, _, _ = select.select([commands], [], [], patience)
        if readable:
            data = os.read(commands, CHUNK)
            if not data:
                return
            for command in buffer.feed(data):
                server.follow(command)
        elif not busy:
            server.send(Goodbye())
            return
        for run in (runs := server.busy()):
            server.work(run, SLICE / len(runs))
        if readable or busy:
            asked = monotonic()


class _Server:
    """The open runs by their numbers, and the descriptor that replies go to."""

    def __init__(self, replies: int, device: Device) -> None:
        self._replies = replies
        self._device = device
        self._runs: dict[int, Run] = {}
        self._walks: dict[int, Walk] = {}

    def busy(self) -> list[int]:
        """The runs and walks that have something to do."""
        runs = [number for number, run in self._runs.items() if run.credit or run.on_its_way]
        return [*runs, *(number for number, walk in self._walks.items() if walk.busy)]

    def close(self) -> None:
        """End the threads of the walks."""
        for walk in self._walks.values():
            walk.close()

    def follow(self, command: Command) -> None:
        """Do what a command says; one for a run that has failed or is closed says nothing any more."""
        number = command.run
        try:
            if isinstance(command, Open | OpenWalk):
                self._open(command)
            elif isinstance(command, Close):
                self._runs.pop(number, None)
                if (walk := self._walks.pop(number, None)) is not None:
                    walk.close()
            elif isinstance(command, Forward | ForwardTo):
                self._lead(command)
            elif number in self._runs:
                self._steer(self._runs[number], command)
        except (RuntimeError, ValueError, OverflowError) as error:
            self._give_up(number, error)

    def _open(self, command: Open | OpenWalk) -> None:
        number, experiment = command.run, command.experiment
        if experiment.device not in ("cpu", self._device):
            raise ValueError(f"it is for {experiment.device}, and this process computes on {self._device}")
        if isinstance(command, OpenWalk):
            self._walks[number] = Walk(experiment, command.lines)
            if not command.lines:
                self.send(Lines(run=number, states=(), more=False))
            return
        self._runs[number] = Run(experiment, command.resume)
        if not self._runs[number].on_its_way:
            self._send_row(number, "opened")

    def _steer(self, run: Run, command: Advance | SetLr | SetParameters | Reset) -> None:
        run.order = command.order
        match command:
            case Advance(n=n):
                run.credit = n
                if n == 0:
                    self._send(command.run, "steps", array("d"))
            case SetLr(lr=lr):
                run.set_lr(lr)
            case SetParameters(point=point):
                run.set_parameters(point)
                self._send_row(command.run, "moved")
            case Reset():
                run.reset()
                run.credit = 0
                self._send_row(command.run, "reset")

    def _lead(self, command: Forward | ForwardTo) -> None:
        walk = self._walks.get(command.run)
        if walk is None:
            return
        if isinstance(command, Forward):
            walk.forward(command.lines)
        else:
            walk.forward_to((command.step, command.line))
        if not walk.busy:
            self.send(Lines(run=command.run, states=(), more=False))

    def work(self, number: int, seconds: float) -> None:
        """A slice of a run, or of a walk."""
        if number in self._walks:
            self._walk(number, seconds)
        else:
            self._update(number, seconds)

    def _walk(self, number: int, seconds: float) -> None:
        walk = self._walks[number]
        states = walk.work(seconds)
        self.send(Lines(run=number, states=states, more=walk.busy or walk.error is not None))
        if walk.error is not None:
            self._give_up(number, walk.error)

    def _update(self, number: int, seconds: float) -> None:
        """The next updates of a run, or the next part of its way back to a recorded state."""
        run = self._runs[number]
        try:
            if run.on_its_way:
                run.go_back_along(seconds)
                if not run.on_its_way:
                    self._send_row(number, "opened")
                return
            rows = run.updates(run.credit, seconds)
        except (RuntimeError, ValueError, OverflowError) as error:
            self._give_up(number, error)
            return
        run.credit -= len(rows) // 6
        if rows or run.refusal is None:
            self._send(number, "steps", rows)
        if run.refusal is not None:
            self._give_up(number, run.refusal)

    def send(self, reply: Reply) -> None:
        """Write a frame whole, waiting while the other side is slow. Raises BrokenPipeError where it is gone."""
        data = memoryview(frame(reply))
        while data:
            data = data[os.write(self._replies, data) :]

    def _send_row(self, number: int, kind: BatchKind) -> None:
        self._send(number, kind, array("d", self._runs[number].row))

    def _send(self, number: int, kind: BatchKind, rows: array[float]) -> None:
        run = self._runs[number]
        self.send(Records(run=number, order=run.order, kind=kind, lr=run.lr, credit=run.credit, rows=rows.tobytes()))

    def _give_up(self, number: int, error: Exception) -> None:
        self._runs.pop(number, None)
        self._walks.pop(number, None)
        own = refusal(error)
        if own is None:
            self.send(Failed(run=number, message=str(error)))
        else:
            self.send(Failed(run=number, message=own.message, kind=own.kind, line=own.line))
