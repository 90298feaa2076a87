"""A question where it stands: the lines of its block, and the runs behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from gdtutor.check.runs import Runs
from gdtutor.course.answers import runs_behind
from gdtutor.course.blocks import Mapping, Node, Sequence, read_block
from gdtutor.course.evidence import Evidence, experiments, fill
from gdtutor.course.model import Lesson, Quiz
from gdtutor.course.problems import CourseError, Problem, Problems, quoted
from gdtutor.course.source import read_text
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

# Where something stands in a block: keys of mappings, and places in lists, counted from 0.
Keys = tuple[str | int, ...]


class Question:
    """One quiz of a lesson, while it is looked at; what is wrong is noted in `problems`."""

    def __init__(self, quiz: Quiz, lesson: Lesson, runs: Runs) -> None:
        self.quiz = quiz
        self.lesson = lesson
        self.runs = runs
        self.problems: list[Problem] = []

    def add(self, keys: Keys, what: str) -> None:
        """Note a problem on the line of that key."""
        label = _("quiz {id}: {what}").format(id=self.quiz.id, what=what)
        problem = Problem(self.lesson.path, self.line(*keys), label)
        if problem not in self.problems:
            self.problems.append(problem)

    def line(self, *keys: str | int) -> int:
        """The line in the file of what stands under these keys, or of the nearest thing around it."""
        return line_of(self._block, keys, self.quiz.line)

    @cached_property
    def _block(self) -> Mapping | None:
        return read_fence(self.lesson, self.quiz.line)

    async def evidence(self, quiz: Quiz | None = None, own: Experiment | None = None) -> Evidence:
        """The runs that the quiz (or another draw of it) takes its numbers from; `own` is the run of its own, where that is the
        learner's. Raises ValueError where one is meant that does not exist, NoTorchError.
        """
        quiz = quiz or self.quiz
        needed = dict(runs_behind(quiz, self.lesson.runs))
        if own is not None:
            needed[""] = (own, quiz.steps)
        return await self.runs.evidence(needed, experiments(own or quiz.experiment, self.lesson.runs))

    def check_text(self, keys: Keys, text: str, evidence: Evidence, when: str = "") -> str | None:
        """The text with its numbers; None and a problem where one can't be had. when: in which run, for a problem."""
        # What a challenge counts is known only once it is met.
        known = evidence if evidence.score is not None else replace(evidence, score=0.0)
        try:
            shown = fill(text, known)
        except ValueError as error:
            self.add(keys, f"{error}{when}")
            return None
        return self.check_shown(keys, text, shown, when)

    def check_shown(self, keys: Keys, text: str, shown: str, when: str = "") -> str:
        """`shown`, which is the text with its numbers; a problem where one of them is none."""
        # A lesson may speak of NaN; a number of a run may not be one.
        if shown.count("NaN") > text.count("NaN"):
            self.add(keys, _("a number in this text is NaN: {text}").format(text=quoted(shown)) + when)
        return shown


def texts(quiz: Quiz) -> Iterator[tuple[Keys, str]]:
    """Every text of a quiz that can be read whatever is answered, and where it stands."""
    yield ("ask",), quiz.ask
    yield ("solution",), quiz.solution
    for place, hint in enumerate(quiz.hints):
        yield ("hints", place), hint
    for place, choice in enumerate(quiz.choices):
        yield ("choices", place, "text"), choice.text


def read_fence(lesson: Lesson, line: int) -> Mapping | None:
    """The mapping in the block whose fence stands on that line; None where the file has changed meanwhile."""
    try:
        lines = read_text(lesson.path).split("\n")
    except CourseError:
        return None
    fence = lines[line - 1].strip() if line <= len(lines) else ""
    mark = fence[: len(fence) - len(fence.lstrip("`~"))]
    end = next((n for n, text in enumerate(lines[line:], line) if mark and text.strip().startswith(mark)), len(lines))
    return read_block("\n".join(lines[line:end]), line + 1, "", Problems(lesson.path))


def line_of(node: Node | None, keys: Keys, line: int) -> int:
    """The line of what stands under these keys; of the last one that is there, where they lead too far."""
    for key in keys:
        if isinstance(node, Mapping) and key in node.lines:
            line, node = node.lines[str(key)], node.entries[str(key)]
        elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
            line = node.line
        else:
            break
    return line
