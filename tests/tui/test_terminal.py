"""The whole program in a real pseudo-terminal: started, watched, killed, and left as it was found."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from tests.terminal import Terminal, gdtutor
from tests.tui.sample import w, write_course

RIGHT = "\x1b[C"
# What a full-screen program turns on, and the sequence that turns it off again.
MODES = {
    "alternate screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "mouse": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "bracketed paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
    "hidden cursor": (b"\x1b[?25l", b"\x1b[?25h"),
}


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    return write_course(tmp_path / "sample")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def progress(state: Path) -> Progress:
    return Progress.open(state / "gdtutor" / "gdtutor.sqlite3")


def until(terminal: Terminal, condition: Callable[..., object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come to pass:\n{terminal.text}"
        terminal.read_once(0.05)


def torch_process(terminal: Terminal) -> psutil.Process:
    """The trainer of that gdtutor; waits until there is one."""
    found: list[psutil.Process] = []

    def there() -> bool:
        children = psutil.Process(terminal.pid).children(recursive=True)
        found[:] = [child for child in children if "gdtutor.trainer" in child.cmdline()]
        return bool(found)

    until(terminal, there)
    return found[0]


def gone(process: psutil.Process) -> bool:
    """Ended; as a zombie, too, where nobody is there to collect an orphan."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(process: psutil.Process, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not gone(process):
        assert time.monotonic() < deadline, f"{process} is left over"
        time.sleep(0.02)


def said(terminal: Terminal) -> str:
    """The screen as running text."""
    return " ".join(re.sub(r"[▌▐▁▂▃▄▅▆▇█\s]+", " ", terminal.text).split())


def picture(terminal: Terminal) -> list[str]:
    """What is drawn in the right half of the screen, down to its horizontal axis; empty until there is one."""
    lines = terminal.text.splitlines()
    axis = next((y for y, line in enumerate(lines) if "└" in line), 0)
    return [line[38:] for line in lines[1:axis]]


def assert_restored(terminal: Terminal) -> None:
    received = bytes(terminal.received)
    for name, (on, off) in MODES.items():
        assert on in received, f"{name} was never on"
        assert received.rfind(off) > received.rfind(on), f"{name} is left on"
    assert b"Traceback" not in received


def test_three_keys_to_the_first_moving_picture(state: Path) -> None:
    with gdtutor(state=state) as terminal:
        terminal.wait_for("start here")
        until(terminal, lambda: any(len(set(pairs(cell.bg))) > 1 for cell in terminal.screen.buffer[0].values()))
        terminal.send("\r")
        until(terminal, lambda: picture(terminal))
        for key in (RIGHT, RIGHT):
            before = picture(terminal)
            terminal.send(key)
            until(terminal, lambda before=before: picture(terminal) != before)


def test_after_kill_9_nothing_runs_on_and_nothing_is_lost(sample: Path, state: Path) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        terminal.send("\r")
        terminal.wait_for("step 0")
        terminal.send("1\r")
        terminal.wait_for("✗ The gradient is")
        terminal.send("n")
        terminal.wait_for("How far is it")
        torch = torch_process(terminal)
        assert not gone(torch)
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_for_exit() == -signal.SIGKILL
        wait_until_gone(torch)
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("continue · 0 of 3 right")
        terminal.send("\r")
        terminal.wait_for("How far is it")
        terminal.wait_for("2/3")
        terminal.send("p")
        terminal.wait_for("✗ not right yet")
    with progress(state) as kept:
        assert kept.results("sample")["slope", "next-step"].first_answer == "left"


def test_two_at_once_both_keep_what_is_done(sample: Path, state: Path) -> None:
    course = ("--course", str(sample))
    with gdtutor("slope/flat", *course, state=state) as one, gdtutor("labs/tries", *course, state=state) as other:
        one.wait_for("What is flat")
        other.wait_for("Find the curve")
        other.send("1\r")
        one.send("13\r")
        one.wait_for("✓ Right.")
        other.wait_for("✓ Right.")
        other.send("n")
        other.wait_for("Two thermometers")
        one.send("2")
        one.send("Q")
        assert one.wait_for_exit() == 0
    with progress(state) as kept:
        assert {key: result.last_right for key, result in kept.results("sample").items()} == {
            ("slope", "several"): True,
            ("labs", "lowest"): True,
        }
        assert kept.pages_seen("sample") == {"slope": {"flat"}, "labs": {"tries", "thermometers"}}
        assert kept.place("sample") == ("labs", "thermometers")


@pytest.mark.parametrize("way", ["q", "Q", "\x03", signal.SIGTERM, signal.SIGINT], ids=["q", "Q", "ctrl-c", "SIGTERM", "SIGINT"])
def test_the_terminal_is_left_as_it_was(sample: Path, state: Path, way: str | signal.Signals) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        torch = torch_process(terminal)
        if isinstance(way, str):
            terminal.send(way)
        else:
            terminal.kill(way)
        code = terminal.wait_for_exit()
        assert code == 0 or not isinstance(way, str)
        assert_restored(terminal)
        wait_until_gone(torch)


def test_leaving_while_a_page_opens_leaves_nothing_on_the_screen(sample: Path, state: Path) -> None:
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        terminal.send("\rnQ")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)
        after = bytes(terminal.received).rpartition(MODES["alternate screen"][1])[2]
        assert b"Warning" not in after
        assert not re.sub(rb"\x1b\[[<>?0-9;]*[a-zA-Z]|\s", b"", after)


