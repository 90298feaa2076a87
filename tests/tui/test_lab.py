"""The lab under the learner's keys: numbers, arithmetic and pictures of real runs."""

from __future__ import annotations

import pytest

from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from tests.tui.conftest import OpenTutor
from tests.tui.sample import cost, w
from tests.tui.tutor import Tutor

ALPHA = 0.18


@pytest.fixture
def committed(progress: Progress) -> None:
    """The prediction of the first page is made, so that its lab runs."""
    progress.record("sample", "slope", "next-step", "across", True)


def arithmetic(step: int, lr: float = ALPHA, start: float = 5) -> str:
    """The step that led to `step`, as it is to be written."""
    before = w(step - 1, start, lr)
    slope = show(28 / 3 * (before - 1))
    slope = f"({slope})" if slope.startswith("−") else slope
    return f"{show(before)} − {show(lr)} × {slope} = {show(w(step, start, lr))}"


def speed(tutor: Tutor) -> str:
    return tutor.readout.partition("▶ ")[2].split("\n")[0].strip()


async def step_to(tutor: Tutor, step: int) -> None:
    await tutor.press(".")
    await tutor.until(lambda: tutor.step == step)


@pytest.mark.usefixtures("committed")
async def test_steps_forward_and_back_with_their_arithmetic(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        assert f"next step: {arithmetic(1)}" in tutor.readout
        assert "," not in await tutor.footer_with(".")
        for step in (1, 2, 3):
            await step_to(tutor, step)
            assert f"that step: {arithmetic(step)}" in tutor.readout
            assert tutor.value("W") == show(w(step, 5, ALPHA))
            assert tutor.value("gradient") == show(28 / 3 * (w(step, 5, ALPHA) - 1))
            assert tutor.value("cost") == show(cost(w(step, 5, ALPHA)))
            assert f"(was {show(cost(w(step - 1, 5, ALPHA)))})" in tutor.readout
        picture = tutor.picture
        await tutor.footer_with(",")
        for step in (2, 1, 0):
            await tutor.press(",")
            await tutor.until(lambda step=step: tutor.step == step)
            assert tutor.value("cost") == show(cost(w(step, 5, ALPHA)))
        assert tutor.picture != picture
        await tutor.press(",")
        assert tutor.step == 0
        for step in (1, 2, 3):
            await step_to(tutor, step)
        assert tutor.picture == picture


@pytest.mark.usefixtures("committed")
async def test_play_and_pause(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("f", " ")
        await tutor.footer_says("space", "pause")
        await tutor.until(lambda: tutor.step >= 3)
        assert "▶" in tutor.readout
        await tutor.press(" ")
        await tutor.until(lambda: "▶" not in tutor.readout)
        step = tutor.step
        assert step < 20
        assert tutor.value("W") == show(w(step, 5, ALPHA))
        await tutor.pilot.pause(0.5)
        assert tutor.step == step
        await tutor.footer_says("space", "play")
        await tutor.press(" ")
        await tutor.until(lambda: tutor.step > step)


@pytest.mark.usefixtures("committed")
async def test_reset_and_play_typed_at_once_play_from_the_start(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("f", "f", "f", " ")
        await tutor.until(lambda: tutor.step == 20 and "▶" not in tutor.readout)
        await tutor.press("r", "s", "s", "s", " ")
        await tutor.until(lambda: "▶" in tutor.readout and 1 <= tutor.step < 20)
        assert tutor.value("W") == show(w(tutor.step, 5, ALPHA))


@pytest.mark.usefixtures("committed")
async def test_a_run_stops_by_itself_with_a_verdict_and_goes_on_when_asked(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await tutor.press("f", "f", "f", " ")
        await tutor.until(lambda: "Stopped after 20 steps" in tutor.readout)
        assert tutor.step == 20
        assert tutor.value("W") == show(w(20, 5, ALPHA))
        assert "It converges, crossing the minimum at each step" in tutor.said
        assert f"{show(abs(1 - 28 * ALPHA / 3))} times the distance" in tutor.said
        await tutor.press(" ")
        await tutor.until(lambda: tutor.step > 20)


@pytest.mark.usefixtures("committed")
async def test_a_step_while_it_plays_pauses_it(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        for key in (".", ","):
            await tutor.press(" ")
            await tutor.until(lambda: "▶" in tutor.readout and tutor.step > 0)
            await tutor.press(key)
            await tutor.until(lambda: "▶" not in tutor.readout)


async def test_the_speed_goes_from_one_step_a_second_to_flat_out(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await tutor.lab_ready()
        await tutor.press("s", "s", "s", "s", "s", "s", " ")
        await tutor.until(lambda: "▶ 1/s" in tutor.readout)
        speeds = [speed(tutor)]
        while speeds[-1] != "flat out":
            await tutor.press("f")
            await tutor.until(lambda: speed(tutor) not in ("", speeds[-1]))
            speeds.append(speed(tutor))
        rates = [float(text.removesuffix("/s")) for text in speeds[:-1]]
        assert rates == sorted(rates)
        assert len(rates) >= 3
        await tutor.until(lambda: tutor.step > 1000)
        # Keys are obeyed meanwhile, and numbers belong together.
        await tutor.press("v", " ")
        await tutor.until(lambda: "▶" not in tutor.readout)
        # Steps that were under way when it was stopped come still.
        session = tutor.session
        await tutor.until(lambda: session.pending == 0 and tutor.step == session.last_step)
        step = tutor.step
        assert tutor.value("cost") == show(cost(w(step, 5, 1e-7)))
        await step_to(tutor, step + 1)


@pytest.mark.usefixtures("committed")
async def test_dials_are_chosen_and_turned_and_the_numbers_follow(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        assert "▸ α" in tutor.readout
        await tutor.press("right", "right")
        alpha = 0.22
        await tutor.until(lambda: tutor.value("α") == show(alpha))
        await tutor.until(lambda: f"next step: {arithmetic(1, alpha)}" in tutor.readout)
        await tutor.press("up")
        await tutor.until(lambda: "▸ W" in tutor.readout)
        await tutor.press("left", "left")
        await tutor.until(lambda: float(tutor.value("W")) < 4.9 and "…" not in tutor.readout)
        W = float(tutor.value("W"))
        assert tutor.value("cost") == show(cost(W))
        assert f"next step: {arithmetic(1, alpha, W)}" in tutor.readout
        await tutor.press("down")
        await tutor.until(lambda: "▸ α" in tutor.readout)


@pytest.mark.usefixtures("committed")
async def test_a_dial_stops_at_its_ends(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        tutor.type(*["left"] * 90)
        await tutor.until(lambda: tutor.value("α") == "0")
        await tutor.until(lambda: "next step: 5 − 0 × 37.33 = 5" in tutor.readout)
        assert "◂●" in tutor.readout
        tutor.type(*["right"] * 200)
        await tutor.until(lambda: "●▸ " in tutor.readout.splitlines()[0].partition("α")[2])


@pytest.mark.usefixtures("committed")
async def test_a_rate_turned_mid_run_counts_from_there_on(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        await step_to(tutor, 1)
        await tutor.press("left", "left", "left")
        await tutor.until(lambda: float(tutor.value("α")) < 0.16)
        alpha = float(tutor.value("α"))
        await step_to(tutor, 2)
        W = w(1, w(1, 5, ALPHA), alpha)
        assert tutor.value("W") == show(W)
        assert f"{show(w(1, 5, ALPHA))} − {show(alpha)} × (" in tutor.readout


@pytest.mark.usefixtures("committed")
async def test_reset_goes_back_to_the_same_start_and_again_to_the_lessons_values(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        picture = tutor.picture
        await tutor.press("left", "left")
        await tutor.until(lambda: tutor.value("α") != show(ALPHA))
        await tutor.pilot.pause(0.05)
        alpha = tutor.value("α")
        await step_to(tutor, 1)
        await step_to(tutor, 2)
        await tutor.press("r")
        await tutor.until(lambda: tutor.step == 0)
        assert tutor.value("W") == "5"
        assert tutor.value("α") == alpha
        await tutor.press("r")
        await tutor.until(lambda: tutor.value("α") == show(ALPHA))
        await tutor.until(lambda: tutor.picture == picture)
        assert f"next step: {arithmetic(1)}" in tutor.readout


async def test_the_next_picture_comes_round_again(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        first = tutor.picture
        pictures = [first]
        for _ in range(3):
            await tutor.press("v")
            pictures.append(tutor.picture)
        assert len(set(pictures)) == 3
        assert pictures[3] == first


async def test_every_picture_tells_itself_in_words(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.lab_ready()
        drawn = tutor.picture
        await tutor.press("w")
        words = " ".join(tutor.picture.split())
        assert words == tutor.plot.account
        assert "W" in words
        assert show(cost(5)) in words
        await tutor.press("v")
        assert " ".join(tutor.picture.split()) == tutor.plot.account != words
        await tutor.press("w", "v", "v")
        assert tutor.picture == drawn


async def test_a_hidden_curve_is_found_by_tries(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "tries") as tutor:
        await tutor.lab_ready()
        await tutor.footer_with("c")
        assert not {"space", "."} & set(tutor.footer)
        dots = drawn(tutor)
        for _ in range(8):
            before = tutor.value("W")
            await tutor.press("left")
            await tutor.until(lambda before=before: tutor.value("W") != before)
            W = float(tutor.value("W").replace("−", "-"))
            await tutor.until(lambda W=W: tutor.value("cost") == show(cost(W)))
        assert drawn(tutor) > dots
        tried = tutor.picture
        await tutor.press("c")
        await tutor.until(lambda: tutor.picture != tried)
        assert drawn(tutor) > 20
        await tutor.press("c")
        await tutor.until(lambda: tutor.picture == tried)


def drawn(tutor: Tutor) -> int:
    """How many columns of the picture hold something between its axes."""
    rows = [row.partition("│")[2] or row.partition("┤")[2] for row in tutor.picture.splitlines()[1:-2]]
    return len({x for row in rows for x, cell in enumerate(row) if cell.strip()})


async def test_runs_to_compare_lie_on_the_same_picture_under_their_names(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "type") as tutor:
        await tutor.lab_ready()
        assert "slow" in tutor.picture
        assert "wild" in tutor.picture
        await tutor.until(lambda: tutor.picture.count("○") > 3 and tutor.picture.count("□") > 3)


async def test_one_learning_rate_is_too_large_and_the_run_overflows_in_words(open_tutor: OpenTutor, progress: Progress) -> None:
    """inf is a result: the run stops, says when and why, and nothing is called NaN."""
    progress.record("sample", "labs", "fate", "grows", True)
    async with open_tutor("labs", "thermometers") as tutor:
        await tutor.lab_ready()
        await tutor.press("f", "f", " ")
        await tutor.until(lambda: "overflow" in tutor.readout)
        assert tutor.step == 10
        assert "cost inf" in tutor.readout
        assert "nan" not in tutor.shown.lower()
        for key in (".", " ", ".", "v", "v"):
            await tutor.press(key)
        await tutor.until(lambda: "▶" not in tutor.readout)
        assert tutor.step == 10
        await tutor.press(",")
        await tutor.until(lambda: tutor.step == 9)
        assert "inf" not in tutor.readout.splitlines()[1]
        await tutor.press("r")
        await tutor.until(lambda: tutor.step == 0)
        assert tutor.value("cost") == "1764"


async def test_a_lab_that_is_left_and_come_back_to_stands_at_its_start(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "walk") as tutor:
        await tutor.lab_ready()
        await tutor.press("f", "f", "f", "f", " ")
        await tutor.until(lambda: tutor.step > 100)
        await tutor.press("n", "p")
        assert tutor.page == "walk"
        await tutor.lab_ready()
        await tutor.until(lambda: tutor.step == 0)
        assert "▶" not in tutor.readout
