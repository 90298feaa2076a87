"""`gdtutor check-loop` as a learner calls it; how loops are judged is tested in tests/lab/test_loop_exercise.py."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import psutil
import pytest

from gdtutor.cli import main
from gdtutor.cli.check_loop import TASK, account
from gdtutor.descent.listing import listing
from gdtutor.lab.loop_exercise import Judgement, given
from gdtutor.trainer.client import Trainer
from gdtutor.trainer.script_result import ScriptResult
from gdtutor.trainer.script_runner import ScriptRunner
from tests.lab.in_this_process import RUNNER, TRAINER
from tests.lab.loop_scripts import BY_HAND, OUTSIDE, SGD
from tests.terminal import gdtutor as in_terminal


@pytest.fixture
def without_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch in this process: the import takes seconds in each new one."""
    monkeypatch.setattr(Trainer, "start", lambda _trainer: TRAINER.start())
    monkeypatch.setattr(Trainer, "run", lambda _trainer, *arguments: TRAINER.run(*arguments))


@pytest.fixture
def without_processes(without_trainer: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(ScriptRunner, "run", lambda _runner, script, **settings: RUNNER.run(script, **settings))


def written(folder: Path, script: str) -> str:
    path = folder / "loop.py"
    path.write_text(script.replace("STEPS", "1000").replace("LR", "0.01"), "utf-8")
    return str(path)


@pytest.mark.usefixtures("without_trainer")
def test_the_loop_of_the_lesson_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run in a process of its own, beside the real torch."""
    assert main(["check-loop", written(tmp_path, listing(TASK).script)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    W, b, nothing, sentence = captured.out.replace(" ", "\n", 1).splitlines()
    assert (float(W), float(b)) == pytest.approx((0.98539, 0.03321), abs=1e-5)
    assert nothing == ""
    assert sentence == "Right, in 1000 steps: W 0 → 0.09333 → 0.1764 → … → 0.9854, b 0 → 0.04 → 0.07547 → … → 0.03321."


@pytest.mark.usefixtures("without_processes")
def test_a_mistake_is_named_beside_the_first_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-loop", written(tmp_path, SGD.replace("    optimizer.zero_grad()\n", ""))]) == 1
    table, sentence = capsys.readouterr().out.split("\n\n")
    assert [line.split() for line in table.splitlines()[:4]] == [
        ["W", "right", "b", "right"],
        ["0", "0", "0", "0", "0"],
        ["1", "0.09333", "0.09333", "0.04", "0.04"],
        ["2", "0.2697", "0.1764", "0.1155", "0.07547"],
    ]
    assert sentence.startswith("The slopes pile up: W goes 0 → 0.09333 → 0.2697")


@pytest.mark.usefixtures("without_processes")
def test_where_it_stops_the_line_is_that_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-loop", written(tmp_path, "# a comment\n\n" + OUTSIDE)]) == 1
    parts = capsys.readouterr().out.split("\n\n")
    assert parts[0] == "line 8: cost.backward()"
    assert parts[-1].startswith(
        "The script stops in line 8, `cost.backward()`. RuntimeError: Trying to backward through the graph"
    )


@pytest.mark.usefixtures("without_processes")
def test_the_template_runs_and_asks_for_the_loop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-loop", "--template"]) == 0
    template = capsys.readouterr().out
    assert template.rstrip() == given(TASK).rstrip()
    assert main(["check-loop", written(tmp_path, template)]) == 1
    assert capsys.readouterr().out.startswith("The loop is missing: W = 0, b = 0")
    # As an editor on Windows leaves it.
    (tmp_path / "crlf.py").write_bytes(
        b"\xef\xbb\xbf" + (template + BY_HAND).replace("STEPS", "1000").replace("LR", "0.01").replace("\n", "\r\n").encode()
    )
    assert main(["check-loop", str(tmp_path / "crlf.py")]) == 0
    assert capsys.readouterr().out.startswith("Right, in 1000 steps")


def test_what_is_printed_can_not_steer_the_terminal_and_says_what_is_left_out() -> None:
    result = ScriptResult(output="\x1b[2Jone\rtwo\n", output_cut=True, output_end="last\x07\n")
    text = account(result, Judgement(True, "", "Right."))
    assert text.split("\n\n") == ["\\x1b[2Jone\\rtwo", "(some of what it printed is left out here)", "last\\x07", "Right."]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.py", None, "missing.py can't be read: No such file or directory."),
        ("folder", b"", "folder can't be read: Is a directory."),
        ("latin.py", b"# one\n# caf\xe9\n", "latin.py is not UTF-8 (line 2); save it as UTF-8."),
        ("empty.py", b" \n\n", "empty.py is empty; gdtutor check-loop --template prints what to begin with."),
        ("large.py", b"#" * 100_001, "large.py is larger than 100000 bytes; name the file that holds the loop."),
    ],
)
def test_a_file_that_can_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    assert main(["check-loop", str(path)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", f"gdtutor check-loop: {tmp_path}/{says}\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name one FILE.py to judge, or --template to begin with"),
        (["loop.py", "--template"], "name one FILE.py to judge"),
        (["loop.py", "--seconds", "0"], "'0' is no number of seconds; more than 0 and at most 3600 are allowed"),
        (["loop.py", "--seconds", "nan"], "'nan' is no number of seconds"),
        (["loop.py", "other.py"], "unrecognized arguments: other.py"),
    ],
)
def test_a_wrong_call_is_answered_by_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(["check-loop", *arguments]) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert (captured.out, captured.err.count("\n")) == ("", 1)


def test_help_tells_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "gdtutor check-loop FILE.py" in capsys.readouterr().out
    assert main(["check-loop", "--help"]) == 0
    text = capsys.readouterr().out
    for part in ("FILE.py", "--template", "--seconds", "--lang", "exit status"):
        assert part in text
    assert max(map(len, text.splitlines())) <= 80


def test_ctrl_c_ends_it_quietly_and_all_it_has_started(tmp_path: Path, state_home: Path) -> None:
    with in_terminal("check-loop", written(tmp_path, "while True: pass\n"), state=state_home) as terminal:
        process = psutil.Process(terminal.pid)
        deadline = time.monotonic() + 30
        while len(process.children(recursive=True)) < 2:
            assert time.monotonic() < deadline
            terminal.read_once(0.05)
        children = process.children(recursive=True)
        terminal.send("\x03")
        assert terminal.wait_for_exit(30) == 130
        assert "Traceback" not in terminal.text
        _gone, alive = psutil.wait_procs(children, timeout=10)
        assert not alive
