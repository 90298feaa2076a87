"""A good lesson becomes the values that its author wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import AtStep, Comparison, Lesson, VerdictIs, WrongNumber
from gdtutor.course.outline import read_summary
from gdtutor.course.problems import CourseError, Problems
from gdtutor.descent.experiment import Dataset, Experiment, Start

Write = Callable[[str | bytes], Path]


def test_yaml_without_its_c_library_reads_the_same(
    good: str, write: Write, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdtutor.course.blocks.LOADER", yaml.SafeLoader)
    assert read_lesson(write(good)) == lesson


@pytest.fixture
def lesson(good: str, write: Write) -> Lesson:
    return read_lesson(write(good))


def test_front_matter(lesson: Lesson) -> None:
    assert (lesson.id, lesson.title, lesson.minutes) == ("derivative-sign", "The sign of the slope", 10)
    assert lesson.needs == ("cost-curve",)
    assert lesson.path.name == "01-first.md"


def test_pages_have_title_id_and_line(lesson: Lesson, good: str) -> None:
    lines = good.splitlines()
    assert [(page.id, page.title) for page in lesson.pages] == [
        ("which-way", "Which way is down"),
        ("by-hand", "By hand"),
        ("several", "Several"),
    ]
    for page in lesson.pages:
        assert lines[page.line - 1] == f"## {page.title} {{#{page.id}}}"


def test_prose_is_what_stands_between_the_blocks_with_its_line(lesson: Lesson, good: str) -> None:
    lines = good.splitlines()
    prose = lesson.pages[0].prose
    assert [piece.text.splitlines()[0] for piece in prose] == ["Prose with **bold**, `code`, W < 5 and a list:", "More prose."]
    assert prose[0].text.endswith("- two")
    for page in lesson.pages:
        for piece in page.prose:
            texts = piece.text.splitlines()
            assert lines[piece.line - 1 : piece.line - 1 + len(texts)] == texts


def test_code_blocks_are_prose(lesson: Lesson) -> None:
    assert "## not a heading {#code}" in lesson.pages[1].prose[0].text


def test_lab(lesson: Lesson, good: str) -> None:
    lab = lesson.pages[0].lab
    assert lab is not None
    assert good.splitlines()[lab.line - 1] == "```lab"
    assert lab.experiment == Experiment(start=Start(W=5.0), lr=0.15)
    assert lab.pictures == ("cost-curve", "data")
    assert lab.controls == ("W", "lr", "run")
    assert lab.tangents == (5.0, -1.5)
    assert lab.W_range == (-4.0, 6.0)
    assert lab.b_range is None
    assert [(variant.label, variant.experiment.lr, variant.experiment.start.W) for variant in lab.compare] == [
        ("slow", 0.001, 5.0),
        ("from the left", 0.15, -3.0),
    ]


def test_predict_runs_the_lab(lesson: Lesson) -> None:
    page = lesson.pages[0]
    assert page.lab is not None
    assert page.quiz is not None
    quiz = page.quiz
    assert (quiz.kind, quiz.steps, quiz.experiment) == ("predict", 3, page.lab.experiment)
    assert quiz.choices[0].when == (Comparison(AtStep("W", 1), "<", AtStep("W", 0)),)
    assert quiz.choices[1].when == (
        Comparison(AtStep("W", 1), ">", AtStep("W", 0)),
        Comparison(AtStep("cost", "end"), "~", 14 / 3),
    )
    assert [choice.belief for choice in quiz.choices] == ["subtracting-shrinks", None]


def test_number_with_an_experiment_of_its_own(lesson: Lesson) -> None:
    quiz = lesson.pages[1].quiz
    assert quiz is not None
    assert quiz.experiment == Experiment(data=Dataset((1.0, 2.0), (3.0, 5.0)), model="Wx+b", start=Start(W=0.0, b=0.5), lr=0.15)
    assert (quiz.value, quiz.tolerance, quiz.right, quiz.wrong) == (AtStep("W", 1), 0.02, "Yes, {W@1}.", "No.")
    assert quiz.numbers == (WrongNumber(value=-14 / 3, answer="That is the cost's sign turned.", belief="sign"),)


def test_texts_stay_texts(lesson: Lesson) -> None:
    # YAML 1.1 would read `no` as False and 3 as a number.
    quiz = lesson.pages[2].quiz
    assert quiz is not None
    assert [choice.text for choice in quiz.choices] == ["14/3", "no", "3"]
    assert [choice.right for choice in quiz.choices] == [True, False, True]


def test_verdict_condition(good: str, write: Write) -> None:
    lesson = read_lesson(write(good.replace("when: W@1 < W@0", "when: verdict is converges-oscillating")))
    quiz = lesson.pages[0].quiz
    assert quiz is not None
    assert quiz.choices[0].when == (VerdictIs(("converges-oscillating",)),)


def test_a_quiz_may_stand_before_its_lab(write: Write) -> None:
    text = """---
id: a
title: A
minutes: 1
---
## P {#p}
Prose.
```quiz
id: q
kind: predict
ask: Up?
choices:
  - {id: u, text: up, when: W@1 > W@0, answer: a}
  - {id: d, text: down, when: W@1 < W@0, answer: a}
hint: h
```
```lab
id: l
lr: 0.125
```
"""
    quiz = read_lesson(write(text)).pages[0].quiz
    assert quiz is not None
    assert quiz.experiment is not None
    assert quiz.experiment.lr == 0.125


def test_start_of_a_variant_keeps_the_parameter_it_leaves_out(good: str, write: Write) -> None:
    text = good.replace("pictures: [cost-curve, data]\n", "model: Wx+b\n").replace("start: {W: 5}", "start: {W: 5, b: 2}")
    text = text.replace("tangents: [5, -1.5]\n", "")
    lab = read_lesson(write(text)).pages[0].lab
    assert lab is not None
    assert lab.compare[1].experiment.start == Start(W=-3.0, b=2.0)


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["BOM", "CRLF"])
def test_windows_files_read_the_same(good: str, write: Write, change: Callable[[str], str], lesson: Lesson) -> None:
    assert read_lesson(write(change(good))) == lesson


def test_the_summary_agrees(good: str, write: Write, lesson: Lesson) -> None:
    path = write(good)
    problems = Problems(path)
    found = read_summary(path, problems)
    assert not problems.found
    assert found is not None
    summary = found[1]
    assert (summary.id, summary.title, summary.minutes, summary.needs) == (
        lesson.id,
        lesson.title,
        lesson.minutes,
        lesson.needs,
    )
    assert summary.pages == tuple(page.id for page in lesson.pages)
    assert summary.quizzes == ("next-step", "first-update", "which-hold")


def test_every_problem_is_reported_at_once_in_order(good: str, write: Write) -> None:
    path = write(
        good.replace("lr: 0.15\n", "lr: -1\nrate: 3\n").replace("kind: choices", "kind: choice").replace("minutes: 10", "m: 1")
    )
    with pytest.raises(CourseError) as error:
        read_lesson(path)
    problems = error.value.problems
    assert [problem.line for problem in problems] == sorted(problem.line or 0 for problem in problems)
    assert len(problems) == 5
    assert str(error.value).splitlines() == [f"{path}:{problem.line}: {problem.what}" for problem in problems]
