"""A loop to be written: its block holds no code, each mistake in it is named, and the solution is gdtutor's own."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from gdtutor.check.question import Question
from gdtutor.check.runs import Runs
from gdtutor.check.writing import check_write
from gdtutor.cli.check_loop import TASK
from gdtutor.course.answers import needs_run, runs_behind, runs_of_solution, solution
from gdtutor.course.blocks import read_block
from gdtutor.course.evidence import Evidence
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lab, Lesson, Quiz
from gdtutor.course.open import bundled_courses
from gdtutor.course.problems import Problem, Problems
from gdtutor.course.quizzes import read_quiz, texts_of
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.lab.loop_exercise import Judgement
from gdtutor.trainer.client import Trainer

FIRST = 40
WRITE = """\
id: own
kind: write
ask: Write {lr}.
experiment: {model: Wx+b, lr: 0.01, steps: 200}
right: W is {W@200}, from [0]{W@0}.
hint: "{W@0}"
"""
LAB = Lab(id="lab", line=20, experiment=Experiment(steps=30), pictures=("data",), controls=("run",))


def read(text: str, lab: Lab | None = None) -> tuple[Quiz, list[Problem]]:
    problems = Problems(Path("01.md"))
    mapping = read_block(text, FIRST, "quiz", problems)
    assert mapping is not None
    _, quiz, _ = read_quiz(mapping, FIRST - 1, lab, problems, {})
    return quiz, problems.sorted()


def test_the_run_behind_it_is_that_of_the_experiment() -> None:
    quiz, problems = read(WRITE)
    assert problems == []
    assert quiz.solution == ""
    assert set(texts_of(quiz)) == {"Write {lr}.", "W is {W@200}, from 0.", "{W@0}"}
    assert quiz.steps == 200
    assert quiz.experiment == Experiment(model="Wx+b", lr=0.01, steps=200)
    assert needs_run(quiz)
    assert runs_behind(quiz) == runs_of_solution(quiz) == {"": (quiz.experiment, 200)}


def test_the_lab_s_experiment_will_do_and_one_that_can_t_be_read_makes_no_further_problem() -> None:
    text = WRITE.replace("experiment: {model: Wx+b, lr: 0.01, steps: 200}\n", "").replace("W@200", "W@30")
    quiz, problems = read(text, LAB)
    assert problems == []
    assert quiz.steps == 30
    unread = msgspec.structs.replace(LAB, line=0, experiment=Experiment(steps=1_000_000))
    assert read(text, unread)[1] == []


def test_the_solution_is_what_the_experiment_s_script_has_below_the_given_lines() -> None:
    quiz = read(WRITE)[0]
    assert quiz.experiment is not None
    told = solution(quiz, Evidence()).split("\n")
    assert told == [
        "`optimizer = optim.SGD([W, b], lr=0.01)`",
        "`for step in range(200):`",
        "`    hypothesis = x * W + b`",
        "`    cost = torch.mean((hypothesis - y) ** 2)`",
        "`    optimizer.zero_grad()`",
        "`    cost.backward()`",
        "`    optimizer.step()`",
    ]


# name: what is replaced, by what, the text on whose line the problem is ("" for the block), part of the message
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "a solution": (
        "hint",
        "solution: |\n  import os\nhint",
        "solution",
        "key 'solution' has no meaning for kind write; the solution is the experiment's own script",
    ),
    "a template": ("hint", "template: x\nhint", "template", "unknown key 'template'; allowed are:"),
    "no right": ("right: W is {W@200}, from [0]{W@0}.\n", "", "", "key 'right' is missing"),
    "steps": ("hint", "steps: 3\nhint", "steps: 3", "key 'steps' belongs under 'experiment' here"),
    "wrong": ("hint", "wrong: No.\nhint", "wrong: No.", "key 'wrong' has no meaning for kind write"),
    "a mistake in the loop": ("steps: 200}", "steps: 200, loop: ascent}", "experiment", "leave out 'loop' and 'body'"),
    "a body": ("steps: 200}", "steps: 200, body: [step]}", "experiment", "leave out 'loop' and 'body'"),
    "another optimizer": ("steps: 200}", "steps: 200, optimizer: Adam}", "experiment", "this experiment has Adam"),
    "batches": ("steps: 200}", "steps: 200, batch_size: 1}", "experiment", "leave out batch_size"),
    "too many steps": ("steps: 200}", "steps: 5001}", "experiment", "at most 5000 steps; found 5001"),
    "a step that never comes": ("{W@200}", "{W@201}", "right", "has only 200 steps"),
}


@pytest.mark.parametrize(("old", "new", "marker", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_named_with_its_line(old: str, new: str, marker: str, message: str) -> None:
    assert old in WRITE
    text = WRITE.replace(old, new)
    line = FIRST + text.count("\n", 0, text.index(marker)) if marker else FIRST - 1
    problems = read(text)[1]
    assert [problem for problem in problems if problem.line == line and message in problem.what], problems


def test_a_page_without_a_lab_needs_an_experiment() -> None:
    text = "\n".join(line for line in WRITE.split("\n") if not line.startswith("experiment"))
    assert any("kind write needs an 'experiment', or a lab" in problem.what for problem in read(text)[1])


@pytest.mark.parametrize("language", bundled_courses())
def test_the_loop_of_the_lesson_is_the_one_that_the_command_line_judges(language: str) -> None:
    lesson = read_lesson(bundled_courses()[language] / "07-pytorch-loop.md")
    (quiz,) = (page.quiz for page in lesson.pages if page.quiz is not None and page.quiz.kind == "write")
    assert quiz.experiment == TASK
    assert lesson.pages[-1].quiz is quiz


class Judged(Runs):
    """Says what is said to each script; torch is not asked."""

    def __init__(self, right: set[str]) -> None:
        super().__init__(Trainer())
        self.right = right
        self.scripts: list[str] = []

    async def judged(self, script: str, experiment: Experiment) -> Judgement:
        self.scripts.append(script)
        return Judgement(script in self.right, "", "W stays at 0.")


def checked(quiz: Quiz, runs: Runs) -> list[str]:
    quiz = msgspec.structs.replace(quiz, ask="Write.", right="Right.", hints=("Look.",))
    question = Question(quiz, Lesson(id="l", title="L", minutes=1, needs=(), pages=(), path=Path("01.md")), runs)
    asyncio.run(check_write(question))
    return [problem.what for problem in question.problems]


OWN = listing(Experiment(model="Wx+b", lr=0.01, steps=200)).own


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ({OWN}, []),
        ({OWN, ""}, ["quiz own: an empty script is right already, so there is nothing to write; give it other settings"]),
        (set(), ["quiz own: the experiment's own loop is judged wrong; give it other settings. W stays at 0."]),
        ({""}, ["quiz own: the experiment's own loop is judged wrong; give it other settings. W stays at 0."]),
    ],
)
def test_the_experiment_s_own_loop_has_to_be_right_and_an_empty_script_not(right: set[str], said: list[str]) -> None:
    assert checked(read(WRITE)[0], Judged(right)) == said


def test_nothing_but_gdtutor_s_own_text_is_run() -> None:
    # However hard the course tries: its texts are texts.
    runs = Judged({OWN})
    mapping = WRITE.replace("hint", "solution: import os\ntemplate: import os\nhint")
    assert checked(read(mapping)[0], runs) == []
    assert set(runs.scripts) == {OWN, ""}
