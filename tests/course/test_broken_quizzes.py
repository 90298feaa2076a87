"""Each mistake that an author can make in a question is named with its own line and the remedy; a good one has none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gdtutor.course.blocks import read_block
from gdtutor.course.model import Claim, Lab, Quiz
from gdtutor.course.problems import Problem, Problems
from gdtutor.course.quizzes import read_quiz
from gdtutor.descent.experiment import Experiment, Start

# Where the block's first line stands in its file.
FIRST = 40

LAB = Lab(
    id="lab",
    line=20,
    experiment=Experiment(start=Start(W=5.0), lr=0.05),
    pictures=("cost-curve",),
    controls=("lr", "run"),
    lr_range=(0.0, 0.3),
)
RUNS = {"slow": Experiment(lr=1e-3, steps=4)}

ORDER = """\
id: in-order
kind: order
ask: Which order trains?
experiment: {lr: 0.05}
steps: 10
goal: [cost@10 < 0.01, W@10 ~ 1]
orders:
  - when: backward < zero_grad
    belief: zero-grad-erases
    answer: zero_grad() wiped out the gradient, and W stayed at {W@10}.
  - when: [step < backward, zero_grad < hypothesis]
    answer: step() came before the gradient.
right: It comes to {W@10}, from [0]{W@0}.
wrong: "torch says: {error}"
hints: [What does the cost need?, "What does step() need?"]
solution: "In {slow:W@4} ways: hypothesis, cost, zero_grad, backward, step."
"""
LINE = """\
id: at-fault
kind: line
ask: Which line is at fault?
experiment: {loop: no-zero-grad, steps: 9}
steps: 9
lines:
  - line: cost.backward()
    right: true
    answer: It adds to what is there, and W is at {W@9}.
  - line: optimizer.step()
    belief: step-is-lr
    answer: It does what it should.
wrong: That line is as it should be.
hint: Which line adds to something?
"""
CHALLENGE = """\
id: just-in-time
kind: challenge
ask: Bring the cost below 0.01 within ten steps.
steps: 10
goal: cost@10 < 0.01
score: first(cost < 0.01)
best: lowest
par: 1
reference: {lr: 3/28}
misses:
  - when: verdict is diverges
    belief: bounces-in-range
    answer: With {lr} it diverges; score {score}.
right: "{score} steps."
wrong: The cost is still {cost@10}.
hint: One α lands at once.
"""
FRESH = """\
id: one-step
kind: number
ask: W = {W@0}, gradient {dW@0}, α = {lr}. W after the step?
value: W@1
fresh: {W: [-2, 5], lr: [0.15, 0.2]}
numbers:
  - value: W@0 + lr * dW@0
    answer: That climbs.
right: Yes, {W@1}.
wrong: No.
hint: Minus.
"""
WHEN = """\
id: which-way
kind: choice
ask: Which way from {W@0}?
experiment: {lr: 0.2}
choices:
  - id: up
    text: up
    when: W@1 > W@0
    answer: Up to {W@1}.
  - id: down
    text: down
    when: W@1 < W@0
    belief: subtracting-shrinks
    answer: "No, to {W@1}, from [0]{W@0}."
