"""Terms, conditions and placeholders: what is allowed, and the sentence where something is not."""

from __future__ import annotations

from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.model import AtStep, Comparison, Condition, FirstStep, OfExperiment, Operation, Term, VerdictIs
from gdtutor.course.terms import (
    MAX_OPERATIONS,
    VERDICTS,
    Named,
    leaves,
    parse_condition,
    parse_constant,
    parse_term,
    pieces,
    written,
)
from gdtutor.descent.verdict import VerdictKind

W0, W1, LR = AtStep("W", 0), AtStep("W", 1), OfExperiment("lr")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.4", 1.4),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("14/3", 14 / 3),
        (" -1 / 4 ", -0.25),
        ("\N{MINUS SIGN}9.33", -9.33),
        ("1e\N{MINUS SIGN}3", 0.001),
    ],
)
def test_numbers(text: str, value: float) -> None:
    assert parse_term(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one",
        "1,4",
        "0x10",
        "1_000",
        "1:30",
        "nan",
        "inf",
        "--1",
        "1/2/3",
        "1/0",
        "1e999",
        "1/1e-999",
        "٣",
        "9" * 400,
        "1 2",
        "2*3",
    ],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number|divides by zero|is too large"):
        parse_constant(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_that_python_prints_is_read_back(value: float) -> None:
    assert parse_constant(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("W@1", AtStep("W", 1)),
        ("b@0", AtStep("b", 0)),
        ("dW@12", AtStep("dW", 12)),
        ("db @ 3", AtStep("db", 3)),
        ("cost@end", AtStep("cost", "end")),
        ("too-far:W@1", AtStep("W", 1, "too-far")),
        ("2nd : W@1", AtStep("W", 1, "2nd")),
        ("lr", LR),
        ("too-far:critical_lr", OfExperiment("critical_lr", "too-far")),
        ("first(cost < 0.01)", FirstStep("cost", "<", 0.01)),
        ("crawl:first( dW>-14/3 )", FirstStep("dW", ">", -14 / 3, "crawl")),
    ],
)
def test_numbers_from_the_run(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    "text", ["W@", "@1", "W@-1", "W@1.5", "W@last", "W@@1", "2W@1", "W@12345678", "w@1", "loss@1", "W", "too-far:W@"]
)
def test_what_is_no_number_from_the_run(text: str) -> None:
    with pytest.raises(ValueError, match=r"from the run|before @ must stand"):
        parse_term(text)


def plus(left: Term, right: Term) -> Operation:
    return Operation("+", left, right)


def minus(left: Term, right: Term) -> Operation:
    return Operation("-", left, right)


