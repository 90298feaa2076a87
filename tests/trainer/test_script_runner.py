"""Learners' scripts in a process of their own: what is noted, what is printed, and that nothing outlives its time.

Most run beside a torch of a few lines, since what is tested is the process; with torch itself it is tests/cli/test_check_loop.py.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from gdtutor.trainer.script import execute
from gdtutor.trainer.script_result import MAX_LINES, MAX_OUTPUT, Finished, Moved, Script, ScriptState, collected
from gdtutor.trainer.script_runner import ScriptRunner

TORCH = {
    "__init__.py": "from torch import optim\nfrom torch.optim import zeros\ndef set_num_threads(n): print('n', n)\n",
    "optim/__init__.py": "class SGD:\n    def __init__(self, *_, **__): pass\ndef zeros(*_, **__): pass\n",
    "optim/optimizer.py": """
class Optimizer: pass
class Hook:
    def remove(self): pass
def register_optimizer_step_pre_hook(hook): return Hook()
""",
}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small torch to be imported instead, and the folder where scripts run."""
    for name, text in TORCH.items():
        path = tmp_path / "with-torch" / "torch" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "with-torch"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


@pytest_asyncio.fixture
async def runner(folders: Path) -> AsyncIterator[ScriptRunner]:
    runner = ScriptRunner()
    yield runner
    await runner.close()
    assert list(folders.iterdir()) == []


