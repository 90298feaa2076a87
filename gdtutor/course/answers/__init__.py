"""Right or wrong, and what to say: questions judged with the numbers of real runs.

Every function that takes `Evidence` wants in it the runs that `runs_behind` names, and as "" the run that the learner made,
where there is one: a prediction's, that of the order that they put the lines in (none where torch refused it before the first
update; `error` then has torch's message), or the one that they took up a challenge with (whose settings stand in its experiment).
"""

from gdtutor.course.answers.answer import Answer
from gdtutor.course.answers.challenge import as_good_as, judge_challenge
from gdtutor.course.answers.choices import CHOOSE, MORE, MORE_BESIDES, judge_choices, right_choices
from gdtutor.course.answers.line import judge_line
from gdtutor.course.answers.number import TOO_ROUND, judge_number
from gdtutor.course.answers.order import judge_order, order_experiment, right_order, shuffled, stands
from gdtutor.course.answers.runs import needs_run, runs_behind, runs_of_solution
from gdtutor.course.answers.solution import solution

__all__ = [
    "CHOOSE",
    "MORE",
    "MORE_BESIDES",
    "TOO_ROUND",
    "Answer",
    "as_good_as",
    "judge_challenge",
    "judge_choices",
    "judge_line",
    "judge_number",
    "judge_order",
    "needs_run",
    "order_experiment",
    "right_choices",
    "right_order",
    "runs_behind",
    "runs_of_solution",
    "shuffled",
    "solution",
    "stands",
]
