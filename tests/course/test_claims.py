"""Claims: how they stand in a text, the numbers that they say, and what a run says to them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.blocks import Scalar, read_block
from gdtutor.course.claim_numbers import read_number
from gdtutor.course.claims import check_claim
from gdtutor.course.evidence import Evidence
from gdtutor.course.marks import Mark, read_claim, read_claims, strip_marks, strip_prose
from gdtutor.course.model import AtStep, Claim, Comparison, VerdictIs
from gdtutor.course.problems import Problems
from gdtutor.course.scope import Scope
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory, rows

Noted = list[tuple[int, str]]
LAB = Experiment(lr=0.15, steps=20)
SCOPE = Scope(LAB, LAB.steps, {"too-far": Experiment(lr=0.25, steps=10)}, question=False)


def stripped(text: str, line: int = 1) -> tuple[str, tuple[Mark, ...], Noted]:
    noted: Noted = []
    found, marks = strip_marks(text, line, lambda line, what: noted.append((line, what)))
    return found, marks, noted


def evidence() -> Evidence:
    """W goes 0, 1.4, 0.84, as with lr 0.15; with 0.25 it goes 0, 7/3, overflow."""
    own, far = Trajectory(LAB), Trajectory(SCOPE.runs["too-far"])
    nan = math.nan
    own.append(
        rows([0, 0, nan, -28 / 3, nan, 14 / 3, 1, 1.4, nan, 3.73333, nan, 0.746667, 2, 0.84, nan, -1.4933, nan, 0.119467]), 0.15
    )
    far.append(
        rows([0, 0, nan, -28 / 3, nan, 14 / 3, 1, 7 / 3, nan, 12.4444, nan, 8.29630, 2, math.inf, nan, nan, nan, math.inf]), 0.25
    )
    return Evidence({"": own, "too-far": far})


EVIDENCE = evidence()


def claim(words: str, inside: str) -> Claim:
    noted: Noted = []
    found = read_claim(Mark(words, inside, 7), SCOPE, lambda line, what: noted.append((line, what)))
    assert found is not None, noted
    return found


# Marks


def test_learners_see_the_words_only() -> None:
    text, marks, noted = stripped(
        "From 0 to [1.4]{W@1}; it\n| [84 %]{100 - cost@1} | [swings\nfor ever]{too-far:verdict is diverges} |", 5
    )
    assert text == "From 0 to 1.4; it\n| 84 % | swings\nfor ever |"
    assert marks == (
        Mark("1.4", "W@1", 5),
        Mark("84 %", "100 - cost@1", 6),
        Mark("swings for ever", "too-far:verdict is diverges", 6),
    )
    assert not noted


@pytest.mark.parametrize(
    "text", ["[text](target)", "[a] {b}", r"\[1.4\]{W@1}", "x[0]", "[x]{{W@1}}", "{1, 2}", "[ref]", "[a]: http://b.org"]
)
def test_what_is_no_claim(text: str) -> None:
    assert stripped(text) == (text, (), [])


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n[1.4]{W@1", 2, "'[1.4]{W@1' is not a claim; write [words]{term}"),
        ("a\nb 1.4]{W@1}", 2, "is not a claim"),
        ("[1.4]{W@\n1}", 1, "the braces on one line"),
        ("\n\n[a [b]{W@1}]{W@2}", 3, "without brackets"),
        ("a\n\n[]{W@1}", 3, "no words"),
        ("[1.4]{W@1}\n[ ]{W@1}", 2, "no words"),
        ("[a\n\nb]{W@1}", 1, "too long"),
        (f"[{'a' * 300}]{{W@1}}", 1, "too long"),
        ("[two\nlines]{W@1} and [x]{W@{1}}", 2, "is not a claim"),
    ],
)
def test_malformed_marks_have_their_line(text: str, line: int, message: str) -> None:
    noted = stripped(text)[2]
    assert [at for at, _ in noted] == [line]
    assert message in noted[0][1]


def test_a_placeholder_in_prose_is_noted() -> None:
    noted: Noted = []
    text, _ = strip_prose("x\n{W@1} and {1, 2} and [1.4]{W@1} and {{W@1}}", 3, lambda line, what: noted.append((line, what)))
    assert text == "x\n{W@1} and {1, 2} and 1.4 and {{W@1}}"
    assert [at for at, _ in noted] == [4]
    assert "only in a quiz" in noted[0][1]


@given(st.text(alphabet="[]{}()\\ ab1.W@\n", max_size=60), st.integers(1, 99))
def test_any_text_keeps_its_lines(text: str, line: int) -> None:
    found, marks, noted = stripped(text, line)
    assert found.count("\n") == text.count("\n")
    assert all(line <= mark.line <= line + text.count("\n") for mark in marks)
    assert all(line <= at <= line + text.count("\n") for at, _ in noted)
    # What was seen is gone, and nothing more: the brackets and what was in the braces.
    assert stripped(found)[1] == () or "]{" in found


def test_a_long_line_of_beginnings_takes_no_time() -> None:
    for text in ("[" * 200_000, "[a]{" * 50_000, "{@1" * 50_000, "]{" * 2_000):
        strip_prose(text, 1, lambda *_: None)


QUIZ = """\
ask: 가설 [1.4]{W@1} {W@2}
folded: >-
  First 🎉 [it
  swings]{too-far:verdict is
  diverges}.

  Then [0.84]{W@2}.