async def until_gone(pid: int, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_states_prints_and_the_line_of_an_error(runner: ScriptRunner) -> None:
    script = "W += 1\nprint('now', W)\nfor b in range(3):\n    pass\nb.append(W)\n"
    result = await runner.run(script, given="W = 0.5\nb = None\n")
    assert result.states == ((0, 0.5, None), (1, 1.5, None), (3, 1.5, 0), (3, 1.5, 1), (3, 1.5, 2))
    assert (result.output, result.output_cut, result.timed_out, result.problem) == ("now 1.5\n", False, False, "")
    assert result.error is not None
    assert (result.error.kind, result.error.line, result.error.code) == ("AttributeError", 5, "b.append(W)")
    assert result.error.message == "'int' object has no attribute 'append'"


async def test_each_run_begins_anew_in_an_empty_folder_with_no_input_and_no_gpu(runner: ScriptRunner, folders: Path) -> None:
    script = """
import os, sys
print(os.listdir(), os.environ["CUDA_VISIBLE_DEVICES"], os.environ["OMP_NUM_THREADS"], __name__, repr(sys.stdin.read()))
open("left-behind", "w").close()
import torch
print(getattr(torch, "changed", False))
torch.changed = True
"""
    await runner.warm()
    await runner.warm()
    assert len(list(folders.iterdir())) == 1
    first, second = await asyncio.gather(runner.run(script), runner.run(script))
    assert first.output == "[]  1 __main__ ''\nFalse\n"
    assert second.output == first.output


ENDLESS = """
W = 1
print("begun", flush=True)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""


@pytest.mark.parametrize(
    "script",
    [
        ENDLESS,
        "W = 1\nprint('begun')\nimport time\ntime.sleep(1e6)",
        # A C function that never gives the interpreter back.
        "W = 1\nprint('begun')\nimport ctypes\nctypes.PyDLL(None).sleep(1000)",
    ],
)
async def test_late_it_is_killed_and_what_it_did_until_then_is_there(runner: ScriptRunner, script: str) -> None:
    await runner.warm()
    begun = time.monotonic()
    result = await runner.run(script, seconds=0.4)
    assert result.timed_out
    assert (result.output, result.error, result.problem) == ("begun\n", None, "")
    assert [state.W for state in result.states] == [1.0]
    assert 0.4 <= result.seconds < time.monotonic() - begun


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("print('hi')\nimport os\nos._exit(3)", "Python itself ended (exit status 3) before the script was over."),
        ("print('hi')\nimport ctypes\nctypes.string_at(0)", "Python itself was ended by signal 11 before the script was over."),
    ],
)
async def test_a_python_that_is_gone_is_told(runner: ScriptRunner, script: str, problem: str) -> None:
    result = await runner.run("W = 7\n" + script)
    assert (result.output, result.problem, result.error, result.timed_out) == ("hi\n", problem, None, False)
    assert [state.W for state in result.states] == [7.0]


async def test_sys_exit_is_an_end_like_another(runner: ScriptRunner) -> None:
    result = await runner.run("import sys\nW = 1\nsys.exit('that is all')\nW = 2")
    assert (result.exited, result.error, result.problem, result.output) == (True, None, "", "that is all\n")
    assert [state.W for state in result.states] == [1.0]


async def test_a_flood_is_cut_and_its_end_kept(runner: ScriptRunner) -> None:
    lines = await runner.run(f"for i in range({MAX_LINES + 5}): print(i)")
    assert lines.output.splitlines() == [str(i) for i in range(MAX_LINES)]
    assert lines.output_cut
    assert lines.output_end.splitlines() == [str(MAX_LINES + i) for i in range(5)]
    whole = await runner.run(f"for i in range({MAX_LINES}): print(i)")
    assert (whole.output, whole.output_cut, whole.output_end) == (lines.output, False, "")
    endless = await runner.run("import os\nos.write(1, b'raw \\xff ')\nwhile True: print('€' * 999)", seconds=0.3)
    assert endless.timed_out
    assert endless.output_cut
    assert endless.output.startswith("raw \ufffd €€€")
    assert MAX_OUTPUT - 8 < len(endless.output.replace("\ufffd", "?").encode()) <= MAX_OUTPUT
    raw = await runner.run("import os\nwhile True: os.write(2, b'x' * 60_000)", seconds=0.3)
    assert (raw.timed_out, raw.output_cut, raw.output) == (True, True, "x" * MAX_OUTPUT)


async def test_what_it_forks_notes_nothing_and_is_gone_with_it(runner: ScriptRunner) -> None:
    script = """
import os, time
W = 1
child = os.fork()
if child == 0:
    W = 2
    time.sleep(1000)
print(child)
"""
    result = await runner.run(script)
    assert (result.error, result.problem) == (None, "")
    assert [state.W for state in result.states] == [1.0]
    await until_gone(int(result.output))


async def test_one_that_has_left_the_group_does_not_hold_it_up(runner: ScriptRunner) -> None:
    script = """
import os, time
read, write = os.pipe()
child = os.fork()
if child == 0:
    os.setsid()
    os.write(write, b"gone")
    time.sleep(600)
os.read(read, 4)
print(child)
"""
    result = await asyncio.wait_for(runner.run(script), 60)
    child = int(result.output)
    assert psutil.pid_exists(child)
    os.kill(child, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel counts what a process has mapped")
async def test_more_memory_than_there_is_for_it_is_an_error_of_the_script(runner: ScriptRunner) -> None:
    result = await runner.run("W = 1\nbytearray(2 << 30)")
    assert result.error is not None
    assert (result.error.kind, result.error.line) == ("MemoryError", 2)


async def test_cancelled_it_leaves_nothing_behind(runner: ScriptRunner, folders: Path) -> None:
    running = asyncio.create_task(
        runner.run("import os\nopen('pid', 'w').write(str(os.getpid()))\nos.rename('pid', 'is')" + ENDLESS)
    )
    while not (written := list(folders.glob("*/is"))):
        await asyncio.sleep(0.02)
        assert not running.done()
    pid = int(written[0].read_text())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await until_gone(pid)
    assert list(folders.iterdir()) == []
    assert (await runner.run("print(1)")).output == "1\n"


@pytest.mark.parametrize("moment", [0.0, 0.002, 0.05])
async def test_cancelled_while_it_starts(runner: ScriptRunner, folders: Path, moment: float) -> None:
    before = set(psutil.Process().children())
    running = asyncio.create_task(runner.run(ENDLESS))
    await asyncio.sleep(moment)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await runner.close()
    assert set(psutil.Process().children()) <= before
    assert list(folders.iterdir()) == []


UI = """
    import asyncio, sys, tempfile
    from gdtutor.trainer.script_runner import ScriptRunner

    tempfile.tempdir = sys.argv[1]
    asyncio.run(ScriptRunner().run(sys.argv[2], seconds=600))
"""


async def test_it_does_not_outlive_a_ui_that_is_killed(folders: Path) -> None:
    script = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\nos.rename('pid', 'is')\ntime.sleep(1000)"
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(UI), str(folders), script]) as ui:
        try:
            while not (written := list(folders.glob("*/is"))):
                await asyncio.sleep(0.02)
                assert ui.poll() is None
            pid = int(written[0].read_text())
        finally:
            ui.kill()
    await until_gone(pid, seconds=5)
    assert list(folders.iterdir()) == []


async def test_waiting_too_long_it_ends_by_itself_and_another_takes_its_place(folders: Path) -> None:
    runner = ScriptRunner(idle_seconds=0.5)
    await runner.warm()
    [process] = [child for child in psutil.Process().children() if "gdtutor.trainer.script" in child.cmdline()]
    await until_gone(process.pid)
    await asyncio.sleep(0.05)
    result = await runner.run("print(1)")
    await runner.close()
    assert (result.output, result.problem) == ("1\n", "")
    assert list(folders.iterdir()) == []


async def test_without_torch_or_python_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "with-torch" / "torch" / "__init__.py").write_text("raise ImportError('libtorch.so is broken')")
    runner = ScriptRunner()
    problem = (await runner.run("print(1)")).problem
    assert problem == (
        f"PyTorch can't be imported by {sys.executable} (ImportError: libtorch.so is broken). "
        f"Install it with `{sys.executable} -m pip install torch`."
    )
    await runner.close()
    nowhere = ScriptRunner(str(tmp_path / "no-python"))
    assert (await nowhere.run("print(1)")).problem == f"{tmp_path / 'no-python'} could not be started. Check that it is there."
    await nowhere.close()


def executed(text: str, given: str = "") -> tuple[Finished, list[ScriptState], list[Moved]]:
    """The same without a process, beside the real torch."""
    moved: list[Moved] = []
    finished = execute(Script(text=textwrap.dedent(text), given=given, seconds=1), moved.append)
    return finished, list(collected(moved)[0]), moved


def test_what_is_no_tensor_of_one_number_is_none_and_breaks_nothing() -> None:
    finished, states, _moved = executed("""
        import torch
        class Odd:
            def numel(self):
                raise OSError
        W = torch.ones(1)
        for b in ("text", torch.ones(3), Odd(), None, 10 ** 400, torch.ones(1, 1), torch.ones(1, dtype=torch.complex64), True):
            pass
        b = torch.nn.Parameter(torch.tensor(2.5))
        del W
        W = float("nan")
        W = W + 1
        W = b.detach().numpy()
    """)
    assert finished.error is None
    assert [state[1:] for state in states] == [
        (1, None),
        (1, 1),
        (1, None),
        (1, 2.5),
        (None, 2.5),
        (states[5][1], 2.5),
        (None, 2.5),
    ]
    assert repr(states[5][1]) == "nan"
    assert [state[0] for state in states] == [6, 7, 7, 9, 10, 11, 13]


def test_a_step_in_place_a_new_tensor_and_a_function_all_count() -> None:
    _finished, states, _moved = executed(
        """
        W.data += 1
        def double(p):
            with torch.no_grad():
                p *= 2

        double(W)
        exec("W.data += 1")
        W = (W + 1).detach()
        list(map(lambda n: W.add_(n), [1, 1]))
        """,
        given="import torch\nW = torch.zeros(1, requires_grad=True)\n",
    )
    assert states == [(0, 0, None), (2, 1, None), (5, 2, None), (8, 3, None), (9, 4, None), (10, 5, None), (10, 6, None)]


def test_a_function_that_only_takes_a_w_moves_nothing_and_one_that_goes_the_way_is_followed() -> None:
    _finished, states, moved = executed("""
        def cost(W, b):
            return (W - 1) ** 2 + b

        def train(W):
            b = 0
            for step in range(9):
                slope = (cost(W + 0.5, b) - cost(W - 0.5, b))
                W = W - 0.25 * slope
            return W

        W, b = 3, 0
        W = train(W)
    """)
    assert {state.scope for state in moved} == {"", "train"}
    assert [state[1] for state in states if state[2] == 0] == [1 + 2 * 0.5**step for step in range(10)]


def test_the_traceback_is_the_scripts_own() -> None:
    finished, _states, _moved = executed("""
        import torch
        def inner(tensor):
            return tensor.backward()

        def outer():
            inner(torch.ones(3, requires_grad=True) * 2)

        outer()
    """)
    assert finished.error is not None
    assert finished.error.traceback.splitlines() == [
        "line 9: outer()",
        "line 7 in outer(): inner(torch.ones(3, requires_grad=True) * 2)",
        "line 4 in inner(): return tensor.backward()",
    ]
    assert (finished.error.line, finished.error.message) == (4, "grad can be implicitly created only for scalar outputs")
    deep, _states, _moved = executed("def f(): f()\nf()")
    assert deep.error is not None
    assert deep.error.kind == "RecursionError"
    assert len(deep.error.traceback.splitlines()) == 9


@pytest.mark.parametrize(
    ("text", "line", "traceback"),
    [
        ("W = 1\nfor step in range(3)\n    pass\n", 2, "for step in range(3)\n                    ^"),
        ("if True:\n\tW = (1\n", 2, "    W = (1\n        ^"),
        ("W = 1\n  b = 2\n", 2, "  b = 2\n  ^"),
        ("W = '\0'", 0, ""),
        ("(" * 5_000, None, None),
    ],
)
def test_what_can_not_be_compiled_is_shown_with_its_place(text: str, line: int | None, traceback: str | None) -> None:
    moved: list[Moved] = []
    finished = execute(Script(text=text, given="", seconds=1), moved.append)
    assert finished.error is not None
    assert finished.error.kind in ("SyntaxError", "IndentationError")
    assert moved == []
    if line is not None:
        assert finished.error.line == line
    if traceback:
        assert finished.error.traceback.rstrip("^ \n") == traceback.rstrip("^ \n")
        assert finished.error.traceback.splitlines()[1].strip() == "^"


def test_torchs_warnings_are_shown_in_a_line_and_pythons_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    executed("""
        import torch, warnings
        warnings.warn("old", DeprecationWarning)
        W = torch.ones(1, requires_grad=True) * 2
        W.grad
        text = "\\d"
    """)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "UserWarning (line 5): The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. "
        "Its .grad attribute won't be populated during autograd.backward()."
    ]


def test_the_optimisers_that_took_a_step_are_named_and_gradients_noticed() -> None:
    finished, _states, _moved = executed("""
        import torch
        W = torch.ones(1, requires_grad=True)
        sgd, other = torch.optim.SGD([W], lr=0.1, momentum=0.5), torch.optim.Adam([W], lr=0.1)
        unused = torch.optim.Adagrad([W])
        for step in range(2):
            (W ** 2).sum().backward()
            sgd.step()
            other.step()
    """)
    assert (finished.optimizers, finished.graded) == (("SGD, momentum=0.5", "Adam"), True)
    assert not executed("import torch\nW = torch.ones(1, requires_grad=True)")[0].graded


def test_after_so_many_states_no_more_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdtutor.trainer.script_watch.MAX_STATES", 50)
    finished, states, _moved = executed("b = 0\nfor W in range(100):\n    pass\n")
    assert finished.states_cut
    assert len(states) == 50
    assert not executed("b = 0\nfor W in range(49):\n    pass\n")[0].states_cut


def test_the_process_that_executes_one_is_itself_again_afterwards() -> None:
    main, trace = sys.modules["__main__"], sys.gettrace()
    folder = Path.cwd()
    finished, _states, _moved = executed(
        "import sys\nassert sys.modules['__main__'].__dict__ is globals()\nsys.settrace(None)\nraise SystemExit(2)"
    )
    assert (finished.exited, finished.error) == (True, None)
    assert (sys.modules["__main__"], sys.gettrace(), Path.cwd()) == (main, trace, folder)
    assert os.getpid() == psutil.Process().pid
