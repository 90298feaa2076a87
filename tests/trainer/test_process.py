"""The life of the process: it starts late, ends early, and never outlives the UI."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from gdtutor.descent.experiment import Experiment
from gdtutor.trainer.client import Batch, Trainer, TrainerError
from gdtutor.trainer.process import trainer_environment
from gdtutor.trainer.protocol import PREFIX, Advance, Close, Failed, Open, Ready, Reply, body_length, frame, reply


def ignore(batch: Batch) -> None:
    """For runs whose rows nobody looks at."""


async def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


def gone(pid: int) -> bool:
    """Ended; as a zombie, too, where nobody is there to collect an orphan."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_start_does_not_wait_for_torch_and_close_does_not_either() -> None:
    states: list[str] = []
    trainer = Trainer(on_state=lambda: states.append(trainer.state))
    assert (trainer.state, trainer.torch_version, trainer.pid) == ("off", "", None)
    await trainer.close()
    await trainer.start()
    await trainer.start()
    pid = trainer.pid
    assert pid is not None
    assert trainer.state == "loading"
    start = time.monotonic()
    await trainer.close()
    await trainer.close()
    assert time.monotonic() - start < 5
    assert gone(pid)
    assert states == ["loading", "off"]


async def test_the_client_waits_for_torch_where_it_must_and_the_signs_follow() -> None:
    states: list[str] = []
    trainer = Trainer(on_state=lambda: states.append(trainer.state))
    first, second = await asyncio.gather(trainer.open(Experiment(), ignore), trainer.open(Experiment(), ignore))
    assert states == ["loading", "ready"]
    assert trainer.torch_version[0].isdigit()
    assert trainer.device == "cpu"
    await trainer.close()
    for run in (first, second):
        with pytest.raises(TrainerError, match="closed") as closed:
            await run.advance(1)
        assert closed.value.gone


async def test_a_process_that_hangs_is_closed_too() -> None:
    trainer = Trainer()
    await trainer.run(Experiment(), 1)
    assert trainer.pid is not None
    pid = trainer.pid
    os.kill(pid, signal.SIGSTOP)
    await trainer.close()
    assert gone(pid)


async def test_killed_while_loading() -> None:
    trainer = Trainer()
    opening = asyncio.create_task(trainer.open(Experiment(), ignore))
    await until(lambda: trainer.state == "loading")
    assert trainer.pid is not None
    os.kill(trainer.pid, signal.SIGKILL)
    with pytest.raises(TrainerError, match=r"ended unexpectedly \(killed by signal 9\)\. Press any key"):
        await opening
    await until(lambda: trainer.state == "lost")
    await trainer.close()
    await until(lambda: trainer.state == "off")


async def test_idle_it_ends_by_itself_and_comes_back_when_asked() -> None:
    trainer = Trainer(idle_seconds=0.4)
    run = await trainer.open(Experiment(lr=0.01), ignore)
    pid = trainer.pid
    assert pid is not None
    # A run under way is not idleness.
    await run.advance(10**12)
    await asyncio.sleep(1.0)
    assert trainer.state == "ready"
    await run.pause()
    await until(lambda: trainer.state == "off")
    assert trainer.problem == ""
    await until(lambda: gone(pid))
    with pytest.raises(TrainerError) as asleep:
        await run.advance(1)
    assert asleep.value.gone
    trajectory = await trainer.run(Experiment(lr=0.15), 1)
    assert trajectory[1].W == pytest.approx(1.4)
    assert trainer.pid != pid
    await trainer.close()


LAB = """
    import asyncio
    from gdtutor.descent.experiment import Experiment
    from gdtutor.trainer.client import Trainer

    async def main():
        trainer = Trainer()
        await trainer.start()
        if {open}:
            run = await trainer.open(Experiment(lr=0.01), lambda batch: None)
            await run.advance(10**15)
        print(trainer.pid, flush=True)
        await asyncio.sleep(600)

    asyncio.run(main())
"""


