"""A run in torch: an experiment's listing, executed piece by piece, with a record after every update."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from time import perf_counter
from traceback import walk_tb
from types import FunctionType
from typing import Any, NamedTuple

import torch

from gdtutor.descent.experiment import Experiment, Parameter
from gdtutor.trainer.pieces import FILENAME, take_apart
from gdtutor.trainer.protocol import Point, Put, Resume, Updates

NAN = float("nan")

Row = tuple[float, float, float, float, float, float]


class Run:
    """One experiment under way. `row` is the present state: step, W, b, dW, db, cost (b and db NaN where the model has no b).

    credit is how many updates it may still do, order the last command that it followed. Both belong to whoever serves it.
    refusal is what an update raised; there are no more updates then. Elsewhere what the listing raises is raised on.
    """

    row: Row

    def __init__(self, experiment: Experiment, resume: Resume | None = None) -> None:
        self.credit = 0
        self.order = 0
        self.lr = experiment.lr
        self.refusal: Exception | None = None
        self._experiment = experiment
        self._pieces = take_apart(experiment)
        self._way: deque[Updates | Put] = deque()
        self._carried: Point | None = None  # what was in .grad before the present step's state was evaluated
        self.reset()
        if resume is not None:
            self._step = resume.step
            self._carried = resume.carried
            self.set_parameters(resume.point)
            self._way.extend(resume.way)
            self.set_lr(resume.lr)

    @property
    def on_its_way(self) -> bool:
        """Whether it has not yet come to the state that it was opened to go on from."""
        return bool(self._way)

    def go_back_along(self, seconds: float) -> None:
        """Do again, for about that long, what led to the recorded state: momentum and Adam remember more than a record."""
        deadline = perf_counter() + seconds
        lr = self.lr
        while self._way and (left := deadline - perf_counter()) > 0:
            part = self._way.popleft()
            if isinstance(part, Put):
                self.set_parameters(part.point)
                continue
            self.set_lr(part.lr)
            done = len(self.updates(part.count, left)) // len(self.row)
            if self.refusal is not None:
                raise self.refusal
            if done < part.count:
                self._way.appendleft(Updates(part.count - done, part.lr))
        self.set_lr(lr)

    def updates(self, most: int, seconds: float) -> array[float]:
        """Do up to `most` updates, for about that long; the rows that came of it, six numbers each.

        Where the listing raises, the rows are those before it, and `refusal` is what it raised.
        """
        update, evaluate, record = self._update, self._evaluate, self._record
        step = self._step
        before = row = self.row
        rows = array("d")
        deadline = perf_counter() + seconds
        try:
            for _ in range(most):
                update()
                evaluate()
                step += 1
                before, row = row, record(step)
                rows.extend(row)
                if perf_counter() >= deadline:
                    break
        except Exception as error:  # the script is wrong on purpose, and its errors are results
            self.refusal = error
        if rows:
            self._step, self.row = int(row[0]), row
            if self._piles_up:
                self._carried = {"W": before[3], "b": before[4]}
        return rows

    def set_lr(self, lr: float) -> None:
        """The learning rate of the updates from now on."""
        self.lr = lr
        self._namespace["lr"] = lr  # where the loop is written by hand
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = lr

    def set_parameters(self, point: Point) -> None:
        """Put some parameters elsewhere, at the same step; what the optimiser remembers stays.

        The new place is evaluated as if the loop had come here, with the batch that it had been dealt: with .grad as it was
        before this step's state was evaluated, lest a loop without zero_grad counts one step twice.
        """
        with torch.no_grad():
            for name, tensor in self._parameters.items():
                if name in point:
                    # By way of a float64 tensor: a number beyond float32 becomes inf, where fill_ would raise. On the CPU, for
                    # there are devices without float64.
                    tensor.copy_(torch.tensor([point[name]], dtype=torch.float64, device="cpu").to(tensor.dtype))
                if not self._experiment.records_passes:
                    tensor.grad = None if self._carried is None else torch.full_like(tensor, self._carried[name])
        self._again()
        self.row = self._record(self._step)

    def reset(self) -> None:
        """Back to the experiment's start, random ones included; the learning rate stays as it is."""
        self._namespace: dict[str, Any] = {}
        if self._experiment.device == "cpu":
            torch.set_default_device(None)  # the listing of a run on another device has set it for the whole process
        exec(self._pieces.setup, self._namespace)  # noqa: S102 - the listing holds nothing but numbers from outside
        self._evaluate = FunctionType(self._pieces.evaluate, self._namespace)
        self._again = FunctionType(self._pieces.again, self._namespace)
        self._update = FunctionType(self._pieces.update, self._namespace)
        self._parameters: dict[Parameter, torch.Tensor] = {name: self._namespace[name] for name in self._experiment.parameters}
        self._record = self._recorder()
        self._optimizers = [value for value in self._namespace.values() if isinstance(value, torch.optim.Optimizer)]
        self.set_lr(self.lr)
        self.refusal = None
        self._step = 0
        self._carried = None
        self._evaluate()
        self.row = self._record(0)

    @property
    def _piles_up(self) -> bool:
        return self._experiment.loop == "no-zero-grad"

    def _recorder(self) -> Callable[[int], Row]:
        """What reads the row of the present state; as short as it can be, since it runs after every update."""
        namespace = self._namespace
        W, b = namespace["W"], namespace.get("b")
        if self._experiment.records_passes:
            return self._apart(gradients=True)
        if self._experiment.batch_size is not None:
            return self._apart(gradients=False)
        if b is None:
            return lambda step: (step, W.item(), NAN, W.grad.item(), NAN, namespace["cost"].item())
        return lambda step: (step, W.item(), b.item(), W.grad.item(), b.grad.item(), namespace["cost"].item())

    def _apart(self, *, gradients: bool) -> Callable[[int], Row]:
        """A recorder that computes the cost of all points, and their gradient if that is wanted, in a namespace of its own: the
        loop's names and .grad stay as they are.
        """
        tensors = list(self._parameters.values())
        own = {name: self._namespace[name] for name in ("torch", "x", "y", *self._parameters)}
        measure = FunctionType(self._pieces.measure, own)
        rest = [NAN] * (2 - len(tensors))

        def record(step: int) -> Row:
            with torch.set_grad_enabled(gradients):
                measure()
            slopes = torch.autograd.grad(own["cost"], tensors) if gradients else [tensor.grad for tensor in tensors]
            W, b = [tensor.item() for tensor in tensors] + rest
            dW, db = [NAN if slope is None else slope.item() for slope in slopes] + rest
            return (step, W, b, dW, db, own["cost"].item())

        return record


class Refusal(NamedTuple):
    """What the listing itself raised: the kind of error, its text, and the line of the listing, from 1."""

    kind: str
    message: str
    line: int


def refusal(error: BaseException) -> Refusal | None:
    """The error as the listing's own; None where it was raised by something else."""
    lines = [line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == FILENAME]
    return Refusal(type(error).__name__, str(error), lines[-1]) if lines else None
