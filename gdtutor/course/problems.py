"""What is wrong with a course, said so that its author can mend it: file, line, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from gdtutor.language import _, ngettext
from gdtutor.shown import printable

# What people write for a key that has another name here, where the spelling alone would not tell.
OTHER_NAMES = {
    "learning_rate": "lr",
    "learning-rate": "lr",
    "alpha": "lr",
    "loss": "cost",
    "epochs": "steps",
    "iterations": "steps",
    "question": "ask",
    "prompt": "ask",
    "correct": "right",
    "explanation": "answer",
    "feedback": "answer",
    "name": "id",
    "requires": "needs",
    "lang": "language",
    "duration": "minutes",
}


class Problem(Struct, frozen=True):
    """One thing to mend. line counts from 1; None where the file or the folder as a whole is meant."""

    path: Path | None
    line: int | None
    what: str

    def __str__(self) -> str:
        parts = [] if self.path is None else [printable(str(self.path))]
        if self.line is not None:
            parts.append(str(self.line) if parts else _("line {line}").format(line=self.line))
        return ": ".join([":".join(parts), self.what]) if parts else self.what


LISTED = 100


class CourseError(Exception):
    """A course or a lesson that can't be read. `problems` holds all that was found, at least one; str is a line for each of the
    first hundred.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:LISTED]]
        more = len(self.problems) - LISTED
        lines += [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
        super().__init__("\n".join(lines))


class Problems(Struct):
    """The problems of one file, collected while it is read, so that an author sees all of them at once."""

    path: Path
    # Ordered, and each problem once.
    found: dict[Problem, None] = {}

    def add(self, line: int | None, what: str) -> None:
        """Note a problem; the same one on the same line is noted once."""
        self.found[Problem(self.path, line, what)] = None

    def sorted(self) -> list[Problem]:
        """What was found, in the order of the lines."""
        return sorted(self.found, key=lambda problem: problem.line or 0)

    def check(self) -> None:
        """Raise CourseError where there was any problem."""
        if self.found:
            raise CourseError(self.sorted())


def quoted(text: str) -> str:
    """What was found, for a message: on one line, safe to print, and not too long."""
    return printable(repr(text if len(text) <= 40 else text[:39] + "…"))


def suggestion(found: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'lr'?`, or nothing where no allowed word is near."""
    by_lower = {word.lower(): word for word in allowed}
    wanted = found[:60].lower()
    near = by_lower.get(OTHER_NAMES.get(wanted, ""))
    if near is None:
        # Only an author who makes a mistake waits for this import.
        import difflib

        matches = difflib.get_close_matches(wanted, by_lower, n=1, cutoff=0.6)
        near = by_lower[matches[0]] if matches else None
    return _("; did you mean '{word}'?").format(word=near) if near else ""
