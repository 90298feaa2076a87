"""Questions: choosing, committing, what is said with the numbers of the run, and what is kept of it."""

from __future__ import annotations

import asyncio

import pytest

from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.trainer.client import Trainer
from gdtutor.tui.app import TutorApp
from gdtutor.tui.screens.help import HelpScreen
from gdtutor.tui.screens.question import ONE_NUMBER
from tests.tui.conftest import OpenTutor
from tests.tui.sample import cost, w
from tests.tui.tutor import Tutor

RUN_KEYS = {"space", ".", ","}


async def test_before_a_prediction_nothing_runs_and_no_key_says_so(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        assert not RUN_KEYS & set(await tutor.footer_with("h", "n"))
        before = tutor.readout
        assert "next step: 5 − 0.18 × 37.33 = ?" in before
        await tutor.press(" ", ".", ",", " ")
        await tutor.pilot.pause(0.3)
        assert tutor.readout == before
        assert tutor.step == 0


async def test_a_wrong_prediction_is_answered_with_the_run_and_can_be_tried_again(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        said = await tutor.answer("1")
        assert tutor.panel.state == "wrong"
        assert said == f"✗ The gradient is {show(28 / 3 * 4)}, and 0.18 times that is long. torch went to {show(w(1, 5, 0.18))}."
        assert said in tutor.said
        assert "1 further left, near 4" in tutor.said
        assert "to the right" not in tutor.panel_text()
        assert tutor.step == 1
        assert f"that step: 5 − 0.18 × 37.33 = {show(w(1, 5, 0.18))}" in tutor.readout
        await tutor.footer_says("↵", "try again")

        await tutor.press("enter")
        await tutor.until(lambda: tutor.panel.state == "asking" and "✗" not in tutor.feedback)
        said = await tutor.answer("2")
        assert said == f"✓ Right. Yes, torch went from 5 to {show(w(1, 5, 0.18))}."
        result = tutor.result("next-step")
        assert result is not None
        assert (result.first_answer, result.first_right) == ("left", False)
        assert (result.last_answer, result.last_right) == ("across", True)
        assert (result.tries, result.belief) == (2, "as-long-as-the-rate")


async def test_a_question_answered_before_says_how_and_lets_the_lab_run(open_tutor: OpenTutor, progress: Progress) -> None:
    for right, sign in ((False, "✗ not right yet"), (True, "✓ answered right before")):
        progress.record("sample", "slope", "next-step", "across" if right else "up", right)
        async with open_tutor("slope", "sign") as tutor:
            await tutor.lab_ready()
            assert sign in tutor.said
            await tutor.footer_says("space", "play")
            await tutor.press(".")
            await tutor.until(lambda tutor=tutor: tutor.step == 1)


async def test_a_prediction_is_judged_by_the_lessons_own_run_whatever_was_turned(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("left", "left", "left", "up", "left", "left")
        assert tutor.value("W") != "5"
        said = await tutor.answer("2")
        assert said.endswith(f"torch went from 5 to {show(w(1, 5, 0.18))}.")


async def test_an_answer_that_is_faster_than_the_lab_waits_for_it(open_tutor: OpenTutor, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = asyncio.Event()
    trainer = TutorApp.trainer

    async def late(app: TutorApp) -> Trainer:
        await imported.wait()
        return await trainer(app)

    monkeypatch.setattr(TutorApp, "trainer", late)
    for leaves in (False, True):
        imported.clear()
        async with open_tutor("labs", "thermometers") as tutor:
            await tutor.press("2", "enter")
            await tutor.pilot.pause(0.1)
            assert tutor.panel.state == "running"
            if leaves:
                await tutor.press("n")
            imported.set()
            await tutor.until(lambda: tutor.progress.results("sample"))
            if not leaves:
                assert (await tutor.answered()).startswith("✓ Right.")
            tutor.progress.reset_course("sample")


async def test_a_prediction_of_a_divergence_survives_the_overflow(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "thermometers") as tutor:
        await tutor.lab_ready()
        await tutor.press("2", "enter")
        assert tutor.panel.state == "running"
        said = await tutor.answered()
        # Deep Learning with PyTorch, chapter 5, prints the first of these costs: 1763.9, 5802485.5, 1.94e10.
        assert said == "✓ Right. It was 1764 and became 1.941e10 in two steps."
        # The notebook's epoch 11 is the state after ten updates.
        await tutor.until(lambda: tutor.step == 10)
        assert "inf" in tutor.readout
        await tutor.press(".", " ", ",", "v", "w", "r")
        await tutor.until(lambda: tutor.step == 0)


async def test_enter_without_a_choice_asks_for_one(open_tutor: OpenTutor) -> None:
    for page in ("sign", "type", "flat"):
        async with open_tutor("slope", page) as tutor:
            await tutor.press("enter", "enter")
            assert tutor.page == page
            assert tutor.panel.state == "asking"
            assert "then Enter" in tutor.feedback
            assert tutor.progress.results("sample") == {}


async def test_a_number_begins_with_a_point_where_that_steps_no_lab(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.lab_ready()
        for typed in (".5", ",5", "-.5"):
            await tutor.press(*typed)
            assert tutor.panel.number.value == typed
            await tutor.press(*["backspace"] * len(typed))
        # Once it is answered the lab runs, and the point is its key again.
        await tutor.answer(*".5")
        assert tutor.panel.state == "wrong"
        await tutor.press(".")
        await tutor.until(lambda: tutor.step == 1)
        assert tutor.panel.number.value == ".5"
        await tutor.pilot.pause(ONE_NUMBER)
        await tutor.press(*"0.5")
        assert tutor.panel.number.value == "0.5"


async def test_a_point_that_stepped_the_lab_belongs_to_the_number_that_follows_at_once(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.lab_ready()
        await tutor.answer(*"2")
        tutor.type(".", "2", "7")
        await tutor.until(lambda: tutor.panel.number.value == ".27" and tutor.step == 0)


async def test_a_digit_beyond_the_choices_chooses_nothing(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.press("6", "0", "4")
        assert "▸ " not in tutor.panel_text()
        await tutor.press("enter")
        assert tutor.panel.state == "asking"


async def test_another_choice_takes_the_place_of_the_first(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.press("1")
        assert "▸ 1 further left" in tutor.panel_text()
        await tutor.press("3")
        assert "▸ 3 to the right" in tutor.panel_text()
        assert "▸ 1" not in tutor.panel_text()
        await tutor.answer()
        result = tutor.result("next-step")
        assert result is not None
        assert (result.first_answer, result.belief) == ("up", "plus-descends")


async def test_several_choices_are_taken_and_taken_back(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "flat") as tutor:
        await tutor.press("2", "1", "2")
        assert "[x] The slope is 0" in tutor.panel_text()
        assert "[ ] The cost is always 0" in tutor.panel_text()
        assert (await tutor.answer()).startswith("✗ What you chose is right, and there is more")
        await tutor.press("enter")
        assert (await tutor.answer("1", "2", "3")).startswith("✗ With y = 1, 2, 2 it is 0.119.")
        result = tutor.result("several")
        assert result is not None
        assert result.belief == "zero-slope-zero-cost"
        await tutor.press("enter")
        said = await tutor.answer("3", "1")
        assert said.startswith("✓ Right.")
        assert "The slope is 0 there." in said
        assert "W stands still there." in said
        result = tutor.result("several")
        assert result is not None
        assert (result.first_answer, result.last_answer, result.tries) == ("slope", "slope still", 3)


async def test_a_question_has_the_numbers_of_its_run_in_it(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "tries") as tutor:
        await tutor.until(lambda: f"The cost is {show(cost(3))} at W = 3." in tutor.said)
        said = await tutor.answer("2")
        assert said == f"✗ There it is 14/3. A step from W = 3 would make it {show(cost(w(1, 3, 0.1)))}."


async def test_a_hint_comes_when_it_is_asked_for(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        assert "Hint" not in tutor.said
        await tutor.footer_says("h", "hint")
        await tutor.press("h")
        await tutor.until(lambda: "Hint: How long is 0.18 times 37.33?" in tutor.said)
        assert tutor.result("next-step") is None
        assert not RUN_KEYS & set(tutor.footer)
        await tutor.answer("2")
        assert "h" not in await tutor.footer_with("space")


@pytest.mark.parametrize(
    ("keys", "said", "belief"),
    [
        ("1.4", "✓ Right. Yes, W is 1.4.", None),
        ("1,4", "✓ Right. Yes, W is 1.4.", None),
        ("7/5", "✓ Right. Yes, W is 1.4.", None),
        ("+1.40", "✓ Right. Yes, W is 1.4.", None),
        ("-1.4", "✗ That is W + α·gradient, which climbs.", "plus-descends"),
        ("3", "✗ Not that. torch says 1.4.", None),
    ],
)
async def test_a_number_is_typed(open_tutor: OpenTutor, keys: str, said: str, belief: str | None) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.press(*keys)
        assert keys in tutor.panel_text().replace("−", "-")
        assert await tutor.answer() == said
        result = tutor.result("one-step")
        assert result is not None
        assert result.last_answer.replace("−", "-") == keys
        assert (result.last_right, result.belief) == (said.startswith("✓"), belief)


async def test_a_number_typed_fast_arrives_whole(open_tutor: OpenTutor) -> None:
    """As a terminal sends it when it is pasted, or typed over a slow line: all at once."""
    async with open_tutor("slope", "type") as tutor:
        await tutor.lab_ready()
        tutor.type(*"1.4", "enter")
        assert (await tutor.answered()).startswith("✓")
        result = tutor.result("one-step")
        assert result is not None
        assert result.last_answer == "1.4"


async def test_keys_in_a_burst_are_obeyed_in_their_order(open_tutor: OpenTutor) -> None:
    # The page is turned, and what is typed right after that is for its question; a digit overtakes no backspace and no Enter.
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        tutor.type("n", "9", "backspace", "1", ".", "4", "enter")
        await tutor.until(lambda: tutor.result("one-step"))
        assert (await tutor.answered()).startswith("✓")
    async with open_tutor() as tutor:
        tutor.type("enter", "n", "n")
        await tutor.until(lambda: tutor.page == "flat")


async def test_what_is_no_number_is_refused_with_a_sentence_and_not_counted(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.press(*"1-2", "enter")
        await tutor.until(lambda: tutor.feedback and "running" not in tutor.feedback)
        assert tutor.panel.state == "asking"
        assert "1-2" in tutor.feedback.replace("−", "-")
        assert "number" in tutor.feedback
        assert tutor.progress.results("sample") == {}
        # What was typed is there to be mended.
        await tutor.press("backspace", "backspace", *".4")
        await tutor.until(lambda: "1.4" in tutor.panel_text())
        assert (await tutor.answer()).startswith("✓")


async def test_letters_stay_keys_while_a_number_is_typed(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.press("1", "h")
        await tutor.until(lambda: "Hint: 0 − 0.15 × (−9.33)" in tutor.said)
        assert "type a number" not in tutor.panel_text()
        await tutor.press("?")
        await tutor.until(lambda: isinstance(tutor.screen, HelpScreen))
        await tutor.press("escape")
        await tutor.until(lambda: tutor.page == "type")
        await tutor.press(".", "4")
        assert "1.4" in tutor.panel_text()
        await tutor.press("n")
        assert tutor.page == "flat"


async def test_escape_drops_what_is_typed_and_then_leaves_the_lesson(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.press("1", "escape")
        assert tutor.page == "type"
        await tutor.press("2")
        assert "12" not in tutor.panel_text()
        await tutor.press("escape", "escape")
        assert tutor.at_home


async def test_another_number_can_be_typed_right_after_a_wrong_one(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        assert (await tutor.answer("3")).startswith("✗")
        await tutor.press(*"1.4")
        assert tutor.panel.state == "asking"
        assert (await tutor.answer()).startswith("✓")
        result = tutor.result("one-step")
        assert result is not None
        assert (result.first_answer, result.last_answer, result.tries) == ("3", "1.4", 2)


async def test_where_the_number_is_what_the_next_step_gives_nothing_runs_before_it(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.lab_ready()
        assert not RUN_KEYS & set(await tutor.footer_with("h", "n"))
        await tutor.press(" ")
        assert "= ?" in tutor.readout
        await tutor.answer(*"2")
        await tutor.footer_with("space", ".")
        await tutor.press("enter", ".")
        assert tutor.panel.state == "asking"
        await tutor.until(lambda: tutor.step == 1)


async def test_leaving_a_page_while_its_answer_runs_still_keeps_the_answer(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        tutor.type("2", "enter", "n")
        await tutor.until(lambda: tutor.page == "type")
        await tutor.lab_ready()
        assert tutor.panel.state == "asking"
        assert "Right" not in tutor.panel_text()
        await tutor.until(lambda: tutor.result("next-step") is not None)
        await tutor.press("p")
        await tutor.until(lambda: "✓ answered right before" in tutor.panel_text())
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        tutor.type("2", "enter", "q")
        await tutor.until(lambda: tutor.at_home)
        await tutor.until(lambda: (result := tutor.result("next-step")) is not None and result.tries == 2)


async def test_answers_keep_for_each_question_apart(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await answer_all(tutor)
        assert {quiz for _, quiz in tutor.progress.results("sample")} == {"next-step", "one-step", "several"}


async def answer_all(tutor: Tutor) -> None:
    await tutor.answer("2")
    await tutor.press("n")
    await tutor.lab_ready()
    await tutor.answer(*"1.4")
    await tutor.press("n")
    await tutor.answer("1", "3")
