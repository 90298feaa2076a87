"""The trainer's process started, apart from the learner's folder and terminal. Needs no event loop, so it can begin early."""

from __future__ import annotations

import contextlib
import math
import os
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from gdtutor.trainer.devices import HIDING, DeviceChoice

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 0.5  # seconds that the process has for ending by itself
IDLE_SECONDS = 300.0
# The environment may say something else: where many share a machine, or where nobody wants to wait for torch twice.
IDLE_VARIABLE = "GDTUTOR_IDLE"


def spawn(
    python: str = sys.executable, idle_seconds: float | None = None, device: DeviceChoice = "cpu"
) -> subprocess.Popen[bytes]:
    """Start `python -m gdtutor.trainer`, which ends by itself after so many seconds (None: see `idle_limit`) without a command,
    and when its stdin is closed. Raises OSError where that interpreter can't be started.
    """
    return subprocess.Popen(
        [
            str(Path(python).absolute()) if os.sep in python else python,
            "-m",
            "gdtutor.trainer",
            f"--idle={idle_limit() if idle_seconds is None else idle_seconds}",
            f"--device={device}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        env=trainer_environment(python, device),
        # Not the learner's folder, where a torch.py may lie: Python 3.10 knows no PYTHONSAFEPATH and would look there first.
        cwd="/",
        # The terminal's Ctrl+C and hang-up are the UI's to deal with.
        start_new_session=True,
    )


@contextlib.contextmanager
def spawned_ahead(device: DeviceChoice) -> Iterator[subprocess.Popen[bytes] | None]:
    """A process for a `Trainer` that there is not yet: torch is imported while the screen is. Afterwards it has ended, whoever
    has used it. None where it can't be started, which the trainer will say when it tries again.
    """
    try:
        process = spawn(device=device)
    except OSError:
        yield None
        return
    try:
        yield process
    finally:
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def idle_limit() -> float:
    """Seconds without a command after which torch's process ends: those of GDTUTOR_IDLE where it holds such a number."""
    with contextlib.suppress(ValueError):
        seconds = float(os.environ.get(IDLE_VARIABLE, ""))
        if math.isfinite(seconds) and seconds > 0:
            return seconds
    return IDLE_SECONDS


def trainer_environment(python: str = sys.executable, device: DeviceChoice = "cpu") -> dict[str, str]:
    """The environment that the trainer starts in: one thread, no GPUs to be seen unless another device than the CPU is asked for,
    this very gdtutor, and nothing from the current folder.
    """
    environment = dict(os.environ)
    entries = [str(Path(entry).absolute()) for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    # Where site-packages hold gdtutor they are searched anyway, and put first they would hide the standard library.
    if python != sys.executable or PACKAGE_ROOT not in _site_folders():
        entries.insert(0, str(PACKAGE_ROOT))
    environment |= {
        "PYTHONPATH": os.pathsep.join(entries),
        "PYTHONSAFEPATH": "1",
        **(HIDING if device == "cpu" else {}),
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    return environment


def _site_folders() -> set[Path]:
    folders = [*site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return {Path(folder).resolve() for folder in folders}
