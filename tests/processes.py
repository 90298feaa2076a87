"""The processes that a gdtutor in a terminal has started."""

from __future__ import annotations

import time

import psutil

from tests.terminal import Terminal


def torch_process(terminal: Terminal, other_than: int = 0) -> psutil.Process:
    """The trainer of that gdtutor, or a later one than that with this id; waits until there is one."""
    found: list[psutil.Process] = []

    def there() -> bool:
        found[:] = [child for child in torch_processes(terminal.pid) if child.pid != other_than]
        return bool(found)

    terminal.until(there)
    return found[0]


def torch_processes(pid: int) -> list[psutil.Process]:
    """The trainers that the process has started and that have not ended."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        try:
            if "gdtutor.trainer" in child.cmdline():
                found.append(child)
        except psutil.Error:
            continue
    return found


def gone(process: psutil.Process) -> bool:
    """Ended; as a zombie, too, where nobody is there to collect an orphan."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(process: psutil.Process, seconds: float = 5) -> None:
    """Raises AssertionError where it still runs after that time."""
    deadline = time.monotonic() + seconds
    while not gone(process):
        assert time.monotonic() < deadline, f"{process} is left over"
        time.sleep(0.02)