def times(left: Term, right: Term) -> Operation:
    return Operation("*", left, right)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("W@1+1", plus(W1, 1.0)),
        ("W@0 - lr * dW@0", minus(W0, times(LR, AtStep("dW", 0)))),
        ("W@0 * lr - W@1", minus(times(W0, LR), W1)),
        ("W@0-W@1-lr", minus(minus(W0, W1), LR)),
        ("W@0 / W@1 * lr", times(Operation("/", W0, W1), LR)),
        # A sign belongs to a number, an exponent and a run's id; between two operands it is an operation.
        ("W@0 - 3", minus(W0, 3.0)),
        ("W@0 -3", minus(W0, 3.0)),
        ("W@0 - -3", minus(W0, -3.0)),
        ("W@0 * 1e-3", times(W0, 0.001)),
        ("W@end-1e-3", minus(AtStep("W", "end"), 0.001)),
        ("too-far:W@1-too-far:lr", minus(AtStep("W", 1, "too-far"), OfExperiment("lr", "too-far"))),
        ("-W@1 * lr", times(times(-1.0, W1), LR)),
        ("\N{MINUS SIGN}W@1", times(-1.0, W1)),
        ("first(cost < 0.01) - 1", minus(FirstStep("cost", "<", 0.01), 1.0)),
        # Constants are calculated at once.
        ("14/3", 14 / 3),
        ("2 * 3 - 4 / 8", 5.5),
        ("12 / 3 / 2", 2.0),
        ("W@0 * 14/3", Operation("/", times(W0, 14.0), 3.0)),
    ],
)
def test_arithmetic(text: str, term: Term) -> None:
    assert parse_term(text) == term


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a number; write a number"),
        ("W@1 W@2", "one of \\+ - \\* / is needed, before 'W@2'"),
        ("1 2", "is needed"),
        ("W@1 +", "a number is missing after '\\+'"),
        ("W@1 ** 2", "'\\*' is not a number"),
        ("(W@1 - W@0) / 2", "parentheses are not allowed"),
        ("W@1 / 0", "divides by zero"),
        ("W@1 / (0)", "parentheses"),
        ("1e300 * 1e300", "too large"),
        ("lowest", "did you mean 'lowest_W'"),
        ("too-far:slope", "is not a number"),
        ("first(cost)", "within first"),
        ("first(loss < 1)", "within first.* must stand one of: W, b, dW, db, cost; did you mean 'cost'"),
        ("first(cost < 0.01 < 1)", "within first"),
        ("first(too-far:cost < 1)", "within first"),
        ("first(cost < W@1)", "is not a number"),
        ("1" * 300, "too long"),
        ("+".join(["W@1"] * (MAX_OPERATIONS + 2)), f"more than {MAX_OPERATIONS} operations"),
        ("__import__('os')", "parentheses are not allowed"),
    ],
)
def test_what_is_no_term(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_term(text)


names = st.sampled_from(["", "too-far", "2nd", "a"])
signs: st.SearchStrategy[Literal["+", "-", "*", "/"]] = st.sampled_from(["+", "-", "*", "/"])
operands = st.one_of(
    st.builds(
        AtStep, st.sampled_from(["W", "b", "dW", "db", "cost"]), st.one_of(st.integers(0, 9_999_999), st.just("end")), names
    ),
    st.builds(OfExperiment, st.sampled_from(["lr", "lowest_W", "critical_lr"]), names),
    st.builds(
        FirstStep, st.sampled_from(["W", "cost"]), st.sampled_from(["<", ">"]), st.sampled_from([0.5, -2.0, 1000.0]), names
    ),
)


@given(st.lists(operands, min_size=1, max_size=6), st.data())
def test_what_is_written_is_read_back(found: list[Term], data: st.DataObject) -> None:
    """Sums of products, as the grammar builds them: whatever the signs, and with or without spaces."""
    products: list[Term] = []
    for operand in found:
        sign = data.draw(signs)
        if products and sign in "*/":
            products[-1] = Operation(sign, products[-1], operand)
        else:
            products.append(operand)
    term = products[0]
    for product in products[1:]:
        term = Operation(data.draw(signs.filter("+-".count)), term, product)
    assert parse_term(written(term)) == term


@given(st.text(alphabet="W@1e-+*/. (){}<>~:firstcolr0\N{MINUS SIGN}", max_size=60))
def test_any_text_is_a_term_or_a_sentence(text: str) -> None:
    for parse in (parse_term, parse_condition):
        try:
            found: Term | Condition = parse(text)
        except ValueError:
            continue
        assert type(parse(written(found))) is type(found)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("W@1 < W@0", Comparison(AtStep("W", 1), "<", AtStep("W", 0))),
        ("cost@9>1000", Comparison(AtStep("cost", 9), ">", 1000.0)),
        ("14/3 ~ cost@0", Comparison(14 / 3, "~", AtStep("cost", 0))),
        ("verdict is crawls", VerdictIs(("crawls",))),
        ("  verdict  is  converges-oscillating ", VerdictIs(("converges-oscillating",))),
        ("verdict is oscillates or diverges", VerdictIs(("oscillates", "diverges"))),
        ("too-far:verdict is diverges", VerdictIs(("diverges",), "too-far")),
        ("first(cost < 0.01) < 10", Comparison(FirstStep("cost", "<", 0.01), "<", 10.0)),
        ("W@1 > fast:first(cost > 1)", Comparison(W1, ">", FirstStep("cost", ">", 1.0, "fast"))),
        ("W@1 - W@0 ~ lr * dW@0", Comparison(minus(W1, W0), "~", times(LR, AtStep("dW", 0)))),
    ],
)
def test_conditions(text: str, condition: Condition) -> None:
    assert parse_condition(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "W@1",
        "W@1 = 2",
        "W@1 == 2",
        "W@1 <= 2",
        "W@1 <> 2",
        "1 < 2 < 3",
        "< 2",
        "W@1 <",
        "W@1 < two",
        "verdict",
        "verdict is not-run",
        "verdict is converges and more",
        "verdict = crawls",
        "verdict is crawls or",
        "verdict is crawls or not",
        "first(cost < 0.01)",
        "__import__('os') < 1",
    ],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match=r"condition|write|parentheses"):
        parse_condition(text)


def test_verdicts_are_those_of_a_run() -> None:
    assert set(VERDICTS) == set(get_args(VerdictKind)) - {"not-run"}


def test_pieces_of_a_text() -> None:
    assert list(pieces("from {W@0} to {W@1}, {{x}} }}")) == [
        "from ",
        AtStep("W", 0),
        " to ",
        AtStep("W", 1),
        ", ",
        "{",
        "x",
        "}",
        " ",
        "}",
    ]
    assert list(pieces("{{W@1}}")) == ["{", "W@1", "}"]
    assert list(pieces("")) == []


@given(st.text())
def test_doubled_braces_give_the_text_back(text: str) -> None:
    assert "".join(map(str, pieces(text.replace("{", "{{").replace("}", "}}")))) == text


@pytest.mark.parametrize("text", ["{", "a } b", "{}", "{W}", "{W@1", "{ {W@1}", "{W@1}}", "{W@1!r}", "{error}"])
def test_malformed_placeholders(text: str) -> None:
    with pytest.raises(ValueError, match=r"placeholder|a single"):
        list(pieces(text))


def test_placeholders_are_terms_or_names_that_are_allowed() -> None:
    assert list(pieces("{W@0 + lr}: {error}", names=("error",))) == [plus(W0, LR), ": ", Named("error")]
    with pytest.raises(ValueError, match=r"placeholder '\{score\}'"):
        list(pieces("{score}", names=("error",)))


def test_leaves_are_found_in_terms_conditions_and_texts() -> None:
    condition = Comparison(minus(AtStep("b", 2), LR), "<", 3.0)
    found = leaves(1.0, W1, None, condition, VerdictIs(("crawls",)), "{cost@3 / 2} {score}", names=("score",))
    assert list(found) == [W1, AtStep("b", 2), LR, VerdictIs(("crawls",)), AtStep("cost", 3)]
