"""Lines put in order: every order of the five is run by torch once, and judged by what it did."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import msgspec
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.answers import Answer, judge_order, order_experiment, right_order, shuffled, stands
from gdtutor.course.answers.order import NOT_YET
from gdtutor.course.evidence import Evidence
from gdtutor.course.model import Quiz, WrongOrder
from gdtutor.course.terms import parse_condition
from gdtutor.descent.experiment import BODY, BodyLine, Experiment
from gdtutor.trainer.client import TorchRefusal, Trainer

Order = tuple[BodyLine, ...]
STEPS = 20
LETTERS: dict[str, BodyLine] = {"h": "hypothesis", "c": "cost", "z": "zero_grad", "b": "backward", "s": "step"}


def order(letters: str) -> Order:
    return tuple(LETTERS[letter] for letter in letters)


QUIZ = Quiz(
    id="in-order",
    line=9,
    kind="order",
    ask="?",
    experiment=Experiment(lr=0.05),
    steps=STEPS,
    goal=(parse_condition("cost@20 < 0.01"), parse_condition("W@20 ~ 1")),
    orders=(
        WrongOrder(
            pairs=(("backward", "zero_grad"), ("zero_grad", "step")), answer="Erased: W stays at {W@20}.", belief="erases"
        ),
        WrongOrder(pairs=(("cost", "hypothesis"),), answer="No hypothesis yet: {error}.", belief="order"),
    ),
    right="There: {W@20}.",
    wrong="torch: {error}",
)

# hypothesis, cost and backward must come in this order, or the first pass fails. Of those twenty orders a run trains where, going
# round and round, no zero_grad() comes after backward() and before the next step(); step() may then use the gradient of the pass
# before. In the other ten it finds no gradient, or zeros.
TRAIN = {order(letters) for letters in ["hczbs", "hzcbs", "zhcbs", "hcbsz", "hcszb", "hsczb", "hszcb", "shczb", "shzcb", "szhcb"]}
IDLE = {order(letters) for letters in ["hczsb", "hzcsb", "hzscb", "zhcsb", "zhscb", "zshcb", "hcbzs", "hcsbz", "hscbz", "shcbz"]}


async def evidence_of(trainer: Trainer, quiz: Quiz, lines: Order) -> Evidence:
    experiment = order_experiment(quiz, lines)
    try:
        return Evidence({"": await trainer.run(experiment, quiz.steps)}, {"": experiment})
    except TorchRefusal as refusal:
        return Evidence({}, {"": experiment}, refusal.message)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def runs(trainer: Trainer) -> Mapping[Order, Evidence]:
    """The evidence of each of the 120 orders."""
    return {lines: await evidence_of(trainer, QUIZ, lines) for lines in permutations(BODY)}


@pytest.mark.asyncio(loop_scope="session")
async def test_right_is_every_order_that_trains(runs: Mapping[Order, Evidence]) -> None:
    assert len(runs) == 120
    assert {lines for lines, evidence in runs.items() if judge_order(QUIZ, lines, evidence).right} == TRAIN
    assert {lines for lines, evidence in runs.items() if not evidence.error} == TRAIN | IDLE
    assert all(runs[lines].runs[""][-1].W == 0 for lines in IDLE)


@pytest.mark.asyncio(loop_scope="session")
async def test_torch_refuses_an_order_in_its_own_words(runs: Mapping[Order, Evidence]) -> None:
    refused = {lines: evidence.error for lines, evidence in runs.items() if lines not in TRAIN | IDLE}
    assert len(refused) == 100
    for lines, error in refused.items():
        # Python stops at the first line that needs a name which no line before has bound.
        missing = "hypothesis" if lines.index("cost") < min(lines.index("hypothesis"), lines.index("backward")) else "cost"
        assert error == f"name '{missing}' is not defined"


@pytest.mark.asyncio(loop_scope="session")
async def test_what_is_said_to_an_order(runs: Mapping[Order, Evidence]) -> None:
    def said(letters: str) -> Answer:
        return judge_order(QUIZ, order(letters), runs[order(letters)])

    assert said("hczbs") == Answer(True, "There: 1.")
    assert said("hcbzs") == Answer(False, "Erased: W stays at 0.", "erases")
    # The first text fits too, but it speaks of a run, and there is none.
    assert said("chbzs") == Answer(False, "No hypothesis yet: name 'hypothesis' is not defined.", "order")
    assert said("hbzsc") == Answer(False, "torch: name 'cost' is not defined")
    # `wrong` quotes an error, and there is none.
    assert said("hczsb") == Answer(False, NOT_YET)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_refusal_is_told_where_no_text_of_the_author_fits(runs: Mapping[Order, Evidence]) -> None:
    quiz = msgspec.structs.replace(QUIZ, orders=(), wrong="W stays at {W@20}.")
    lines = order("bhczs")
    said = judge_order(quiz, lines, runs[lines])
    assert said == Answer(False, "torch refuses this order: name 'cost' is not defined")
    idle = order("hcbzs")
    assert judge_order(quiz, idle, runs[idle]) == Answer(False, "W stays at 0.")


@pytest.mark.asyncio(loop_scope="session")
async def test_an_order_is_right_only_in_its_own_run(runs: Mapping[Order, Evidence]) -> None:
    lines, refused = order("hczbs"), order("chzbs")
    anything = msgspec.structs.replace(QUIZ, goal=(parse_condition("lr < 1"),))
    assert judge_order(anything, lines, runs[lines]).right
    assert not judge_order(anything, refused, runs[refused]).right
    with pytest.raises(ValueError, match=r"cost@20 needs a run"):
        judge_order(QUIZ, lines, Evidence())


@pytest.mark.asyncio(loop_scope="session")
async def test_a_doubled_line(trainer: Trainer) -> None:
    lines = order("hczbbs")
    quiz = msgspec.structs.replace(
        QUIZ,
        experiment=Experiment(lr=0.05, body=lines),
        orders=(
            WrongOrder(pairs=(("zero_grad", "backward"), ("backward", "step")), answer="Twice: {error}", belief="twice"),
            WrongOrder(pairs=(("backward", "cost"),), answer="Never: one stands before and one behind."),
        ),
    )
    answer = judge_order(quiz, lines, await evidence_of(trainer, quiz, lines))
    assert answer.belief == "twice"
    assert "backward through the graph a second time" in answer.text
    around = order("hbczbs")
    assert judge_order(quiz, around, await evidence_of(trainer, quiz, around)).text == "torch: name 'cost' is not defined"


@pytest.mark.parametrize(
    ("pairs", "letters", "expected"),
    [
        ("bz", "hcbzs", True),
        ("bz", "hczbs", False),
        ("bz zs", "hcbzs", True),
        ("bz zs", "hcbsz", False),
        # Lines that are there twice: all of the one before all of the other.
        ("bs", "hczbbs", True),
        ("bs", "hczbsb", False),
        ("sb", "hczbsb", False),
        ("zb", "zhczbs", True),
        ("zc", "zhczbs", False),
        ("cz", "zhczbs", False),
        # Lines that are not there.
        ("zb", "hcbs", False),
        ("bz", "hcbs", False),
        ("cb", "hcbs", True),
    ],
)
def test_pairs(pairs: str, letters: str, expected: bool) -> None:
    lines = [(LETTERS[pair[0]], LETTERS[pair[1]]) for pair in pairs.split()]
    assert stands(lines, order(letters)) is expected


BODIES = st.lists(st.sampled_from(BODY), min_size=2, max_size=10).filter(lambda lines: len(set(lines)) > 1)


@given(name=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True))
def test_the_standard_lines_are_first_shown_in_an_order_that_fails(name: str) -> None:
    quiz = msgspec.structs.replace(QUIZ, id=name)
    shown = shuffled(quiz)
    assert sorted(shown) == sorted(BODY)
    assert shown not in TRAIN | IDLE
    assert shown == shuffled(quiz)


@given(name=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True), body=BODIES)
def test_any_lines_are_shown_in_another_order_than_the_right_one(name: str, body: list[BodyLine]) -> None:
    quiz = msgspec.structs.replace(QUIZ, id=name, experiment=Experiment(body=tuple(body)))
    shown = shuffled(quiz)
    assert sorted(shown) == sorted(body)
    assert shown != right_order(quiz)


def test_shuffles_differ_between_questions() -> None:
    assert len({shuffled(msgspec.structs.replace(QUIZ, id=f"q{number}")) for number in range(30)}) > 10


def test_the_right_order_is_the_standard_one_or_the_author_s() -> None:
    assert right_order(QUIZ) == BODY
    shuffled_by_author = msgspec.structs.replace(QUIZ, experiment=Experiment(body=order("sbzch")))
    assert right_order(shuffled_by_author) == BODY
    doubled = msgspec.structs.replace(QUIZ, experiment=Experiment(body=order("hczbbs")))
    assert right_order(doubled) == order("hczbbs")


@pytest.mark.parametrize("letters", ["hczb", "hczbss", "hczbb", ""])
def test_other_lines_than_those_of_the_question(letters: str) -> None:
    with pytest.raises(ValueError, match=r"quiz in-order: .* are not its lines"):
        judge_order(QUIZ, order(letters), Evidence())
