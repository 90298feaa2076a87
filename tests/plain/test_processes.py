"""`gdtutor plain` as a process: in a pipe, with nothing to read, at a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from gdtutor.learner.progress import Progress
from tests.terminal import GDTUTOR, Terminal
from tests.terminal import gdtutor as in_terminal
from tests.tui import bilingual
from tests.tui.sample import write_course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path / "sample")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A course whose first page needs no torch."""
    folder = bilingual.write_language(tmp_path / "words", "en")
    lesson = next(folder.glob("*lines.md"))
    text = lesson.read_text("utf-8")
    lesson.write_text(text[: text.index("```lab")] + text[text.index("## At the end") :], "utf-8")
    return folder


def plain(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [*GDTUTOR, *arguments, "--course", str(folder)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120)


def test_a_pipe_answers_and_turns_pages_and_the_transcript_can_be_read(folder: Path) -> None:
    run = plain(folder, "plain", "slope", stdin="1\n2\nstep\nn\n1.4\nn\n1 3\n")
    assert (run.stderr, run.returncode) == ("", 0)
    lines = run.stdout.split("\n")
    assert lines[0] == "The sign of the slope, page 1 of 3: Which way is down"
    at = lines.index("Your answer, 1 to 3, or help: 1")
    assert lines[at + 1].startswith("Not right: The gradient is 37.33")
    assert "Your answer, 1 to 3; Enter for the next page, or help: 2" in lines
    assert "Your number, or help: 1.4" in lines
    assert "Right. Yes, W is 1.4." in lines
    assert lines[-2] == "Enter to end the lesson, or help: "
    assert "\x1b" not in run.stdout
    with Progress.open() as progress:
        results = progress.results("sample")
        assert {quiz for _lesson, quiz in results} == {"next-step", "one-step", "several"}
        assert (results["slope", "next-step"].first_right, results["slope", "next-step"].last_right) == (False, True)
        assert progress.place("sample") == ("slope", "flat")


def test_with_nothing_to_read_the_lesson_is_printed_and_nothing_counts_as_read(words: Path) -> None:
    with Progress.open() as progress:
        progress.visit("pair", "lines", "end")
    for arguments in (("plain", "lines"), ("lines",)):
        run = plain(words, *arguments)
        assert run.returncode == 0
        assert [line for line in run.stdout.split("\n") if ", page " in line] == [
            "Lines, page 1 of 2: A line",
            "Lines, page 2 of 2: At the end",
        ]
        assert "help:" not in run.stdout
    assert run.stderr == (
        "This is plain mode, the course as lines of text, since the input is no terminal. gdtutor plain --help tells more.\n"
    )
    assert "page 1" not in plain(words, "plain", "lines/2").stdout
    with Progress.open() as progress:
        assert progress.pages_seen("pair") == {"lines": {"end"}}


def test_a_pipe_that_brings_nothing_after_a_while_prints_the_rest(words: Path) -> None:
    process = subprocess.Popen(
        [*GDTUTOR, "plain", "lines", "--course", str(words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    first = process.stdout.readline()
    process.stdin.close()
    rest = process.stdout.read()
    process.stdout.close()
    assert process.wait(60) == 0
    assert first == "Lines, page 1 of 2: A line\n"
    assert "page 1" not in rest
    assert "Lines, page 2 of 2: At the end" in rest


def test_a_reader_that_leaves_a_full_disk_and_a_closed_output(words: Path) -> None:
    def shell(redirection: str) -> tuple[str, int]:
        environment = {**os.environ, "PYTHON": sys.executable, "COURSE": str(words)}
        command = f'"$PYTHON" -m gdtutor plain lines --course "$COURSE" </dev/null {redirection}'
        run = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False, timeout=60)
        return run.stderr, run.returncode

    assert shell("| true; exit ${PIPESTATUS[0]}") in (("", 0), ("", 1))
    assert shell(">/dev/full") == ("The output can't be written: No space left on device.\n", 1)
    assert shell(">&-") == ("The output can't be written: it is closed.\n", 1)


def test_an_output_that_has_no_greek_gets_words(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = next(words.glob("*lines.md"))
    lesson.write_text(lesson.read_text("utf-8").replace("Words without a lab.", "α → “0.1”, 기울기"), "utf-8")
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert 'alpha -> "0.1", ??????\n' in plain(words, "plain", "lines").stdout


def test_the_first_lines_come_before_anything_heavy_is_imported(folder: Path) -> None:
    script = """
import sys
from gdtutor.cli import main
class Out:
    encoding = "utf-8"
    def isatty(self): return False
    def write(self, text):
        if text.strip():
            sys.stderr.write(" ".join(sorted({"torch", "plotext", "numpy", "textual", "rich"} & set(sys.modules))) + "!")
            raise BrokenPipeError
    def flush(self): pass
sys.stdout = Out()
main(["plain", "slope", "--course", sys.argv[1]])
"""
    command = [sys.executable, "-c", script, str(folder)]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)
    assert run.stderr == "!"


def test_ctrl_c_stops_a_run_and_at_the_prompt_leaves(folder: Path, state_home: Path) -> None:
    with in_terminal("plain", "labs/walk", "--course", str(folder), state=state_home) as terminal:
        terminal.wait_for("or help:", 60)
        trainer = psutil.Process(terminal.pid).children()
        assert trainer
        play_long(terminal, trainer[0])
        terminal.send("\x03")
        terminal.wait_for("Stopped.", 30)
        terminal.wait_for("Numbers: step ")
        while terminal.text.count("or help:") < 2:
            terminal.read_once(0.1)
        terminal.send("\x03")
        assert terminal.wait_for_exit(30) == 0
        assert b"\x1b" not in bytes(terminal.received)
        _gone, alive = psutil.wait_procs(trainer, timeout=10)
        assert not alive


def test_a_torch_that_is_killed_under_a_run_is_a_sentence_and_the_next_line_goes_on(folder: Path, state_home: Path) -> None:
    with in_terminal("plain", "labs/walk", "--course", str(folder), state=state_home, columns=160) as terminal:
        terminal.wait_for("or help:", 60)
        (trainer,) = psutil.Process(terminal.pid).children()
        play_long(terminal, trainer)
        trainer.kill()
        terminal.wait_for("Try it again.", 30)
        # From where it was when it was lost.
        terminal.until(lambda: terminal.text.count("or help:") == 2)
        before = max(int(step.replace(",", "")) for step in re.findall(r"step ([\d,]+)", terminal.text))
        terminal.send("step\r")
        terminal.until(lambda: f"step {before + 1:,}," in terminal.text and terminal.text.count("or help:") == 3, 60)
        terminal.send("\x04")
        assert terminal.wait_for_exit(30) == 0


def play_long(terminal: Terminal, trainer: psutil.Process) -> None:
    """Have it play for minutes. It has begun once torch takes up more time than for the start."""
    terminal.send("play 1000000\r")
    before = trainer.cpu_times().user
    while trainer.cpu_times().user < before + 0.05:
        terminal.read_once(0.02)


def test_ctrl_d_leaves_and_a_dumb_terminal_is_plain_by_itself(words: Path, state_home: Path) -> None:
    with in_terminal("--course", str(words), state=state_home, env={"TERM": "dumb"}) as terminal:
        terminal.wait_for("Enter for the next page, or help:", 60)
        said = " ".join(terminal.text.split())
        assert "since the terminal says that it can't draw (TERM=dumb)." in said
        terminal.send("\r")
        terminal.wait_for("Your number, or help:")
        terminal.send("\x04")
        assert terminal.wait_for_exit(30) == 0
    with Progress.open() as progress:
        assert progress.place("pair") == ("lines", "end")


def test_output_that_goes_elsewhere_is_the_whole_lesson(words: Path, tmp_path: Path) -> None:
    file = tmp_path / "lesson.txt"
    command = " ".join(f"'{word}'" for word in [*GDTUTOR, "plain", "lines", "--course", str(words)])
    with Terminal(["bash", "-c", f'{command} >"$0"', str(file)]) as terminal:
        assert terminal.wait_for_exit(60) == 0
    assert "page 2 of 2" in file.read_text("utf-8")
