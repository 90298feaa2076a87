"""`run` blocks, claims and links of a lesson file, and the keys that experiments have got."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import AtStep, Link, OfExperiment, VerdictIs
from gdtutor.course.problems import CourseError
from gdtutor.descent.experiment import Experiment, Start

Write = Callable[[str | bytes], Path]

LESSON = """\
---
id: rates
title: Rates
minutes: 5
---

## Early [x] {#early}

Too far is [7/3]{too-far:W@1}, see [the next page](#late) or [another
lesson](cost/two) and <https://pytorch.org>.

| α | W |
|---|---|
| [0.25]{too-far:lr} | [2.33]{too-far:W@1} |

```python
claims = ["[1.4]{W@1}"]
```

```text
W after one step: [2.333]{too-far:W@1}
```

## Late {#late}

```lab
id: late
model: Wx+b
start: {W: 1, b: 2}
lr: 0.15
steps: 30
```

W moves [to
the left]{W@1 < W@0} of [1]{W@0}, by `W -= [0.15]{lr}`.

```run
id: too-far
model: Wx
start: {W: 0}
lr: 0.25
steps: 10
```

```run
id: higher
start: {b: 3}
```

It [settles]{verdict is converges or crawls}; [back](cost).

```quiz
id: which
kind: choices
ask: >-
  After one step W is
  [0.4]{W@1}?
steps: 2
choices:
  - {id: a, text: "yes, {too-far:W@1}", answer: Right., right: true}
  - {id: b, text: no, answer: "It is [3]{higher:b@0}."}
hint: Two.
```
"""


def line_of(text: str) -> int:
    assert LESSON.count(text) == 1, text
    return LESSON.count("\n", 0, LESSON.index(text)) + 1


def test_runs_build_on_the_lab_of_their_page(write: Write) -> None:
    lesson = read_lesson(write(LESSON))
    assert [(run.id, run.line) for run in lesson.runs] == [
        ("too-far", line_of("```run\nid: too-far")),
        ("higher", line_of("```run\nid: higher")),
    ]
    assert lesson.runs[0].experiment == Experiment(lr=0.25, steps=10)
    assert lesson.runs[1].experiment == Experiment(model="Wx+b", start=Start(W=1.0, b=3.0), lr=0.15, steps=30)


def test_a_run_on_a_page_without_a_lab_is_the_default_one(write: Write) -> None:
    lesson = read_lesson(write(LESSON.replace("## Late", "```run\nid: plain\nlr: 0.3\n```\n\n## Late")))
    assert lesson.runs[0].experiment == Experiment(lr=0.3)


def test_prose_is_without_marks_and_keeps_its_lines(write: Write) -> None:
    lesson = read_lesson(write(LESSON))
    early, late = lesson.pages
    assert early.title == "Early [x]"
    assert early.prose[0].text.startswith("Too far is 7/3, see [the next page](#late) or [another\nlesson](cost/two)")
    assert "| 0.25 | 2.33 |" in early.prose[0].text
    assert 'claims = ["[1.4]{W@1}"]' in early.prose[0].text
    assert "W after one step: 2.333" in early.prose[0].text
    assert [piece.text for piece in late.prose] == [
        "W moves to\nthe left of 1, by `W -= 0.15`.",
        "It settles; [back](cost).",
    ]
    assert late.prose[1].line == line_of("It [settles]")


def test_claims_of_a_page_in_the_order_of_their_lines(write: Write) -> None:
    early, late = read_lesson(write(LESSON)).pages
    assert [(claim.text, claim.line) for claim in early.claims] == [
        ("7/3", line_of("Too far")),
        ("0.25", line_of("| [0.25]")),
        ("2.33", line_of("| [0.25]")),
        ("2.333", line_of("W after one")),
    ]
    assert early.claims[1].value == OfExperiment("lr", "too-far")
    assert {claim.experiment for claim in early.claims} == {None}
    lab = Experiment(model="Wx+b", start=Start(W=1.0, b=2.0), lr=0.15, steps=30)
    question = Experiment(model="Wx+b", start=Start(W=1.0, b=2.0), lr=0.15, steps=2)
    assert [(claim.text, claim.line, claim.experiment) for claim in late.claims] == [
        ("to the left", line_of("W moves"), lab),
        ("1", line_of("the left]"), lab),
        ("0.15", line_of("the left]"), lab),
        ("settles", line_of("It [settles]"), lab),
        ("0.4", line_of("  [0.4]"), question),
        ("3", line_of("{id: b, text: no"), question),
    ]
    assert late.claims[3].condition == VerdictIs(("converges", "crawls"))
    assert late.quiz is not None
    assert late.quiz.ask == "After one step W is 0.4?"
    assert late.quiz.choices[0].text == "yes, {too-far:W@1}"
    assert late.quiz.choices[1].answer == "It is 3."
    assert late.claims[5].value == AtStep("b", 0, "higher")


def test_links_lead_to_lessons_and_pages(write: Write) -> None:
    early, late = read_lesson(write(LESSON)).pages
    assert early.links == (Link("rates", "late", line_of("Too far")), Link("cost", "two", line_of("lesson](cost/two)")))
    assert late.links == (Link("cost", None, line_of("[back]")),)


# name: what is replaced, by what, the text on whose line the problem is, a part of the message
BROKEN: dict[str, tuple[str, str, str, str]] = {
    # runs
    "run without id": ("id: higher\n", "", "```run\nstart", "run: key 'id' is missing"),
    "two runs with one id": ("id: higher", "id: too-far", "id: too-far\nstart", "used twice in this lesson"),
    "unknown key of a run": ("start: {b: 3}", "start: {b: 3}\npictures: [data]", "pictures", "unknown key 'pictures'"),
    "run off the pages": ("\n## Early", "```run\nid: x\n```\n## Early", "```run\nid: x", "a run must stand on a page"),
    "run misspelt": ("```run\nid: higher", "```runs\nid: higher", "```runs", "did you mean 'run'?"),
    # claims
    "claim of no run": ("[7/3]{too-far:W@1}", "[7/3]{W@1}", "Too far", "add a lab to the page, or name a 'run' block"),
    "claim of an unknown run": (
        "| [0.25]{too-far:lr}",
        "| [0.25]{to-far:lr}",
        "| [0.25]",
        "claim [0.25]: to-far:lr: this lesson has no run 'to-far'; did you mean 'too-far'?",
    ),
    "claim beyond its run": (
        "[2.333]{too-far:W@1}",
        "[2.333]{too-far:W@11}",
        "W after one",
        "too-far:W@11: that run has only 10",
    ),
    "claim beyond the lab": ("[1]{W@0}", "[1]{W@31}", "the left]", "W@31: that run has only 30 steps; raise its 'steps'"),
    "claim beyond the question": ("[0.4]{W@1}", "[0.4]{W@3}", "[0.4]", "the run behind the question has only 2 steps"),
    "claim in words of a number": ("[settles]{verdict is converges or crawls}", "[settles]{W@9}", "It [set", "needs a condition"),
    "claim that is no term": ("[1]{W@0}", "[1]{weight@0}", "the left]", "before @ must stand one of"),
    "claim never closed": ("[0.15]{lr}", "[0.15]{lr", "the left]", "is not a claim; write [words]{term}"),
    "claim never opened": ("[2.333]{too-far:W@1}", "2.333]{too-far:W@1}", "W after one", "is not a claim"),
    "placeholder in prose": ("of [1]{W@0}", "of {W@0}", "the left]", "{W@0} is filled in only in a quiz"),
    "claim in a quiz of an unknown run": ("[3]{higher:b@0}", "[3]{hi:b@0}", "{id: b, text: no", "this lesson has no run 'hi'"),
    "placeholder of an unknown run": ('{too-far:W@1}"', '{far:W@1}"', "{id: a", "this lesson has no run 'far'"),
    # links
    "link to a file": ("(cost)", "(02-cost.md)", "It [settles]", "a link to '02-cost.md' leads nowhere"),
    "link to nothing": ("(cost)", "()", "It [settles]", "a link to '' leads nowhere"),
    "link to mail": ("(cost)", "(mailto:a@b.c)", "It [settles]", "leads nowhere"),
    "link in a second line": ("(cost/two)", "(cost/two/three)", "lesson](cost", "a link to 'cost/two/three'"),
    # experiments
    "unknown line of a body": (
        "start: {b: 3}",
        "start: {b: 3}\nbody: [hypothesis, backwards]",
        "body",
        "each of 'body' must be one of: hypothesis, cost, zero_grad, backward, step; found 'backwards'; did you mean 'backward'?",
    ),
    "empty body": ("start: {b: 3}", "start: {b: 3}\nbody: []", "body", "'body' is empty"),
    "long body": ("start: {b: 3}", f"start: {{b: 3}}\nbody: [{', '.join(['step'] * 11)}]", "body", "at most 10"),
    "body of another loop": (
        "start: {b: 3}",
        "start: {b: 3}\nloop: by-hand\nbody: [hypothesis, cost, backward, step]",
        "body",
        "body needs loop standard",
    ),
    "batch larger than the data": ("start: {b: 3}", "start: {b: 3}\nbatch_size: 4", "batch_size", "batch_size must be 1 to 3"),
    "batch no number": ("start: {b: 3}", "start: {b: 3}\nbatch_size: half", "batch_size", "'batch_size' must be a whole number"),
    "b of a wave": (
        "model: Wx\nstart: {W: 0}",
        "model: sin(Wx)\nstart: {W: 0, b: 1}",
        "b: 1}",
        "the model sin(Wx) has no b; delete it or write model: Wx+b",
    ),
}


@pytest.mark.parametrize(("old", "new", "marker", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_named_with_its_line(write: Write, old: str, new: str, marker: str, message: str) -> None:
    assert LESSON.count(old) == 1
    text = LESSON.replace(old, new)
    line = text.count("\n", 0, text.index(marker)) + 1
    with pytest.raises(CourseError) as error:
        read_lesson(write(text))
    said = [(problem.line, problem.what) for problem in error.value.problems]
    assert len(said) == 1, said
    assert said[0][0] == line, said
    assert message in said[0][1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # What names a run or a lab that could not be read is not blamed for that.
        ("id: too-far", "id: Too far"),
        ("id: too-far\nmodel: Wx\n", "id: too-far\nmodel: [Wx\n"),
        ("id: late\nmodel: Wx+b", "id: late\nmodel: [Wx+b"),
    ],
)
def test_one_mistake_is_one_problem(write: Write, old: str, new: str) -> None:
    assert LESSON.count(old) == 1
    with pytest.raises(CourseError) as error:
        read_lesson(write(LESSON.replace(old, new)))
    assert len(error.value.problems) == 1, str(error.value)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("body: [hypothesis, cost, backward, step, step]", Experiment(body=("hypothesis", "cost", "backward", "step", "step"))),
        ("batch_size: 2", Experiment(batch_size=2)),
        ("data: noisy-line\nbatch_size: 20", Experiment(data="noisy-line", batch_size=20)),
        ("data: {x: [1, 2, 3, 4], y: [1, 2, 3, 4]}\nbatch_size: all", None),
        ("loop: ascent", Experiment(loop="ascent")),
        ("data: wave\nmodel: sin(Wx)\nstart: {W: 3}", Experiment(data="wave", model="sin(Wx)", start=Start(W=3.0))),
    ],
)
def test_keys_of_an_experiment(write: Write, keys: str, wanted: Experiment | None) -> None:
    text = f"---\nid: a\ntitle: A\nminutes: 1\n---\n## P {{#p}}\nProse.\n```run\nid: r\n{keys}\n```\n"
    experiment = read_lesson(write(text)).runs[0].experiment
    if wanted is None:
        assert experiment.batch_size is None
    else:
        assert experiment == wanted


@pytest.mark.parametrize(
    ("lab", "run", "wanted"),
    [
        ("body: [cost, hypothesis]", "loop: ascent", Experiment(loop="ascent")),
        ("loop: ascent", "body: [cost, hypothesis]", Experiment(body=("cost", "hypothesis"))),
        ("batch_size: 2", "loop: forward-outside", Experiment(loop="forward-outside")),
        ("batch_size: 2", "body: [cost, hypothesis]", Experiment(body=("cost", "hypothesis"))),
        ("batch_size: 2", "loop: by-hand", Experiment(loop="by-hand", batch_size=2)),
        ("batch_size: 2", "lr: 0.5", Experiment(lr=0.5, batch_size=2)),
    ],
)
def test_what_the_lab_has_goes_where_a_run_excludes_it(write: Write, lab: str, run: str, wanted: Experiment) -> None:
    text = "---\nid: a\ntitle: A\nminutes: 1\n---\n## P {#p}\nProse.\n"
    text += f"```lab\nid: l\n{lab}\n```\n```run\nid: r\n{run}\n```\n"
    assert read_lesson(write(text)).runs[0].experiment == wanted
