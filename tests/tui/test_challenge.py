"""A challenge: the learner sets the lab, its run is played and judged, and the best score is kept."""

from __future__ import annotations

import pytest

from gdtutor.course.model import Course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens import judging
from gdtutor.tui.widgets.readout import Readout
from tests.tui.conftest import OpenTutor
from tests.tui.sample import cost, w
from tests.tui.tutor import Tutor

KEY = ("sample", "kinds", "golf")


async def set_rate(tutor: Tutor, rate: float) -> None:
    """Turn α, with the arrows, to that value."""
    for _ in range(50):
        before = tutor.value("α")
        if before == show(rate):
            return
        await tutor.press("right" if rate > float(before) else "left")
        await tutor.until(lambda before=before: tutor.value("α") != before)
    raise AssertionError(f"the dial has no position {rate}")


def first_below(bound: float, start: float, lr: float) -> int:
    """The first step at which the cost is below the bound, in closed form."""
    return next(step for step in range(1000) if cost(w(step, start, lr)) < bound)


async def test_the_goal_stands_with_par_and_no_best_yet(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        # On one row, in spite of longer numbers.
        assert "Enter runs 10 steps · par 4 · best — · lower is better" in tutor.shown
        tutor.panel.goal.show_best(0.0002143)
        await tutor.until(lambda: "Enter runs 10 steps · par 4 · best 0.0002143 · lower is better" in tutor.shown)
        footer = await tutor.footer_with("↵", "space", "←→")
        assert footer["↵"] == "try it"


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_the_parts_of_the_goal_are_not_torn_apart(open_tutor: OpenTutor, kinds: Course, size: tuple[int, int]) -> None:
    async with open_tutor("kinds", "golf", course=kinds, size=size) as tutor:
        await tutor.lab_ready()
        tutor.panel.goal.show_best(0.0002143)
        await tutor.press("pagedown", "pagedown")
        for part in ("Enter runs 10 steps", "par 4", "best 0.0002143", "lower is better"):
            await tutor.until(lambda part=part: part in tutor.shown)


async def test_the_lab_is_played_with_what_is_set_and_judged_by_its_run(
    open_tutor: OpenTutor, kinds: Course, progress: Progress
) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        # Untouched, it misses.
        assert await tutor.answer() == f"✗ After ten steps the cost is still {show(cost(w(10, 5, 0.01)))}."
        assert tutor.step == 10
        assert progress.best(*KEY) is None

        # Turned, the next Enter runs again from the start, without a reset.
        await set_rate(tutor, 0.16)
        assert "After ten steps" in tutor.said
        await tutor.footer_says("↵", "try it")
        steps = first_below(0.01, 5, 0.16)
        said = await tutor.answer()
        assert said == (f"✓ Right. With α = 0.16 the cost is {show(cost(w(10, 5, 0.16)))}.\nYour score: {steps}. Par is 4.")
        assert tutor.step == 10
        assert tutor.value("cost") == show(cost(w(10, 5, 0.16)))
        assert progress.best(*KEY) == steps
        await tutor.until(lambda: f"par 4 · best {steps}" in tutor.said)

        # Once it is right, Enter goes on; but a turned dial begins another try.
        await tutor.footer_with("space")
        assert tutor.footer.get("↵") != "try it"
        await set_rate(tutor, 0.12)
        said = await tutor.answer()
        better = first_below(0.01, 5, 0.12)
        assert better < 4 < steps
        assert said.endswith(f"Your score: {better}. Your best so far was {steps}. That is better than par, 4.")
        assert progress.best(*KEY) == better

        # A worse one keeps the best.
        await set_rate(tutor, 0.14)
        assert first_below(0.01, 5, 0.14) == 4
        assert (await tutor.answer()).endswith(f"Your score: 4. Your best is {better}. That is par.")
        assert progress.best(*KEY) == better
        result = tutor.result("golf", "kinds")
        assert result is not None
        assert (result.first_answer, result.last_answer, result.tries) == ("W=5 lr=0.01", "W=5 lr=0.14", 4)


async def test_a_known_miss_is_answered_for_itself(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        await set_rate(tutor, 0.22)
        assert await tutor.answer() == f"✗ With α = 0.22 it leaves the picture; the cost is {show(cost(w(10, 5, 0.22)))}."
        result = tutor.result("golf", "kinds")
        assert result is not None
        assert result.belief == "larger-is-faster"


async def test_steps_taken_before_do_not_count(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        await set_rate(tutor, 0.14)
        await tutor.press(".", ".")
        await tutor.until(lambda: tutor.step == 2)
        said = await tutor.answer()
        assert f"Your score: {first_below(0.01, 5, 0.14)}." in said
        assert tutor.step == 10


async def test_the_start_that_was_set_is_where_the_run_begins(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        await tutor.press("up", "left", "left", "left")
        await tutor.until(lambda: float(tutor.value("W")) < 5 and "…" not in tutor.readout)
        W = float(tutor.value("W"))
        assert await tutor.answer() == f"✗ After ten steps the cost is still {show(cost(w(10, W, 0.01)))}."
        result = tutor.result("golf", "kinds")
        assert result is not None
        assert result.last_answer == f"W={show(W)} lr=0.01"


async def test_no_hand_meddles_with_a_run_that_answers(
    open_tutor: OpenTutor, kinds: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "ANSWER_SECONDS", 2)
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        await set_rate(tutor, 0.02)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.panel.state == "running")
        readout = tutor.screen.query_one(Readout)
        row = tutor.readout.splitlines()[0]
        while tutor.panel.state == "running":
            await tutor.press("right", "up", " ", ".", "r")
            await tutor.click(readout, row.rindex("▸") - 1)
        # What a key of the last moment does comes after the answer.
        assert tutor.feedback == f"✗ After ten steps the cost is still {show(cost(w(10, 5, 0.02)))}."


async def test_the_best_is_there_again_and_is_forgotten_with_the_question(
    open_tutor: OpenTutor, kinds: Course, progress: Progress
) -> None:
    progress.record("sample", "kinds", "golf", "W=5 lr=0.1", True)
    progress.record_best(*KEY, 3, highest=False)
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        await tutor.lab_ready()
        assert "best 3" in tutor.said
        progress.reset_quiz(*KEY)
        await tutor.press("n", "p")
        await tutor.lab_ready()
        assert "best —" in tutor.said


async def test_enter_before_torch_is_there_waits_for_it(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "golf", course=kinds) as tutor:
        tutor.type("enter")
        await tutor.until(lambda: "torch is still being started" in tutor.said or tutor.panel.state == "wrong")
        if tutor.panel.state != "wrong":
            await tutor.lab_ready()
            assert (await tutor.answer()).startswith("✗ After ten steps")
