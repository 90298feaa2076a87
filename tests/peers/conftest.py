"""Real peers of a terminal program, started by the tests themselves: an OpenSSH server, tmux, GNU screen.

What is not installed is skipped by its name; where GDTUTOR_PEERS=required, as in CI, it is an error.
"""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.terminal import Terminal
from tests.tui.sample import write_course

ROOT = Path(__file__).parents[2]


def require(*programs: str) -> None:
    """Skip the test where one of them is not installed."""
    missing = [program for program in programs if found(program) is None]
    if missing:
        said = f"{', '.join(missing)} not installed"
        if os.environ.get("GDTUTOR_PEERS") == "required":
            pytest.fail(said)
        pytest.skip(said)


def found(program: str) -> str | None:
    """The program's path; sshd is not on everybody's PATH."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin:/sbin")


@dataclass(frozen=True)
class Learner:
    """Somebody's place: a course and a state of their own. `mark` is in the environment of whatever they start."""

    course: Path
    state: Path

    @property
    def command(self) -> str:
        """gdtutor with that course and state, for a shell."""
        program = [sys.executable, "-m", "gdtutor", "--course", str(self.course)]
        return f"cd {shlex.quote(str(ROOT))} && XDG_STATE_HOME={shlex.quote(str(self.state))} exec {shlex.join(program)}"

    @property
    def processes(self) -> list[psutil.Process]:
        """What runs in their name: gdtutor and its torch."""
        mine = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("XDG_STATE_HOME") == str(self.state) and "gdtutor" in " ".join(process.cmdline()):
                    mine.append(process)
            except psutil.Error:
                continue
        return mine

    def wait_until_gone(self, seconds: float) -> None:
        """Raise AssertionError where something of theirs is left after that time."""
        deadline = time.monotonic() + seconds
        while left := self.processes:
            assert time.monotonic() < deadline, f"left over: {left}"
            time.sleep(0.05)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """A learner with the sample course. What they leave behind is ended after the test."""
    someone = Learner(write_course(tmp_path / "sample"), tmp_path / "state")
    yield someone
    for process in someone.processes:
        process.kill()


SshLogin = Callable[[str], Terminal]


@pytest.fixture(scope="session")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshLogin]:
    """Log in on this machine and run a command in a terminal: through an OpenSSH server with a key made for it."""
    require("sshd", "ssh", "ssh-keygen")
    folder = tmp_path_factory.mktemp("ssh")
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1\nPort {port}\nHostKey {folder / 'host'}\nAuthorizedKeysFile {folder / 'user.pub'}\n"
        f"PidFile {folder / 'pid'}\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n"
        "AcceptEnv LANG COLORTERM\n"
    )
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd gives up its rights; a service would have made it
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([str(found("sshd")), "-D", "-e", "-f", str(config)], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 10
        while "listening on" not in (folder / "log").read_text():
            assert server.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "sshd did not start"
            time.sleep(0.02)
        options = ["-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder / 'known'}", "-o", "LogLevel=ERROR"]
        client = ["ssh", "-tt", "-F", "none", "-p", str(port), "-i", str(folder / "user"), *options]
        client += ["-o", "SendEnv=LANG COLORTERM", f"{getpass.getuser()}@127.0.0.1"]

        yield lambda command: Terminal([*client, command])
    finally:
        server.terminate()
        server.wait(timeout=10)
