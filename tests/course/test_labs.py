"""Which pictures go with which model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lab
from gdtutor.course.problems import CourseError

Write = Callable[[str | bytes], Path]

LESSON = """\
---
id: bias-too
title: W and b together
minutes: 10
---

## A valley {#valley}

From above.

```lab
id: valley
LAB
```
"""


@pytest.fixture
def read_lab(write: Write) -> Callable[[str], Lab]:
    def read(lines: str) -> Lab:
        lab = read_lesson(write(LESSON.replace("LAB", lines))).pages[0].lab
        assert lab is not None
        return lab

    return read


COMPARED = """\
compare:
  - {label: one after the other, loop: sequential-update}
  - {label: too fast, lr: 0.2}
  - {label: W alone, model: Wx}"""


def test_contours_of_a_line_with_b(read_lab: Callable[[str], Lab]) -> None:
    lab = read_lab(f"model: Wx+b\npictures: [contours, cost-steps, data]\nb_range: [-1, 1]\n{COMPARED}")
    assert lab.pictures == ("contours", "cost-steps", "data")
    assert [variant.label for variant in lab.compare] == ["one after the other", "too fast", "W alone"]


def test_the_curve_of_a_wave(read_lab: Callable[[str], Lab]) -> None:
    lab = read_lab(
        "model: sin(Wx)\ndata: wave\npictures: [cost-curve, data, cost-steps]\ncontrols: [W, lr, run]\ntangents: [1, 3]"
    )
    assert lab.pictures == ("cost-curve", "data", "cost-steps")
    assert lab.experiment.model == "sin(Wx)"


# name: the lab, the line (the lab's first line is 13), the whole message
REFUSED: dict[str, tuple[str, int, str]] = {
    "contours of W alone": (
        "pictures: [data, contours]",
        13,
        "lab valley: contours needs the model Wx+b; with Wx there is no b, show cost-curve instead",
    ),
    "contours of a wave": (
        "data: wave\nmodel: sin(Wx)\npictures:\n  - data\n  - contours",
        17,
        "lab valley: contours needs the model Wx+b; with sin(Wx) there is no b, show cost-curve instead",
    ),
    "contours compared with a wave": (
        "model: Wx+b\npictures: [contours]\ncompare:\n  - {label: wave, model: sin(Wx)}",
        14,
        "lab valley: contours can't show a run of sin(Wx); delete it from 'compare' or show cost-steps instead",
    ),
    "cost-curve compared with a run that has a b": (
        "pictures: [data, cost-curve]\ncompare:\n  - {label: with b, model: Wx+b}",
        13,
        "lab valley: cost-curve needs the model Wx; with Wx+b the cost is no curve, show contours or cost-steps instead",
    ),
    "cost-curve with b": (
        "model: Wx+b\npictures: [cost-curve]",
        14,
        "lab valley: cost-curve needs the model Wx; with Wx+b the cost is no curve, show contours or cost-steps instead",
    ),
    "a wave has no b to turn": (
        "data: wave\nmodel: sin(Wx)\ncontrols: [W, b, run]",
        15,
        "lab valley: the model sin(Wx) has no b to turn; delete it or write model: Wx+b",
    ),
}


@pytest.mark.parametrize(("lines", "line", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_a_picture_that_cannot_show_the_model(read_lab: Callable[[str], Lab], lines: str, line: int, message: str) -> None:
    with pytest.raises(CourseError) as error:
        read_lab(lines)
    assert [(problem.line, problem.what) for problem in error.value.problems] == [(line, message)]