hint: The sign.
"""
BASES = {"order": ORDER, "line": LINE, "challenge": CHALLENGE, "fresh": FRESH, "when": WHEN}


def read(
    text: str, lab: Lab | None = LAB, runs: Mapping[str, Experiment] | None = RUNS
) -> tuple[Quiz, tuple[Claim, ...], list[Problem]]:
    problems = Problems(Path("01.md"))
    mapping = read_block(text, FIRST, "quiz", problems)
    assert mapping is not None, problems.found
    _, quiz, claims = read_quiz(mapping, FIRST - 1, lab, problems, runs)
    return quiz, claims, problems.sorted()


@pytest.mark.parametrize("base", BASES)
def test_a_good_question_has_no_problem(base: str) -> None:
    assert read(BASES[base])[2] == []


# name: the good block, what is replaced, by what, the text on whose line the problem is ("" for the block), part of the message
BROKEN: dict[str, tuple[str, str, str, str, str]] = {
    # of every kind
    "six hints": ("order", "[What does the cost need?,", "[a, b, c, d, e,", "hints", "'hints' must have 1 to 5 hints; found 6"),
    "no hint in the list": (
        "order",
        'hints: [What does the cost need?, "What does step() need?"]',
        "hints: []",
        "hints",
        "1 to 5",
    ),
    "an empty hint": ("order", "[What does the cost need?,", '["",', "hints", "each of 'hints': a text is needed"),
    "hints no list": ("challenge", "hint: One", "hints: One", "hints", "'hints' must be a list"),
    "hint and hints": ("challenge", "hint: One", "hints: [a]\nhint: One", "hint: One", "key 'hint' stands beside 'hints'"),
    "no hint": ("challenge", "hint: One α lands at once.\n", "", "", "key 'hint' is missing; or write up to 5 under 'hints'"),
    "a hint from nowhere": (
        "challenge",
        "hint: One",
        "hint: At {W@11} one",
        "hint: At",
        "the run behind the question has only 10 steps",
    ),
    "a solution from nowhere": ("order", "{slow:W@4} ways", "{slow:W@5} ways", "solution", "slow:W@5: that run has only 4 steps"),
    "an unknown run": ("order", "{slow:W@4} ways", "{sloe:W@4} ways", "solution", "no run 'sloe'; did you mean 'slow'?"),
    "a claim from nowhere": ("order", "[0]{W@0}", "[0]{b@0}", "right: It", "the model Wx has no b"),
    "a claim in words": ("when", "[0]{W@0}", "[up]{W@0}", 'answer: "No', "'up' is not a number"),
    "error of another kind": ("challenge", "{cost@10}.", "{error}.", "wrong:", "placeholder '{error}'"),
    "score of another kind": ("order", "{error}", "{score}", "wrong:", "placeholder '{score}'"),
    "score without score": (
        "challenge",
        "score: first(cost < 0.01)\nbest: lowest\npar: 1\n",
        "",
        "",
        "key 'score' is missing, but a text holds {score}",
    ),
    "unknown key": ("order", "goal:", "gaol:", "gaol:", "unknown key 'gaol'; allowed are: id, kind, ask,"),
    # keys of other kinds
    "lines of an order": (
        "order",
        "goal:",
        "lines: []\ngoal:",
        "lines: []",
        "has no meaning for kind order; it belongs to kind line",
    ),
    "goal of a line": ("line", "lines:", "goal: W@1 < 2\nlines:", "goal:", "it belongs to the kinds order, challenge"),
    "right of a line": (
        "line",
        "wrong: That",
        "right: Yes.\nwrong: That",
        "right: Yes",
        "key 'right' has no meaning for kind line",
    ),
    "experiment of a challenge": (
        "challenge",
        "goal:",
        "experiment: {}\ngoal:",
        "experiment",
        "has no meaning for kind challenge; the page's lab is what runs",
    ),
    "fresh of an order": ("order", "goal:", "fresh: {W: [1]}\ngoal:", "fresh", "it belongs to the kinds choice, choices, number"),
    "choices of a challenge": (
        "challenge",
        "goal:",
        "choices: []\ngoal:",
        "choices",
        "it belongs to the kinds choice, choices, predict",
    ),
    # choice with when
    "when and right": ("when", "when: W@1 > W@0", "right: true", "right: true", "stands in a question with 'when'"),
    "one choice without when": ("when", "    when: W@1 > W@0\n", "", "- id: up", "where one choice has 'when', each needs it"),
    "when without a run": ("when", "", "", "when: W@1 > W@0", "W@1 has no run to come from; add an 'experiment', or a lab"),
    "when of choices": (
        "when",
        "kind: choice",
        "kind: choices",
        "when: W@1 > W@0",
        "has no meaning for kind choices; use 'right: true'",
    ),
    "when beyond the run": ("when", "when: W@1 >", "when: W@2 >", "when: W@2", "has only 1 step; raise 'steps'"),
    # order
    "order without goal": ("order", "goal: [cost@10 < 0.01, W@10 ~ 1]\n", "", "", "key 'goal' is missing; write a condition"),
    "order with an empty goal": ("order", "goal: [cost@10 < 0.01, W@10 ~ 1]", "goal: []", "goal", "key 'goal' is missing"),
    "goal no condition": ("order", "W@10 ~ 1]", "W@10]", "goal", "'W@10' is not a condition"),
    "goal a word": ("order", "W@10 ~ 1]", "W@10 ~ one]", "goal", "'one' is not a number"),
    "order of another loop": (
        "order",
        "{lr: 0.05}",
        "{loop: by-hand}",
        "experiment",
        "kind order needs loop standard, whose lines",
    ),
    "order of one line": ("order", "{lr: 0.05}", "{body: [step, step]}", "experiment", "at least two different lines"),
    "order without when": (
        "order",
        "  - when: backward < zero_grad\n    belief",
        "  - belief",
        "- belief",
        "key 'when' is missing",
    ),
    "order without answer": (
        "order",
        "    answer: step() came before the gradient.\n",
        "",
        "- when: [step",
        "order 2: key 'answer' is missing",
    ),
    "unknown line in an order": (
        "order",
        "when: backward < zero_grad",
        "when: backward < zerograd",
        "when: backward",
        "'zerograd' is not a line of this loop; its lines are: hypothesis, cost, zero_grad, backward, step; did you mean ",
    ),
    "a line that the body leaves out": (
        "order",
        "{lr: 0.05}",
        "{body: [hypothesis, cost, backward, step]}",
        "- when: backward < zero_grad",
        "its lines are: hypothesis, cost, backward, step",
    ),
    "order of one": ("order", "backward < zero_grad", "backward", "- when: backward", "write two lines, the earlier one first"),
    "order of three": ("order", "backward < zero_grad", "backward < step < cost", "- when: backward", "several as a list"),
    "order the other way round": ("order", "backward < zero_grad", "zero_grad > backward", "- when: zero", "is not an order"),
    "order of a line and itself": ("order", "backward < zero_grad", "step < step", "- when: step < step", "names one line twice"),
    "order never said": (
        "order",
        "[step < backward, zero_grad < hypothesis]",
        "[step < cost, backward < zero_grad]",
        "- when: [step",
        "fits wherever this one does",
    ),
    "unknown key of an order": ("order", "belief:", "believe:", "believe", "order 1: unknown key 'believe'"),
    # line
    "line without lines": (
        "line",
        LINE[LINE.index("lines:") : LINE.index("wrong:")],
        "",
        "",
        "key 'lines' is missing",
    ),
    "line that is none": (
        "line",
        "line: optimizer.step()",
        "line: optimiser.step()",
        "line: optimiser",
        "'optimiser.step()' is not a line of the script; its lines are: import torch ⏎ from torch import optim ⏎",
    ),
    "line that is none, the hint": (
        "line",
        "line: optimizer.step()",
        "line: optimiser.step()",
        "line: optimiser",
        "did you mean 'optimizer.step()'?",
    ),
    "line that stands twice in the script": (
        "line",
        "{loop: no-zero-grad, steps: 9}",
        "{body: [hypothesis, cost, zero_grad, backward, backward, step]}",
        "- line: cost.backward()",
        "stands 2 times in the script, so it names no one line; those that stand once are: import torch ⏎",
    ),
    "line listed twice": (
        "line",
        "- line: optimizer.step()",
        "- line: cost.backward()",
        "- line: cost.backward()\n    belief",
        "is listed twice in this quiz",
    ),
    "no right line": ("line", "    right: true\n", "", "lines:", "just one line with 'right: true'; found 0"),
    "two right lines": (
        "line",
        "    belief: step-is-lr",
        "    right: true",
        "lines:",
        "just one line with 'right: true'; found 2",
    ),
    "belief of the right line": ("line", "right: true", "right: true\n    belief: x", "belief: x", "belongs to a wrong line"),
    "nothing at fault": ("line", "loop: no-zero-grad", "loop: standard", "experiment", "needs a script with a mistake in it"),
    "by hand is no fault": ("line", "loop: no-zero-grad", "loop: by-hand", "experiment", "needs a script with a mistake in it"),
    "line without wrong": ("line", "wrong: That line is as it should be.\n", "", "", "key 'wrong' is missing"),
    "line without answer": (
        "line",
        "    answer: It does what it should.\n",
        "",
        "- line: optimizer.step",
        "line 2: key 'answer' is missing",
    ),
    # challenge
    "challenge without goal": ("challenge", "goal: cost@10 < 0.01\n", "", "", "key 'goal' is missing"),
    "goal beyond the run": ("challenge", "goal: cost@10", "goal: cost@11", "goal", "has only 10 steps; raise 'steps'"),
    "score no term": ("challenge", "score: first(cost < 0.01)", "score: steps", "score", "'steps' is not a number"),
    "par a word": ("challenge", "par: 1", "par: one", "par", "'par': 'one' is not a number"),
    "par without score": (
        "challenge",
        "score: first(cost < 0.01)\n",
        "",
        "par",
        "key 'par' needs 'score', the term that is counted",
    ),
    "best of another word": (
        "challenge",
        "best: lowest",
        "best: least",
        "best",
        "must be one of: lowest, highest; found 'least'",
    ),
    "no reference": (
        "challenge",
        "reference: {lr: 3/28}\n",
        "",
        "",
        "key 'reference' is missing; write settings that meet the goal",
    ),
    "reference without a key": (
        "challenge",
        "{lr: 3/28}",
        "{}",
        "reference",
        "'reference' is empty; write at least one of: W, b, lr",
    ),
    "reference of another key": (
        "challenge",
        "{lr: 3/28}",
        "{steps: 3}",
        "reference",
        "unknown key 'steps'; allowed are: W, b, lr",
    ),
    "reference with no dial": (
        "challenge",
        "{lr: 3/28}",
        "{W: 1}",
        "reference",
        "the lab has no dial for W; add it to the lab's 'controls'",
    ),
    "reference with b": ("challenge", "{lr: 3/28}", "{b: 1}", "reference", "the model Wx has no b"),
    "reference out of reach": (
        "challenge",
        "3/28",
        "0.4",
        "reference",
        "dial for lr goes from 0 to 0.3; 0.4 is out of its reach",
    ),
    "reference below 0": ("challenge", "3/28", "-0.1", "reference", "lr must be a finite number, 0 or more"),
    "reference a word": ("challenge", "3/28", "small", "reference", "'lr': 'small' is not a number"),
    "reference no mapping": ("challenge", "{lr: 3/28}", "0.1", "reference", "'reference' must have keys of its own"),
    "miss without when": (
        "challenge",
        "  - when: verdict is diverges\n    belief",
        "  - belief",
        "- belief",
        "miss 1: key 'when' is missing",
    ),
    "miss of another word": ("challenge", "is diverges", "is divergent", "- when", "did you mean 'diverges'?"),
    "miss never said": (
        "challenge",
        'right: "',
        '  - {when: [lr > 1, verdict is diverges], answer: Far.}\nright: "',
        "  - {when: [lr",
        "a miss listed above holds wherever this one does",
    ),
    # fresh
    "fresh no mapping": ("fresh", "{W: [-2, 5], lr: [0.15, 0.2]}", "[5]", "fresh", "'fresh' must have keys of its own"),
    "fresh empty": (
        "fresh",
        "{W: [-2, 5], lr: [0.15, 0.2]}",
        "{}",
        "fresh",
        "'fresh' is empty; write lists of at least one of: W, b, lr",
    ),
    "fresh of another key": (
        "fresh",
        "{W: [-2, 5],",
        "{w: [5],",
        "fresh",
        "unknown key 'w'; allowed are: W, b, lr; did you mean 'W'?",
    ),
    "fresh no list": ("fresh", "lr: [0.15, 0.2]}", "lr: 0.15}", "fresh", "'lr' must be a list"),
    "fresh an empty list": ("fresh", "lr: [0.15, 0.2]}", "lr: []}", "fresh", "'lr' is an empty list"),
    "fresh a word": ("fresh", "lr: [0.15, 0.2]}", "lr: [fast]}", "fresh", "each of 'lr' must be a number: 'fast'"),
    "fresh twice": ("fresh", "lr: [0.15, 0.2]}", "lr: [0.2, 0.2]}", "fresh", "'lr' has a number twice"),
    "fresh below 0": ("fresh", "lr: [0.15, 0.2]}", "lr: [-0.15]}", "fresh", "lr must be a finite number, 0 or more"),
    "fresh b": ("fresh", "lr: [0.15, 0.2]}", "b: [1]}", "fresh", "the model Wx has no b"),
    "fresh too many": (
        "fresh",
        "{W: [-2, 5], lr: [0.15, 0.2]}",
        "{W: [1, 2, 3, 4, 5, 6, 7, 8], lr: [1, 2, 3, 4, 5, 6, 7]}",
        "fresh",
        "56 combinations; at most 50",
    ),
    "fresh the same": (
        "fresh",
        "{W: [-2, 5], lr: [0.15, 0.2]}",
        "{W: [5], lr: [0.05]}",
        "fresh",
        "only the numbers that the question has",
    ),
    "fresh with a key of its own": (
        "fresh",
        "value: W@1",
        "value: 1.4",
        "fresh",
        "'value' does not come from it; write a term such as W@1",
    ),
    "fresh unseen": (
        "fresh",
        "W = {W@0}, gradient {dW@0}, α = {lr}. W after the step?",
        "W after the step?",
        "fresh",
        "'ask' does not show them; write them as {W@0}, {lr}",
    ),
}


@pytest.mark.parametrize(("base", "old", "new", "marker", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_named_with_its_line(base: str, old: str, new: str, marker: str, message: str) -> None:
    good = BASES[base]
    assert old in good
    text = good.replace(old, new) if old else good.replace("experiment: {lr: 0.2}\n", "")
    assert marker in text
    line = FIRST + text.count("\n", 0, text.index(marker)) if marker else FIRST - 1
    problems = read(text, lab=LAB if old else None)[2]
    assert [problem for problem in problems if problem.line == line and message in problem.what], problems


# What these break stands in several places.
SEVERAL = {"when without a run", "when of choices", "par without score", "order of one line"}


@pytest.mark.parametrize("name", [name for name in BROKEN if name not in SEVERAL])
def test_one_mistake_in_a_question_is_said_at_most_twice(name: str) -> None:
    base, old, new, _, _ = BROKEN[name]
    assert len(read(BASES[base].replace(old, new))[2]) <= 2


@pytest.mark.parametrize("kind", ["predict", "challenge"])
def test_what_runs_in_the_lab_needs_one(kind: str) -> None:
    problems = read(CHALLENGE.replace("kind: challenge", f"kind: {kind}"), lab=None)[2]
    assert any(f"kind {kind} needs a lab on the same page" in problem.what for problem in problems)


@pytest.mark.parametrize("base", ["order", "line"])
def test_what_shows_a_loop_needs_one(base: str) -> None:
    text = "\n".join(line for line in BASES[base].split("\n") if not line.startswith("experiment"))
    assert any("needs an 'experiment', or a lab" in problem.what for problem in read(text, lab=None)[2])
    assert "{}" in read(text, lab=None)[2][0].what


def test_a_lab_that_could_not_be_read_makes_no_further_problems() -> None:
    unread = Lab(id="", line=0, experiment=Experiment(model="Wx+b", steps=1_000_000), pictures=(), controls=())
    for base in ("order", "challenge", "fresh"):
        assert read(BASES[base], lab=unread)[2] == []
    assert read(LINE.replace("{loop: no-zero-grad, steps: 9}", "{loop: standard}"), lab=unread)[2] == []


def test_names_of_runs_are_checked_only_where_they_are_known() -> None:
    text = ORDER.replace("{slow:W@4}", "{other:b@400}")
    assert read(text, runs=None)[2] == []
    assert len(read(text, runs=RUNS)[2]) == 1
