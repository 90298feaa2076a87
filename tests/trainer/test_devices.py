"""Where torch computes: the CPU unless another device is asked for, and a sentence where that is not there."""

from __future__ import annotations

import warnings
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest

from gdtutor.descent.experiment import Device, Experiment
from gdtutor.trainer.client import Trainer, TrainerError
from gdtutor.trainer.devices import HIDING, DeviceChoice, Facts, choose, facts_of, missing
from gdtutor.trainer.process import trainer_environment

NO_GPU_BUILD = Facts(torch_version="2.9.0+cpu", platform="linux")
NO_DRIVER = Facts(torch_version="2.9.0+cu128", platform="linux", cuda="12.8")
ONE_GPU = Facts(torch_version="2.9.0+cu128", platform="linux", cuda="12.8", gpus=1)
OLD_CARD = Facts(
    torch_version="2.9.0+cu128",
    platform="linux",
    cuda="12.8",
    gpus=1,
    failures={"cuda": "AcceleratorError: CUDA error: no kernel image is available for execution on the device"},
)
MAC = Facts(torch_version="2.9.0", platform="darwin", mps=True, mps_available=True)


@pytest.mark.parametrize(
    ("wanted", "facts", "device"),
    [
        ("cpu", ONE_GPU, "cpu"),
        ("cuda", ONE_GPU, "cuda"),
        ("cuda", NO_DRIVER, None),
        ("cuda", OLD_CARD, None),
        ("cuda", MAC, None),
        ("mps", MAC, "mps"),
        ("mps", ONE_GPU, None),
        ("auto", ONE_GPU, "cuda"),
        ("auto", MAC, "mps"),
        ("auto", OLD_CARD, "cpu"),
        ("auto", NO_GPU_BUILD, "cpu"),
    ],
)
def test_the_best_device_that_works_is_chosen(wanted: DeviceChoice, facts: Facts, device: Device | None) -> None:
    assert choose(wanted, facts) == device


@pytest.mark.parametrize(
    ("wanted", "facts", "said"),
    [
        ("cuda", NO_GPU_BUILD, ("torch 2.9.0+cpu is built without CUDA", "install a torch with CUDA")),
        ("cuda", NO_DRIVER, ("built for CUDA 12.8", "sees no driver and no GPU")),
        ("cuda", Facts(torch_version="2.9.0", platform="linux", rocm="6.4"), ("built for ROCm 6.4",)),
        (
            "cuda",
            Facts(torch_version="2.9.0", platform="linux", cuda="12.8", visible={"CUDA_VISIBLE_DEVICES": ""}),
            ("CUDA_VISIBLE_DEVICES='' hides every GPU", "unset CUDA_VISIBLE_DEVICES"),
        ),
        (
            "cuda",
            Facts(torch_version="2.9.0", platform="linux", cuda="12.8", visible={"CUDA_VISIBLE_DEVICES": "7"}),
            ("sees no GPU", "CUDA_VISIBLE_DEVICES='7' is set"),
        ),
        (
            "cuda",
            Facts(torch_version="2.9.0", platform="linux", cuda="12.8", notice="The NVIDIA driver on your system is too old"),
            ("(The NVIDIA driver on your system is too old)", "see to the GPU's driver"),
        ),
        ("cuda", OLD_CARD, ("sees the device cuda and can't compute on it", "no kernel image")),
        ("mps", NO_GPU_BUILD, ("this is not macOS",)),
        ("mps", Facts(torch_version="2.9.0", platform="darwin"), ("built without it",)),
        ("mps", Facts(torch_version="2.9.0", platform="darwin", mps=True), ("macOS offers none",)),
    ],
)
def test_where_it_is_not_there_the_sentence_says_what_was_found_and_what_to_do(
    wanted: DeviceChoice, facts: Facts, said: tuple[str, ...]
) -> None:
    sentence = missing(wanted, facts)
    assert wanted in sentence
    assert "Choose --device cpu" in sentence
    for part in said:
        assert part in sentence


