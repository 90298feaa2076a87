"""Where torch computes: what is asked for, what is there, and what is said where the two do not meet. Imports no torch."""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Literal, get_args

import msgspec

from gdtutor.descent.experiment import Device
from gdtutor.language import _

# A device, or the best that is there.
DeviceChoice = Literal["cpu", "cuda", "mps", "auto"]
CHOICES: tuple[DeviceChoice, ...] = get_args(DeviceChoice)

# What hides GPUs from torch's kinds of build, and the value that hides all of them.
HIDING = {"CUDA_VISIBLE_DEVICES": "", "HIP_VISIBLE_DEVICES": "-1", "ROCR_VISIBLE_DEVICES": "-1"}


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What torch and the system say of GPUs.

    cuda and rocm are the versions that torch was built for, "" where it was not; gpus is how many it sees. visible holds the
    variables that choose among the GPUs, as far as they are set. mps tells whether torch was built with Apple's Metal, platform
    is `sys.platform`. failures hold, for a device that torch counts as there, what it said when a number was to be computed on
    it; notice is what it warned of while it looked.
    """

    torch_version: str
    platform: str
    cuda: str = ""
    rocm: str = ""
    gpus: int = 0
    visible: dict[str, str] = {}
    mps: bool = False
    mps_available: bool = False
    failures: dict[Device, str] = {}
    notice: str = ""


def choose(wanted: DeviceChoice, facts: Facts) -> Device | None:
    """The device to compute on; None where the one that is wanted is not there, or does not work.

    "auto" is CUDA (or ROCm, which torch calls by the same name), else Apple's MPS, else the CPU.
    """
    there: tuple[Device, ...] = (
        *(("cuda",) if facts.gpus and "cuda" not in facts.failures else ()),
        *(("mps",) if facts.mps_available and "mps" not in facts.failures else ()),
        "cpu",
    )
    if wanted == "auto":
        return there[0]
    return wanted if wanted in there else None


def facts_of(torch: ModuleType, platform: str, environment: dict[str, str]) -> Facts:
    """Look for GPUs. Each that is there computes one number, which is how a driver too old for it shows."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
        mps_available = torch.backends.mps.is_available()
    failures: dict[Device, str] = {}
    devices: tuple[tuple[Device, bool], ...] = (("cuda", gpus > 0), ("mps", mps_available))
    for device, there in devices:
        if there and (said := _tried(torch, device)):
            failures[device] = said
    return Facts(
        torch_version=str(torch.__version__),
        platform=platform,
        cuda=torch.version.cuda or "",
        rocm=torch.version.hip or "",
        gpus=gpus,
        visible={name: environment[name] for name in HIDING if name in environment},
        mps=torch.backends.mps.is_built(),
        mps_available=mps_available,
        failures=failures,
        notice=_first_line(str(caught[0].message)) if caught else "",
    )


def _tried(torch: ModuleType, device: Device) -> str:
    try:
        torch.ones(1, device=device).add(1).item()
    except Exception as error:  # whatever a driver makes torch raise
        return _first_line(f"{type(error).__name__}: {error}")
    return ""


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip(".")[:200]


def missing(wanted: DeviceChoice, facts: Facts) -> str:
    """What was looked for, what was found instead, and what to do."""
    known = {"version": facts.torch_version, "notice": facts.notice}
    if wanted in facts.failures:
        text = _("torch {version} sees the device {device} and can't compute on it ({error}). Choose --device cpu.")
        return text.format(**known, device=wanted, error=facts.failures[wanted])
    if wanted == "mps":
        if facts.platform != "darwin":
            return _("There is no device mps: it is Apple's, and this is not macOS. Choose --device cpu.")
        if not facts.mps:
            text = _(
                "There is no device mps: torch {version} is built without it. "
                "Choose --device cpu, or install a torch with MPS (see pytorch.org)."
            )
            return text.format(**known)
        return _("There is no device mps: torch is built with it, and macOS offers none. Choose --device cpu.")
    if not (facts.cuda or facts.rocm):
        text = _(
            "There is no device cuda: torch {version} is built without CUDA. "
            "Choose --device cpu, or install a torch with CUDA (see pytorch.org)."
        )
        return text.format(**known)
    known["build"] = f"CUDA {facts.cuda}" if facts.cuda else f"ROCm {facts.rocm}"
    for name, value in facts.visible.items():
        if value.strip() in ("", "-1"):
            text = _(
                "There is no device cuda: torch {version} is built for {build}, and {variable}='{value}' hides every GPU. "
                "Choose --device cpu, or unset {variable}."
            )
            return text.format(**known, variable=name, value=value)
    if facts.notice:
        text = _(
            "There is no device cuda: torch {version} is built for {build} and finds no GPU that it can use ({notice}). "
            "Choose --device cpu, or see to the GPU's driver."
        )
        return text.format(**known)
    if facts.visible:
        text = _(
            "There is no device cuda: torch {version} is built for {build} and sees no GPU; {variables} is set. "
            "Choose --device cpu, or see to the GPU's driver and to that variable."
        )
        return text.format(**known, variables=" ".join(f"{name}='{value}'" for name, value in facts.visible.items()))
    text = _(
        "There is no device cuda: torch {version} is built for {build} and sees no driver and no GPU. "
        "Choose --device cpu, or install the GPU's driver."
    )
    return text.format(**known)
