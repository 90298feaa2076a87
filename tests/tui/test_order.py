"""Lines put in order: picked up, carried and put down with keys and mouse, run by torch, and answered with what it said."""

from __future__ import annotations

import pytest

from gdtutor.course.model import Course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress, Result
from gdtutor.tui.widgets.order_lines import OrderLines
from tests.tui.conftest import OpenTutor
from tests.tui.sample import cost, w
from tests.tui.tutor import Tutor

TEXTS = {
    "hypothesis": "hypothesis = x * W",
    "cost": "cost = torch.mean((hypothesis - y) ** 2)",
    "zero_grad": "optimizer.zero_grad()",
    "backward": "cost.backward()",
    "step": "optimizer.step()",
}
RIGHT = ("hypothesis", "cost", "zero_grad", "backward", "step")


def shown(tutor: Tutor) -> list[str]:
    """The lines as they stand on screen, by name."""
    field = tutor.panel.query_one(OrderLines)
    rows = str(field.render()).splitlines()[1:]
    assert [row[2:3] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    names = {text: name for name, text in TEXTS.items()}
    return [names[row[3:].strip()] for row in rows]


async def dealt(tutor: Tutor) -> list[str]:
    """Wait until the lines are on screen."""
    await tutor.until(lambda: tutor.panel.query_one(OrderLines).lines)
    return shown(tutor)


async def put_in_order(tutor: Tutor, order: tuple[str, ...]) -> None:
    """Each line to its place, by the numbers that they have on screen."""
    await dealt(tutor)
    for place, name in enumerate(order):
        at = shown(tutor).index(name)
        if at != place:
            await tutor.press(str(at + 1), str(place + 1))
    assert tuple(shown(tutor)) == order


async def test_a_line_is_carried_with_the_arrows_and_the_footer_says_how(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        before = await dealt(tutor)
        assert "for step in range(3):" in tutor.panel_text()
        assert {"space": "hold", "↑↓": "choose"}.items() <= (await tutor.footer_with("space", "↑↓")).items()
        await tutor.press("down", " ")
        await tutor.footer_says("↑↓", "carry")
        await tutor.footer_says("space", "put down")
        assert "↕ 2" in tutor.panel_text()
        await tutor.press("down", "down")
        after = [before[0], before[2], before[3], before[1], before[4]]
        assert shown(tutor) == after
        await tutor.press(" ")
        await tutor.footer_says("space", "hold")
        assert "↕" not in tutor.panel_text()
        await tutor.press("up", "up")
        assert shown(tutor) == after
        # At an end it goes no further.
        await tutor.press(" ", "up", "up", "up", "up", " ")
        assert shown(tutor)[0] == after[1]


async def test_a_line_goes_where_its_number_and_the_next_one_say(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        before = await dealt(tutor)
        await tutor.press("5", "1")
        assert shown(tutor) == [before[4], *before[:4]]
        await tutor.press("1", "1", "9")
        assert shown(tutor) == [before[4], *before[:4]]


async def test_a_line_is_clicked_and_then_its_new_place(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        before = await dealt(tutor)
        field = tutor.panel.query_one(OrderLines)
        await tutor.click(field, 12, 5)  # below the `for`, line 5
        await tutor.until(lambda: "↕ 5" in tutor.panel_text())
        await tutor.click(field, 12, 1)
        await tutor.until(lambda: shown(tutor) == [before[4], *before[:4]])
        assert "↕" not in tutor.panel_text()
        await tutor.click(field, 12, 0)
        assert shown(tutor) == [before[4], *before[:4]]


async def test_lines_stand_as_they_were_left_when_the_page_is_turned_back(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        before = await dealt(tutor)
        await tutor.press("5", "1", "n")
        await tutor.until(lambda: tutor.page == "beside" and tutor.panel.query_one(OrderLines).lines)
        assert sorted(shown(tutor)) == sorted(before)
        await tutor.press("p")
        await tutor.until(lambda: tutor.page == "ordered" and tutor.panel.query_one(OrderLines).lines)
        assert shown(tutor) == [before[4], *before[:4]]


@pytest.mark.parametrize(
    ("order", "right", "said", "belief"),
    [
        (RIGHT, True, f"✓ Right. The cost falls from {show(cost(0))} to {show(cost(w(3, 0, 0.1)))} in three passes.", None),
        # Nothing says that zero_grad() has to stand third; torch trains with it first as well.
        (
            ("zero_grad", "hypothesis", "cost", "backward", "step"),
            True,
            f"✓ Right. The cost falls from {show(cost(0))} to {show(cost(w(3, 0, 0.1)))} in three passes.",
            None,
        ),
        (
            ("hypothesis", "cost", "backward", "zero_grad", "step"),
            False,
            "✗ zero_grad() throws away what backward() has filled: W is 0 after three passes.",
            "zero-grad-before-step",
        ),
        (("cost", "hypothesis", "zero_grad", "backward", "step"), False, "✗ torch says: name 'hypothesis' is not defined", None),
    ],
)
async def test_torch_runs_the_learners_order(
    open_tutor: OpenTutor, kinds: Course, order: tuple[str, ...], right: bool, said: str, belief: str | None
) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        await put_in_order(tutor, order)
        await tutor.footer_says("↵", "answer")
        assert await tutor.answer() == said
        assert said in tutor.said
        assert tutor.result("loop", "kinds") == Result(" ".join(order), right, " ".join(order), right, 1, right, belief)


async def test_enter_while_a_line_is_held_puts_it_down_and_answers_nothing(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        await dealt(tutor)
        await tutor.press(" ", "down", "enter")
        assert tutor.panel.state == "asking"
        await tutor.footer_says("space", "hold")
        await tutor.press(" ", "down", "escape")
        assert tutor.page == "ordered"
        assert "↕" not in tutor.panel_text()


async def test_enter_alone_answers_nothing_but_a_line_put_back_where_it_was_is_meant(
    open_tutor: OpenTutor, kinds: Course
) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        order = await dealt(tutor)
        await tutor.press("enter", "enter", "enter")
        assert tutor.panel.state == "asking"
        assert "Move a line with space, ↑ ↓ and space again, then Enter. n goes on without an answer." in tutor.said
        assert tutor.result("loop", "kinds") is None
        await tutor.answer(" ", " ")
        result = tutor.result("loop", "kinds")
        assert result is not None
        assert result.last_answer == " ".join(order)


async def test_another_try_goes_on_from_the_order_that_was_wrong(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        wrong = ("hypothesis", "cost", "backward", "zero_grad", "step")
        await put_in_order(tutor, wrong)
        assert (await tutor.answer()).startswith("✗")
        assert tuple(shown(tutor)) == wrong
        await tutor.press("enter")
        assert tutor.panel.state == "asking"
        assert tuple(shown(tutor)) == wrong
        # And without Enter, by just taking hold of a line.
        assert (await tutor.answer()).startswith("✗")
        await tutor.press("4", "3")
        assert tutor.panel.state == "asking"
        assert (await tutor.answer()).startswith("✓")


async def test_beside_a_lab_the_question_has_the_keys_it_needs_and_the_lab_the_others(
    open_tutor: OpenTutor, kinds: Course
) -> None:
    async with open_tutor("kinds", "beside", course=kinds) as tutor:
        await tutor.lab_ready()
        before = await dealt(tutor)
        await tutor.press(" ", "down", " ")
        assert shown(tutor) == [before[1], before[0], *before[2:]]
        assert "▶" not in tutor.readout
        await tutor.press(".")
        await tutor.until(lambda: tutor.step == 1)
        await tutor.press("right")
        await tutor.until(lambda: tutor.value("α") != "0.1")
        await put_in_order(tutor, RIGHT)
        assert await tutor.answer() == f"✓ Right. The cost went from {show(cost(3))} to {show(cost(w(2, 3, 0.1)))}."
        # Answered, the question lets go of them.
        await tutor.footer_says("space", "play")
        await tutor.press("up")
        await tutor.until(lambda: "▸ W" in tutor.readout)
        assert tuple(shown(tutor)) == RIGHT


async def test_an_order_answered_before_can_be_put_again(open_tutor: OpenTutor, kinds: Course, progress: Progress) -> None:
    progress.record("sample", "kinds", "loop", "step", False)
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        await dealt(tutor)
        assert "✗ not right yet" in tutor.said
        await put_in_order(tutor, RIGHT)
        assert (await tutor.answer()).startswith("✓")


async def test_letters_and_page_keys_work_while_lines_are_moved(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        await dealt(tutor)
        await tutor.press(" ", "h")
        await tutor.until(lambda: "Hint 1 of 3: What does cost need to be there?" in tutor.said)
        assert "↕" in tutor.panel_text()
        await tutor.press("n")
        assert tutor.page == "beside"
