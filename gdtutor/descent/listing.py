"""The PyTorch that a learner would write for an experiment: one text, shown on screen, exported, and run by the trainer.

No torch and no numpy here: a text is all that this makes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gdtutor.descent.experiment import BODY, BodyLine, Dtype, Experiment

WIDTH = 78
_BY_HAND = ("by-hand", "by-hand-in-graph", "ascent")
# More learning rates than this stand in a table.
_FEW_RATES = 3


class Change(NamedTuple):
    """What was turned while the run stood at `step`: the learning rate, or where the parameters are; None is as it was.

    W and b are numbers of the run's dtype, so they may be inf.
    """

    step: int
    lr: float | None = None
    W: float | None = None
    b: float | None = None


@dataclass(frozen=True)
class Listing:
    """A script: imports, data, parameters and optimiser, then one `for` loop over the steps. It runs as it stands.

    measure is what computes `hypothesis` and `cost` of all points, whatever the loop itself does. report is the line that prints
    the parameters in the end. `given` of its lines are the head: imports, data and parameters.
    """

    text: str
    measure: str
    report: str
    given: int

    @property
    def script(self) -> str:
        """The text and the report: what is exported, and what the stepper goes through."""
        return f"{self.text}\n{self.report}\n"

    @property
    def lines(self) -> tuple[str, ...]:
        """The text line by line, with its indents; line n of a traceback is lines[n - 1]."""
        return tuple(self.text.splitlines())

    @property
    def head(self) -> str:
        """The imports, x, y and the parameters: what a loop needs and does not make."""
        return "".join(f"{line}\n" for line in self.lines[: self.given])

    @property
    def own(self) -> str:
        """What stands below the head: the optimiser, or the learning rate, and the loop."""
        return "".join(f"{line}\n" for line in self.lines[self.given :])


def listing(experiment: Experiment, changes: Sequence[Change] = (), steps: int | None = None) -> Listing:
    """The script of `experiment`; after its last line W (and b) hold what `steps` updates give, by default `experiment.steps`.

    changes are what a learner turned on the way, each before the update that follows its step. Those of the step that the loop
    ends with come after it, and then the loop is not the script's last statement.
    """
    by_hand = experiment.loop in _BY_HAND
    steps = experiment.steps if steps is None else steps
    on_the_way = [change for change in changes if change.step < steps]
    in_the_end = [change for change in changes if change.step >= steps]
    head = [
        "import torch",
        *([] if by_hand else ["from torch import optim"]),
        *([] if experiment.device == "cpu" else ["", f'torch.set_default_device("{experiment.device}")']),
        "",
        *_tensor("x", experiment.dataset.x, experiment.dtype),
        *_tensor("y", experiment.dataset.y, experiment.dtype),
        "",
        *_parameters(experiment),
    ]
    setup = [
        *([f"lr = {float(experiment.lr)!r}"] if by_hand else _optimizers(experiment)),
        *_table(_rates(on_the_way)),
    ]
    if experiment.batch_size is not None:
        device = "" if experiment.device == "cpu" else f'device="{experiment.device}"'
        setup += [f"generator = torch.Generator({device}).manual_seed({experiment.seed})", "batches = []"]
    if experiment.loop == "forward-outside":
        setup += ["", *_forward(experiment)]
    body = [*_changed(experiment, on_the_way), *_body(experiment)]
    loop = [f"for step in range({steps}):", *_indented(body)]
    after = [line for change in in_the_end for line in _turned(experiment, change)]
    whole = _forward(experiment, "x", "y")
    report = f"print({', '.join(f'{name}.item()' for name in experiment.parameters)})"
    text = "\n".join([*head, *setup, "", *loop, *([""] if after else []), *after, ""])
    return Listing(text, "\n".join(whole), report, len(head))


def body_line(experiment: Experiment, name: BodyLine) -> str:
    """A line of the standard loop's body as the listing has it, without its indent."""
    lines = [*_forward(experiment), "optimizer.zero_grad()", "cost.backward()", "optimizer.step()"]
    return lines[BODY.index(name)]


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
        "momentum": ("SGD", f", momentum={experiment.momentum!r}"),
        "Nesterov": ("SGD", f", momentum={experiment.momentum!r}, nesterov=True"),
        "Adam": ("Adam", ""),
        "RMSprop": ("RMSprop", ""),
        "Adagrad": ("Adagrad", ""),
        "AdamW": ("AdamW", ""),
    }[experiment.optimizer]
    return [f"optimizer = optim.{name}([{', '.join(experiment.parameters)}], {lr}{options})"]


def _forward(experiment: Experiment, x: str = "", y: str = "") -> list[str]:
    """hypothesis and cost, of the points that the loop looks at or of those that are named."""
    batch = "" if experiment.batch_size is None else "[batch]"
    x, y = x or f"x{batch}", y or f"y{batch}"
    hypothesis = {"Wx": f"{x} * W", "Wx+b": f"{x} * W + b", "sin(Wx)": f"torch.sin({x} * W)"}[experiment.model]
    squares = f"(hypothesis - {y}) ** 2"
    cost = {"mean": f"torch.mean({squares})", "half-mean": f"torch.mean({squares}) / 2", "sum": f"torch.sum({squares})"}
    return [f"hypothesis = {hypothesis}", f"cost = {cost[experiment.cost]}"]


