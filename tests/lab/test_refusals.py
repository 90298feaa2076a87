"""What is said to torch's and Python's own errors: each one is raised here, and explained as it comes."""

from __future__ import annotations

import contextlib
import io
import warnings

import pytest

from gdtutor.descent.breaks import breaks_of
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.lab.refusals import explain

HEAD = """\
import torch
from torch import optim

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])
W = torch.zeros(1, requires_grad=True)
lr = 0.1
"""
COST = "cost = torch.mean((x * W - y) ** 2)\n"

# A script's end, the class of what it raises, and words of the explanation that fit no other error.
SCRIPTS = [
    (f"{COST}cost.backward()\ncost.backward()", "RuntimeError", "lets go of it"),
    ("W += 1", "RuntimeError", "Put the update under `with torch.no_grad():`"),
    ("W[0] = 1", "RuntimeError", "Put the update under `with torch.no_grad():`"),
    (f"W = torch.zeros(1)\n{COST}cost.backward()", "RuntimeError", "need requires_grad=True"),
    (f"with torch.no_grad():\n    {COST}cost.backward()", "RuntimeError", "must not be computed under torch.no_grad()"),
    ("((x * W - y) ** 2).backward()", "RuntimeError", "one for every point"),
    ("h = x * W * W\nwith torch.no_grad():\n    W += 1\nh.sum().backward()", "RuntimeError", "still needs the old number"),
    ("x[:2] * W - y", "RuntimeError", "of 2 and of 3 numbers"),
    ("W = torch.tensor([0], requires_grad=True)", "RuntimeError", "0.0 instead of 0"),
    ("W.grad = torch.zeros(2)", "RuntimeError", "as many numbers as the parameter"),
    ("W.grad = 0", "TypeError", "Only a tensor or None can stand in .grad"),
    ("(x * W).item()", "RuntimeError", "this one has several"),
    ("optim.SGD([2 * W], lr=0.1)", "ValueError", "not what was computed from them"),
    ("optim.SGD([W], lr=-0.1)", "ValueError", "0 or more"),
    ("optim.SGD(W, lr=0.1)", "TypeError", "[W]"),
    ("with torch.no_grad():\n    W -= lr * W.grad", "TypeError", "no backward() has filled it"),
    ("with torch.no_grad():\n    W -= W.grad * lr", "TypeError", "no backward() has filled it"),
    ("with torch.no_grad():\n    W -= W.grad", "TypeError", "no backward() has filled it"),
    (f"for step in range(2):\n    {COST}    cost.backward()\n    W = W - lr * W.grad", "TypeError", "made W a new tensor"),
    ("W.grad.zero_()", "AttributeError", "None has no zero_()"),
    (f"{COST}cost.item().backward()", "AttributeError", "Leave out item()"),
    ("cost = (x * W).mean\ncost.backward()", "AttributeError", "mean() has its brackets"),
    (f"{COST}cost.backwards()", "AttributeError", "There is no backwards on a Tensor"),
    ("optim.SGD([W], lr=0.1).zerograd()", "AttributeError", "There is no zerograd on a SGD"),
    ("torch.meann(x)", "AttributeError", "The module torch has no meann"),
    ("hypothesis - y", "NameError", "Its line must come first"),
    ("cost.backward()", "NameError", "must be computed before backward()"),
    ("optimiser.step()", "NameError", "has given optimiser a value"),
    ("def loop():\n    W -= lr\nloop()", "UnboundLocalError", "Inside a function W"),
    ("import troch", "ModuleNotFoundError", "no module troch"),
    ("for step in range(3)\n    pass", "SyntaxError", "ends with a colon"),
    ("cost = torch.mean((x * W - y) ** 2\ncost.backward()", "SyntaxError", "bracket"),
    ("for step in range(3):\ncost = 0", "IndentationError", "four spaces further in"),
    ("W\n    x", "IndentationError", "begin at the same column"),
]


def raised(script: str) -> tuple[str, str]:
    """The class and the text of what the script raises; "", "" where it runs."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")  # of torch, about a .grad that is never filled
        try:
            exec(compile(script, "script", "exec"), {})
        except Exception as error:
            return type(error).__name__, str(error)
    return "", ""


@pytest.mark.parametrize(("end", "kind", "words"), SCRIPTS, ids=[end.partition("\n")[0][:40] for end, _, _ in SCRIPTS])
def test_what_torch_says_is_explained(end: str, kind: str, words: str) -> None:
    error = raised(HEAD + end)
    assert error[0] == kind
    assert words in explain(*error)


def test_a_context_without_its_brackets() -> None:
    kind, message = raised(f"{HEAD}with torch.no_grad:\n    W -= 1")
    assert kind in ("TypeError", "AttributeError")  # it became another one in Python 3.11
    assert "no_grad needs its brackets" in explain(kind, message)


@pytest.mark.parametrize("model", ["Wx", "Wx+b"])
def test_every_loop_that_can_be_broken_runs_or_is_explained(model: str) -> None:
    stopped = {}
    for known in breaks_of(Experiment(model=model, steps=3)):  # type: ignore[arg-type]
        if known.experiment is not None:
            kind, message = raised(listing(known.experiment).script)
            if kind:
                stopped[known.name] = explain(kind, message)
    assert sorted(stopped) == [
        "call backward() twice",
        "leave out cost",
        "leave out hypothesis",
        "move hypothesis and cost out, before the loop",
        "swap hypothesis and cost",
        "update by hand, without no_grad()",
    ]
    assert all(stopped.values())


def test_what_is_unknown_is_not_explained() -> None:
    assert explain("RuntimeError", "CUDA error: an illegal memory access was encountered") == ""
    # The same words of another class are another error.
    assert explain("ValueError", "name 'cost' is not defined") == ""
