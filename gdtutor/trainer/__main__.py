"""`python -m gdtutor.trainer`: the process that imports torch. The UI starts it; `gdtutor.trainer.protocol` is what it speaks."""

from __future__ import annotations

import argparse
import gc
import os
import select
import sys
import threading

from gdtutor.trainer.protocol import Unavailable, frame

NO_TORCH = 3


def main() -> int:
    """Serve until stdin closes. The exit status is `serve`'s, or 3 where torch can't be imported."""
    parser = argparse.ArgumentParser(
        prog="python -m gdtutor.trainer", description="torch for gdtutor; gdtutor starts it by itself"
    )
    parser.add_argument("--idle", type=float, default=300, metavar="SECONDS", help="end after that long without a command")
    arguments = parser.parse_args()

    # A run flat out shall not make keys wait, neither the learner's nor, on a shared server, anybody else's.
    os.nice(5)
    commands, replies = _own_the_frames()
    _end_when_closed(commands)
    try:
        import torch  # only now: it takes seconds, and may print

        torch.set_num_threads(1)
        from gdtutor.trainer.serve import serve
    except Exception as error:  # A broken installation raises whatever it likes: ImportError, OSError, AttributeError…
        _report(replies, error)
        return NO_TORCH
    # What was imported stays: collections need not look through it again and again.
    gc.collect()
    gc.freeze()
    return serve(commands, replies, idle_seconds=arguments.idle)


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
    try:
        os.write(replies, frame(Unavailable(executable=sys.executable, installed=installed, error=reason)))
    except BrokenPipeError:
        return


if __name__ == "__main__":
    sys.exit(main())
