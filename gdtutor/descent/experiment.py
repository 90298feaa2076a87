"""What is run: data, model, cost, start, learning rate and loop, as plain values that can cross a process boundary.

No numpy and no torch here: lesson files are parsed into these before the first screen is painted.
"""

from __future__ import annotations

import math
from typing import Literal

import msgspec

from gdtutor.language import _

# sin(Wx) is a wave: its cost has many valleys, where a straight line's has one.
Model = Literal["Wx", "Wx+b", "sin(Wx)"]
Cost = Literal["mean", "half-mean", "sum"]
Optimizer = Literal["SGD", "momentum", "Nesterov", "Adam", "RMSprop", "Adagrad", "AdamW"]
WITH_MOMENTUM: tuple[Optimizer, ...] = ("momentum", "Nesterov")
Device = Literal["cpu", "cuda", "mps"]
# How the loop is written. All but `standard` and `by-hand` hold a mistake:
#   no-zero-grad         gradients pile up
#   sequential-update    W moves first, and b takes the gradient at the new W
#   by-hand              W -= lr * W.grad under torch.no_grad(), and W.grad set to None
#   by-hand-in-graph     the same without torch.no_grad(): autograd refuses
#   ascent               by hand, W += lr * W.grad
#   forward-outside      hypothesis and cost computed once, before the loop: the second backward() is refused
Loop = Literal["standard", "no-zero-grad", "sequential-update", "by-hand", "by-hand-in-graph", "ascent", "forward-outside"]
# The lines of the standard loop's body, by name.
BodyLine = Literal["hypothesis", "cost", "zero_grad", "backward", "step"]
BODY: tuple[BodyLine, ...] = ("hypothesis", "cost", "zero_grad", "backward", "step")
Dtype = Literal["float32", "float64"]
Parameter = Literal["W", "b"]
Quantity = Literal["W", "b", "dW", "db", "cost"]

MAX_POINTS = 10_000
MAX_STEPS = 1_000_000
MAX_BODY = 10


class Dataset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points (x[i], y[i]); both tuples have the same length, 1 to MAX_POINTS, and hold finite numbers.

    Raises ValueError where they do not.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            sentence = _("x has {x} numbers and y has {y}; they need the same number")
            raise ValueError(sentence.format(x=len(self.x), y=len(self.y)))
        if not 1 <= len(self.x) <= MAX_POINTS:
            raise ValueError(_("{n} points; 1 to {most} are allowed").format(n=len(self.x), most=MAX_POINTS))
        if not all(math.isfinite(value) for value in (*self.x, *self.y)):
            raise ValueError(_("x and y must be finite numbers"))


# The built-in data, by the name that a lesson file uses.
DATASETS: dict[str, Dataset] = {
    "one-two-three": Dataset((1.0, 2.0, 3.0), (1.0, 2.0, 3.0)),
    # Hours of study and the score that followed: about ten points an hour.
    "study-hours": Dataset((1.0, 2.0, 3.0, 4.0, 5.0), (12.0, 19.0, 33.0, 38.0, 51.0)),
    # No straight line through the origin meets these: the lowest cost of Wx is 0.119, not 0.
    "one-two-two": Dataset((1.0, 2.0, 3.0), (1.0, 2.0, 2.0)),
    # cost(W) = W**2 under the mean cost.
    "square": Dataset((1.0,), (0.0,)),
    # Two thermometers read side by side (Stevens, Antiga, Viehmann, Deep Learning with PyTorch, chapter 5).
    "thermometers": Dataset(
        (35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4),
        (0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0),
    ),
    # About y = 2x + 1: to each y something was added that was drawn with a spread of 0.5. The lowest cost is 0.239.
    "noisy-line": Dataset(
        (-1.9, -1.7, -1.5, -1.3, -1.1, -0.9, -0.7, -0.5, -0.3, -0.1, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.7, 1.9),
        (-2.2, -3.6, -1.5, -1.6, -1.7, -0.9, -1.2, 0.2, 0.6, 1.8, 1.3, 2.0, 2.3, 2.4, 2.4, 3.4, 3.8, 3.6, 4.1, 4.7),
    ),
    # y = sin(2x). The cost of sin(Wx) has valleys at W = -0.23, 2 and 4.21, and is 0 in the middle one only.
    "wave": Dataset(
        (0.6, 0.8, 1.4, 1.6, 1.7, 2.3, 2.4, 2.5, 2.6, 2.9),
        (0.932, 0.9996, 0.335, -0.0584, -0.2555, -0.9937, -0.9962, -0.9589, -0.8835, -0.4646),
    ),
}