@pytest.mark.parametrize(("when", "stopped"), [("loading", False), ("running", False), ("running", True)])
async def test_it_does_not_outlive_a_ui_that_is_killed(when: str, stopped: bool) -> None:
    """Also while torch loads, and while it waits for a reader that will never read again."""
    script = textwrap.dedent(LAB).format(open=when == "running")
    ui = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert ui.stdout is not None
    with ui.stdout:
        pid = int(ui.stdout.readline())
    try:
        if stopped:
            ui.send_signal(signal.SIGSTOP)
            await asyncio.sleep(1.0)
        assert not gone(pid)
    finally:
        ui.kill()
        ui.wait()
    await until(lambda: gone(pid), seconds=5)


async def test_what_others_print_does_not_get_among_the_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        textwrap.dedent("""
        import os, sys, threading, time

        def chatter():
            while True:
                if "torch" in sys.modules:
                    print("a print", flush=True)
                    os.write(1, b"a C library")
                time.sleep(0.001)

        threading.Thread(target=chatter, daemon=True).start()
        """)
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    trainer = Trainer()
    assert len(await trainer.run(Experiment(lr=0.01), 500)) == 501
    await trainer.close()


@contextlib.contextmanager
def start_bare() -> Iterator[subprocess.Popen[bytes]]:
    """The process without its client."""
    with subprocess.Popen(
        [sys.executable, "-m", "gdtutor.trainer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=trainer_environment(),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def quick_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much of torch as there must be before the first command, for what is not about torch: the real one takes two seconds."""
    (tmp_path / "torch.py").write_text(
        "__version__ = '0'\ndef set_num_threads(count): pass\ndef get_num_threads(): return 1\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def read(process: subprocess.Popen[bytes]) -> Reply:
    assert process.stdout is not None
    return reply(process.stdout.read(body_length(process.stdout.read(PREFIX))))


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", b"\x00\x00\x00\x05hello"])
async def test_garbage_on_stdin_is_named_and_ends_it(quick_torch: None, garbage: bytes) -> None:
    with start_bare() as process:
        assert process.stdin is not None
        process.stdin.write(frame(Close(run=7)) + garbage)
        process.stdin.flush()
        assert isinstance(read(process), Ready)
        failed = read(process)
        assert isinstance(failed, Failed)
        assert failed.run is None
        assert failed.message
        assert process.wait(20) == 2


async def test_it_ends_when_stdin_closes_while_it_waits_to_write() -> None:
    with start_bare() as process:
        assert process.stdin is not None
        ready = read(process)
        assert isinstance(ready, Ready)
        assert (ready.threads, ready.device) == (1, "cpu")
        process.stdin.write(frame(Open(run=1, order=0, experiment=Experiment(lr=0.01))))
        process.stdin.write(frame(Advance(run=1, order=1, n=10**12)))
        process.stdin.flush()
        # Its output is a pipe that nobody reads: once it is full the process uses no more time.
        used = -1.0
        while (now := psutil.Process(process.pid).cpu_times().user) != used:
            used = now
            await asyncio.sleep(0.5)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(5) == 0


async def test_it_ends_when_stdin_closes_while_torch_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("import time\ntime.sleep(600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with start_bare() as process:
        assert process.stdin is not None
        await asyncio.sleep(0.7)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(5) == 0


async def test_it_ends_when_nobody_reads_any_more(quick_torch: None) -> None:
    with start_bare() as process:
        read(process)
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.close()
        process.stdin.write(b"\xff" * 64)
        process.stdin.flush()
        assert process.wait(20) == 0


async def test_a_cancelled_open_leaves_nothing_behind() -> None:
    trainer = Trainer()
    opening = asyncio.create_task(trainer.open(Experiment(), ignore))
    await until(lambda: trainer.state == "loading")
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert len(await trainer.run(Experiment(), 2)) == 3
    await trainer.close()
