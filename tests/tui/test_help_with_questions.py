"""Help with a question, and another go at it: counted hints, the solution, and other numbers."""

from __future__ import annotations

import pytest

from gdtutor.course.fresh import drawn
from gdtutor.course.model import Course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.tui.widgets.choice_lines import ChoiceLine
from tests.tui.conftest import OpenTutor
from tests.tui.sample import w
from tests.tui.tutor import Tutor

HINTS = ("What does cost need to be there?", "What does backward() need?", "step() comes last.")


async def hinted(tutor: Tutor, number: int) -> None:
    await tutor.press("h")
    await tutor.until(lambda: f"Hint {number} of 3: {HINTS[number - 1]}" in tutor.panel_text())


async def test_hints_are_counted_and_come_one_after_the_other(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        for number in (1, 2, 3, 1):
            await hinted(tutor, number)
            assert tutor.panel_text().count("Hint") == 1
        assert tutor.result("loop", "kinds") is None


async def test_the_solution_is_offered_after_the_last_hint_and_answers_nothing(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "ordered", course=kinds) as tutor:
        for number in (1, 2, 3):
            assert "S" not in await tutor.footer_with("h", "n")
            await tutor.press("S")
            assert "Solution" not in tutor.said
            await hinted(tutor, number)
        await tutor.footer_says("S", "solution")
        await tutor.press("S")
        await tutor.until(lambda: "Solution: hypothesis = x * W cost = torch.mean((hypothesis - y) ** 2)" in tutor.panel_text())
        assert f"The cost falls from {show(14 / 3)} to" in tutor.panel_text()
        assert tutor.panel.state == "asking"
        assert tutor.result("loop", "kinds") is None
        # The page can be left, and comes back as a question that nobody answered, with its hints read.
        await tutor.press("n", "p")
        await tutor.footer_says("S", "solution")
        assert "answered right before" not in tutor.said
        await hinted(tutor, 1)


async def test_the_solution_is_offered_after_two_wrong_answers(open_tutor: OpenTutor, kinds: Course, progress: Progress) -> None:
    async with open_tutor("kinds", "one", course=kinds) as tutor:
        await tutor.answer("2")
        assert "S" not in await tutor.footer_with("↵", "h")
        await tutor.answer("3")
        await tutor.footer_says("S", "solution")
        await tutor.press("S")
        await tutor.until(lambda: "Solution: 0 It is flat there." in tutor.panel_text())
        result = tutor.result("one-of", "kinds")
        assert result is not None
        assert (result.tries, result.ever_right) == (2, False)
        assert (await tutor.answer("1")).startswith("✓")
    # Two wrong answers of another day count as well.
    progress.reset_course("sample")
    for _ in range(2):
        progress.record("sample", "kinds", "one-of", "one", False)
    async with open_tutor("kinds", "one", course=kinds) as tutor:
        await tutor.footer_says("S", "solution")


async def test_a_hint_after_a_wrong_answer_stands_below_the_answer_to_it(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "one", course=kinds) as tutor:
        said = await tutor.answer("2")
        await tutor.footer_says("h", "hint")
        for _ in range(2):
            await tutor.press("h")
            await tutor.until(lambda: tutor.panel_text().endswith(f"2 1 {said} Hint: What does a ball do there?"))
            assert tutor.panel.state == "wrong"
        # In another try the hint is there still, and what was said to the answer before is not.
        await tutor.press("3")
        await tutor.until(lambda: "▸ 3 the cost Hint: What does a ball do there?" in tutor.panel_text())
        assert said not in tutor.panel_text()
        said = await tutor.answer()
        assert said == "✗ The cost is a height."
        await tutor.until(lambda: tutor.panel_text().endswith(said))


async def test_the_solution_of_a_prediction_runs_nothing_on_screen(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("h")
        await tutor.footer_says("S", "solution")
        before = tutor.readout
        await tutor.press("S")
        await tutor.until(lambda: f"Solution: across the bottom Yes, torch went from 5 to {show(w(1, 5, 0.18))}." in tutor.said)
        assert tutor.readout == before
        assert tutor.step == 0
        assert "= ?" in tutor.readout


async def test_other_numbers_are_drawn_once_the_question_is_answered(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "fresh", course=kinds) as tutor:
        await tutor.lab_ready()
        author = tutor.lesson.quiz
        assert author is not None
        assert len(author.fresh) == 4
        assert "a" not in await tutor.footer_with("h", "n")
        await tutor.press("a")
        assert tutor.lesson.quiz is author
        await tutor.until(lambda: f"From W = 0, with α = 0.15 and a gradient of {show(-28 / 3)}," in tutor.said)
        assert (await tutor.answer("2")) == f"✗ torch went from 0 to {show(w(1, 0, 0.15))}."
        # Enter asks again with the same numbers.
        await tutor.press("enter")
        assert (await tutor.answer(*"1.4")).startswith("✓")
        asked = []
        for draw in (1, 2, 3, 4):
            await tutor.footer_says("a", "another one")
            await tutor.press("a")
            experiment = drawn(author, draw).experiment
            assert experiment is not None
            start, lr = experiment.start.W, experiment.lr
            assert not isinstance(start, str)
            slope = show(28 / 3 * (start - 1))
            await tutor.until(
                lambda start=start, lr=lr, slope=slope: (
                    f"From W = {show(start)}, with α = {show(lr)} and a gradient of {slope}," in tutor.said
                )
            )
            # The lab has the same numbers, and does not tell.
            await tutor.until(
                lambda start=start, lr=lr, slope=slope: f"{show(lr)} × " in tutor.readout and slope in tutor.readout
            )
            assert "= ?" in tutor.readout
            assert not {"space", "."} & set(tutor.footer)
            # torch's float32 is worked out by hand to four digits.
            said = await tutor.answer(*show(w(1, start, lr)).replace("−", "-"))
            assert said == f"✓ Right. W is {show(w(1, start, lr))}."
            await tutor.footer_with("space", ".")
            asked.append((start, lr))
        assert sorted(asked) == [(-2, 0.05), (-2, 0.2), (3, 0.05), (3, 0.2)]
        result = tutor.result("step", "kinds")
        assert result is not None
        assert result.tries == 6


async def test_a_known_mistake_is_known_with_other_numbers_too(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "fresh", course=kinds) as tutor:
        await tutor.lab_ready()
        await tutor.answer("0")
        await tutor.press("a")
        await tutor.until(lambda: tutor.panel.state == "asking" and "…" not in tutor.panel_text())
        quiz = tutor.lesson.quiz
        assert quiz is not None
        assert quiz.experiment is not None
        start, lr = quiz.experiment.start.W, quiz.experiment.lr
        assert not isinstance(start, str)
        climbed = start + lr * 28 / 3 * (start - 1)
        assert await tutor.answer(*f"{climbed:.3f}") == f"✗ That adds the step; taking it away leads to {show(w(1, start, lr))}."
        result = tutor.result("step", "kinds")
        assert result is not None
        assert result.belief == "plus-descends"


async def test_arrows_go_from_choice_to_choice(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "one", course=kinds) as tutor:
        await tutor.footer_says("↑↓", "choose")
        await tutor.press("down", "down")
        assert "▸ 2 1" in tutor.panel_text()
        await tutor.press("down", "down")
        assert "▸ 1 0" in tutor.panel_text()
        assert (await tutor.answer()).startswith("✓")


async def test_several_choices_are_marked_with_arrows_and_space(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "true", course=kinds) as tutor:
        assert "space" not in await tutor.footer_with("↑↓", "h")
        await tutor.press("down")
        await tutor.footer_says("space", "mark")
        await tutor.press(" ", "up", " ", "up", " ", " ")
        assert "▸ 2 [ ] how steep" in tutor.panel_text()
        assert tutor.panel_text().count("[x]") == 2
        assert (await tutor.answer()).startswith("✓")


async def test_where_a_lab_has_several_dials_the_arrows_are_its_own(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("up")
        await tutor.until(lambda: "▸ W" in tutor.readout)
        assert not tutor.panel.ready


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_choice_that_is_pointed_at_comes_into_view(open_tutor: OpenTutor, size: tuple[int, int]) -> None:
    async with open_tutor("labs", "crowded", size=size) as tutor:
        await tutor.lab_ready()
        lines = list(tutor.panel.query(ChoiceLine))
        assert len(lines) == 6
        for place in (6, 1, 4):
            await tutor.press(str(place))
            line = lines[place - 1]
            await tutor.until(lambda line=line: line.region.y >= tutor.panel.region.y)
            await tutor.until(lambda line=line: line.region.bottom <= tutor.panel.region.bottom)
