"""`python -m gdtutor.trainer.script`: the process that executes one script of a learner's. `script_runner` starts it.

It imports torch, waits for the script, executes it, and ends. The script is the learner's own code on their own machine: the
limits here are for accidents, an endless loop or a list that grows for ever.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import linecache
import math
import os
import resource
import select
import shutil
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import msgspec

from gdtutor.trainer.full_disk import import_without_room
from gdtutor.trainer.protocol import PREFIX, body_length
from gdtutor.trainer.script_error import error_in, syntax_error
from gdtutor.trainer.script_output import Output
from gdtutor.trainer.script_result import (
    FILENAME,
    FOLDER,
    GIVEN,
    Finished,
    Missing,
    Moved,
    Reply,
    Script,
    ScriptError,
    Started,
    frame,
    script,
)
from gdtutor.trainer.script_watch import Watch

MEMORY = 1 << 30  # bytes that a script may use beside torch
TORCH = 512 << 20  # about what torch itself has, and some more
FILE_SIZE = 64 << 20
GRACE = 5.0  # seconds after the time limit when the kernel ends this process, should the UI be asleep
OPTIONS = ("momentum", "nesterov", "weight_decay", "maximize")  # of an optimiser, that make its steps others than plain SGD's
LOOK = 0.1  # seconds between two looks at the memory


def main() -> int:
    """Execute one script. The exit status is 0 whatever became of the script."""
    parser = argparse.ArgumentParser(prog="python -m gdtutor.trainer.script", description="a learner's script; gdtutor starts it")
    parser.add_argument("--idle", type=float, default=300, metavar="SECONDS", help="end after waiting that long for a script")
    arguments = parser.parse_args()
    os.nice(5)
    commands, replies, prints = os.dup(0), os.dup(1), os.dup(2)
    _to_nowhere(0, 1, 2)  # nobody shall see what torch prints when it is imported
    channel = Channel(replies)
    _watch_over(commands, channel)
    import_without_room()
    try:
        import torch  # only now: it takes seconds

        torch.set_num_threads(1)
        # The first optimiser imports hundreds of modules more, which must not count as the script's time.
        torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    except Exception as error:  # a broken installation raises whatever it likes
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        channel.send(Missing(executable=sys.executable, error=reason))
        return 0
    channel.send(Started())
    command = _receive(commands, arguments.idle)
    if command is None:
        return 0
    for descriptor in (1, 2):
        os.dup2(prints, descriptor)
    os.close(prints)
    sys.stdin = io.StringIO()
    sys.stdout = sys.stderr = output = Output(1)
    _limit(command.seconds)
    os.register_at_fork(after_in_child=channel.close)
    with contextlib.suppress(OSError):  # where the script has closed descriptors that are not its own
        finished = execute(command, channel.send)
        channel.send(msgspec.structs.replace(finished, output_end=output.end))
    # Not by way of the threads and exit functions that the script has left behind.
    os._exit(0)


class Channel:
    """Where the replies go. A process that the script forks has none."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def send(self, reply: Reply) -> None:
        """Write a reply whole, waiting while the other side is slow."""
        if self._descriptor is not None:
            data = memoryview(frame(reply))
            while data:
                data = data[os.write(self._descriptor, data) :]

    def close(self) -> None:
        """Write no more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def execute(command: Script, moved: Callable[[Moved], object]) -> Finished:
    """Execute a script in a module of its own, called __main__ meanwhile; `moved` is called with each state. Raises nothing."""
    module = ModuleType("__main__")
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    linecache.cache[FILENAME] = (len(command.text), None, command.text.splitlines(keepends=True), FILENAME)
    watch = Watch(module.__dict__, moved)
    try:
        with warnings.catch_warnings(), _noting_steps() as optimizers:
            warnings.simplefilter("ignore")
            warnings.simplefilter("default", UserWarning)  # torch's are of this class, Python's are not
            warnings.showwarning = _show
            error, exited = _executed(command, module.__dict__, watch)
    finally:
        sys.modules["__main__"] = before
        linecache.cache.pop(FILENAME, None)
    return Finished(error=error, exited=exited, states_cut=watch.cut, graded=watch.graded, optimizers=tuple(optimizers))


def _executed(command: Script, namespace: dict[str, Any], watch: Watch) -> tuple[ScriptError | None, bool]:
    try:
        code = compile(command.text, FILENAME, "exec", dont_inherit=True)
    except BaseException as error:  # SyntaxError; others for null bytes and towers of brackets
        return syntax_error(error, command.text), False
    try:
        exec(compile(command.given, GIVEN, "exec", dont_inherit=True), namespace)  # noqa: S102 - gdtutor's own text
        watch.run(code)
    except SystemExit as leaving:
        if leaving.code is not None and not isinstance(leaving.code, int):
            print(leaving.code, file=sys.stderr)
        return None, True
    except BaseException as error:  # KeyboardInterrupt too, which can only be the script's own here
        return error_in(error, command.text, watch.line), False
    return None, False


def _show(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """A warning in one line, without what is of use to torch's authors only."""
    sentences = str(message).partition(" (Triggered internally at")[0].strip().split(". ")
    text = ". ".join(sentences[:2]).rstrip(".") + "."
    where = f" (line {lineno})" if filename == FILENAME else ""
    with contextlib.suppress(Exception):
        print(f"{category.__name__}{where}: {text}", file=sys.stderr)


