"""A listing taken apart for running it step by step. Imports no torch: this is about the text."""

from __future__ import annotations

import ast
from types import CodeType
from typing import NamedTuple, cast

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import Listing, listing

FILENAME = "<listing>"  # in tracebacks


class Pieces(NamedTuple):
    """A listing compiled, all in one namespace and in this order: setup, evaluate, update, evaluate, …

    setup is for `exec`. The others are for `types.FunctionType(code, namespace)`, which costs a step about 2 % less; they
    assign globals, as the script does. Line numbers are those of the text.

    evaluate is the loop's body up to and including the (first) backward(): afterwards cost and .grad belong to the present
    parameters. update is the rest of the body. again is evaluate without the dealing of a new batch: for parameters that were
    put elsewhere at the same step. measure computes the cost of all points, for a namespace of its own.

    Where the experiment `records_passes`, evaluate does nothing, update is the whole body, and again is what stands between
    the parameters and the loop (the hypothesis and the cost of `forward-outside`).
    """

    setup: CodeType
    evaluate: CodeType
    again: CodeType
    update: CodeType
    measure: CodeType


def take_apart(experiment: Experiment) -> Pieces:
    """The pieces of the experiment's listing."""
    script = listing(experiment)
    *setup, loop = ast.parse(script.text).body
    body = cast("ast.For", loop).body
    if experiment.records_passes:
        outside = [line for line in setup if _assigned([line]) & {"hypothesis", "cost"}]
        evaluate, again, update = [], outside, body
    else:
        split = next(index for index, statement in enumerate(body, 1) if _is_backward(statement))
        evaluate, update = body[:split], body[split:]
        dealt = 1 + max((index for index, line in enumerate(evaluate) if "batch" in _assigned([line])), default=-1)
        again = evaluate[dealt:]
    module = ast.Module(body=setup, type_ignores=[])
    return Pieces(compile(module, FILENAME, "exec"), _function(evaluate), _function(again), _function(update), _measure(script))


def _measure(script: Listing) -> CodeType:
    return _function(ast.parse(script.measure).body)


def _is_backward(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Attribute)
        and statement.value.func.attr == "backward"
    )


def _assigned(statements: list[ast.stmt]) -> set[str]:
    """The names that these statements give a value to, wherever within them."""
    nodes = (node for statement in statements for node in ast.walk(statement))
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _function(statements: list[ast.stmt]) -> CodeType:
    """The code of a function without arguments that does these statements of a script."""
    module = ast.parse("def piece(): pass")
    function = cast("ast.FunctionDef", module.body[0])
    assigned = sorted(_assigned(statements))
    function.body = [*([ast.Global(names=assigned)] if assigned else []), *(statements or [ast.Pass()])]
    code = compile(ast.fix_missing_locations(module), FILENAME, "exec")
    return next(constant for constant in code.co_consts if isinstance(constant, CodeType))
