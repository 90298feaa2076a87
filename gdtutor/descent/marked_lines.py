"""A script line by line, beside the standard loop's: what is new in it, what was moved, and what was taken out."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from gdtutor.descent.breaks import body_of, standard_loop
from gdtutor.descent.experiment import BODY, BodyLine, Experiment
from gdtutor.descent.listing import body_line, listing

# new, moved here, taken out; "" is as in the standard loop.
Mark = Literal["", "+", "↕", "−"]


class MarkedLine(NamedTuple):
    """A line of a script. One that was taken out stands where it was, with the number 0: it is no line of the script.

    name is what the loop's body calls the line, "" where the line is not of the body or the loop can't be changed line by line.
    place is then its index in the body; of one that was taken out, where it would come back.
    """

    number: int
    text: str
    mark: Mark
    name: BodyLine | Literal[""] = ""
    place: int = -1


def marked_lines(experiment: Experiment) -> tuple[MarkedLine, ...]:
    """The lines of the experiment's script, with those that the standard loop has and it has not."""
    now = listing(experiment).script.splitlines()
    then = listing(standard_loop(experiment)).script.splitlines()
    marked: list[tuple[int, str, Mark]] = []
    for how, first, end, new_first, new_end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if how != "equal":
            marked += [(0, then[index], "−") for index in range(first, end) if then[index].strip()]
        mark: Mark = "" if how == "equal" else "+"
        marked += [(index + 1, now[index], mark if now[index].strip() else "") for index in range(new_first, new_end)]
    return _named(experiment, _moved(marked))


def _moved(lines: list[tuple[int, str, Mark]]) -> list[tuple[int, str, Mark]]:
    """A line that was taken out at one place and came in at another was moved, and stands where it is now only."""
    out = Counter(text for _, text, mark in lines if mark == "−")
    into = Counter(text for _, text, mark in lines if mark == "+")
    here, gone = out & into, out & into
    found: list[tuple[int, str, Mark]] = []
    for number, text, mark in lines:
        if mark == "−" and gone[text]:
            gone[text] -= 1
            continue
        if mark == "+" and here[text]:
            here[text] -= 1
            found.append((number, text, "↕"))
        else:
            found.append((number, text, mark))
    return found


def _named(experiment: Experiment, lines: list[tuple[int, str, Mark]]) -> tuple[MarkedLine, ...]:
    body = body_of(experiment)
    if body is None:
        return tuple(MarkedLine(*line) for line in lines)
    names = {body_line(experiment, name): name for name in BODY}
    found = []
    place = 0
    in_loop = False
    for number, text, mark in lines:
        in_loop = in_loop or text.startswith("for ")
        name = names.get(text.strip()) if in_loop and text.startswith(" ") else None
        if name is None:
            found.append(MarkedLine(number, text, mark))
            continue
        found.append(MarkedLine(number, text, mark, name, place))
        place += mark != "−"
    return tuple(found)
