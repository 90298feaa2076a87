"""Whatever a quiz block holds: problems, or a question that can be asked; nothing is raised."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gdtutor.course.answers import order_experiment, right_order, runs_behind, runs_of_solution, shuffled
from gdtutor.course.blocks import read_block
from gdtutor.course.fresh import drawn
from gdtutor.course.model import Lab, Quiz, Run
from gdtutor.course.problems import Problems
from gdtutor.course.quizzes import read_quiz, terms_of, texts_of
from gdtutor.course.terms import leaves
from gdtutor.descent.experiment import Experiment, Start

LAB = Lab(
    id="lab",
    line=1,
    experiment=Experiment(start=Start(W=5.0), lr=0.05),
    pictures=("cost-curve",),
    controls=("W", "lr", "run"),
)
SLOW = Run(id="slow", line=1, experiment=Experiment(lr=1e-3, steps=4))

# key: what may stand there; of a real block, of another kind, or of none.
WORDS = {
    "kind": ["choice", "choices", "number", "predict", "order", "line", "challenge", "write", "orders", "[]"],
    "ask": ["'W = {W@0}, α = {lr}?'", "What?", "'{slow:W@4} [5]{W@0}'", "'{W@9}'", "'[x]{W@0}'", "'{error}{score}'", "[a]", "''"],
    "hint": ["Look.", "'{W@1}'", "{a: b}"],
    "hints": ["[a, b]", "[]", "[[]]", "text", "['{', b]"],
    "steps": ["1", "3", "0", "many"],
    "experiment": [
        "{}",
        "{lr: 0.2}",
        "{loop: no-zero-grad}",
        "{loop: by-hand-in-graph, model: Wx+b}",
        "{body: [step, backward]}",
        "{body: [step, step]}",
        "{body: [hypothesis, cost, zero_grad, backward, backward, step]}",
        "{data: {x: [1, 2], y: [2, 4]}, batch_size: 1}",
        "[]",
    ],
    "goal": ["W@1 < 2", "[W@1 < 2, verdict is crawls or diverges]", "[]", "slow:W@1 ~ W@1", "W@1", "{a: b}"],
    "orders": [
        "[{when: backward < step, answer: '{error}'}]",
        "[{when: [cost < step, step < cost], answer: a, belief: b}]",
        "[a]",
        "a",
    ],
    "lines": [
        "[{line: cost.backward(), answer: '{W@1}', right: true}, {line: import torch, answer: b, belief: c}]",
        "[{line: nothing, answer: a, right: true}]",
        "[]",
        "[{line: [], answer: {}}]",
    ],
    "choices": [
        "[{id: a, text: a, answer: a, right: true}, {id: b, text: b, answer: '{W@1}', belief: c}]",
        "[{id: a, text: a, answer: a, when: W@1 < 2}, {id: b, text: b, answer: b, when: W@1 > 2}]",
        "[{id: a, text: a, answer: a, when: W@1 < 2}, {id: b, text: b, answer: b}]",
        "[]",
    ],
    "value": ["W@1", "1.4", "14/3", "W@0 - lr * dW@0", "slow:W@1", "first(cost < 1)", "x"],
    "tolerance": ["0.1", "0", "x"],
    "numbers": ["[{value: 3, answer: '{W@1}', belief: b}]", "[{value: W@0 + lr * dW@0, answer: a}]", "[3]"],
    "right": ["Yes.", "'{W@1} {score}'", "'{W@1} {error}'"],
    "wrong": ["No.", "'{error}'", "'{score}'"],
    "score": ["lr", "first(cost < 0.01)", "W@1", "steps"],
    "best": ["highest", "most"],
    "par": ["1", "0.21", "x"],
    "reference": ["{lr: 3/28}", "{W: 1}", "{}", "{b: 2}", "{lr: -1}", "[]"],
    "misses": ["[{when: verdict is diverges, answer: '{score}'}]", "[{when: [], answer: a}]", "[{}]"],
    "fresh": ["{W: [1, 2], lr: [0.1]}", "{lr: [0, 1, 2]}", "{W: [5]}", "{b: [1]}", "{}", "{lr: [-1]}", "[1]"],
    "solution": ["So.", "'{W@1}'", "'{'"],
    "id": ["q", "Q", "[]"],
    "other": ["x"],
}
# What each kind needs, so that some blocks are good ones.
GOOD = {
    "choice": ["choices"],
    "choices": ["choices"],
    "predict": ["choices"],
    "number": ["value", "right", "wrong"],
    "order": ["goal", "right", "wrong", "experiment"],
    "line": ["lines", "wrong", "experiment"],
    "challenge": ["goal", "right", "wrong", "score", "reference"],
    "write": ["right"],
}


@st.composite
def blocks(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(sorted(GOOD)))
    further = draw(st.sets(st.sampled_from(sorted(WORDS)), max_size=3))
    entries = {"id": "q", "kind": kind, "ask": "'W = {W@0}, α = {lr}?'", "hint": "Look."}
    entries |= {key: draw(st.sampled_from(WORDS[key])) for key in [*GOOD[kind], *sorted(further)]}
    return "".join(f"{key}: {value}\n" for key, value in entries.items())


def ask(quiz: Quiz) -> None:
    """All that a screen asks of a question before anything has run."""
    for draw in range(len(quiz.fresh) + 1):
        assert set(runs_behind(drawn(quiz, draw), [SLOW])) <= {"", "slow"}
        assert set(runs_of_solution(drawn(quiz, draw), [SLOW])) <= {"", "slow"}
    if quiz.kind == "order":
        shown = shuffled(quiz)
        assert shown != right_order(quiz)
        assert order_experiment(quiz, shown).body == shown
    if quiz.kind == "challenge":
        assert quiz.reference is not None
    assert len(list(terms_of(quiz))) >= len(list(texts_of(quiz))) >= 2
    assert all(leaf.run in ("", "slow") for leaf in leaves(*terms_of(quiz), names=("error", "score")))


def check(text: str) -> bool:
    """Whether the block is a question."""
    problems = Problems(Path("01.md"))
    mapping = read_block(text, 10, "quiz", problems)
    if mapping is not None:
        quiz = read_quiz(mapping, 9, LAB, problems, {SLOW.id: SLOW.experiment})[1]
        if not problems.found:
            ask(quiz)
    assert all(problem.line is not None and 9 <= problem.line <= 10 + text.count("\n") for problem in problems.found)
    assert all(problem.what.isprintable() for problem in problems.found)
    return not problems.found


@given(blocks())
@settings(max_examples=100, deadline=None)
def test_keys_of_all_kinds_in_any_mixture(text: str) -> None:
    check(text)


@given(blocks(), st.integers(0, 400), st.sampled_from(["", "{", "}", "[", ": ", "\n", "'", "@", "-", "{W@", "\u202e"]))
@settings(max_examples=60, deadline=None)
def test_a_block_changed_anywhere(text: str, place: int, piece: str) -> None:
    check(text[:place] + piece + text[place + 1 :])


def test_some_blocks_of_each_kind_are_questions() -> None:
    # Otherwise the properties above would say nothing of good ones.
    for kind, keys in GOOD.items():
        first = "".join(f"{key}: {WORDS[key][1 if key == 'choices' and kind == 'predict' else 0]}\n" for key in keys)
        first = first.replace("experiment: {}", "experiment: {loop: no-zero-grad}") if kind == "line" else first
        assert check(f"id: q\nkind: {kind}\nask: What?\nhint: Look.\n{first}"), kind
