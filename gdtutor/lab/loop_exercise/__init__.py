"""The exercise of writing the loop of gradient descent: what is given, and whether what was written is right.

Judged is only what W and b do, so a loop is right in any form that leads them through the right numbers.
"""

from gdtutor.lab.loop_exercise.given import given, head
from gdtutor.lab.loop_exercise.judge import judge, judge_script
from gdtutor.lab.loop_exercise.judgement import FirstNumbers, Judgement
from gdtutor.lab.loop_exercise.references import References, references

__all__ = ["FirstNumbers", "Judgement", "References", "given", "head", "judge", "judge_script", "references"]
