"""torch's profiler hears of an optimiser what it always hears; while it is off nothing is written down for it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from types import ModuleType

from gdtutor.trainer.profiler import write_only_when_read


def test_nothing_is_noted_until_a_profiler_is_on() -> None:
    """(That the numbers are torch's own, the reference trajectories tell.)"""
    script = """
        import torch
        from gdtutor.trainer.profiler import write_only_when_read

        written = []
        entered = torch.autograd.profiler.record_function.__enter__
        torch.autograd.profiler.record_function.__enter__ = lambda self: (written.append(self.name), entered(self))[1]
        write_only_when_read(torch)
        W = torch.tensor([5.0], requires_grad=True)
        optimizer = torch.optim.SGD([W], lr=0.1)

        def update():
            optimizer.zero_grad()
            ((W - 1) ** 2).mean().backward()
            optimizer.step()

        update()
        with torch.profiler.record_function("mine"):
            update()
        print(len(written))
        with torch.autograd.profiler.profile() as profile, torch.autograd.profiler.record_function("mine"):
            update()
        print(*sorted(event.key for event in profile.key_averages() if "SGD" in event.key or event.key == "mine"))
        print(len(written), round(W.item(), 4))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    before, events, after = done.stdout.strip().split("\n")
    # torch.profiler has torch's own, which whoever writes `with record_function(…)` by hand may go on using.
    assert before == "1"
    assert events == "Optimizer.step#SGD.step Optimizer.zero_grad#SGD.zero_grad mine"
    # 5 − 0.1 · 2 · (5 − 1), and two more updates, by hand.
    assert after == "4 3.048"


def test_a_torch_without_it_is_left_alone() -> None:
    torch = ModuleType("torch")
    torch.autograd = ModuleType("autograd")  # type: ignore[attr-defined]
    torch.autograd.profiler = ModuleType("profiler")
    write_only_when_read(torch)
    assert not hasattr(torch.autograd.profiler, "record_function")
