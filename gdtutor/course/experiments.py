"""The keys of an experiment, as `lab`, `run`, `compare` and `quiz` blocks hold them."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

import msgspec

from gdtutor.course.blocks import Scalar
from gdtutor.course.problems import quoted
from gdtutor.course.section import Section
from gdtutor.course.terms import parse_constant
from gdtutor.descent.experiment import (
    BODY,
    DATASETS,
    MAX_POINTS,
    MAX_STEPS,
    BodyLine,
    Cost,
    Dataset,
    Dtype,
    Experiment,
    Loop,
    Model,
    Optimizer,
    Start,
)
from gdtutor.language import _

KEYS = ("data", "model", "cost", "start", "lr", "optimizer", "momentum", "loop", "body", "batch_size", "steps", "seed", "dtype")
# Whether these can be depends on others.
DEPENDENT = ("loop", "body", "batch_size")


def read_experiment(section: Section, base: Experiment) -> Experiment:
    """The section's experiment: its keys, and `base`'s value for each key left out. Notes problems; never raises."""
    loop = section.one_of("loop", get_args(Loop), "standard" if "body" in section else base.loop)
    # What base has goes where a key of the section excludes it.
    all_points = "body" in section or ("loop" in section and loop == "forward-outside")
    read: dict[str, Any] = {
        "data": _data(section, base.data),
        "model": section.one_of("model", get_args(Model), base.model),
        "cost": section.one_of("cost", get_args(Cost), base.cost),
        "start": _start(section, base.start),
        "lr": section.number("lr", base.lr),
        "optimizer": section.one_of("optimizer", get_args(Optimizer), base.optimizer),
        "momentum": section.number("momentum", base.momentum),
        "loop": loop,
        "body": _body(section, () if "loop" in section else base.body),
        "batch_size": _batch_size(section, None if all_points else base.batch_size),
        "steps": section.whole("steps", base.steps, 1, MAX_STEPS),
        "seed": section.whole("seed", base.seed, 0, 2**63 - 1),
        "dtype": section.one_of("dtype", get_args(Dtype), base.dtype),
    }
    # Each value on its own first, so that what it breaks is said on its own line.
    for key in KEYS:
        if key in section and key not in DEPENDENT:
            try:
                msgspec.structs.replace(Experiment(), **{key: read[key]})
            except ValueError as error:
                section.problem(key, str(error))
                read[key] = getattr(base, key)
    if read["model"] != "Wx+b":
        read["start"] = _without_b(section, read["start"], read["model"])
    try:
        return Experiment(**read)
    except ValueError as error:
        section.problem(_culprit(section, str(error)), str(error))
        return base


def _culprit(section: Section, message: str) -> str:
    """The key that the author wrote and the message speaks of."""
    return next((word for word in re.findall(r"[a-z_]+", message) if word in KEYS and word in section), "")


def _body(section: Section, default: tuple[BodyLine, ...]) -> tuple[BodyLine, ...]:
    body = section.words("body", get_args(BodyLine), default, repeated=True)
    if "body" in section and section.items("body") == []:
        section.problem("body", _("'body' is empty; its lines are: {lines}").format(lines=", ".join(BODY)))
    return body


def _batch_size(section: Section, default: int | None) -> int | None:
    if "batch_size" not in section or section.text("batch_size") == "all":
        return None if "batch_size" in section else default
    return section.whole("batch_size", 1, 1, MAX_POINTS)


def _data(section: Section, default: str | Dataset) -> str | Dataset:
    node = section.node("data")
    if node is None:
        return default
    if isinstance(node, Scalar):
        return section.one_of("data", tuple(DATASETS), default if isinstance(default, str) else "one-two-three")
    points = section.section("data")
    if points is None:
        return default
    points.label += ": data"
    points.only(("x", "y"))
    for key in ("x", "y"):
        if key not in points:
            points.problem(key, _("key '{key}' is missing").format(key=key))
    x, y = points.numbers("x"), points.numbers("y")
    if x is None or y is None:
        return default
    try:
        return Dataset(x, y)
    except ValueError as error:
        points.problem("", str(error))
        return default


def _start(section: Section, default: Start) -> Start:
    """W and b count as keys of their own: the one left out keeps the default's value."""
    parameters = section.section("start")
    if parameters is None:
        return default
    parameters.label += ": start"
    parameters.only(("W", "b"))
    return Start(
        W=parameters.parsed("W", _number_or_random, default.W),
        b=parameters.parsed("b", _number_or_random, default.b),
    )


def _without_b(section: Section, start: Start, model: Model) -> Start:
    parameters = section.section("start")
    if parameters is not None and "b" in parameters:
        what = _("start: the model {model} has no b; delete it or write model: Wx+b")
        parameters.problem("b", what.format(model=model))
    return Start(W=start.W)


def _number_or_random(text: str) -> float | Literal["random"]:
    if text == "random":
        return "random"
    try:
        return parse_constant(text)
    except ValueError:
        raise ValueError(_("must be a number or 'random'; found {found}").format(found=quoted(text))) from None
