"""`gdtutor check`'s proofs: a good course has no problems, and each of many broken ones is told its mistake and nothing else."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from gdtutor.check.course import check_courses
from gdtutor.check.runs import Runs
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.trajectory import Trajectory, rows
from gdtutor.language import language
from gdtutor.trainer.client import Trainer
from tests.check.mistakes import GOOD, HERE, Broken, table

BROKEN = table()


Said = dict[str, list[str]]


def said_of(courses: dict[str, Path], *, draw: bool) -> Said:
    """What is said of each course, by its name. All are checked at once, so that torch is started once."""
    lines = [str(problem) for problem in asyncio.run(check_courses(list(courses.values()), draw=draw)).problems]
    assert lines == sorted(lines, key=lambda line: line.split(":")[0])
    return {
        name: [line.replace(f"{path}/", "") for line in lines if line.startswith((f"{path}/", f"{path}:"))]
        for name, path in courses.items()
    }


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    folder = tmp_path_factory.mktemp("broken")
    return said_of({**{broken.name: broken.write(folder) for broken in BROKEN}, "closed": closed(folder)}, draw=False)


def closed(folder: Path) -> Path:
    """A course that can't be opened, with a claim that does not hold."""
    course = folder / "closed"
    shutil.copytree(GOOD / "en", course)
    (course / "course.yaml").unlink()
    lesson = course / "01-slope.md"
    lesson.write_text(lesson.read_text("utf-8").replace("[1.4]{W@1}", "[1.5]{W@1}"), "utf-8")
    return course


def test_there_are_many_broken_courses_and_no_two_alike() -> None:
    assert len(BROKEN) >= 25
    assert len({broken.name for broken in BROKEN}) == len({(b.file, b.old, b.new) for b in BROKEN}) == len(BROKEN)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_course_is_told_its_mistake_with_file_and_line(broken: Broken, said: Said) -> None:
    expected = broken.says.splitlines()
    assert expected
    found = said[broken.name]
    for place, wanted in enumerate(expected[: len(found)]):
        if wanted.endswith("…"):
            found[place] = found[place][: len(wanted) - 1] + "…"
    assert found == expected


def test_a_course_that_cant_be_opened_is_looked_at_all_the_same(said: Said) -> None:
    course_file, claim = said["closed"]
    assert course_file.endswith("/closed: there is no course.yaml here; a course needs one with id, title and language")
    assert claim == "01-slope.md:9: claim '1.5': the text says 1.5; the run gives 1.4 (W@1)"


def test_a_good_course_has_no_problems_and_pages_that_do_not_fit_are_named() -> None:
    done: list[tuple[int, int]] = []
    report = asyncio.run(check_courses([GOOD, HERE / "pages"], on_progress=lambda *now: done.append(now)))
    # How many rows there are is the screens' business.
    assert [re.sub(r"is \d+ rows? too", "is too", str(problem).removeprefix(f"{HERE}/")) for problem in report.problems] == [
        "pages/01-pages.md:7: page long: at 80×24 the prose is too long for its column",
        "pages/01-pages.md:51: page wide: at 80×24 this is wider than its column: 'cost = torch.mean((hypothesis - y) ** 2…'",
        "pages/01-pages.md:64: page wider: at 60×20 this is wider than its column: 'cost = torch.mean((hypothesis - y) ** 2…'",
        "pages/01-pages.md:78: page small: at 60×20 the question six is too long for its place",
        "pages/01-pages.md:102: page none: at 60×20 the question seven is too long for its place",
        "pages/01-pages.md:102: page none: at 80×24 the question seven is too long for its place",
    ]
    assert str(report).startswith("5 lessons, 19 pages, 16 questions, 10 claims, ")
    # One step a page for what is in it, and one for each of two sizes.
    assert done == [(count, 3 * 19) for count in range(3 * 19 + 1)]
    assert language() == "en"


async def test_no_run_is_done_twice_where_it_goes_no_further() -> None:
    asked: list[tuple[float, int]] = []

    class Counting(Trainer):
        async def run(self, experiment: Experiment, steps: int) -> Trajectory:
            asked.append((experiment.lr, steps))
            trajectory = Trajectory(experiment)
            trajectory.append(rows(value for step in range(steps + 1) for value in (step, 0, 0, 0, 0, 0)), experiment.lr)
            return trajectory

    runs = Runs(Counting())
    for lr, steps in ((0.1, 5), (0.1, 3), (0.1, 5), (0.2, 2), (0.1, 8)):
        # How far the screen would play it makes no other run of it.
        found = await runs.trajectory(Experiment(lr=lr, steps=steps), steps)
        assert (len(found), found[-1].step) == (steps + 1, steps)
    assert asked == [(0.1, 5), (0.2, 2), (0.1, 8)]
    assert runs.done == 3
