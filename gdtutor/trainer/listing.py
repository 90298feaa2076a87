"""The PyTorch that a learner would write for an experiment: one text, shown on screen, exported, and run by the trainer."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from types import CodeType
from typing import NamedTuple, cast

from gdtutor.descent.experiment import Dtype, Experiment

WIDTH = 78
FILENAME = "<listing>"  # in tracebacks


class Pieces(NamedTuple):
    """A listing compiled for running step by step, all in one namespace and in this order: set-up, evaluate, update, evaluate, …

    setup is for `exec`. evaluate and update are for `types.FunctionType(code, namespace)`, which costs a step about 2 % less;
    they assign globals, as the script does. evaluate is the loop's body up to and including the (first) backward(): afterwards
    cost and .grad belong to the present parameters. update is the rest of the body. Line numbers are those of the text.
    """

    setup: CodeType
    evaluate: CodeType
    update: CodeType


@dataclass(frozen=True)
class Listing:
    """A script: imports, data, parameters and optimiser, then one `for` loop over the steps. It runs as it stands."""

    text: str

    def pieces(self) -> Pieces:
        """The same text, taken apart at the loop and after backward()."""
        *setup, loop = ast.parse(self.text).body
        body = cast("ast.For", loop).body
        split = next(index for index, statement in enumerate(body, 1) if _is_backward(statement))
        module = ast.Module(body=setup, type_ignores=[])
        return Pieces(compile(module, FILENAME, "exec"), _function(body[:split]), _function(body[split:]))


def listing(experiment: Experiment) -> Listing:
    """The script of `experiment`; after its last line W (and b) hold what `experiment.steps` updates give."""
    setup = [
        "import torch",
        "from torch import optim",
        "",
        *_tensor("x", experiment.dataset.x, experiment.dtype),
        *_tensor("y", experiment.dataset.y, experiment.dtype),
        "",
        *_parameters(experiment),
        *_optimizers(experiment),
    ]
    body = textwrap.indent("\n".join(_body(experiment)), "    ")
    return Listing("\n".join([*setup, "", f"for step in range({experiment.steps}):", body, ""]))


def _parameters(experiment: Experiment) -> list[str]:
    """Leaf tensors of shape (1,); random ones are drawn in the order W, b after seeding."""
    options = f"{_dtype(experiment.dtype)}, requires_grad=True)"
    starts = {"W": experiment.start.W, "b": experiment.start.b}
    lines = []
    for name in experiment.parameters:
        start = starts[name]
        if start == "random":
            lines.append(f"{name} = torch.randn(1{options}")
        elif start == 0:
            lines.append(f"{name} = torch.zeros(1{options}")
        else:
            lines.append(f"{name} = torch.tensor([{float(start)!r}]{options}")
    if any(starts[name] == "random" for name in experiment.parameters):
        lines.insert(0, f"torch.manual_seed({experiment.seed})")
    return lines


def _optimizers(experiment: Experiment) -> list[str]:
    lr = f"lr={float(experiment.lr)!r}"
    if experiment.loop == "sequential-update":
        return [f"optimizer_{name} = optim.SGD([{name}], {lr})" for name in experiment.parameters]
    name, options = {
        "SGD": ("SGD", ""),
        "momentum": ("SGD", ", momentum=0.9"),
        "Nesterov": ("SGD", ", momentum=0.9, nesterov=True"),
        "Adam": ("Adam", ""),
    }[experiment.optimizer]
    return [f"optimizer = optim.{name}([{', '.join(experiment.parameters)}], {lr}{options})"]


def _body(experiment: Experiment) -> list[str]:
    forward = [
        "hypothesis = x * W" if experiment.model == "Wx" else "hypothesis = x * W + b",
        {
            "mean": "cost = torch.mean((hypothesis - y) ** 2)",
            "half-mean": "cost = torch.mean((hypothesis - y) ** 2) / 2",
            "sum": "cost = torch.sum((hypothesis - y) ** 2)",
        }[experiment.cost],
        "",
    ]
    if experiment.loop == "sequential-update":
        # b takes the gradient at the new W: a known mistake, shown as what it is.
        zero_both = ["optimizer_W.zero_grad()", "optimizer_b.zero_grad()"]
        first = [*forward, *zero_both, "cost.backward()", "optimizer_W.step()", ""]
        return [*first, *forward, "optimizer_b.zero_grad()", "cost.backward()", "optimizer_b.step()"]
    zero = [] if experiment.loop == "no-zero-grad" else ["optimizer.zero_grad()"]
    return [*forward, *zero, "cost.backward()", "optimizer.step()"]


def _tensor(name: str, values: Sequence[float], dtype: Dtype) -> list[str]:
    numbers = ", ".join(repr(float(value)) for value in values)
    line = f"{name} = torch.tensor([{numbers}]{_dtype(dtype)})"
    if len(line) <= WIDTH:
        return [line]
    rows = textwrap.wrap(numbers, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return [f"{name} = torch.tensor([", *(f"    {row}" for row in rows), f"]{_dtype(dtype)})"]


def _dtype(dtype: Dtype) -> str:
    return ", dtype=torch.float64" if dtype == "float64" else ""


def _is_backward(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr == "backward"
    )


def _function(statements: list[ast.stmt]) -> CodeType:
    """The code of a function without arguments that does these statements of a script."""
    assigned = sorted({ast.unparse(target) for line in statements if isinstance(line, ast.Assign) for target in line.targets})
    module = ast.parse("def piece(): pass")
    function = cast("ast.FunctionDef", module.body[0])
    function.body = [ast.Global(names=assigned), *statements] if assigned else statements
    code = compile(ast.fix_missing_locations(module), FILENAME, "exec")
    return next(constant for constant in code.co_consts if isinstance(constant, CodeType))
