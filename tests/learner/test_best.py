"""The best score in a challenge: which one is kept, by whom it is seen, and what becomes of it in an older or a damaged file."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress
from gdtutor.learner.schema import MIGRATIONS, format_version, migrate

KEY = ("lines", "rate", "golf")

COUNT_DOWN = """
import sys
from gdtutor.learner.progress import Progress
scores = [float(score) for score in sys.argv[1].split(",")]
with Progress.open() as progress:
    print("ready", flush=True)
    sys.stdin.readline()
    for score in scores:
        progress.record_best("lines", "rate", "golf", score, highest=False)
        progress.record_best("lines", "rate", "far", score, highest=True)
    assert progress.notice == "", progress.notice
"""


@pytest.mark.parametrize(
    ("highest", "scores", "kept"),
    [(False, (9, 7, 8, 7), (9, 7, 7, 7)), (True, (0.2, 0.21, 0.19, 0.21), (0.2, 0.21, 0.21, 0.21))],
)
def test_a_better_score_takes_the_place_of_the_best_and_another_does_not(
    highest: bool, scores: tuple[float, ...], kept: tuple[float, ...]
) -> None:
    with Progress.open() as progress:
        assert progress.best(*KEY) is None
        for number, score in enumerate(scores):
            better = number == 0 or kept[number] != kept[number - 1]
            assert progress.record_best(*KEY, score, highest=highest) is better
            assert progress.best(*KEY) == kept[number]
        assert progress.best("lines", "rate", "another") is None
    with Progress.open() as progress:
        assert progress.best(*KEY) == kept[-1]


def test_nan_is_no_score_and_infinity_is_one() -> None:
    with Progress.open() as progress:
        with pytest.raises(ValueError, match="NaN"):
            progress.record_best(*KEY, math.nan, highest=True)
        assert progress.best(*KEY) is None
        assert progress.record_best(*KEY, math.inf, highest=True)
        assert not progress.record_best(*KEY, 1e300, highest=True)
        assert progress.best(*KEY) == math.inf


def test_a_challenge_that_is_counted_the_other_way_round_begins_anew() -> None:
    """A new edition of a lesson may turn a challenge round; the score of the old one would never be beaten."""
    with Progress.open() as progress:
        progress.record_best(*KEY, 3, highest=False)
        with closing(sqlite3.connect(progress.path)) as connection:
            connection.execute("UPDATE bests SET at = '2020-01-01T00:00:00.000+00:00'")
            connection.commit()
        assert progress.record_best(*KEY, 2, highest=True)
        assert progress.best(*KEY) == 2
        assert progress.record_best(*KEY, 5, highest=True)


def test_the_best_score_is_forgotten_with_its_question_lesson_and_course() -> None:
    forget: dict[str, Callable[[Progress], None]] = {
        "question": lambda progress: progress.reset_quiz("lines", "rate", "golf"),
        "lesson": lambda progress: progress.reset_lesson("lines", "rate"),
        "course": lambda progress: progress.reset_course("lines"),
        "everything": lambda progress: progress.reset_everything(),
    }
    for what, reset in forget.items():
        with Progress.open() as progress:
            for course, lesson, quiz in (KEY, ("lines", "rate", "far"), ("lines", "sign", "golf"), ("other", "rate", "golf")):
                progress.record_best(course, lesson, quiz, 1, highest=False)
            reset(progress)
            left = [
                key
                for key in (("lines", "rate", "far"), ("lines", "sign", "golf"), ("other", "rate", "golf"))
                if progress.best(*key) is not None
            ]
            assert progress.best(*KEY) is None
            assert len(left) == {"question": 3, "lesson": 2, "course": 1, "everything": 0}[what]
            progress.reset_everything()


def test_two_terminals_at_once_keep_the_better_score() -> None:
    with Progress.open() as left, Progress.open() as right:
        left.record_best(*KEY, 8, highest=False)
        assert right.best(*KEY) == 8
        right.record_best(*KEY, 6, highest=False)
        assert not left.record_best(*KEY, 7, highest=False)
        assert left.best(*KEY) == right.best(*KEY) == 6


def test_two_processes_at_once_keep_the_better_score() -> None:
    scores = [",".join(str(50 + (number * factor) % 41) for number in range(25)) for factor in (7, 11)]
    processes = [
        subprocess.Popen([sys.executable, "-c", COUNT_DOWN, line], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in scores
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    every = [float(score) for line in scores for score in line.split(",")]
    with Progress.open() as progress:
        assert progress.best(*KEY) == min(every)
        assert progress.best("lines", "rate", "far") == max(every)


@pytest.fixture
def version_1() -> Path:
    """A file as the first gdtutor left it, with an answer in it."""
    path = database_path()
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, MIGRATIONS[:1])
        connection.execute(
            "INSERT INTO attempts (token, course, lesson, quiz, answer, correct, belief, at) VALUES "
            "('t', 'lines', 'rate', 'which', 'a', 1, NULL, '2025-01-01T00:00:00.000+00:00')"
        )
        assert format_version(connection) == 1
    return path


def test_a_file_of_the_first_gdtutor_keeps_its_answers_and_learns_to_keep_scores(version_1: Path) -> None:
    with Progress.open() as progress:
        assert progress.notice == ""
        assert progress.results("lines")["rate", "which"].ever_right
        assert progress.best(*KEY) is None
        assert progress.record_best(*KEY, 4, highest=False)
    with closing(sqlite3.connect(version_1)) as connection:
        assert format_version(connection) == len(MIGRATIONS)
    with Progress.open() as progress:
        assert progress.best(*KEY) == 4
    assert [file.name for file in version_1.parent.iterdir()] == ["gdtutor.sqlite3"]


def test_scores_survive_the_rescue_of_a_file_that_goes_bad_in_use() -> None:
    with Progress.open() as progress:
        progress.record_best(*KEY, 4, highest=False)
        progress.path.write_bytes(b"not a database at all\n" * 400)
        progress.visit("lines", "rate", "page")
        assert "damaged" in progress.notice
        assert progress.best(*KEY) == 4
    with Progress.open() as again:
        assert again.best(*KEY) == 4


def test_of_a_score_in_memory_and_one_on_disk_the_better_is_kept() -> None:
    """The file is moved away and comes back, as on a network home; meanwhile another terminal did better."""
    with Progress.open() as left:
        left.record_best(*KEY, 6, highest=False)
        left.record_best("lines", "rate", "far", 6, highest=True)
        away = left.path.with_name("away")
        left.path.rename(away)
        with Progress.open(left.path) as right:
            right.record_best(*KEY, 3, highest=False)
            right.record_best("lines", "rate", "far", 3, highest=True)
        left.visit("lines", "rate", "page")
        assert left.best(*KEY) == 3
        assert left.best("lines", "rate", "far") == 6
    with Progress.open() as again:
        assert again.best(*KEY) == 3
        assert again.best("lines", "rate", "far") == 6


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=12), st.booleans())
def test_whatever_the_order_the_best_of_all_is_kept(scores: list[float], highest: bool) -> None:
    # In memory: what is asked here is the statement, not the disk.
    with Progress.open(Path("/proc/nowhere/file")) as progress:
        for score in scores:
            progress.record_best(*KEY, score, highest=highest)
        assert progress.best(*KEY) == (max(scores) if highest else min(scores))
