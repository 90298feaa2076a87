"""A `quiz` block ▸ Quiz: what every kind has."""

from __future__ import annotations

from collections.abc import Mapping as Mapped

from gdtutor.course.blocks import Mapping, Scalar
from gdtutor.course.experiments import KEYS as EXPERIMENT_KEYS
from gdtutor.course.experiments import read_experiment
from gdtutor.course.model import Claim, Lab, Quiz, QuizKind
from gdtutor.course.problems import Problems
from gdtutor.course.quizzes.challenge import read_challenge
from gdtutor.course.quizzes.choices import read_choices
from gdtutor.course.quizzes.code import read_line, read_order
from gdtutor.course.quizzes.fresh import read_fresh
from gdtutor.course.quizzes.keys import KEYS, KINDS, refuse_foreign
from gdtutor.course.quizzes.number import read_number
from gdtutor.course.quizzes.values import Values
from gdtutor.course.quizzes.write import STEPS_ELSEWHERE, check_task
from gdtutor.course.section import Section
from gdtutor.descent.experiment import MAX_STEPS, Experiment
from gdtutor.language import _

MAX_HINTS = 5
# What texts may hold besides terms: torch's refusal of an order, a challenge's score.
OWN_PLACEHOLDERS: dict[QuizKind, tuple[str, ...]] = {"order": ("error",), "challenge": ("score",)}


def read_quiz(
    mapping: Mapping, line: int, lab: Lab | None, problems: Problems, runs: Mapped[str, Experiment] | None = None
) -> tuple[Section, Quiz, tuple[Claim, ...]]:
    """The quiz, with defaults where problems were noted; the section it was read from; the claims in its texts.

    lab is the page's, if it has one, with line 0 where it could not be read; runs are the lesson's `run` blocks, by id: None
    leaves their names unchecked.
    """
    section = Section(mapping, "quiz", problems, line)
    quiz_id = section.named("quiz")
    section.only(KEYS)
    kind: QuizKind = section.one_of("kind", KINDS, "choice", required=True)
    known = _known_kind(section)
    if known:
        refuse_foreign(section, kind)
    experiment = _experiment(section, kind, lab)
    values = Values(experiment, _steps(section, kind, experiment), runs)
    own = OWN_PLACEHOLDERS.get(kind, ())
    quiz = Quiz(
        id=quiz_id,
        line=line,
        kind=kind,
        ask=values.text(section, "ask"),
        right=values.text(section, "right", own=own) if kind in ("number", "order", "challenge", "write") else "",
        wrong=values.text(section, "wrong", own=own) if kind in ("number", "order", "line", "challenge") else "",
        hints=_hints(section, values),
        # Of a loop that is to be written the solution is the experiment's own.
        solution="" if kind == "write" else values.text(section, "solution", own=own, required=False),
        experiment=experiment,
        steps=values.steps,
        path=problems.path,
    )
    if known:
        quiz = _read_kind(section, values, quiz, lab)
    return section, quiz, tuple(values.claims)


def _read_kind(section: Section, values: Values, quiz: Quiz, lab: Lab | None) -> Quiz:
    """The quiz with the keys of its own kind."""
    if quiz.kind == "number":
        return read_fresh(section, read_number(section, values, quiz))
    if quiz.kind == "order":
        return read_order(section, values, quiz)
    if quiz.kind == "line":
        return read_line(section, values, quiz, unread=_unread(lab))
    if quiz.kind == "challenge":
        return read_challenge(section, values, quiz, lab)
    if quiz.kind == "write":
        if quiz.experiment is not None and not _unread(lab):
            check_task(section, quiz.experiment)
        return quiz
    quiz = read_choices(section, values, quiz)
    return quiz if quiz.kind == "predict" else read_fresh(section, quiz)


def _known_kind(section: Section) -> bool:
    """Whether `kind` could be read; where not, what else is needed is not known either."""
    node = section.node("kind")
    return isinstance(node, Scalar) and node.text in KINDS


def _unread(lab: Lab | None) -> bool:
    """Whether the page has a lab that could not be read, so that what builds on it is not wholly known."""
    return lab is not None and not lab.line


def _steps(section: Section, kind: QuizKind, experiment: Experiment | None) -> int:
    """How many steps the run behind the question has."""
    if kind == "write":
        section.refuse(["steps"], _(STEPS_ELSEWHERE))
        return experiment.steps if experiment is not None else 1
    return section.whole("steps", 1, 1, MAX_STEPS)


def _experiment(section: Section, kind: QuizKind, lab: Lab | None) -> Experiment | None:
    if kind in ("predict", "challenge"):
        if lab is None:
            section.problem("kind", _("kind {kind} needs a lab on the same page").format(kind=kind))
        return lab.experiment if lab else None
    own = section.section("experiment")
    if own is None:
        if kind in ("order", "line", "write") and lab is None and "experiment" not in section:
            what = _("kind {kind} needs an 'experiment', or a lab on the same page; 'experiment: {{}}' is the default one")
            section.problem("kind", what.format(kind=kind))
        return lab.experiment if lab else None
    own.label += ": experiment"
    own.only(EXPERIMENT_KEYS)
    return read_experiment(own, lab.experiment if lab else Experiment())


def _hints(section: Section, values: Values) -> tuple[str, ...]:
    if "hints" not in section:
        if "hint" not in section:
            section.problem("hint", _("key 'hint' is missing; or write up to {most} under 'hints'").format(most=MAX_HINTS))
            return ()
        hint = values.text(section, "hint")
        return (hint,) if hint else ()
    section.refuse(["hint"], _("stands beside 'hints'; move it to that list"))
    nodes = section.items("hints")
    if nodes is None:
        return ()
    if not 1 <= len(nodes) <= MAX_HINTS:
        section.problem("hints", _("'hints' must have 1 to {most} hints; found {found}").format(most=MAX_HINTS, found=len(nodes)))
    return tuple(text for node in nodes if (text := values.text_of(section, node, "each of 'hints'")))
