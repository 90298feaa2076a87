"""The keys of an experiment, as `lab`, `compare` and `quiz` blocks hold them."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

import msgspec

from gdtutor.course.blocks import Scalar
from gdtutor.course.problems import quoted
from gdtutor.course.section import Section
from gdtutor.course.terms import parse_constant
from gdtutor.descent.experiment import DATASETS, MAX_STEPS, Cost, Dataset, Dtype, Experiment, Loop, Model, Optimizer, Start

KEYS = ("data", "model", "cost", "start", "lr", "optimizer", "loop", "steps", "seed", "dtype")


def read_experiment(section: Section, base: Experiment) -> Experiment:
    """The section's experiment: its keys, and `base`'s value for each key left out. Notes problems; never raises."""
    read: dict[str, Any] = {
        "data": _data(section, base.data),
        "model": section.one_of("model", get_args(Model), base.model),
        "cost": section.one_of("cost", get_args(Cost), base.cost),
        "start": _start(section, base.start),
        "lr": section.number("lr", base.lr),
        "optimizer": section.one_of("optimizer", get_args(Optimizer), base.optimizer),
        "loop": section.one_of("loop", get_args(Loop), base.loop),
        "steps": section.whole("steps", base.steps, 1, MAX_STEPS),
        "seed": section.whole("seed", base.seed, 0, 2**63 - 1),
        "dtype": section.one_of("dtype", get_args(Dtype), base.dtype),
    }
    # Each value on its own first, so that what it breaks is said on its own line; `loop` depends on others.
    for key in KEYS:
        if key in section and key != "loop":
            try:
                msgspec.structs.replace(Experiment(), **{key: read[key]})
            except ValueError as error:
                section.problem(key, str(error))
                read[key] = getattr(base, key)
    if read["model"] == "Wx":
        read["start"] = _without_b(section, read["start"])
    try:
        return Experiment(**read)
    except ValueError as error:
        section.problem(_culprit(section, str(error)), str(error))
        return base


def _culprit(section: Section, message: str) -> str:
    """The key that the author wrote and the message speaks of."""
    return next((word for word in re.findall(r"[a-z]+", message) if word in KEYS and word in section), "")


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
            points.problem(key, f"key '{key}' is missing")
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


def _without_b(section: Section, start: Start) -> Start:
    parameters = section.section("start")
    if parameters is not None and "b" in parameters:
        parameters.problem("b", "start: the model Wx has no b; delete it or write model: Wx+b")
    return Start(W=start.W)


def _number_or_random(text: str) -> float | Literal["random"]:
    if text == "random":
        return "random"
    try:
        return parse_constant(text)
    except ValueError:
        raise ValueError(f"must be a number or 'random'; found {quoted(text)}") from None
