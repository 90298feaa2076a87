"""A `quiz` block ▸ Quiz."""

from __future__ import annotations

from typing import Literal

from gdtutor.course.blocks import Mapping, Node, Scalar, Sequence
from gdtutor.course.experiments import KEYS as EXPERIMENT_KEYS
from gdtutor.course.experiments import read_experiment
from gdtutor.course.model import Choice, Condition, Lab, Quiz, Term, WrongNumber
from gdtutor.course.problems import Problems
from gdtutor.course.section import Section, unique
from gdtutor.course.terms import at_steps, check_at_step, parse_condition, parse_term
from gdtutor.descent.experiment import MAX_STEPS, Experiment

Kind = Literal["choice", "choices", "number", "predict"]
KINDS: tuple[Kind, ...] = ("choice", "choices", "number", "predict")
NUMBER_KEYS = ("value", "tolerance", "right", "wrong", "numbers")
KEYS = ("id", "kind", "ask", "choices", *NUMBER_KEYS, "hint", "steps", "experiment")
CHOICE_KEYS = ("id", "text", "answer", "right", "when", "belief")
DEFAULT_TOLERANCE = 0.01


def read_quiz(mapping: Mapping, line: int, lab: Lab | None, problems: Problems) -> tuple[Section, Quiz]:
    """The quiz, with defaults where problems were noted, and the section it was read from. `lab` is the page's, if it has one."""
    section = Section(mapping, "quiz", problems, line)
    quiz_id = section.named("quiz")
    section.only(KEYS)
    kind: Kind = section.one_of("kind", KINDS, "choice", required=True)
    steps = section.whole("steps", 1, 1, MAX_STEPS)
    experiment = _experiment(section, kind, lab)
    run = _Run(experiment, steps)
    ask, hint = run.text(section, "ask"), run.text(section, "hint")
    choices: tuple[Choice, ...] = ()
    value: Term | None = None
    numbers: tuple[WrongNumber, ...] = ()
    tolerance, right, wrong = DEFAULT_TOLERANCE, "", ""
    if kind == "number":
        section.refuse(["choices"], "has no meaning for kind number; its known wrong answers stand under 'numbers'")
        tolerance = _tolerance(section)
        value = run.term(section, "value")
        right, wrong = run.text(section, "right"), run.text(section, "wrong")
        numbers = _numbers(section, run, value, tolerance)
    elif _known_kind(section):
        section.refuse(NUMBER_KEYS, f"has no meaning for kind {kind}; it belongs to kind number")
        choices = _choices(section, run, kind)
    return section, Quiz(
        id=quiz_id,
        line=line,
        kind=kind,
        ask=ask,
        choices=choices,
        value=value,
        tolerance=tolerance,
        numbers=numbers,
        right=right,
        wrong=wrong,
        hint=hint,
        experiment=experiment,
        steps=steps,
        path=problems.path,
    )


def _known_kind(section: Section) -> bool:
    """Whether `kind` could be read; where not, what the choices need is not known either."""
    node = section.node("kind")
    return isinstance(node, Scalar) and node.text in KINDS


def _experiment(section: Section, kind: Kind, lab: Lab | None) -> Experiment | None:
    if kind == "predict":
        section.refuse(["experiment"], "has no meaning for kind predict; the page's lab is what runs")
        if lab is None:
            section.problem("kind", "kind predict needs a lab on the same page")
        return lab.experiment if lab else None
    own = section.section("experiment")
    if own is None:
        return lab.experiment if lab else None
    own.label += ": experiment"
    own.only(EXPERIMENT_KEYS)
    return read_experiment(own, lab.experiment if lab else Experiment())


