"""Questions of every kind, answered by typing, and kept as the screens keep them."""

from __future__ import annotations

from pathlib import Path

from gdtutor.course.answers import right_order, shuffled
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from tests.plain.conftest import Open
from tests.tui.sample import w


async def test_a_number_wrong_and_right(reading: Open, course: Course, progress: Progress) -> None:
    tutor = reading(course)
    await tutor.open("slope/type")
    assert tutor.obeying.prompt == "Your number, or help: "
    # Enter does not skip a question unread.
    assert await tutor.type("") == "Your number. n goes on without an answer."
    assert await tutor.type("−1,4") == "Not right: That is W + α·gradient, which climbs."
    assert tutor.obeying.prompt == "Your number; Enter for the next page, or help: "
    kept = progress.results("sample")["slope", "one-step"]
    assert (kept.first_answer, kept.first_right, kept.belief) == ("−1,4", False, "plus-descends")
    assert await tutor.type("1.4") == "Right. Yes, W is 1.4."
    assert progress.results("sample")["slope", "one-step"].ever_right
    assert await tutor.type("1.4") == "This is answered already; again asks it once more."
    assert "What is W after one step" in await tutor.type("again")
    assert "What is flat" in await tutor.type("")


async def test_several_choices(reading: Open, course: Course, progress: Progress) -> None:
    tutor = reading(course)
    said = await tutor.open("slope/flat")
    assert "Question: Which are true at the bottom? (one or more) 1. The slope is 0 2. The cost is always 0" in said
    assert "are numbered from 1 to 3" in await tutor.type("4")
    assert await tutor.type("1 2") == (
        "Not right: With y = 1, 2, 2 it is 0.119. And something that belongs here is still missing."
    )
    assert (await tutor.type("13")).startswith("Right.")
    kept = progress.results("sample")["slope", "several"]
    assert (kept.first_answer, kept.last_answer, kept.tries) == ("slope cost", "slope still", 2)


async def test_hints_the_solution_and_other_numbers(reading: Open, kinds: Course) -> None:
    tutor = reading(kinds)
    await tutor.open("kinds/fresh")
    assert "comes after the hints" in await tutor.type("solution")
    assert (await tutor.type("h")).startswith("Hint: 0 − 0.15 × (−9.333)")
    assert (await tutor.type("s")).startswith("Solution: 1.4")
    assert "where does one step lead?" in await tutor.type("another")
    question = tutor.reader.here.question if tutor.reader.here is not None else None
    assert question is not None
    experiment = question.quiz.experiment
    assert experiment is not None
    assert isinstance(experiment.start.W, (int, float))
    assert f"From W = {show(experiment.start.W)}, with α = {show(experiment.lr)}" in " ".join(tutor.said.split())
    assert (await tutor.type(str(w(1, float(experiment.start.W), experiment.lr)))).startswith("Right.")


async def test_an_order_is_typed_as_numbers(reading: Open, kinds: Course, progress: Progress) -> None:
    tutor = reading(kinds)
    await tutor.open("kinds/ordered")
    quiz = read_lesson(kinds.lessons[0].path).pages[0].quiz
    assert quiz is not None
    dealt, right = shuffled(quiz), right_order(quiz)
    assert (await tutor.type(" ".join(str(place + 1) for place in range(len(dealt))))).startswith("Not right:")
    assert "Type the numbers of all" in await tutor.type("1")
    assert (await tutor.type("".join(str(dealt.index(name) + 1) for name in right))).startswith("Right.")
    assert progress.results("sample")["kinds", quiz.id].last_answer == " ".join(right)


async def test_a_line_is_named_by_its_number(reading: Open, kinds: Course) -> None:
    tutor = reading(kinds)
    await tutor.open("kinds/faulty")
    lines = [line for line in tutor.said.split("\n") if ". " in line]
    place = next(line.split(".")[0].strip() for line in lines if "W += lr * W.grad" in line)
    other = next(line.split(".")[0].strip() for line in lines if "import torch" in line)
    assert (await tutor.type(other)).startswith("Not right: That line does what it should.")
    assert (await tutor.type(place)).startswith("Right. The gradient at W = 0 is −9.333")


async def test_a_challenge_is_tried_with_the_dials_as_they_are(reading: Open, kinds: Course, progress: Progress) -> None:
    tutor = reading(kinds)
    said = await tutor.open("kinds/golf")
    assert "try runs 10 steps with what is set. Par is 4. Lower is better." in said
    assert await tutor.type("3") == "Turn the dials, for example lr 0.1, and then type try."
    assert (await tutor.type("try")).startswith("Not right: After ten steps the cost is still")
    await tutor.type("lr 0.1")
    said = await tutor.type("try")
    assert said.startswith("Right. With α = 0.1 the cost is ")
    assert "Your score: 2. That is better than par, 4." in said
    assert "Numbers: step 10," in said
    assert progress.best("sample", "kinds", "golf") == 2


async def test_a_loop_is_typed_line_by_line_or_comes_from_a_file(
    reading: Open, tmp_path: Path, progress: Progress, write: Course, scripts_here: None
) -> None:
    tutor = reading(write)
    said = await tutor.open("own/loop")
    assert "Given: 1 import torch" in said
    await tutor.type("for step in range(3):")  # that it is written needs no word
    assert tutor.obeying.prompt == "line 10: "
    await tutor.type("    n")
    assert progress.draft("write", "own", "loop") == "for step in range(3):\n    n\n"
    assert (await tutor.type(".")).startswith("Not right: ")
    file = tmp_path / "loop.py"
    file.write_text(
        "for _ in range(3):\n    W.grad = None\n    torch.mean((x * W - y) ** 2).backward()\n"
        "    with torch.no_grad():\n        W -= 0.1 * W.grad\n"
    )
    said = await tutor.type(f"file {file}")
    assert said == f"Right. W is {show(w(3, 0, 0.1))}."
    assert progress.results("write")["own", "loop"].ever_right
    assert "there is no such file" in await tutor.type(f"file {tmp_path}/none.py")
