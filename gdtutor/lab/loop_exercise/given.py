"""What the exercise gives: imports, data and tensors, and in a comment what is to be written below them."""

from __future__ import annotations

import ast

import msgspec

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import body_line, listing
from gdtutor.language import _


def head(experiment: Experiment) -> str:
    """The beginning of the experiment's own script: imports, x, y, W and, where the model has it, b.

    Raises ValueError for an experiment that is not plain gradient descent: then there would be more than one right loop.
    """
    plain = experiment.loop == "standard" and not experiment.body and experiment.optimizer == "SGD"
    if not plain or experiment.batch_size is not None:
        raise ValueError("a loop to be written needs SGD, loop standard, no body and no batch_size")
    return listing(msgspec.structs.replace(experiment, device="cpu")).head


def given(experiment: Experiment) -> str:
    """The head, and the task as a comment. Raises ValueError as `head` does."""
    task = [
        _("# Write the loop: {steps} steps of gradient descent, α = {lr}.").format(steps=experiment.steps, lr=experiment.lr),
        f"# {body_line(experiment, 'hypothesis')}",
        f"# {body_line(experiment, 'cost')}",
        _("# With optim.SGD or by hand, in your own words. W keeps its name.")
        if experiment.parameters == ("W",)
        else _("# With optim.SGD or by hand, in your own words. W and b keep their names."),
    ]
    return "\n".join([head(experiment), *task, "", ""])


def goes_before(text: str, experiment: Experiment) -> str:
    """The head where `text` is only the loop; "" where it is a whole script, which imports torch and makes a W of its own."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # it will not be executed
    imports = any(_imports_torch(node) for node in nodes)
    makes = any(isinstance(node, ast.Assign) and _makes_w(node) for node in nodes)
    return "" if imports and makes else head(experiment)


def is_unwritten(text: str) -> bool:
    """Whether the script has nothing in it that could move W: no loop, no backward(), no gradient, no function."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    loops = (ast.For, ast.While, ast.FunctionDef, ast.With, ast.comprehension, ast.AugAssign)
    steps = {"backward", "step", "grad", "data"}
    return not any(isinstance(node, loops) or (isinstance(node, ast.Attribute) and node.attr in steps) for node in nodes)


def uncalled(text: str) -> tuple[str, ...]:
    """Statements that name one of the loop's functions and do not call it: `optimizer.zero_grad`."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    functions = {"zero_grad", "backward", "step"}
    statements = [node.value for node in nodes if isinstance(node, ast.Expr)]
    return tuple(ast.unparse(node) for node in statements if isinstance(node, ast.Attribute) and node.attr in functions)


def _imports_torch(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] == "torch" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "torch"


def _makes_w(assignment: ast.Assign) -> bool:
    """Whether it gives W a value that is not made from the W before."""
    names = [node for target in assignment.targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}  # not W in W.grad = None
    read = {node.id for node in ast.walk(assignment.value) if isinstance(node, ast.Name)}
    return "W" in stored and "W" not in read