class _Run:
    """What the numbers of a quiz come from; checks that it has them."""

    def __init__(self, experiment: Experiment | None, steps: int) -> None:
        self.experiment = experiment
        self.steps = steps

    def text(self, section: Section, key: str) -> str:
        """A required text with placeholders."""
        text = section.text(key)
        self._check(section, key, text)
        return text

    def term(self, section: Section, key: str) -> Term | None:
        """A required number, or number from the run."""
        if not section.text(key):
            return None
        term = section.parsed(key, _parse_term, None)
        if term is not None:
            self._check(section, key, term)
        return term

    def conditions(self, section: Section, key: str) -> tuple[Condition, ...]:
        """A condition, or a list of them, at least one."""
        node = section.node(key)
        nodes: list[Node] = [] if node is None else node.items if isinstance(node, Sequence) else [node]
        if not nodes:
            section.problem(key, "each choice of a predict question needs 'when', a condition on the run")
        found = [section.parse(node, parse_condition, f"'{key}'") for node in nodes]
        conditions = tuple(condition for condition in found if condition is not None)
        self._check(section, key, *conditions)
        return conditions

    def _check(self, section: Section, key: str, *values: Term | Condition | str) -> None:
        try:
            for term in at_steps(*values):
                if self.experiment is None:
                    raise ValueError(f"{term.quantity}@{term.step} has no run to come from; add an 'experiment', or a lab")
                check_at_step(term, self.experiment.parameters, self.steps)
        except ValueError as error:
            section.problem(key, f"'{key}': {error}")


def _parse_term(text: str) -> Term | None:
    return parse_term(text)


def _tolerance(section: Section) -> float:
    tolerance = section.number("tolerance", DEFAULT_TOLERANCE)
    if tolerance <= 0:
        section.problem("tolerance", "'tolerance' must be more than 0")
        return DEFAULT_TOLERANCE
    return tolerance


def _numbers(section: Section, run: _Run, right: Term | None, tolerance: float) -> tuple[WrongNumber, ...]:
    numbers: list[WrongNumber] = []
    for number in section.sections("numbers", "number"):
        number.only(("value", "answer", "belief"))
        value = run.term(number, "value")
        answer, belief = run.text(number, "answer"), _belief(number)
        if value is None:
            continue
        if value == right or (isinstance(value, float) and isinstance(right, float) and abs(value - right) <= tolerance):
            number.problem("value", "this known wrong answer is within the tolerance of the right one")
        if any(value == other.value for other in numbers):
            number.problem("value", "this known wrong answer is listed twice")
        numbers.append(WrongNumber(value=value, answer=answer, belief=belief))
    return tuple(numbers)


def _choices(section: Section, run: _Run, kind: Kind) -> tuple[Choice, ...]:
    if "choices" not in section:
        section.problem("choices", "key 'choices' is missing")
        return ()
    sections = section.sections("choices", "choice")
    choices = tuple(_choice(choice, run, kind) for choice in sections)
    unique([(found, choice.id) for found, choice in zip(sections, choices, strict=True)], "id", "this quiz")
    if not 2 <= len(choices) <= 6:
        section.problem("choices", f"'choices' must have 2 to 6 choices; found {len(choices)}")
    right = sum(choice.right for choice in choices)
    if kind == "choice" and right != 1:
        section.problem("choices", f"kind choice needs just one choice with 'right: true'; found {right}")
    if kind == "choices" and right == 0:
        section.problem("choices", "kind choices needs at least one choice with 'right: true'")
    return choices


def _choice(section: Section, run: _Run, kind: Kind) -> Choice:
    choice_id = section.named("choice")
    section.only(CHOICE_KEYS)
    right = section.flag("right")
    when: tuple[Condition, ...] = ()
    if kind == "predict":
        section.refuse(["right"], "has no meaning for kind predict; the run decides, by 'when'")
        when = run.conditions(section, "when")
    else:
        section.refuse(["when"], f"has no meaning for kind {kind}; use 'right: true', or kind predict")
        if right:
            section.refuse(["belief"], "names a misconception and so belongs to a wrong choice")
    text, answer = run.text(section, "text"), run.text(section, "answer")
    return Choice(id=choice_id, text=text, answer=answer, right=right, when=when, belief=_belief(section))


def _belief(section: Section) -> str | None:
    return section.id("belief", required=False) or None