class FakeTorch:
    """torch on a machine with GPUs, as far as `facts_of` asks it."""

    def __init__(self, *, gpus: int = 0, mps: bool = False, error: str = "", warning: str = "") -> None:
        self.__version__ = "2.9.0"
        self.version = SimpleNamespace(cuda="12.8", hip=None)
        self.cuda = SimpleNamespace(is_available=self._look, device_count=lambda: gpus)
        self.backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: mps, is_built=lambda: mps))
        self.tried: list[str] = []
        self._gpus, self._error, self._warning = gpus, error, warning

    def _look(self) -> bool:
        if self._warning:
            warnings.warn(self._warning, stacklevel=1)
        return self._gpus > 0

    def ones(self, _count: int, *, device: str) -> Any:
        self.tried.append(device)
        if self._error:
            raise RuntimeError(self._error)
        return SimpleNamespace(add=lambda _n: SimpleNamespace(item=lambda: 2.0))


def facts(torch: FakeTorch, environment: dict[str, str] | None = None) -> Facts:
    return facts_of(cast("ModuleType", torch), "linux", environment or {})


def test_a_device_that_is_there_is_tried() -> None:
    torch = FakeTorch(gpus=2)
    found = facts(torch, {"CUDA_VISIBLE_DEVICES": "0,1", "HOME": "/"})
    assert (found.gpus, found.failures, found.visible) == (2, {}, {"CUDA_VISIBLE_DEVICES": "0,1"})
    assert torch.tried == ["cuda"]
    assert choose("auto", found) == "cuda"


def test_what_torch_says_of_a_device_that_does_not_work_is_kept_in_one_line() -> None:
    found = facts(FakeTorch(gpus=1, error="CUDA error: out of memory\nCompile with TORCH_USE_CUDA_DSA"))
    assert found.failures == {"cuda": "RuntimeError: CUDA error: out of memory"}
    found = facts(FakeTorch(warning="CUDA initialization: The NVIDIA driver on your system is too old.\nUpdate it"))
    assert found.notice == "CUDA initialization: The NVIDIA driver on your system is too old"


def test_gpus_are_hidden_unless_another_device_than_the_cpu_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "3")
    monkeypatch.delenv("HIP_VISIBLE_DEVICES", raising=False)
    hidden, seen = trainer_environment(), trainer_environment(device="auto")
    assert {name: hidden[name] for name in HIDING} == HIDING
    assert seen["CUDA_VISIBLE_DEVICES"] == "3"
    assert "HIP_VISIBLE_DEVICES" not in seen


@pytest.mark.asyncio(loop_scope="session")
async def test_torch_says_which_device_it_uses(trainer: Trainer) -> None:
    await trainer.ready()
    assert (trainer.state, trainer.device) == ("ready", "cpu")
    await trainer.ready()  # at once


@pytest.mark.asyncio(loop_scope="session")
async def test_an_experiment_for_another_device_is_refused_and_the_next_one_runs(trainer: Trainer) -> None:
    with pytest.raises(TrainerError, match="it is for cuda, and this process computes on cpu"):
        await trainer.run(Experiment(device="cuda"), 2)
    with pytest.raises(TrainerError, match="it is for cuda"):
        await trainer.walk(Experiment(device="cuda"))
    assert len(await trainer.run(Experiment(), 2)) == 3


@pytest.mark.skipif(Path("/dev/nvidiactl").exists() or Path("/dev/kfd").exists(), reason="there is a GPU")
async def test_a_gpu_that_is_not_there_is_looked_for_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in HIDING:
        monkeypatch.delenv(name, raising=False)
    trainer = Trainer(device="cuda")
    with pytest.raises(TrainerError, match=r"^There is no device cuda: torch .*Choose --device cpu") as raised:
        await trainer.ready()
    assert (trainer.state, trainer.problem, trainer.device) == ("unavailable", str(raised.value), "")
    await trainer.close()
