"""A process for torch that is started before there is anybody to speak to it, and how long one waits for a command."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gdtutor.trainer import spawn
from gdtutor.trainer.client import Trainer
from gdtutor.trainer.spawn import IDLE_SECONDS, idle_limit, spawned_ahead


@pytest.fixture
def quick_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much of torch as there must be before the first command. It has no GPUs to ask for: whoever did would fail."""
    (tmp_path / "torch.py").write_text(
        "__version__ = '0'\ndef set_num_threads(count): pass\ndef get_num_threads(): return 1\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


async def test_the_trainer_takes_the_process_that_is_there_and_no_gpu_is_asked_for(quick_torch: None) -> None:
    with spawned_ahead("cpu") as ahead:
        assert ahead is not None
        trainer = Trainer(ahead=ahead)
        await trainer.ready()
        assert (trainer.pid, trainer.state, trainer.device) == (ahead.pid, "ready", "cpu")
        await trainer.close()
        assert ahead.returncode == 0
        # Once it is gone another one is started.
        await trainer.ready()
        assert trainer.pid not in (None, ahead.pid)
        await trainer.close()


def test_a_process_that_nobody_takes_is_ended(quick_torch: None) -> None:
    with spawned_ahead("cpu") as ahead:
        assert ahead is not None
        assert ahead.poll() is None
    assert ahead.returncode is not None


def test_a_process_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spawn, "PATIENCE", 0.05)
    monkeypatch.setattr(spawn, "spawn", lambda device: subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE))
    with spawned_ahead("cpu") as ahead:
        assert ahead is not None
    assert ahead.returncode == -9


def test_where_none_can_be_started_it_is_the_trainers_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(device: str) -> subprocess.Popen[bytes]:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(spawn, "spawn", refuse)
    with spawned_ahead("cpu") as ahead:
        assert ahead is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("20", 20), ("0.5", 0.5), ("", IDLE_SECONDS), ("soon", IDLE_SECONDS), ("0", IDLE_SECONDS), ("-1", IDLE_SECONDS)],
)
def test_how_long_it_waits_may_stand_in_the_environment(said: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDTUTOR_IDLE", said)
    assert idle_limit() == seconds


@pytest.mark.parametrize("said", ["inf", "nan"])
def test_for_ever_is_no_time(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDTUTOR_IDLE", said)
    assert idle_limit() == IDLE_SECONDS