def test_a_terminal_that_is_closed_leaves_nothing_running(sample: Path, state: Path) -> None:
    with gdtutor("slope/type", "--course", str(sample), state=state) as terminal:
        terminal.wait_for("How far is it")
        torch = torch_process(terminal)
        terminal.kill(signal.SIGHUP)
        terminal.wait_for_exit()
        wait_until_gone(torch)
    with progress(state) as kept:
        assert kept.place("sample") == ("slope", "type")


def test_a_lost_torch_process_is_a_sentence_and_the_next_key_goes_on(sample: Path, state: Path) -> None:
    with gdtutor("labs/walk", "--course", str(sample), state=state) as terminal:
        terminal.wait_for("step 0")
        terminal.send("...")
        terminal.wait_for("step 3")
        torch = torch_process(terminal)
        torch.kill()
        terminal.wait_for("✗ torch was lost")
        until(terminal, lambda: "The torch process ended unexpectedly (killed by signal 9)." in said(terminal))
        until(terminal, lambda: "Press any key of the lab and it starts again where it was." in said(terminal))
        terminal.send(".")
        terminal.wait_for("step 4")
        terminal.wait_for("● torch")
        terminal.wait_for(f"= {show(w(4, 5, 1e-7))}")
        assert "unexpectedly" not in terminal.text
        again = torch_process(terminal)
        assert again.pid != torch.pid

        # The same while it plays.
        terminal.send("fff ")
        until(terminal, lambda: not re.search(r"step [0-9] ", terminal.text))
        again.kill()
        until(terminal, lambda: "The torch process ended unexpectedly" in said(terminal) and "▶" not in terminal.text)
        terminal.send(" ")
        terminal.wait_for("▶")


def test_without_torch_the_lesson_reads_on_and_says_what_to_do(sample: Path, state: Path, tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')")
    with gdtutor("slope/sign", "--course", str(sample), state=state, env={"PYTHONPATH": str(tmp_path)}) as terminal:
        terminal.wait_for("✗ no torch")
        until(terminal, lambda: "PyTorch is not installed for" in said(terminal))
        everything = "".join(terminal.text.split())
        assert "-mpipinstalltorch" in everything
        assert "thenpressanykeyofthelab." in everything
        assert "cost(W)" in terminal.text
        terminal.send("2\r")
        terminal.read(0.3)
        assert "Traceback" not in terminal.text
        terminal.send("nn")
        terminal.wait_for("What is flat")
        terminal.send("13\r")
        terminal.wait_for("✓ Right.")
        terminal.send("Q")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)
    with progress(state) as kept:
        assert set(kept.results("sample")) == {("slope", "several")}


def pairs(color: str) -> list[str]:
    """Red, green and blue of a colour in six hexadecimal digits; the name of one that has a name."""
    return re.findall("..", color) if re.fullmatch("[0-9a-f]{6}", color) else [color]


@pytest.mark.parametrize("where", ["a file in the way", "/proc"])
def test_where_progress_cant_be_kept_it_says_so_and_teaches_on(sample: Path, tmp_path: Path, where: str) -> None:
    state = Path("/proc/gdtutor")
    if where != "/proc":
        state = tmp_path / "file"
        state.write_text("in the way")
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("The sign of the slope")
        until(terminal, lambda: "can't be saved" in said(terminal))
        assert str(state) in "".join(terminal.text.split())
        terminal.send("\rn")
        terminal.wait_for("How far is it")
        terminal.send("q")
        terminal.wait_for("continue · 0 of 3 right")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert_restored(terminal)


def test_a_damaged_state_file_is_set_aside_and_told(sample: Path, state: Path) -> None:
    database = state / "gdtutor" / "gdtutor.sqlite3"
    database.parent.mkdir(parents=True)
    database.write_bytes(b"no database at all " * 500)
    with gdtutor("--course", str(sample), state=state) as terminal:
        terminal.wait_for("start here")
        aside = next(path for path in database.parent.iterdir() if "damaged" in path.name)
        assert aside.read_bytes() == b"no database at all " * 500
        until(terminal, lambda: aside.name in "".join(terminal.text.split()))
        terminal.send("\r")
        terminal.wait_for("Which way is down")
    with progress(state) as kept:
        assert kept.place("sample") == ("slope", "sign")


def test_a_course_that_is_not_there(state: Path) -> None:
    with gdtutor("--course", "/nowhere", state=state) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "/nowhere" in terminal.text
        assert "there is no such folder" in said(terminal)
        assert b"Traceback" not in terminal.received
        assert MODES["alternate screen"][0] not in terminal.received


def test_a_course_with_a_mistake_names_file_and_line(sample: Path, state: Path) -> None:
    file = sample / "02-labs.md"
    text = file.read_text(encoding="utf-8").replace("minutes: 12", "minutes: many")
    file.write_text(text, encoding="utf-8")
    line = text.splitlines().index("minutes: many") + 1
    with gdtutor("--course", str(sample), state=state) as terminal:
        assert terminal.wait_for_exit() == 2
        assert f"02-labs.md:{line}:" in "".join(terminal.text.split())
        assert "many" in "".join(terminal.text.split())
        assert b"Traceback" not in terminal.received
        assert MODES["alternate screen"][0] not in terminal.received


def test_a_window_of_20_by_5_says_so_and_comes_back(sample: Path, state: Path) -> None:
    with gdtutor("slope/sign", "--course", str(sample), state=state, columns=20, rows=5) as terminal:
        until(terminal, lambda: "gdtutor needs a window of 40×12" in said(terminal))
        terminal.resize(80, 24)
        terminal.wait_for("Which way is down")
        terminal.wait_for("step 0")
        terminal.send("2\r")
        terminal.wait_for("✓ Right.")