@contextlib.contextmanager
def _noting_steps() -> Iterator[dict[str, None]]:
    """The optimisers whose step() is called meanwhile, each once and in that order."""
    from torch.optim.optimizer import Optimizer, register_optimizer_step_pre_hook

    noted: dict[str, None] = {}

    def note(optimizer: Optimizer, _arguments: object, _keywords: object) -> None:
        options = optimizer.param_groups[0]
        told = [f"{name}={options[name]!r}" for name in OPTIONS if isinstance(options.get(name), (int, float)) and options[name]]
        noted[", ".join([type(optimizer).__name__, *told])] = None

    hook = register_optimizer_step_pre_hook(note)
    try:
        yield noted
    finally:
        hook.remove()


def _to_nowhere(*descriptors: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nothing, descriptor)
    os.close(nothing)


def _receive(commands: int, idle_seconds: float) -> Script | None:
    """The script; None where nobody sends one."""
    data = b""
    missing = PREFIX
    while missing:
        readable, _, _ = select.select([commands], [], [], idle_seconds)
        part = os.read(commands, missing) if readable else b""
        if not part:
            return None
        data += part
        missing -= len(part)
        if len(data) == PREFIX:
            missing = body_length(data)
    return script(data[PREFIX:])


def _limit(seconds: float) -> None:
    """Limits that the kernel keeps, whatever the script does."""
    # Beyond what torch has mapped already, which is more than it uses. Where the system does not count that, _watch_over does.
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        _at_most(resource.RLIMIT_AS, pages * resource.getpagesize() + MEMORY)
    _at_most(resource.RLIMIT_FSIZE, FILE_SIZE)
    _at_most(resource.RLIMIT_CORE, 0)
    signal.alarm(math.ceil(seconds + GRACE))


def _at_most(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _watch_over(commands: int, channel: Channel) -> None:
    """End this process and all that it has started once the UI is gone, or when it uses too much memory."""
    folder = Path.cwd()

    def watch() -> None:
        most = _resident() + MEMORY + TORCH
        poll = select.poll()
        poll.register(commands, select.POLLHUP)
        while not poll.poll(LOOK * 1000):
            if _resident() > most:
                with contextlib.suppress(OSError):
                    channel.send(Finished(memory=True))
                break
        else:
            # There is nobody else to clear away the folder that this process was given.
            if folder.name.startswith(FOLDER):
                shutil.rmtree(folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, name="watch", daemon=True).start()


def _resident() -> int:
    """The most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    sys.exit(main())
