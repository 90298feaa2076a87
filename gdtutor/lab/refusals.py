"""What torch's and Python's own error messages mean to somebody who writes the loop of gradient descent."""

from __future__ import annotations

import re
from typing import NamedTuple

from gdtutor.language import N_, _


class _Known(NamedTuple):
    """An error by its class and a part of its message; groups with a name stand in the sentence under that name."""

    kind: str
    message: re.Pattern[str]
    sentence: str


def _known(kind: str, message: str, sentence: str) -> _Known:
    return _Known(kind, re.compile(message), sentence)


# The first that fits is told, so the special ones come before the general ones. Messages are those of torch 2.13.
_ALL = (
    _known(
        "RuntimeError",
        r"backward through the graph a second time",
        N_(
            "backward() goes back through the computation of the cost, and torch then lets go of it. Compute the hypothesis and "
            "the cost anew in every pass, and call backward() once for each."
        ),
    ),
    _known(
        "RuntimeError",
        r"leaf Variable that requires grad is being used in an in-place operation",
        N_(
            "torch records all that is computed with the parameters, and a step must not be part of that record. Put the update "
            "under `with torch.no_grad():`."
        ),
    ),
    _known(
        "RuntimeError",
        r"does not require grad and does not have a grad_fn",
        N_(
            "Nothing was recorded on the way to this cost, so there is no way back. The parameters need requires_grad=True, and "
            "hypothesis and cost must not be computed under torch.no_grad()."
        ),
    ),
    _known(
        "RuntimeError",
        r"grad can be implicitly created only for scalar outputs",
        N_("backward() starts from one number, and this cost has one for every point. Take their mean before backward()."),
    ),
    _known(
        "RuntimeError",
        r"needed for gradient computation has been modified by an inplace operation",
        N_(
            "A parameter was changed between the computation of the cost and backward(), which still needs the old number. "
            "Move the update to after backward()."
        ),
    ),
    _known(
        "RuntimeError",
        r"The size of tensor a \((?P<a>\d+)\) must match the size of tensor b \((?P<b>\d+)\)",
        N_("Two tensors of {a} and of {b} numbers can't be taken point by point. x, y and hypothesis need the same number."),
    ),
    _known(
        "RuntimeError",
        r"Only Tensors of floating point and complex dtype can require gradients",
        N_("A whole number has no slope. Write the start with a point, 0.0 instead of 0."),
    ),
    _known(
        "RuntimeError",
        r"attempting to assign a gradient of size",
        N_("What is put into .grad must have as many numbers as the parameter. Put None there, or call zero_grad()."),
    ),
    _known(
        "RuntimeError",
        r"a Tensor with \d+ elements cannot be converted to Scalar",
        N_("item() takes a tensor with one number out of its wrapping, and this one has several. Take the mean first."),
    ),
    _known(
        "ValueError",
        r"can't optimize a non-leaf Tensor",
        N_(
            "The optimiser can move only the parameters themselves, not what was computed from them. Give it the tensors that "
            "were made with requires_grad=True."
        ),
    ),
    _known(
        "TypeError",
        r"params argument given to the optimizer should be an iterable of Tensors",
        N_("The optimiser takes a list of parameters, even where there is only one: [W]."),
    ),
    _known("ValueError", r"Invalid learning rate", N_("The learning rate is 0 or more: it is step() that takes α × .grad away.")),
    _known(
        "TypeError",
        r"assigned grad expected to be a Tensor",
        N_("Only a tensor or None can stand in .grad. Put None there, or call zero_grad()."),
    ),
    _known(
        "TypeError",
        r"'type' object does not support the context manager protocol",
        N_("no_grad needs its brackets: `with torch.no_grad():`."),
    ),
    _known("AttributeError", r"^__enter__$", N_("no_grad needs its brackets: `with torch.no_grad():`.")),
    _known(
        "TypeError",
        r"NoneType",
        N_(
            ".grad is None: no backward() has filled it since it was last emptied. Or `W = W - …` has made W a new tensor, the "
            "result of a computation, whose .grad is never filled; `W -= …` under torch.no_grad() changes W itself."
        ),
    ),
    _known(
        "AttributeError",
        r"'NoneType' object has no attribute '(?P<name>\w+)'",
        N_(
            ".grad is None until a backward() fills it, and None has no {name}(). Call it after backward(), or write "
            "`W.grad = None`, which works at any time."
        ),
    ),
    _known(
        "AttributeError",
        r"'(?:float|int|builtin_function_or_method|method)' object has no attribute 'backward'",
        N_(
            "backward() needs the tensor that was computed from the parameters, and this is none any more. Leave out item() "
            "before it, and see that mean() has its brackets."
        ),
    ),
    _known(
        "AttributeError",
        r"'(?P<owner>\w+)' object has no attribute '(?P<name>\w+)'",
        N_("There is no {name} on a {owner}. Look for a slip of the pen; the loop needs zero_grad(), backward() and step()."),
    ),
    _known(
        "AttributeError",
        r"module '(?P<owner>[\w.]+)' has no attribute '(?P<name>\w+)'",
        N_("The module {owner} has no {name}. Look for a slip of the pen."),
    ),
    _known("ModuleNotFoundError", r"'(?P<name>[\w.]+)'", N_("There is no module {name} here. Look for a slip of the pen.")),
    _known(
        "NameError",
        r"name 'hypothesis' is not defined",
        N_("The hypothesis is used before any line has computed it. Its line must come first in the loop."),
    ),
    _known(
        "NameError",
        r"name 'cost' is not defined",
        N_("The cost is used before any line has computed it. It must be computed before backward()."),
    ),
    _known(
        "NameError",
        r"name '(?P<name>\w+)' is not defined",
        N_(
            "No line before this one has given {name} a value. Either that line is missing, or it comes later, or the name has a "
            "slip of the pen."
        ),
    ),
    _known(
        "UnboundLocalError",
        r"variable '(?P<name>\w+)'",
        N_("Inside a function {name} is a name of its own, and it has no value yet. Write the loop outside of a function."),
    ),
    _known(
        "SyntaxError",
        r"expected ':'",
        N_("A line that begins a block, such as for or with, ends with a colon."),
    ),
    _known(
        "SyntaxError",
        r"was never closed|unmatched",
        N_("A bracket has no partner. Each one that opens must be closed."),
    ),
    _known(
        "IndentationError",
        r"expected an indented block",
        N_("The lines that the loop repeats stand four spaces further in than its for."),
    ),
    _known(
        "IndentationError",
        r"unexpected indent|unindent does not match",
        N_("The lines of one block must all begin at the same column."),
    ),
)


def explain(kind: str, message: str) -> str:
    """What the error means here and what to do about it, in one to three plain sentences; "" where it is none of those known.

    kind is the name of the error's class, message its own text, as in `TorchRefusal` and in a script's error.
    """
    for known in _ALL:
        found = known.message.search(message) if known.kind == kind else None
        if found is not None:
            return _(known.sentence).format(**found.groupdict())
    return ""
