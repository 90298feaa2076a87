"""Labs in words: turned, run, stepped through and told."""

from __future__ import annotations

import asyncio

from gdtutor.course.model import Course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.trainer.client import Trainer
from tests.plain.conftest import Open
from tests.tui.sample import cost, w


async def test_a_lab_is_told_in_words(reading: Open, course: Course) -> None:
    tutor = reading(course)
    said = await tutor.open("slope/type")
    assert "cost(W) is a bowl, lowest at W = 1 with cost 0." in said
    assert "wild: starts at W = 0" in said
    assert "Numbers: step 0, W 0, gradient −9.333, cost 4.667." in said
    assert "To turn: α 0.15 (0 to 0.5). For example: lr 0.22" in said
    # The number that is asked for is not told.
    assert "next step: 0 − 0.15 × (−9.333) = ?" in said
    assert "To run" not in said
    assert "\x1b" not in tutor.said
    assert max(map(len, tutor.said.split("\n"))) <= 80


async def test_nothing_runs_before_the_prediction_is_made(reading: Open, course: Course) -> None:
    tutor = reading(course)
    await tutor.open("slope/sign")
    for line in ("play", ".", " ", "back", "inside"):
        assert await tutor.type(line) == "The question asks for what the run would show. Answer it first, then it can be run."
    said = await tutor.type("2")
    assert said.startswith(f"Right. Yes, torch went from 5 to {show(w(1, 5, 0.18))}.")
    assert f"Numbers: step 1, W {show(w(1, 5, 0.18))}," in said
    assert f"that step: 5 − 0.18 × 37.33 = {show(w(1, 5, 0.18))}" in said
    assert f"Numbers: step 2, W {show(w(2, 5, 0.18))}," in await tutor.type("step")
    assert f"step 5, W {show(w(5, 5, 0.18))}," in await tutor.type("...")
    assert "Numbers: step 3," in await tutor.type(",,")
    assert "Numbers: step 0, W 5," in await tutor.type("back 99")
    assert await tutor.type("back") == "This is the start."


async def test_a_run_is_told_in_a_handful_of_rows_and_a_verdict(reading: Open, course: Course) -> None:
    tutor = reading(course)
    await tutor.open("labs/walk")
    rows = (await tutor.type("play 10000")).split("step ")[1:]
    assert [row.split(" ")[0] for row in rows[:6]] == ["0,", "2,000,", "4,000,", "6,000,", "8,000,", "10,000,"]
    assert "It crawls: " in rows[5]
    assert f"cost {show(cost(w(10_000, 5, 1e-7)))}" in tutor.said
    assert "To run: play, step, back, reset." in tutor.said


async def test_a_run_that_is_stopped_stays_where_it_is(reading: Open, course: Course) -> None:
    tutor = reading(course)
    await tutor.open("labs/walk")
    lab = tutor.reader.here.lab if tutor.reader.here is not None else None
    assert lab is not None
    playing = asyncio.create_task(tutor.obeying.obey("play"))
    while lab.session.last_step < 100:
        await asyncio.sleep(0.01)
    playing.cancel()
    await asyncio.wait([playing])
    await tutor._heard(tutor.reader.stopped())
    step = lab.session.last_step
    assert 100 <= step < 1_000_000
    assert f"Stopped. Numbers: step {step:,}, W" in " ".join(tutor.said.split())
    assert f"Numbers: step {step + 1:,}," in await tutor.type("step")


async def test_dials_are_turned_by_name_and_value(reading: Open, course: Course) -> None:
    tutor = reading(course)
    await tutor.open("labs/tries")
    assert await tutor.type("W 0") == "Numbers: W 0, gradient −9.333, cost 4.667."
    assert await tutor.type("w = 1/2") == "Numbers: W 0.5, gradient −4.667, cost 1.167."
    assert "3 values of W tried" in await tutor.type("words")
    assert "cost(W) is a bowl" in await tutor.type("c")
    assert await tutor.type("W") == "W is 0.5; it goes from −2 to 4."
    assert await tutor.type("W 5") == "'5' is no value for W; it goes from −2 to 4."
    assert await tutor.type("W far") == "'far' is no value for W; it goes from −2 to 4."
    assert await tutor.type("b 1") == "b can't be turned here; what can be turned: W."
    assert await tutor.type("play") == "This lab has nothing to run."
    # A picture of the data is told with what the turned line misses.
    assert "Points (x, y): (1, 1), (2, 2), (3, 3)." in await tutor.type("v")
    assert "The errors H(x) − y" in await tutor.type("W 2")


async def test_pictures_come_when_they_are_asked_for(reading: Open, course: Course) -> None:
    tutor = reading(course, width=60)
    await tutor.open("labs/tries")
    assert "+---" not in tutor.said
    await tutor.type("picture")
    drawn = [line for line in tutor.said.split("\n") if line.strip()][-18:]
    assert "+---" in "".join(drawn)
    assert "".join(drawn).isascii()
    assert max(map(len, drawn)) < 60
    always = reading(course, pictures=True)
    await always.open("labs/tries")
    assert "+---" in always.said


async def test_the_script_and_what_its_lines_do(reading: Open, course: Course) -> None:
    tutor = reading(course)
    await tutor.open("labs/walk")
    said = await tutor.type("inside 2")
    assert "10 for step in range(1000000):" in said
    assert said.index("Pass 2:") < said.index("line 11, hypothesis = x * W:")
    assert said.endswith(
        f"step(): W = {show(w(1, 5, 1e-7))} − 1e−7 × {show(28 / 3 * (w(1, 5, 1e-7) - 1))} = {show(w(2, 5, 1e-7))}."
    )


async def test_without_torch_there_is_a_sentence_and_the_prose_goes_on(reading: Open, course: Course, progress: Progress) -> None:
    trainer = Trainer(python="/nowhere/python")
    tutor = reading(course, torch=trainer)
    said = await tutor.open("slope/sign")
    assert "/nowhere/python could not be started (No such file or directory). Check that it is there." in said
    assert "cost(W) is a bowl" in said
    assert "could not be started" in await tutor.type("2")
    assert not progress.results("sample")
    assert "How far is it" in await tutor.type("n")
