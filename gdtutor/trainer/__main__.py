"""`python -m gdtutor.trainer`: the process that imports torch. The UI starts it; `gdtutor.trainer.protocol` is what it speaks."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import select
import sys
import threading

from gdtutor.descent.experiment import Device
from gdtutor.trainer.compiler import postpone
from gdtutor.trainer.devices import CHOICES, DeviceChoice, choose, facts_of
from gdtutor.trainer.full_disk import import_without_room
from gdtutor.trainer.profiler import write_only_when_read
from gdtutor.trainer.protocol import NoDevice, Reply, Unavailable, frame

NO_TORCH = 3
NO_DEVICE = 4


def main() -> int:
    """Serve until stdin closes. The exit status is `serve`'s, 3 where torch can't be imported, 4 where it has not that device."""
    parser = argparse.ArgumentParser(
        prog="python -m gdtutor.trainer", description="torch for gdtutor; gdtutor starts it by itself"
    )
    parser.add_argument("--idle", type=float, default=300, metavar="SECONDS", help="end after that long without a command")
    parser.add_argument("--device", choices=CHOICES, default="cpu", help="where torch computes; auto is the best that is there")
    arguments = parser.parse_args()

    # A run flat out shall not make keys wait, neither the learner's nor, on a shared server, anybody else's.
    os.nice(5)
    commands, replies = _own_the_frames()
    _end_when_closed(commands)
    import_without_room()
    try:
        import torch  # only now: it takes seconds, and may print

        torch.set_num_threads(1)
        postpone(torch)
        write_only_when_read(torch)
        from gdtutor.trainer.serve import serve
    except Exception as error:  # A broken installation raises whatever it likes: ImportError, OSError, AttributeError…
        _report(replies, error)
        return NO_TORCH
    device = _device(arguments.device, replies)
    if device is None:
        return NO_DEVICE
    # What was imported stays: collections need not look through it again and again.
    gc.collect()
    gc.freeze()
    return serve(commands, replies, idle_seconds=arguments.idle, device=device)


def _device(wanted: DeviceChoice, replies: int) -> Device | None:
    """The device to compute on; None where the wanted one is not there, which is reported. For the CPU nothing is looked for."""
    if wanted == "cpu":
        return wanted
    import torch

    facts = facts_of(torch, sys.platform, dict(os.environ))
    device = choose(wanted, facts)
    if device is None:
        _say(replies, NoDevice(wanted=wanted, facts=facts))
    return device


def _own_the_frames() -> tuple[int, int]:
    """Descriptors for commands and replies that nothing else knows. What torch or a C library prints goes to stderr."""
    commands, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, replies


def _end_when_closed(commands: int) -> None:
    """End this process once the other end of `commands` is closed, whatever it is doing then: importing torch, or waiting
    for somebody who is gone to read. There is nothing to save.
    """

    def watch() -> None:
        poll = select.poll()
        poll.register(commands, select.POLLHUP)
        poll.poll()
        os._exit(0)

    threading.Thread(target=watch, name="stdin closed", daemon=True).start()


def _report(replies: int, error: Exception) -> None:
    installed = not (isinstance(error, ModuleNotFoundError) and error.name == "torch")
    reason = f"{type(error).__name__}: {error}".partition("\n")[0]
    _say(replies, Unavailable(executable=sys.executable, installed=installed, error=reason))


def _say(replies: int, reply: Reply) -> None:
    with contextlib.suppress(BrokenPipeError):
        os.write(replies, frame(reply))


if __name__ == "__main__":
    sys.exit(main())
