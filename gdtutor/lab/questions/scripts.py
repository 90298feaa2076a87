"""An answer that is a script: run in a process of its own, judged by what W and b do, and what is to be said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gdtutor.course.model import Quiz
from gdtutor.lab.questions.judging import Judging

if TYPE_CHECKING:
    from gdtutor.course.answers import Answer
    from gdtutor.lab.loop_exercise import Judgement
    from gdtutor.trainer.script_result import ScriptError, ScriptResult
    from gdtutor.trainer.script_runner import ScriptRunner

# A script that is not done by then does not end, or not soon enough.
SECONDS = 10
# What the judge calls a script that says nothing of what the learner knows: an empty one, a slip of the keys, no torch.
NO_ANSWERS = ("missing", "syntax", "unavailable", "ended")


class Judged(NamedTuple):
    """A script that was run. attempt is None where the run answers nothing: nothing is written, or Python can't read it.

    traceback are the calls that led to an error, or what Python could not read; one line alone is in what is said already.
    """

    right: bool
    said: str
    attempt: Answer | None
    result: ScriptResult

    @property
    def traceback(self) -> str:
        """Of more than one line, or ""."""
        error: ScriptError | None = self.result.error
        return error.traceback if error is not None and "\n" in error.traceback else ""


async def judged_script(judging: Judging, runner: ScriptRunner, quiz: Quiz, own: str, *, given_lines: int) -> Judged:
    """Run what the learner has written below the given lines, so many of which stand above it where lines are counted.

    Raises what `judging.sayable` names. Cancelled, it ends the script.
    """
    trainer = await judging.trainer()
    from gdtutor.course.answers import Answer
    from gdtutor.lab.loop_exercise import judge_script
    from gdtutor.lab.loop_exercise.readable import readable

    if quiz.experiment is None:
        raise ValueError(f"quiz {quiz.id} has no experiment")  # such a question can't be read
    # Lines are counted as they stand below those that are given.
    text = "\n" * given_lines + own
    result, judgement = await judge_script(runner, trainer, text, quiz.experiment, seconds=SECONDS)
    if judgement.right:
        (said,) = await judging.filled(quiz, quiz.right)
    else:
        said = readable(judgement.sentence)
    attempt = Answer(judgement.right, said, judgement.mistake or None) if is_attempt(own, judgement) else None
    return Judged(judgement.right, said, attempt, result)


def is_attempt(own: str, judgement: Judgement) -> bool:
    """Whether a run answers the question: not where nothing is written, where Python can't read it, or where it could not run."""
    return bool(own.strip()) and judgement.mistake not in NO_ANSWERS
