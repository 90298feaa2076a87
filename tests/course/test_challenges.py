"""Challenges are judged by the learner's run, whatever they turned; torch runs, closed forms say what must come of it."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from gdtutor.course.answers import Answer, as_good_as, judge_challenge, runs_of_solution, solution
from gdtutor.course.evidence import Evidence
from gdtutor.course.model import Miss, Quiz
from gdtutor.course.settings import settings_of, with_settings
from gdtutor.course.terms import parse_condition, parse_term
from gdtutor.descent.experiment import Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.trainer.client import Trainer

pytestmark = pytest.mark.asyncio(loop_scope="session")

LAB = Experiment(lr=0.01)

# W_k = 1 - (1 - 28 lr / 3)**k from W = 0, so the largest rate that converges is 3/14 = 0.2143.
LARGEST = Quiz(
    id="largest",
    line=5,
    kind="challenge",
    ask="?",
    steps=100,
    experiment=LAB,
    goal=(parse_condition("verdict is converges or converges-oscillating"), parse_condition("lr > 0.205")),
    score=parse_term("lr"),
    best="highest",
    par=0.21,
    reference=Experiment(lr=0.21),
    misses=(
        Miss(
            when=(parse_condition("verdict is diverges"), parse_condition("W@100 > 1e6")),
            answer="Far out: {W@100}.",
            belief="far",
        ),
        Miss(when=(parse_condition("verdict is diverges"),), answer="{score} diverges.", belief="bounces"),
    ),
    right="{score} still converges.",
    wrong="{lr} is not the largest.",
)
WITHIN_TEN = Quiz(
    id="ten",
    line=5,
    kind="challenge",
    ask="?",
    steps=10,
    experiment=LAB,
    goal=(parse_condition("cost@10 < 0.01"),),
    score=parse_term("first(cost < 0.01)"),
    par=1,
    reference=Experiment(lr=3 / 28),
    right="{score}",
    wrong="{score}: {cost@10}",
)


async def judged(trainer: Trainer, quiz: Quiz, experiment: Experiment) -> Answer:
    """What is said when the lab runs this."""
    return judge_challenge(quiz, Evidence({"": await trainer.run(experiment, quiz.steps)}, {"": experiment}))


@pytest.mark.parametrize(
    ("lr", "answer"),
    [
        (0.21, Answer(True, "0.21 still converges.", score=0.21)),
        (0.214, Answer(True, "0.214 still converges.", score=0.214)),
        (0.01, Answer(False, "0.01 is not the largest.")),
        (0.215, Answer(False, "0.215 diverges.", "bounces")),
    ],
)
async def test_the_goal_is_met_by_the_run(trainer: Trainer, lr: float, answer: Answer) -> None:
    assert await judged(trainer, LARGEST, Experiment(lr=lr)) == answer


async def test_a_run_that_overflows_misses(trainer: Trainer) -> None:
    # |1 - 28 * 5 / 3| = 45.7: W is beyond float32 long before step 100, and so is every number after it.
    found = await judged(trainer, LARGEST, Experiment(lr=5.0))
    assert (found.right, found.score) == (False, None)
    found = await judged(trainer, WITHIN_TEN, Experiment(lr=1e6))
    assert not found.right


async def test_the_first_miss_that_holds_is_said(trainer: Trainer) -> None:
    # |1 - 28 * 0.3 / 3| = 1.8 and 1.8**100 = 3e25, on the side of W < 1 after an even number of steps.
    quiz = msgspec.structs.replace(LARGEST, misses=tuple(reversed(LARGEST.misses)))
    assert (await judged(trainer, quiz, Experiment(lr=0.3))).belief == "bounces"
    far = msgspec.structs.replace(LARGEST.misses[0], when=(parse_condition("W@100 < -1e6"),))
    said = await judged(trainer, msgspec.structs.replace(LARGEST, misses=(far, *LARGEST.misses)), Experiment(lr=0.3))
    assert (said.belief, said.score) == ("far", None)
    assert said.text.startswith("Far out: −3")


@pytest.mark.parametrize(
    ("settings", "score"),
    [
        ({"lr": 3 / 28}, 1),
        # 14/3 * 0.4**(2k) < 0.01 from k = 4 on, 14/3 * 0.0667**(2k) from k = 2 on.
        ({"lr": 0.15}, 4),
        ({"lr": 0.1}, 2),
        # The start is a dial like any other.
        ({"W": 1.0, "lr": 0.01}, 0),
    ],
)
async def test_the_score_is_counted_on_the_run(trainer: Trainer, settings: dict[str, float], score: int) -> None:
    turned = with_settings(LAB, settings)  # type: ignore[arg-type]
    assert await judged(trainer, WITHIN_TEN, turned) == Answer(True, str(score), score=score)


async def test_a_run_that_misses_has_no_score(trainer: Trainer) -> None:
    assert await judged(trainer, WITHIN_TEN, LAB) == Answer(False, "NaN: 0.6576")


async def test_the_solution_runs_the_reference(trainer: Trainer) -> None:
    ((name, (experiment, steps)),) = runs_of_solution(WITHIN_TEN).items()
    evidence = Evidence({name: await trainer.run(experiment, steps)}, {name: experiment})
    assert solution(WITHIN_TEN, evidence) == "α = 0.1071\n\n1"


@pytest.mark.parametrize("bad", [math.inf, -math.inf, math.nan])
async def test_a_score_that_is_no_number_is_not_kept(bad: float) -> None:
    trajectory = Trajectory(LAB)
    trajectory.append(np.array([(0, 0.0, math.nan, -28 / 3, math.nan, 14 / 3), (1, bad, math.nan, bad, math.nan, bad)]), 0.1)
    quiz = msgspec.structs.replace(WITHIN_TEN, steps=1, goal=(parse_condition("W@0 < 1"),), score=parse_term("cost@1"))
    assert judge_challenge(quiz, Evidence({"": trajectory})).score is None
    unmet = msgspec.structs.replace(quiz, goal=(parse_condition("cost@1 < 1"), parse_condition("cost@1 > 0")), wrong="{score}")
    assert not judge_challenge(unmet, Evidence({"": trajectory})).right


async def test_which_score_is_better() -> None:
    assert as_good_as(WITHIN_TEN, 1, 1)
    assert as_good_as(WITHIN_TEN, 1, 2)
    assert not as_good_as(WITHIN_TEN, 2, 1)
    assert as_good_as(LARGEST, 0.214, 0.21)
    assert not as_good_as(LARGEST, 0.2, 0.21)


async def test_settings() -> None:
    both = Experiment(model="Wx+b", start=Start(W=1.0, b=2.0), lr=0.3)
    assert settings_of(both) == {"W": 1, "b": 2, "lr": 0.3}
    assert settings_of(LAB) == {"W": 0, "lr": 0.01}
    assert settings_of(Experiment(start=Start(W="random"))) == {"lr": 0.1}
    assert with_settings(LAB, settings_of(both)).start == Start(W=1.0, b=2.0)
    assert with_settings(both, {"b": 0.0}) == Experiment(model="Wx+b", start=Start(W=1.0), lr=0.3)
    assert with_settings(both, {}) == both
    with pytest.raises(ValueError, match="lr must be a finite number, 0 or more"):
        with_settings(LAB, {"lr": -1.0})
    with pytest.raises(ValueError, match="start W must be a finite number"):
        with_settings(LAB, {"W": math.inf})
