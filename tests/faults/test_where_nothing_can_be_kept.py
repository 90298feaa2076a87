"""A disk that is full, a home that can't be written or is not there, a state directory of somebody else's: the course opens, a
sentence says what is the matter, questions are answered, and nothing is left about.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gdtutor.learner.progress import Progress
from tests.faults.conftest import database, noticed
from tests.terminal import Terminal, gdtutor
from tests.tui.sample import write_course

NOBODY = 65534
# Root without its rights, where the tests run as root: to whom files of others are forbidden as they are to everybody else.
WITHOUT_RIGHTS = """
import ctypes, os, sys
if os.geteuid() == 0:
    PR_CAPBSET_DROP = 24
    for capability in range(64):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
os.environ.pop("XDG_STATE_HOME")
os.execv(sys.executable, [sys.executable, "-m", "gdtutor", *sys.argv[1:]])
"""
# A user whom the system knows no home of.
WITHOUT_HOME = """
import os, pwd, sys
from gdtutor.cli import main
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
for name in ("HOME", "XDG_STATE_HOME"):
    os.environ.pop(name)
sys.exit(main(sys.argv[1:]))
"""
# Not a byte can be written: what a disk does that has filled up.
ON_A_FULL_DISK = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
os.execv(sys.executable, [sys.executable, "-m", "gdtutor", *sys.argv[1:]])
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


def learns_all_the_same(command: list[str], env: dict[str, str], *, where: str, reason: str) -> None:
    """A page, the sentence, an answer, and the end."""
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("Which way is down")
        terminal.until(lambda: "untilyouquit." in noticed(terminal))
        assert f"can't be saved in {where}/gdtutor.sqlite3: {reason}.".replace(" ", "") in noticed(terminal)
        if not env:
            # torch, which writes when it is imported, goes without.
            terminal.send("1\r")
            terminal.wait_for("✗ The gradient is")
        terminal.send("nn")
        terminal.wait_for("What is flat")
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        terminal.send("q")
        terminal.wait_for("1 of 3 right")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.left_changed == []
        assert b"Traceback" not in terminal.received


def theirs(*paths: Path) -> None:
    """Make the files somebody else's. Skips the test where only root could."""
    if os.geteuid() != 0:
        pytest.skip("only root can make a file somebody else's")
    for path in paths:
        os.chown(path, NOBODY, NOBODY)


@pytest.mark.parametrize("home", ["read-only", "absent", "somebody else's"])
def test_a_home_that_is_none(course: Path, tmp_path: Path, no_hurry: dict[str, str], home: str) -> None:
    place = tmp_path / "place"
    directory = place / "home" / ".local/state/gdtutor"
    if home == "read-only":
        (place / "home").mkdir(parents=True)
        (place / "home").chmod(0o555)
    elif home == "absent":
        place.mkdir(mode=0o555)
    else:
        with Progress.open(directory / "gdtutor.sqlite3") as progress:
            progress.visit("sample", "slope", "sign")
        theirs(directory, progress.path)
    before = sorted(place.rglob("*"))
    command = [sys.executable, "-c", WITHOUT_RIGHTS, "--course", str(course), "slope/sign"]
    learns_all_the_same(command, no_hurry | {"HOME": str(place / "home")}, where=str(directory), reason="Permission denied")
    assert sorted(place.rglob("*")) == before


def test_a_user_without_a_home(course: Path, no_hurry: dict[str, str]) -> None:
    command = [sys.executable, "-c", WITHOUT_HOME, "--course", str(course), "slope/sign"]
    tilde = "~/.local/state/gdtutor"
    learns_all_the_same(command, no_hurry, where=tilde, reason=f"{tilde} is not an absolute path")
    assert not Path("~").exists()


@pytest.mark.parametrize("before", [0, 3], ids=["from the start", "since it filled up"])
def test_a_disk_that_is_full(course: Path, state_home: Path, no_hurry: dict[str, str], before: int) -> None:
    for number in range(before):
        with Progress.open() as progress:
            progress.record("sample", "slope", "next-step", str(number), False)
    command = [sys.executable, "-c", ON_A_FULL_DISK, "--course", str(course), "slope/sign"]
    reason = "disk I/O error; the disk, or your share of it, may be full"
    learns_all_the_same(command, no_hurry if before else {}, where=str(state_home / "gdtutor"), reason=reason)
    with Progress.open() as progress:
        assert progress.notice == ""
        assert progress.results("sample").keys() == ({("slope", "next-step")} if before else set())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 256 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)], capture_output=True, check=False)
    if mounting.returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_fills_up_and_has_room_again(course: Path, small_disk: Path, no_hurry: dict[str, str]) -> None:
    with gdtutor("slope/flat", "--course", str(course), state=small_disk, env=no_hurry) as terminal:
        terminal.wait_for("What is flat")
        with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(4096))
        terminal.send("2\r")
        terminal.wait_for("✗ With y")
        terminal.until(lambda: "databaseordiskisfull.Whatyoudonowiskeptonlyuntilyouquit." in noticed(terminal))
        (small_disk / "filler").unlink()
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        terminal.kill()
        terminal.wait_for_exit()
    with Progress.open(database(small_disk)) as progress:
        result = progress.results("sample")["slope", "several"]
        assert (result.first_answer, result.last_answer, result.tries) == ("cost", "slope still", 2)
