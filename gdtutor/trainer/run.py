"""A run in torch: an experiment's listing, executed piece by piece, with a record after every update."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from time import perf_counter
from types import FunctionType
from typing import Any

import torch

from gdtutor.descent.experiment import Experiment, Parameter
from gdtutor.trainer.listing import listing
from gdtutor.trainer.protocol import Point, Put, Resume, Updates

NAN = float("nan")

Row = tuple[float, float, float, float, float, float]


class Run:
    """One experiment under way. `row` is the present state: step, W, b, dW, db, cost (b and db NaN for Wx).

    credit is how many updates it may still do, order the last command that it followed. Both belong to whoever serves it.
    Raises RuntimeError where torch refuses.
    """

    row: Row

    def __init__(self, experiment: Experiment, resume: Resume | None = None) -> None:
        self.credit = 0
        self.order = 0
        self.lr = experiment.lr
        self._names = experiment.parameters
        self._pieces = listing(experiment).pieces()
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
            if done < part.count:
                self._way.appendleft(Updates(part.count - done, part.lr))
        self.set_lr(lr)

    def updates(self, most: int, seconds: float) -> array[float]:
        """Do up to `most` updates, for about that long; the rows that came of it, six numbers each."""
        update, evaluate, record = self._update, self._evaluate, self._record
        step = self._step
        before = row = self.row
        rows = array("d")
        deadline = perf_counter() + seconds
        for _ in range(most):
            update()
            evaluate()
            step += 1
            before, row = row, record(step)
            rows.extend(row)
            if perf_counter() >= deadline:
                break
        if rows:
            self._step, self.row = step, row
            self._carried = {"W": before[3], "b": before[4]}
        return rows

    def set_lr(self, lr: float) -> None:
        """The learning rate of the updates from now on."""
        self.lr = lr
        for optimizer in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = lr

    def set_parameters(self, point: Point) -> None:
        """Put some parameters elsewhere, at the same step; what the optimiser remembers stays.

        The new place is evaluated as if the loop had come here: with .grad as it was before this step's state was evaluated,
        lest a loop without zero_grad counts one step twice.
        """
        with torch.no_grad():
            for name, tensor in self._parameters.items():
                if name in point:
                    # By way of a float64 tensor: a number beyond float32 becomes inf, where fill_ would raise.
                    tensor.copy_(torch.tensor([point[name]], dtype=torch.float64))
                tensor.grad = None if self._carried is None else torch.full_like(tensor, self._carried[name])
        self._evaluate()
        self.row = self._record(self._step)

    def reset(self) -> None:
        """Back to the experiment's start, random ones included; the learning rate stays as it is."""
        namespace: dict[str, Any] = {}
        exec(self._pieces.setup, namespace)  # noqa: S102 - the listing holds nothing but numbers from outside
        self._evaluate = FunctionType(self._pieces.evaluate, namespace)
        self._update = FunctionType(self._pieces.update, namespace)
        self._record = _recorder(namespace)
        self._parameters: dict[Parameter, torch.Tensor] = {name: namespace[name] for name in self._names}
        self._optimizers = [value for value in namespace.values() if isinstance(value, torch.optim.Optimizer)]
        self.set_lr(self.lr)
        self._step = 0
        self._carried = None
        self.set_parameters({})


def _recorder(namespace: dict[str, Any]) -> Callable[[int], Row]:
    """What reads the row of the state that the listing's names hold; as short as it can be, since it runs after every update."""
    W, b = namespace["W"], namespace.get("b")
    if b is None:
        return lambda step: (step, W.item(), NAN, W.grad.item(), NAN, namespace["cost"].item())
    return lambda step: (step, W.item(), b.item(), W.grad.item(), b.grad.item(), namespace["cost"].item())
