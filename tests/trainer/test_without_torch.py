"""Where torch is not there, or is not what it should be: the sentence that the learner reads, and what the process finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdtutor.descent.experiment import Experiment
from gdtutor.trainer.client import Batch, Trainer, TrainerError
from gdtutor.trainer.process import trainer_environment


def ignore(batch: Batch) -> None:
    """For runs whose rows nobody looks at."""


async def test_without_torch_the_learner_reads_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = tmp_path / "torch.py"
    stub.write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    trainer = Trainer()
    with pytest.raises(TrainerError) as refused:
        await trainer.open(Experiment(), ignore)
    assert trainer.state == "unavailable"
    assert (
        str(refused.value)
        == trainer.problem
        == (
            f"PyTorch is not installed for {sys.executable}. Install it with `{sys.executable} -m pip install torch`, "
            "then press any key of the lab."
        )
    )
    stub.unlink()
    assert len(await trainer.run(Experiment(), 2)) == 3
    assert trainer.problem == ""
    await trainer.close()


async def test_a_torch_that_is_broken_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise OSError('libtorch_cpu.so: cannot open shared object file')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    trainer = Trainer()
    with pytest.raises(TrainerError, match=r"can't be imported by .*OSError: libtorch_cpu\.so.*--force-reinstall"):
        await trainer.open(Experiment(), ignore)
    assert trainer.state == "unavailable"
    await trainer.close()


async def test_without_torch_the_exit_status_is_three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-m", "gdtutor.trainer"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=trainer_environment()
    ) as process:
        assert process.wait(20) == 3


async def test_an_interpreter_that_is_not_there() -> None:
    trainer = Trainer(python="/nowhere/python")
    await trainer.start()
    assert trainer.state == "unavailable"
    with pytest.raises(TrainerError, match="/nowhere/python could not be started"):
        await trainer.open(Experiment(), ignore)
    await trainer.close()


async def test_the_last_words_of_the_process_are_in_the_sentence(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho first >&2\necho 'Illegal instruction, says the machine' >&2\nexit 4\n")
    python.chmod(0o755)
    trainer = Trainer(python=str(python))
    with pytest.raises(TrainerError, match=r"\(exit status 4: Illegal instruction, says the machine\)\. Press any key"):
        await trainer.open(Experiment(), ignore)
    assert trainer.state == "lost"
    await trainer.close()


async def test_output_that_is_no_frame_is_a_loss_in_words(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'Welcome to the cluster, have a nice day'\nexec sleep 60\n")
    python.chmod(0o755)
    trainer = Trainer(python=str(python))
    with pytest.raises(TrainerError, match="unreadable output"):
        await trainer.open(Experiment(), ignore)
    await trainer.close()


@pytest.mark.parametrize("pythonpath", ["", "elsewhere" + os.pathsep])
async def test_a_torch_py_of_the_learner_is_left_alone(pythonpath: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torch.py").write_text("raise SystemExit('the wrong torch')")
    (tmp_path / "gdtutor.py").write_text("raise SystemExit('the wrong gdtutor')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", pythonpath)
    trainer = Trainer()
    await trainer.run(Experiment(), 1)
    assert trainer.state == "ready"
    await trainer.close()


def test_the_environment_has_one_thread_and_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    environment = trainer_environment()
    assert environment["CUDA_VISIBLE_DEVICES"] == ""
    assert environment["OMP_NUM_THREADS"] == "1"
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "0,1"


def test_the_client_imports_no_torch() -> None:
    script = "import sys, gdtutor.trainer.client, gdtutor.trainer.pieces; print('torch' in sys.modules, 'textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