def _body(experiment: Experiment) -> list[str]:
    forward = _forward(experiment)
    if experiment.body and experiment.body != BODY:
        return [body_line(experiment, name) for name in experiment.body]
    if experiment.loop == "forward-outside":
        return ["optimizer.zero_grad()", "cost.backward()", "optimizer.step()"]
    first = [*_next_batch(experiment), *forward, ""]
    if experiment.loop == "sequential-update":
        # b takes the gradient at the new W: a known mistake, shown as what it is.
        zero_both = ["optimizer_W.zero_grad()", "optimizer_b.zero_grad()"]
        first += [*zero_both, "cost.backward()", "optimizer_W.step()", ""]
        return [*first, *forward, "", "optimizer_b.zero_grad()", "cost.backward()", "optimizer_b.step()"]
    if experiment.loop in _BY_HAND:
        return [*first, "cost.backward()", *_update_by_hand(experiment)]
    zero = [] if experiment.loop == "no-zero-grad" else ["optimizer.zero_grad()"]
    return [*first, *zero, "cost.backward()", "optimizer.step()"]


def _changed(experiment: Experiment, changes: Sequence[Change]) -> list[str]:
    lines = []
    rates = _rates(changes)
    if len(rates) > _FEW_RATES:
        lines += ["if step in rates:", *_indented(_new_rate(experiment, "rates[step]"))]
        changes = [change._replace(lr=None) for change in changes]
    for change in changes:
        turned = _turned(experiment, change)
        lines += [f"if step == {change.step}:", *_indented(turned)] if turned else []
    return [*lines, ""] if lines else []


def _rates(changes: Sequence[Change]) -> dict[int, float]:
    return {change.step: float(change.lr) for change in changes if change.lr is not None}


def _table(rates: dict[int, float]) -> list[str]:
    if len(rates) <= _FEW_RATES:
        return []
    return _wrapped("rates = {", ", ".join(f"{step}: {rate!r}" for step, rate in rates.items()), "}  # by step")


def _new_rate(experiment: Experiment, rate: str) -> list[str]:
    if experiment.loop in _BY_HAND:
        return [f"lr = {rate}"]
    if experiment.loop == "sequential-update":
        return [f'optimizer_{name}.param_groups[0]["lr"] = {rate}' for name in experiment.parameters]
    return [f'optimizer.param_groups[0]["lr"] = {rate}']


def _turned(experiment: Experiment, change: Change) -> list[str]:
    lines = [] if change.lr is None else _new_rate(experiment, repr(float(change.lr)))
    points = {"W": change.W, "b": change.b}
    moved = [f"{name}.fill_({_number(value)})" for name in experiment.parameters if (value := points[name]) is not None]
    if not moved:
        return lines
    # What was computed once before the loop is computed anew where the parameters are now.
    again = _forward(experiment) if experiment.loop == "forward-outside" else []
    return [*lines, "with torch.no_grad():", *_indented(moved), *again]


def _number(value: float) -> str:
    return repr(value) if math.isfinite(value) else f'float("{value!r}")'


def _next_batch(experiment: Experiment) -> list[str]:
    """Dealt out like cards: shuffled, split, and shuffled anew when all batches are used."""
    if experiment.batch_size is None:
        return []
    return [
        "if not batches:",
        "    order = torch.randperm(len(x), generator=generator)",
        f"    batches = list(order.split({experiment.batch_size}))",
        "batch = batches.pop(0)",
        "",
    ]


def _update_by_hand(experiment: Experiment) -> list[str]:
    sign = "+" if experiment.loop == "ascent" else "-"
    updates = [f"{name} {sign}= lr * {name}.grad" for name in experiment.parameters]
    if experiment.loop != "by-hand-in-graph":
        updates = ["with torch.no_grad():", *_indented(updates)]
    return [*updates, *(f"{name}.grad = None" for name in experiment.parameters)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _tensor(name: str, values: Sequence[float], dtype: Dtype) -> list[str]:
    return _wrapped(f"{name} = torch.tensor([", ", ".join(repr(float(value)) for value in values), f"]{_dtype(dtype)})")


def _wrapped(before: str, numbers: str, after: str) -> list[str]:
    """One line, or where that is too long, the numbers on lines of their own."""
    if len(before) + len(numbers) + len(after) <= WIDTH:
        return [f"{before}{numbers}{after}"]
    rows = textwrap.wrap(numbers, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return [before, *(f"    {row}" for row in rows), after]


def _dtype(dtype: Dtype) -> str:
    return ", dtype=torch.float64" if dtype == "float64" else ""