quoted: "[0]{W@0}
  and [1.4]{W@1}"
list: [plain, 'then [0.15]{lr}']
kept: |
  One
  [1.4]{W@1}
  [1.4]{W@
broken: >-
  All well
  until 1.4]{W@1}
"""


def test_claims_in_the_texts_of_a_quiz_have_the_lines_of_the_file() -> None:
    mapping = read_block(QUIZ, 10, "quiz", Problems(Path("01-first.md")))
    assert mapping is not None
    nodes = [node for entry in mapping.entries.values() for node in getattr(entry, "items", [entry])]
    noted: Noted = []
    read = [
        read_claims(node.text, node, SCOPE, lambda line, what: noted.append((line, what)))
        for node in nodes
        if isinstance(node, Scalar)
    ]
    assert [(found.text, found.line) for _, claims in read for found in claims] == [
        ("1.4", 10),
        ("it swings", 12),
        ("0.84", 16),
        ("0", 17),
        ("1.4", 18),
        ("0.15", 19),
        ("1.4", 22),
    ]
    assert read[0][0] == "가설 1.4 {W@2}"
    assert read[1][0] == "First 🎉 it swings.\nThen 0.84."
    assert [line for line, _ in noted] == [23, 26]


# What stands in the braces


def test_a_term_or_a_condition() -> None:
    assert claim("1.4", "W@1") == Claim(text="1.4", line=7, value=AtStep("W", 1), experiment=LAB)
    assert claim("3000", "W@9 ± 50").tolerance == 50
    assert claim("it diverges", "too-far:verdict is diverges").condition == VerdictIs(("diverges",), "too-far")
    assert claim("9", "W@9 > 5").condition == Comparison(AtStep("W", 9), ">", 5.0)
    assert claim("4", "first(cost < 0.01)").condition is None


def test_the_run_of_a_question_is_as_long_as_its_steps() -> None:
    found = read_claim(Mark("1.4", "W@1", 1), Scope(LAB, 3), lambda *_: None)
    assert found is not None
    assert found.experiment == Experiment(lr=0.15, steps=3)


@pytest.mark.parametrize(
    ("words", "inside", "message"),
    [
        ("1.4", "W", "'W' is not a number from the run"),
        ("1.4", "", "is not a number"),
        ("1.4", "W@21", "W@21: that run has only 20 steps; raise its 'steps'"),
        ("1.4", "too-far:W@11", "has only 10 steps"),
        ("1.4", "too-fast:W@1", "this lesson has no run 'too-fast'; did you mean 'too-far'?"),
        ("1.4", "b@1", "the model Wx has no b"),
        ("1.4", "lowest_b", "the model Wx has no b"),
        ("1.4", "first(db > 1)", "the model Wx has no b"),
        (
            "never",
            "W@1",
            "'never' is not a number; a claim in words needs a condition, such as [it swings]{verdict is oscillates}",
        ),
        ("never", "verdict is never", "write 'verdict is' and one of"),
        ("9", "W@9 > 5 ± 1", "± belongs to a number"),
        ("9", "W@9 ± 0", "must be more than 0"),
        ("9", "W@9 ± much", "'much' is not a number"),
    ],
)
def test_what_is_no_claim_about_a_run(words: str, inside: str, message: str) -> None:
    noted: Noted = []
    assert read_claim(Mark(words, inside, 7), SCOPE, lambda line, what: noted.append((line, what))) is None
    assert [line for line, _ in noted] == [7]
    assert message in noted[0][1]


def test_without_a_lab_a_claim_names_its_run() -> None:
    noted: Noted = []
    scope = Scope(None, 0, SCOPE.runs, question=False)
    assert read_claim(Mark("1.4", "W@1", 7), scope, lambda line, what: noted.append((line, what))) is None
    assert "has no run to come from; add a lab to the page, or name a 'run' block before a colon" in noted[0][1]
    found = read_claim(Mark("2.33", "too-far:W@1", 7), scope, lambda *_: None)
    assert found is not None
    assert found.experiment is None


# Numbers in words


@pytest.mark.parametrize(
    ("text", "value", "half_unit"),
    [
        ("1.4", 1.4, 0.05),
        ("\N{MINUS SIGN}9.33", -9.33, 0.005),
        ("+9.8", 9.8, 0.05),
        ("**9.80**", 9.8, 0.005),
        ("`0`", 0, 0.5),
        (".5", 0.5, 0.05),
        ("3000", 3000, 0.5),
        ("1,763.9", 1763.9, 0.05),
        ("1 763", 1763, 0.5),
        ("1\N{NARROW NO-BREAK SPACE}000\N{NARROW NO-BREAK SPACE}000", 1e6, 0.5),
        ("14/3", 14 / 3, 0),
        ("\N{MINUS SIGN}28 / 3", -28 / 3, 0),
        ("84 %", 84, 0.5),
        ("84%", 84, 0.5),
        ("3×", 3, 0.5),
        ("1.94 × 10^10", 1.94e10, 0.005e10),
        ("1.94×10¹⁰", 1.94e10, 0.005e10),
        ("2 × 10⁻³", 0.002, 0.0005),
        ("1.94e10", 1.94e10, 0.005e10),
        ("1.6e\N{MINUS SIGN}5", 1.6e-5, 0.05e-5),
        ("inf", math.inf, 0),
        ("∞", math.inf, 0),
        ("\N{MINUS SIGN}inf", -math.inf, 0),
    ],
)
def test_numbers_in_words(text: str, value: float, half_unit: float) -> None:
    found = read_number(text)
    assert found is not None
    assert found.value == value
    assert found.half_unit == pytest.approx(half_unit)


@pytest.mark.parametrize(
    "text",
    ["", "never", "1,76", "1,7634", "1.4.2", "14/0", "1/2/3", "--1", "1e9999", "%", "×", "3 × 10", "1 4", "a = 1", "1" * 90],
)
def test_words_that_are_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(-1e12, 1e12), st.integers(1, 8))
def test_a_number_as_the_screen_shows_it_is_true(value: float, digits: int) -> None:
    found = read_number(show(value, digits))
    assert found is not None
    # Zeros that only fill up a large number are written digits all the same.
    if abs(value) < 10**digits or "e" in show(value, digits):
        assert found.says(value)


@given(st.decimals(-1000, 1000, places=2), st.floats(0, 0.98), st.sampled_from([-1, 1]))
def test_the_digits_that_were_written_decide(number: object, part: float, side: int) -> None:
    found = read_number(f"{number}")
    assert found is not None
    assert found.says(found.value + side * part * 0.005)
    assert not found.says(found.value + side * (0.0065 + part))
    assert found.says(found.value + side * part, tolerance=1)


def test_infinities_and_nan_are_said_exactly() -> None:
    for text, value in (("inf", math.inf), ("\N{MINUS SIGN}∞", -math.inf), ("NaN", math.nan)):
        found = read_number(text)
        assert found is not None
        assert found.says(value)
        assert not any(found.says(other) for other in (1e300, -1e300, 0.0))
    plain = read_number("1e300")
    assert plain is not None
    assert not plain.says(math.inf)
    assert not plain.says(math.nan)


# Against runs


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("1.4", "W@1"),
        ("\N{MINUS SIGN}9.33", "dW@0"),
        ("\N{MINUS SIGN}28/3", "dW@0"),
        ("84 %", "100 - 100 * cost@1 / cost@0"),
        ("0.15", "lr"),
        ("1", "first(W > 1)"),
        ("2.3", "too-far:W@1"),
        ("2.4", "too-far:W@1 ± 0.1"),
        ("inf", "too-far:cost@end"),
        ("9.333", "56 / 6"),
        ("never comes back", "too-far:verdict is diverges"),
        ("further right", "W@1 > W@0"),
    ],
)
def test_true_claims(words: str, inside: str) -> None:
    assert check_claim(claim(words, inside), EVIDENCE) is None


@pytest.mark.parametrize(
    ("words", "inside", "sentence"),
    [
        ("1.3", "W@1", "the text says 1.3; the run gives 1.4 (W@1)"),
        ("1.39999", "W@1", "the text says 1.39999; the run gives 1.4 (W@1)"),
        ("2.33335", "too-far:W@1", "the text says 2.33335; the run gives 2.33333 (too-far:W@1)"),
        ("83 %", "100 - 100 * cost@1 / cost@0", "the text says 83 %; the run gives 84 (100 - 100 * cost@1 / cost@0)"),
        ("2.4", "too-far:W@1 ± 0.01", "the text says 2.4; the run gives 2.333 (too-far:W@1)"),
        ("3", "first(cost > 1000)", "the text says 3; the run gives NaN (first(cost > 1000))"),
        ("1e30", "too-far:cost@9", "the text says 1e30; the run gives inf (too-far:cost@9)"),
        (
            "comes back",
            "too-far:verdict is converges or oscillates",
            "the text says comes back; the run's verdict is diverges (too-far:verdict is converges or oscillates)",
        ),
        ("left", "W@1 < W@0", "the text says left; in the run W@1 < W@0 does not hold: left is 1.4, right is 0"),
        ("1.4", "W@9", "W@9 needs a longer run; this one ends at step 2"),
    ],
)
def test_false_claims_and_what_the_run_gives(words: str, inside: str, sentence: str) -> None:
    assert check_claim(claim(words, inside), EVIDENCE) == sentence
