"""A loop that is to be written: gdtutor's own solution, and a script with nothing in it, are judged as a learner's script is.

Both are run. Nothing of the course is: all that it says of them is the experiment.
"""

from __future__ import annotations

from gdtutor.check.question import Question, texts
from gdtutor.descent.listing import listing
from gdtutor.language import _


async def check_write(question: Question) -> None:
    """Note what is wrong with a question whose loop is to be written. Raises NoTorchError, ValueError, CourseError."""
    quiz = question.quiz
    if quiz.experiment is None:  # said where the file was read
        return
    evidence = await question.evidence()
    for keys, text in (*texts(quiz), (("right",), quiz.right)):
        question.check_text(keys, text, evidence)
    solved = await question.runs.judged(listing(quiz.experiment).own, quiz.experiment)
    if not solved.right:
        what = _("the experiment's own loop is judged wrong; give it other settings. {said}").format(said=solved.sentence)
        question.add(("experiment",), what)
    elif (await question.runs.judged("", quiz.experiment)).right:
        question.add(("experiment",), _("an empty script is right already, so there is nothing to write; give it other settings"))
