"""What can be done to a loop: each change is seen in the script that it gives, and nowhere else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.breaks import because, body_of, break_named, breaks_of, standard_loop, why_not_edited, with_body
from gdtutor.descent.experiment import BODY, BodyLine, Dataset, Experiment
from gdtutor.descent.listing import body_line, listing
from gdtutor.descent.marked_lines import marked_lines

BOTH = Experiment(model="Wx+b")
BODIES = st.lists(st.sampled_from(BODY), min_size=1, max_size=10).map(tuple)


def broken(name: str, experiment: Experiment = BOTH) -> Experiment:
    found = next(known.experiment for known in breaks_of(experiment) if known.name == name)
    assert found is not None
    return found


def body(experiment: Experiment) -> list[str]:
    """The lines of the loop, without indents."""
    lines = listing(experiment).lines
    return [line.strip() for line in lines[lines.index("for step in range(20):") + 1 :] if line.strip()]


STANDARD = [
    "hypothesis = x * W + b",
    "cost = torch.mean((hypothesis - y) ** 2)",
    "optimizer.zero_grad()",
    "cost.backward()",
    "optimizer.step()",
]


def test_every_line_can_be_left_out_and_neighbours_swapped() -> None:
    for place, name in enumerate(("hypothesis", "cost", "zero_grad()", "backward()", "step()")):
        assert body(broken(f"leave out {name}")) == STANDARD[:place] + STANDARD[place + 1 :]
    swaps = ("hypothesis and cost", "cost and zero_grad()", "zero_grad() and backward()", "backward() and step()")
    for place, names in enumerate(swaps):
        one, other = STANDARD[place : place + 2]
        assert body(broken(f"swap {names}")) == [*STANDARD[:place], other, one, *STANDARD[place + 2 :]]
    assert body(broken("call backward() twice")) == [*STANDARD[:4], "cost.backward()", STANDARD[4]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("the standard loop", ""),
        ("leave out zero_grad()", "Slopes pile up"),
        ("leave out backward()", "Nobody writes a slope"),
        ("leave out step()", "nobody takes the step"),
        ("swap zero_grad() and backward()", "it is empty"),
        ("swap backward() and step()", "it is empty"),
        ("swap cost and zero_grad()", "each step() finds the newest slope"),
        ("update by hand, adding instead of subtracting", "uphill"),
        ("update W first, and then b", "where W stands already"),
    ],
)
def test_what_torch_does_without_a_word_is_told(name: str, said: str) -> None:
    told = because(broken(name))
    assert said in told
    assert bool(told) == bool(said)


def test_loops_of_ones_own_are_told_too() -> None:
    twice = with_body(BOTH, ("hypothesis", "cost", "zero_grad", "backward", "step", "step"))
    assert "the same slope more than once" in because(twice)
    late = with_body(BOTH, ("hypothesis", "cost", "backward", "step", "zero_grad"))
    assert "each step() finds the newest slope" in because(late)


def test_whole_loops_that_are_written_another_way() -> None:
    by_hand = ["W -= lr * W.grad", "b -= lr * b.grad"]
    outside = listing(broken("move hypothesis and cost out, before the loop"))
    assert outside.lines.index(STANDARD[0]) < outside.lines.index("for step in range(20):")
    under = body(broken("update by hand, under no_grad()"))
    assert under[under.index("with torch.no_grad():") + 1 :][:2] == by_hand
    assert "with torch.no_grad():" not in body(broken("update by hand, without no_grad()"))
    assert body(broken("update by hand, adding instead of subtracting"))[4:6] == ["W += lr * W.grad", "b += lr * b.grad"]
    one_by_one = body(broken("update W first, and then b"))
    assert one_by_one.index("optimizer_W.step()") < one_by_one.index("optimizer_b.step()")
    assert one_by_one.count("cost.backward()") == 2


@pytest.mark.parametrize("first", [BOTH, broken("leave out step()"), broken("update by hand, under no_grad()")])
def test_each_change_begins_with_the_standard_loop_and_has_a_key_of_its_own(first: Experiment) -> None:
    found = breaks_of(first)
    assert found == breaks_of(BOTH)
    assert found[0].experiment == standard_loop(first) == BOTH
    assert max(Counter(known.key for known in found).values()) == 1
    experiments = [known.experiment for known in found]
    assert all(experiments.count(experiment) == 1 for experiment in experiments)
    assert all(break_named(experiment) == known.name for known in found if (experiment := known.experiment) is not None)


@pytest.mark.parametrize(
    ("experiment", "impossible", "because"),
    [
        (Experiment(), {"update W first, and then b"}, "This model has no b."),
        (
            Experiment(model="sin(Wx)"),
            {"update W first, and then b", "update by hand, adding instead of subtracting"},
            "A wave's cost has hilltops, where climbing would end.",
        ),
        (
            Experiment(model="Wx+b", optimizer="Adam"),
            {known.name for known in breaks_of(BOTH) if known.name.startswith("update")},
            "Only for plain SGD.",
        ),
        (
            Experiment(model="Wx+b", batch_size=2),
            {known.name for known in breaks_of(BOTH) if known.key in "hcws1234tm"},
            "Not in a loop over batches.",
        ),
    ],
)
def test_what_cannot_be_done_says_why(experiment: Experiment, impossible: set[str], because: str) -> None:
    found = breaks_of(experiment)
    assert {known.name for known in found if known.experiment is None} == impossible
    assert because in {known.why_not for known in found}
    assert all(bool(known.why_not) == (known.experiment is None) for known in found)


@given(BODIES, st.sampled_from([BOTH, Experiment(optimizer="Adam"), broken("leave out zero_grad()")]))
def test_a_body_is_what_it_was_made_of(lines: tuple[BodyLine, ...], experiment: Experiment) -> None:
    made = with_body(experiment, lines)
    assert body_of(made) == lines
    assert body(made) == [body_line(made, name) for name in lines]


def test_bodies_that_no_loop_can_have() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        with_body(BOTH, ())
    with pytest.raises(ValueError, match="at most 10 lines"):
        with_body(BOTH, BODY * 2 + ("step",))
    batches = Experiment(batch_size=2)
    with pytest.raises(ValueError, match="batches"):
        with_body(batches, BODY[:3])
    assert with_body(batches, ("hypothesis", "cost", "backward", "step")).loop == "no-zero-grad"
    assert why_not_edited(BOTH) == ""
    assert "batches" in why_not_edited(batches)
    assert "Only the standard loop" in why_not_edited(broken("update by hand, under no_grad()"))


@given(BODIES)
def test_marked_lines_are_the_script_and_what_was_taken_out_of_it(lines: tuple[BodyLine, ...]) -> None:
    experiment = with_body(BOTH, lines)
    marked = marked_lines(experiment)
    script = listing(experiment).script.splitlines()
    assert [line.text for line in marked if line.number] == script
    assert [line.number for line in marked if line.number] == list(range(1, len(script) + 1))
    assert [line.name for line in marked if line.name and line.number] == list(lines)
    assert [line.place for line in marked if line.name and line.number] == list(range(len(lines)))
    # Back to the standard loop: without what came in, and with what was taken out.
    count = Counter(line.text for line in marked if line.number and line.text.strip())
    count.subtract(line.text for line in marked if line.mark == "+")
    count.update(line.text for line in marked if line.mark == "−")
    assert +count == Counter(line for line in listing(BOTH).script.splitlines() if line.strip())


def test_a_line_that_was_moved_is_no_line_that_was_taken_out() -> None:
    marks = {line.text.strip(): line.mark for line in marked_lines(broken("swap zero_grad() and backward()")) if line.mark}
    assert list(marks.values()) == ["↕"]
    assert not [line for line in marked_lines(BOTH) if line.mark]


def test_a_long_script_is_compared_in_no_time() -> None:
    values = tuple(float(value) for value in range(10_000))
    marked = marked_lines(Experiment(data=Dataset(values, values), loop="by-hand"))
    assert next(line.text for line in marked if line.mark == "−") == "from torch import optim"
