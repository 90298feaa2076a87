"""torch's compiler stays out of the trainer, and is there for whoever uses it."""

from __future__ import annotations

import importlib
import subprocess
import sys
import textwrap
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gdtutor.trainer import compiler


def test_no_optimiser_needs_it() -> None:
    """(That the numbers are torch's own, the reference trajectories tell.)"""
    script = """
        import sys
        import torch
        from gdtutor.trainer.compiler import postpone

        postpone(torch)
        before = set(sys.modules)
        for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad"):
            W = torch.tensor([5.0], requires_grad=True)
            optimizer = getattr(torch.optim, name)([W], lr=0.1)
            optimizer.zero_grad()
            ((W - 1) ** 2).mean().backward()
            optimizer.step()
            assert 3.9 < W.item() < 5 or name == "SGD"
        print(len(set(sys.modules) - before), torch.cuda.is_initialized())
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    modules, cuda = done.stdout.split()
    assert int(modules) < 20
    assert cuda == "False"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package with a compiler, in torch's place."""
    folder = tmp_path / "a_torch"
    (folder / "_dynamo").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "_dynamo" / "__init__.py").write_text("BACKENDS = ['one']\n")
    (folder / "_dynamo" / "config.py").write_text("verbose = False\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(compiler, "NAME", "a_torch._dynamo")
    for name in ("a_torch", "a_torch._dynamo", "a_torch._dynamo.config"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module("a_torch")


def test_it_makes_way_when_it_is_asked_for(package: ModuleType) -> None:
    compiler.postpone(package)
    stand_in: Any = package._dynamo

    def compute() -> None: ...

    assert stand_in.disable(compute, True, wrapping=False) is compute
    assert stand_in.graph_break() is None
    assert not hasattr(stand_in, "__file__")
    assert sys.modules["a_torch._dynamo"] is stand_in
    assert stand_in.BACKENDS == ["one"]
    assert package._dynamo is sys.modules["a_torch._dynamo"] is not stand_in
    # Again, through the one that was kept.
    assert stand_in.BACKENDS == ["one"]


def test_it_makes_way_for_the_import_of_a_part(package: ModuleType) -> None:
    compiler.postpone(package)
    assert importlib.import_module("a_torch._dynamo.config").verbose is False
    assert package._dynamo.BACKENDS == ["one"]


def test_one_that_is_there_stays(package: ModuleType) -> None:
    real = importlib.import_module("a_torch._dynamo")
    compiler.postpone(package)
    assert package._dynamo is real
