"""A `lab` block ▸ Lab."""

from __future__ import annotations

import math
from typing import get_args

from gdtutor.course.blocks import Mapping, Scalar
from gdtutor.course.experiments import KEYS as EXPERIMENT_KEYS
from gdtutor.course.experiments import read_experiment
from gdtutor.course.model import Control, Curve, Hidden, Lab, PictureKind, Variant
from gdtutor.course.problems import Problems
from gdtutor.course.section import Section, unique
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

RANGES = ("W_range", "b_range", "lr_range")
KEYS = ("id", "pictures", "controls", "curve", "hide", "tangents", "compare", *RANGES, *EXPERIMENT_KEYS)
MAX_VARIANTS = 5
MAX_LABEL = 60
MAX_TANGENTS = 12


def read_lab(mapping: Mapping, line: int, problems: Problems) -> tuple[Section, Lab]:
    """The lab, with defaults where problems were noted, and the section it was read from. line is the block's own."""
    section = Section(mapping, "lab", problems, line)
    lab_id = section.named("lab")
    section.only(KEYS)
    experiment = read_experiment(section, Experiment())
    ranges = {key: _range(section, key) for key in RANGES}
    lab = Lab(
        id=lab_id,
        line=line,
        experiment=experiment,
        pictures=section.words("pictures", get_args(PictureKind), ("data",)),
        controls=section.words("controls", get_args(Control), ()),
        curve=section.one_of("curve", get_args(Curve), "shown"),
        hide=section.words("hide", get_args(Hidden), ()),
        tangents=section.numbers("tangents") or (),
        compare=_variants(section, experiment),
        **ranges,
    )
    _check(section, lab)
    return section, lab


def _range(section: Section, key: str) -> tuple[float, float] | None:
    values = section.numbers(key)
    if values is None:
        return None
    if len(values) != 2 or not values[0] < values[1] or not math.isfinite(values[1] - values[0]):
        section.problem(key, _("'{key}' must be [lowest, highest], the lower number first").format(key=key))
        return None
    if key == "lr_range" and values[0] < 0:
        section.problem(key, _("'lr_range' must not go below 0"))
    return values[0], values[1]


def _variants(section: Section, base: Experiment) -> tuple[Variant, ...]:
    variants = []
    sections = section.sections("compare", "compare")
    for variant in sections:
        label = variant.one_line("label", MAX_LABEL)
        variant.only(("label", *EXPERIMENT_KEYS))
        variants.append(Variant(label, read_experiment(variant, base)))
    unique([(found, variant.label) for found, variant in zip(sections, variants, strict=True)], "label", "this lab")
    if len(variants) > MAX_VARIANTS:
        what = _("'compare' has {n} entries; at most {most} can be told apart")
        section.problem("compare", what.format(n=len(variants), most=MAX_VARIANTS))
    return tuple(variants)


def _check(section: Section, lab: Lab) -> None:
    """What single keys can't tell: whether they fit each other."""
    has_b = "b" in lab.experiment.parameters
    if "pictures" in section and not lab.pictures:
        section.problem("pictures", _("'pictures' is empty; at least one is needed"))
    _check_pictures(section, lab)
    if "b" in lab.controls and not has_b:
        line = _line_of_item(section, "controls", "b")
        what = _("the model {model} has no b to turn; delete it or write model: Wx+b").format(model=lab.experiment.model)
        section.problems.add(line, f"{section.label}: {what}")
    if not has_b:
        section.refuse(["b_range"], _("needs model: Wx+b"))
    if lab.curve == "tries":
        if "cost-curve" not in lab.pictures:
            section.problem("curve", _("'curve: tries' needs cost-curve among the pictures"))
        if "W" not in lab.controls:
            section.problem("curve", _("'curve: tries' needs W among the controls"))
    if lab.tangents and "cost-curve" not in lab.pictures:
        section.problem("tangents", _("'tangents' needs cost-curve among the pictures"))
    if len(lab.tangents) > MAX_TANGENTS:
        what = _("'tangents' has {n} values; at most {most} can be told apart")
        section.problem("tangents", what.format(n=len(lab.tangents), most=MAX_TANGENTS))
    _check_ranges(section, lab)


def _check_pictures(section: Section, lab: Lab) -> None:
    """Whether each picture can show the lab's model and those that it is compared with."""
    model = lab.experiment.model
    compared = {variant.experiment.model for variant in lab.compare}
    wrong = []
    if "cost-curve" in lab.pictures and "Wx+b" in {model, *compared}:
        what = _("cost-curve needs the model Wx; with Wx+b the cost is no curve, show contours or cost-steps instead")
        wrong.append(("cost-curve", what))
    if "contours" in lab.pictures and model != "Wx+b":
        what = _("contours needs the model Wx+b; with {model} there is no b, show cost-curve instead")
        wrong.append(("contours", what.format(model=model)))
    elif "contours" in lab.pictures and "sin(Wx)" in compared:
        # A run of Wx is one on the line b = 0.
        wrong.append(("contours", _("contours can't show a run of sin(Wx); delete it from 'compare' or show cost-steps instead")))
    for picture, what in wrong:
        section.problems.add(_line_of_item(section, "pictures", picture), f"{section.label}: {what}")


def _check_ranges(section: Section, lab: Lab) -> None:
    start = lab.experiment.start
    inside = {"W_range": (start.W, *lab.tangents), "b_range": (start.b,), "lr_range": (lab.experiment.lr,)}
    for key, values in inside.items():
        limits = {"W_range": lab.W_range, "b_range": lab.b_range, "lr_range": lab.lr_range}[key]
        if limits is None:
            continue
        for value in values:
            if not isinstance(value, str) and not limits[0] <= value <= limits[1]:
                what = _("'{key}' leaves out {value:g}, which this lab uses; widen it")
                section.problem(key, what.format(key=key, value=value))


def _line_of_item(section: Section, key: str, word: str) -> int:
    """Where the word stands in the list; the key's line where the list is the default."""
    lines = (node.line for node in section.items(key) or () if isinstance(node, Scalar) and node.text == word)
    return next(lines, section.line_of(key))