class Start(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the parameters begin. "random" draws from the standard normal distribution with the experiment's seed."""

    W: float | Literal["random"] = 0.0
    b: float | Literal["random"] = 0.0

    def __post_init__(self) -> None:
        for name, value in (("W", self.W), ("b", self.b)):
            if not isinstance(value, str) and not math.isfinite(value):
                raise ValueError(_("start {name} must be a finite number or 'random'").format(name=name))


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One run of gradient descent, complete: two equal experiments give the same numbers, step for step.

    lr is the learning rate, momentum the factor of the optimizers momentum and Nesterov. steps is how far a run plays before it
    stops by itself. batch_size is how many points an update looks at: they are shuffled with the seed and dealt out, and
    shuffled again when all have been seen (the last batch of a deal may be smaller); None is all of them, in their own order.
    body, where it is not empty, is the standard loop's body with its lines in another order, left out or doubled. device is
    where torch computes; lessons have no say in that.
    Raises ValueError for values that no run could have.
    """

    data: str | Dataset = "one-two-three"
    model: Model = "Wx"
    cost: Cost = "mean"
    start: Start = Start()
    lr: float = 0.1
    optimizer: Optimizer = "SGD"
    momentum: float = 0.9
    loop: Loop = "standard"
    body: tuple[BodyLine, ...] = ()
    batch_size: int | None = None
    steps: int = 20
    seed: int = 0
    dtype: Dtype = "float32"
    device: Device = "cpu"

    def __post_init__(self) -> None:
        if isinstance(self.data, str) and self.data not in DATASETS:
            sentence = _("unknown data {name!r}; built in are: {names}")
            raise ValueError(sentence.format(name=self.data, names=", ".join(DATASETS)))
        if not (math.isfinite(self.lr) and self.lr >= 0):
            raise ValueError(_("lr must be a finite number, 0 or more"))
        if not 0 <= self.momentum < 1:
            raise ValueError(_("momentum must be 0 or more and less than 1"))
        if self.optimizer == "Nesterov" and not self.momentum:
            raise ValueError(_("momentum must be more than 0 for the optimizer Nesterov"))
        if self.device == "mps" and self.dtype == "float64":
            raise ValueError(_("the device mps knows no float64; choose dtype float32"))
        if not 1 <= self.steps <= MAX_STEPS:
            raise ValueError(_("steps must be 1 to {most}").format(most=MAX_STEPS))
        if not 0 <= self.seed < 2**63:
            raise ValueError(_("seed must be 0 or more, below 2**63"))
        points = len(self.dataset.x)
        if self.batch_size is not None and not 1 <= self.batch_size <= points:
            raise ValueError(_("batch_size must be 1 to {most}, the number of points").format(most=points))
        self._check_loop()

    def _check_loop(self) -> None:
        if self.loop == "sequential-update" and (self.model != "Wx+b" or self.optimizer != "SGD"):
            raise ValueError(_("loop sequential-update needs model Wx+b and optimizer SGD"))
        if self.loop in ("by-hand", "by-hand-in-graph", "ascent") and self.optimizer != "SGD":
            raise ValueError(_("loop {loop} has no optimizer; it needs SGD here").format(loop=self.loop))
        if self.loop == "ascent" and self.model == "sin(Wx)":
            raise ValueError(_("loop ascent needs model Wx or Wx+b: a wave's cost has hilltops to end on"))
        if self.loop == "forward-outside" and self.batch_size is not None:
            raise ValueError(_("loop forward-outside looks at all points; leave out batch_size"))
        if self.body and self.loop != "standard":
            raise ValueError(_("body needs loop standard"))
        if self.body and self.batch_size is not None:
            raise ValueError(_("body looks at all points; leave out batch_size"))
        if len(self.body) > MAX_BODY:
            raise ValueError(_("body has {n} lines; at most {most} are allowed").format(n=len(self.body), most=MAX_BODY))

    @property
    def dataset(self) -> Dataset:
        """The points themselves, whether the experiment names them or holds them."""
        return DATASETS[self.data] if isinstance(self.data, str) else self.data

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The names of what the optimiser moves: ("W",) or ("W", "b")."""
        return ("W", "b") if self.model == "Wx+b" else ("W",)

    @property
    def records_passes(self) -> bool:
        """Whether the loop's own gradient and cost may belong to another state than W does, or never come to be: then a record
        is taken after each pass of the body, and cost and gradient of its state are computed apart.
        """
        return bool(self.body) or self.loop == "forward-outside"

    @property
    def in_batches(self) -> bool:
        """Whether an update looks at some of the points only."""
        return self.batch_size is not None and self.batch_size < len(self.dataset.x)
