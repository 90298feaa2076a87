"""State that can't be written: the lesson goes on, a sentence says so, and what can be saved later is."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress


def run_script(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_state_directory_that_cant_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with Progress.open() as progress:
        assert str(tmp_path / "file") in progress.notice
        assert "can't be saved" in progress.notice
        progress.visit("c", "l", "p")
        progress.record("c", "l", "q", "a", True)
        progress.set_preference("theme", "nord")
        assert progress.place("c") == ("l", "p")
        assert progress.results("c")["l", "q"].tries == 1
        assert progress.preference("theme") == "nord"
        assert not progress.saved
        progress.reset_everything()
        assert progress.place("c") is None
    assert (tmp_path / "file").read_text() == "in the way"


def test_what_waited_is_written_when_the_directory_can_be_made(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("in the way")
    with Progress.open(blocked / "gdtutor.sqlite3") as progress:
        said: list[str] = []
        progress.on_notice = said.append
        progress.record("c", "l", "q", "a", True)
        progress.record("c", "l", "r", "a", True)
        progress.reset_quiz("c", "l", "r")
        blocked.unlink()
        progress.visit("c", "l", "p")
        assert progress.saved
        assert (said, progress.notice) == ([""], "")
    with Progress.open(blocked / "gdtutor.sqlite3") as progress:
        assert set(progress.results("c")) == {("l", "q")}
        assert progress.place("c") == ("l", "p")


def test_a_directory_in_place_of_the_file_is_left_alone() -> None:
    database_path().mkdir(parents=True)
    (database_path() / "kept").touch()
    with Progress.open() as progress:
        assert "can't be saved" in progress.notice
        progress.visit("c", "l", "p")
        assert progress.place("c") == ("l", "p")
    assert [entry.name for entry in database_path().parent.iterdir()] == ["gdtutor.sqlite3"]
    assert (database_path() / "kept").exists()


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # an address has room for a hundred characters
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    "put",
    [os.mkfifo, a_socket, lambda path: path.symlink_to("/nowhere/at/all"), lambda path: path.symlink_to(path)],
    ids=["pipe", "socket", "link to nowhere", "link in a circle"],
)
def test_what_is_no_file_is_left_alone(put: Callable[[Path], None]) -> None:
    path = database_path()
    path.parent.mkdir(parents=True)
    put(path)
    before = path.lstat()
    with Progress.open() as progress:
        assert "can't be saved" in progress.notice
        progress.visit("c", "l", "p")
        assert progress.place("c") == ("l", "p")
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert list(path.parent.iterdir()) == [path]


def test_a_link_to_a_file_elsewhere_is_followed(tmp_path: Path) -> None:
    """As somebody has it whose home is too small."""
    elsewhere = tmp_path / "elsewhere.sqlite3"
    Progress.open(elsewhere).close()
    database_path().parent.mkdir(parents=True)
    database_path().symlink_to(elsewhere)
    with Progress.open() as progress:
        progress.visit("c", "l", "p")
        assert (progress.saved, progress.notice) == (True, "")
    assert database_path().is_symlink()
    with Progress.open(elsewhere) as progress:
        assert progress.place("c") == ("l", "p")


AS_NOBODY = """
import os, sys
from pathlib import Path
from gdtutor.learner.progress import Progress
path = Path(sys.argv[1])
with Progress.open(path) as progress:
    progress.record("c", "l", "q", "before", True)
path.chmod(int(sys.argv[2], 8))
path.parent.chmod(int(sys.argv[3], 8))
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with Progress.open(path) as progress:
    assert "not writable" in progress.notice, progress.notice
    assert progress.results("c")["l", "q"].last_answer == "before"
    progress.record("c", "l", "q", "after", False)
    progress.visit("c", "l", "p")
    assert progress.results("c")["l", "q"].tries == 2
    assert progress.place("c") == ("l", "p")
    assert not progress.saved
print("kept in memory")
"""


@pytest.mark.parametrize(("file", "directory"), [("444", "755"), ("444", "555"), ("644", "555")])
def test_progress_that_can_only_be_read_is_read(file: str, directory: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        path = Path(place) / "state" / "gdtutor.sqlite3"
        run = run_script(AS_NOBODY, str(path), file, directory)
        path.parent.chmod(0o755)
        assert (run.stdout, run.stderr) == ("kept in memory\n", "")
        with Progress.open(path) as progress:
            assert progress.results("c")["l", "q"].last_answer == "before"


FULL_DISK = """
import resource, sys
from gdtutor.learner.progress import Progress
with Progress.open() as progress:
    said = []
    progress.on_notice = said.append
    progress.record("c", "l", "before", "x", True)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (progress.path.stat().st_size, limit[1]))
    for number in range(200):
        progress.record("c", "l", f"q{number}", "x" * 100, True)
    assert not progress.saved
    assert len(progress.results("c")) == 201
    assert "can't be saved" in progress.notice, progress.notice
    assert len(said) == 1, said
    if sys.argv[1] == "freed":
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        progress.visit("c", "l", "p")
        assert progress.saved and progress.notice == "" and said[-1] == ""
"""


@pytest.mark.parametrize("then", ["freed", "full"])
def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged_as_saved(then: str) -> None:
    run = run_script(FULL_DISK, then)
    assert (run.returncode, run.stderr) == (0, "")
    with Progress.open() as progress:
        assert progress.notice == ""
        kept = progress.results("c")
        assert ("l", "before") in kept
        assert len(kept) == 201 or then == "full"


def test_a_lock_that_stays_is_said_and_outlived(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("files", "store"):
        monkeypatch.setattr(f"gdtutor.learner.{module}.BUSY_SECONDS", 0.05)
    with Progress.open() as progress:
        progress.record("c", "l", "q", "before", True)
        other = sqlite3.connect(progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        progress.record("c", "l", "q", "while", True)
        progress.record("c", "l", "q", "while", True)
        assert "locked" in progress.notice
        assert progress.results("c")["l", "q"].tries == 3
        with Progress.open() as late:
            assert "locked" in late.notice
            late.record("c", "l", "q", "late", True)
        other.execute("ROLLBACK")
        other.close()
        late.close()
        progress.record("c", "l", "q", "after", True)
        assert (progress.notice, progress.saved) == ("", True)
    with Progress.open() as progress:
        assert progress.results("c")["l", "q"].tries == 5
        assert progress.notice == ""


def test_a_user_without_a_home_gets_no_folder_called_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Progress.open(Path("~/.local/state/gdtutor/gdtutor.sqlite3")) as progress:
        assert "can't be saved" in progress.notice
        progress.visit("c", "l", "p")
        assert progress.place("c") == ("l", "p")
    assert list(tmp_path.iterdir()) == []
