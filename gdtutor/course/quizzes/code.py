"""`order` and `line`: questions about the lines of the loop."""

from __future__ import annotations

import re

import msgspec

from gdtutor.course.blocks import Node, Sequence
from gdtutor.course.model import LineAnswer, Quiz, WrongOrder
from gdtutor.course.problems import quoted, suggestion
from gdtutor.course.quizzes.values import Values, belief
from gdtutor.course.section import Section
from gdtutor.descent.experiment import BODY, BodyLine, Experiment
from gdtutor.language import _

_PAIR = re.compile(r"([^<>]+)<([^<>]+)")
MAX_LISTED = 30


def read_order(section: Section, values: Values, quiz: Quiz) -> Quiz:
    """The quiz with its goal and its known wrong orders."""
    body = BODY
    if quiz.experiment is not None:
        body = quiz.experiment.body or BODY
        if quiz.experiment.loop != "standard":
            what = _("kind order needs loop standard, whose lines it shuffles; this experiment has loop {loop}")
            section.problem("experiment", what.format(loop=quiz.experiment.loop))
        elif quiz.experiment.batch_size is not None:
            section.problem("experiment", _("kind order shuffles lines that look at all points; leave out batch_size"))
        elif len(set(body)) < 2:
            section.problem("experiment", _("kind order needs a body with at least two different lines"))
    goal = values.conditions(section, "goal", _("key 'goal' is missing; write a condition that a right order's run meets"))
    orders: list[WrongOrder] = []
    for order in section.sections("orders", "order"):
        order.only(("when", "answer", "belief"))
        pairs = _pairs(order, body)
        answer = values.text(order, "answer", own=("error",))
        if pairs and any(set(pairs) >= set(other.pairs) for other in orders if other.pairs):
            order.problem("when", _("an order listed above fits wherever this one does, so this is never said; move it up"))
        orders.append(WrongOrder(pairs=pairs, answer=answer, belief=belief(order)))
    return msgspec.structs.replace(quiz, goal=goal, orders=tuple(orders))


def _pairs(section: Section, body: tuple[BodyLine, ...]) -> tuple[tuple[BodyLine, BodyLine], ...]:
    """What stands under `when`, such as `backward < zero_grad`."""
    node = section.node("when")
    nodes: list[Node] = [] if node is None else node.items if isinstance(node, Sequence) else [node]
    if not nodes:
        section.problem("when", _("key 'when' is missing; write one such as 'backward < zero_grad'"))

    def parse(text: str) -> tuple[BodyLine, BodyLine]:
        return _pair(text, body)

    found = [section.parse(node, parse, "'when'") for node in nodes]
    return tuple(pair for pair in found if pair is not None)


def _pair(text: str, body: tuple[BodyLine, ...]) -> tuple[BodyLine, BodyLine]:
    match = _PAIR.fullmatch(text)
    if match is None:
        what = _(
            "{found} is not an order; write two lines, the earlier one first, such as backward < zero_grad, several as a list"
        )
        raise ValueError(what.format(found=quoted(text)))
    first, second = (_body_line(name.strip(), body) for name in match.groups())
    if first == second:
        raise ValueError(_("{found} names one line twice; write two different ones").format(found=quoted(text)))
    return first, second


def _body_line(name: str, body: tuple[BodyLine, ...]) -> BodyLine:
    for line in body:
        if line == name:
            return line
    lines = tuple(dict.fromkeys(body))
    what = _("{found} is not a line of this loop; its lines are: {lines}").format(found=quoted(name), lines=", ".join(lines))
    raise ValueError(what + suggestion(name, lines))


def read_line(section: Section, values: Values, quiz: Quiz, *, unread: bool) -> Quiz:
    """The quiz with what is said to the lines of the script; unread: its experiment is not wholly known."""
    experiment = quiz.experiment
    if experiment is not None and not unread and experiment.loop in ("standard", "by-hand") and experiment.body in ((), BODY):
        what = _("kind line needs a script with a mistake in it; give the experiment a 'loop' or a 'body' that holds one")
        section.problem("experiment", what)
    if "lines" not in section:
        section.problem("lines", _("key 'lines' is missing"))
        return quiz
    # With a lab that could not be read, the script is not known.
    script = script_lines(experiment) if experiment is not None and not unread else ()
    lines: list[LineAnswer] = []
    for found in section.sections("lines", "line"):
        found.only(("line", "answer", "right", "belief"))
        text = found.text("line")
        if text and script:
            _check_line(found, text, script)
        if any(text == other.text for other in lines):
            found.problem("line", _("line {line} is listed twice in this quiz").format(line=quoted(text)))
        right = found.flag("right")
        if right:
            found.refuse(["belief"], _("names a misconception and so belongs to a wrong line"))
        lines.append(LineAnswer(text=text, answer=values.text(found, "answer"), right=right, belief=belief(found)))
    right_ones = sum(line.right for line in lines)
    if right_ones != 1:
        section.problem("lines", _("kind line needs just one line with 'right: true'; found {found}").format(found=right_ones))
    return msgspec.structs.replace(quiz, lines=tuple(lines))


def _check_line(section: Section, text: str, script: tuple[str, ...]) -> None:
    times = script.count(text)
    if times == 1:
        return
    once = [line for line in script if script.count(line) == 1]
    if times > 1:
        what = _("{line} stands {times} times in the script, so it names no one line; those that stand once are: {lines}")
        section.problem("line", what.format(line=quoted(text), times=times, lines=_listed(once)))
        return
    near = suggestion(text, once)
    what = _("{line} is not a line of the script; its lines are: {lines}")
    section.problem("line", what.format(line=quoted(text), lines=_listed(once)) + near)


def _listed(lines: list[str]) -> str:
    return " ⏎ ".join(line if len(line) <= 60 else line[:59] + "…" for line in lines[:MAX_LISTED])


def script_lines(experiment: Experiment) -> tuple[str, ...]:
    """The lines of the experiment's script that are not empty, without their indent."""
    from gdtutor.descent.listing import listing

    return tuple(line.strip() for line in listing(experiment).text.splitlines() if line.strip())
