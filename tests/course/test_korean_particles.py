"""Korean particles depend on the last sound before them, and after a number that comes from a run nobody reads it over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gdtutor.check.runs import Runs
from gdtutor.course.answers import runs_behind
from gdtutor.course.evidence import experiments, fill
from gdtutor.course.fresh import drawn
from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Quiz
from gdtutor.course.open import bundled_course

LESSONS = sorted(bundled_course("ko").glob("*.md"))

# The digits as they are read end in a consonant or not: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구 (and 십, 백, 천, 만).
CLOSED = "013678"
# 로 follows a vowel, and ㄹ: 일, 칠, 팔.
RO = "1245789"
AFTER_CLOSED = {"은": True, "는": False, "이": True, "가": False, "을": True, "를": False, "과": True, "와": False}
PARTICLE = re.compile(r"([0-9])(으로|로|은|는|이|가|을|를|과|와)(?=[\s,.)…]|$)")


def wrong_particles(text: str) -> list[str]:
    """The places where a particle does not go with the digit before it."""
    found = []
    for match in PARTICLE.finditer(text):
        digit, particle = match.groups()
        fits = (digit in RO) == (particle == "로") if particle in ("로", "으로") else (digit in CLOSED) == AFTER_CLOSED[particle]
        if not fits:
            found.append(text[max(0, match.start() - 20) : match.end()])
    return found


def texts(value: object) -> Iterator[str]:
    """Every text within a question, wherever it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)


async def filled(quiz: Quiz, lesson_runs: tuple[object, ...], runs: Runs) -> list[str]:
    needed = dict(runs_behind(quiz, lesson_runs))  # type: ignore[arg-type]
    if quiz.kind == "predict" and quiz.experiment is not None:
        needed[""] = (quiz.experiment, quiz.steps)
    evidence = await runs.evidence(needed, experiments(quiz.experiment, lesson_runs))  # type: ignore[arg-type]
    shown = []
    for text in texts(msgspec.to_builtins(msgspec.structs.replace(quiz, path=None))):
        try:
            shown.append(fill(text, evidence))
        except ValueError:
            # Texts about the learner's own run, which is not known here; and ids, conditions and what else is no text.
            shown.append(text)
    return shown


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
async def test_particles_fit_the_numbers_before_them(path: Path, runs: Runs) -> None:
    lesson = read_lesson(path)
    found = [place for page in lesson.pages for prose in page.prose for place in wrong_particles(prose.text)]
    for page in lesson.pages:
        if page.quiz is None:
            continue
        for draw in range(len(page.quiz.fresh) + 1):
            for text in await filled(drawn(page.quiz, draw), lesson.runs, runs):
                found += [f"{page.id}: {place}" for place in wrong_particles(text)]
    assert not dict.fromkeys(found), "\n".join(dict.fromkeys(found))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("0.84로", 0),
        ("0.84으로", 1),
        ("1.4가", 0),
        ("1.4이", 1),
        ("40을", 0),
        ("7로 간다", 0),
        ("3로 간다", 1),
        ("6은", 0),
        ("6는", 1),
    ],
)
def test_the_rule(text: str, wrong: int) -> None:
    assert len(wrong_particles(text)) == wrong
