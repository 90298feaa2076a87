"""`line`: the line of a script that is at fault."""

from __future__ import annotations

from gdtutor.course.answers.answer import Answer
from gdtutor.course.evidence import Evidence, fill
from gdtutor.course.model import Quiz


def judge_line(quiz: Quiz, text_of_line: str, evidence: Evidence) -> Answer:
    """The answer to a line of the script, given by its text; how far it is indented does not matter."""
    chosen = text_of_line.strip()
    for line in quiz.lines:
        if line.text == chosen:
            return Answer(line.right, fill(line.answer, evidence), line.belief)
    return Answer(False, fill(quiz.wrong, evidence))
