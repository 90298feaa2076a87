"""Two gdtutors at once, and one that is killed: with real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

from gdtutor.learner.progress import Progress

ANSWER_MANY = """
import sys
from gdtutor.learner.progress import Progress
name, count = sys.argv[1], int(sys.argv[2])
with Progress.open() as progress:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        progress.record("c", "l", f"{name}-{number}", name, True)
        progress.visit("c", name, str(number))
    assert progress.notice == "", progress.notice
"""

ANSWER_FOR_EVER = """
from gdtutor.learner.progress import Progress
progress = Progress.open()
number = 0
while True:
    progress.record("c", "l", str(number), "x", True)
    print(number, flush=True)
    number += 1
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def test_answers_from_two_terminals_are_all_kept() -> None:
    with start(ANSWER_MANY, "left", "40") as left, start(ANSWER_MANY, "right", "40") as right:
        for process in (left, right):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in (left, right):
            process.communicate("go\n", timeout=60)
    assert (left.returncode, right.returncode) == (0, 0)
    with Progress.open() as progress:
        assert progress.notice == ""
        assert set(progress.results("c")) == {("l", f"{name}-{number}") for name in ("left", "right") for number in range(40)}
        everything = {str(number) for number in range(40)}
        assert progress.pages_seen("c") == {"left": everything, "right": everything}


def test_what_record_returned_from_survives_kill_9() -> None:
    for delay in (0.0, 0.013, 0.101):
        with start(ANSWER_FOR_EVER) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            acknowledged = [first.strip(), *process.stdout.read().split()]
        assert process.returncode == -signal.SIGKILL
        with Progress.open() as progress:
            assert progress.notice == ""
            kept = {quiz for _, quiz in progress.results("c")}
            progress.reset_everything()
        # A number that was cut while it was printed is the beginning of one that was kept, or a smaller one.
        assert set(acknowledged[:-1]) <= kept
        assert acknowledged[0] == "0"
        assert "0" in kept
