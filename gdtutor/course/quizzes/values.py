"""What in a quiz may speak of a run: texts, terms and conditions, read and checked against the runs that there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gdtutor.course.blocks import Node, Scalar, Sequence
from gdtutor.course.marks import read_claims
from gdtutor.course.model import Claim, Condition, Term
from gdtutor.course.scope import Scope, known_runs
from gdtutor.course.section import MAX_TEXT, Section
from gdtutor.course.terms import parse_condition, parse_term
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _


class Values:
    """Reads the values of one quiz. experiment and steps are the run behind it, runs those that the lesson names (None: any)."""

    def __init__(self, experiment: Experiment | None, steps: int, runs: Mapping[str, Experiment] | None) -> None:
        self.steps = steps
        self.claims: list[Claim] = []
        self._scope = Scope(experiment, steps, known_runs({}, complete=False) if runs is None else runs)

    def text(self, section: Section, key: str, *, required: bool = True, own: Collection[str] = ()) -> str:
        """A text with placeholders and claims; without the marks of its claims, which are kept in `claims`.

        own are placeholders that are no terms, such as "error".
        """
        text = section.text(key, required=required) if required or key in section else ""
        node = section.node(key)
        return self._spoken(section, text, node, f"'{key}'", own) if text and isinstance(node, Scalar) else ""

    def text_of(self, section: Section, node: Node, subject: str) -> str:
        """The same for an item of a list; subject begins the sentence about a problem."""
        text = section.parse(node, _not_empty, subject) or ""
        return self._spoken(section, text, node, subject, ()) if text and isinstance(node, Scalar) else ""

    def term(self, section: Section, key: str, *, required: bool = True) -> Term | None:
        """A number, or one that gdtutor computes."""
        if not section.text(key, required=required):
            return None
        term = section.parsed(key, _term, None)
        if term is not None:
            self._check(section, section.line_of(key), f"'{key}'", term)
        return term

    def conditions(self, section: Section, key: str, missing: str) -> tuple[Condition, ...]:
        """A condition, or a list of them, at least one; missing is the sentence where there is none."""
        node = section.node(key)
        nodes: list[Node] = [] if node is None else node.items if isinstance(node, Sequence) else [node]
        if not nodes:
            section.problem(key, missing)
        found = []
        for item in nodes:
            condition = section.parse(item, parse_condition, f"'{key}'")
            if condition is not None:
                self._check(section, item.line, f"'{key}'", condition)
                found.append(condition)
        return tuple(found)

    def _spoken(self, section: Section, text: str, node: Scalar, subject: str, own: Collection[str]) -> str:
        """The text without the marks of its claims; notes what is wrong with those and with its placeholders."""

        def note(line: int, what: str) -> None:
            section.problems.add(line, f"{section.label}: {subject}: {what}")

        stripped, claims = read_claims(text, node, self._scope, note)
        self.claims += claims
        self._check(section, node.line, subject, stripped, own=own)
        return stripped

    def _check(self, section: Section, line: int, subject: str, value: Term | Condition | str, own: Collection[str] = ()) -> None:
        try:
            self._scope.check(value, names=own)
        except ValueError as error:
            section.problems.add(line, f"{section.label}: {subject}: {error}")


def belief(section: Section) -> str | None:
    """The id of the misconception behind a wrong answer, where the author names it."""
    return section.id("belief", required=False) or None


def _term(text: str) -> Term | None:
    return parse_term(text)


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError(_("a text is needed"))
    if len(text) > MAX_TEXT:
        raise ValueError(_("longer than {limit} characters").format(limit=MAX_TEXT))
    return text.strip()
