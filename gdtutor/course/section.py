"""One mapping of a course file, key by key: each key is read as what it should be, and every problem gets the key's own line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from gdtutor.course.blocks import Mapping, Node, Scalar, Sequence
from gdtutor.course.problems import Problems, quoted, suggestion
from gdtutor.course.terms import parse_constant
from gdtutor.language import N_, _

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
# Far more than anybody reads in one piece, and little enough to be drawn at once.
MAX_TEXT = 4_000
MAX_LINE = 200
ID_RULE = N_("lower-case letters, digits and hyphens, at most 64")

Word = TypeVar("Word", bound=str)
Value = TypeVar("Value")


class Section:
    """A mapping being read. label begins every message, such as "lab first-lab"; line stands for the whole.

    Each method that reads a key notes a problem where the value is not of its kind, and returns the default instead, so that
    the rest is checked too.
    """

    def __init__(self, mapping: Mapping, label: str, problems: Problems, line: int | None = None) -> None:
        self.mapping = mapping
        self.label = label
        self.problems = problems
        self.line = mapping.line if line is None else line

    def __contains__(self, key: str) -> bool:
        """Whether the author wrote the key."""
        return key in self.mapping.entries

    def line_of(self, key: str) -> int:
        """The line of the key, or of the whole section where it is left out."""
        return self.mapping.lines.get(key, self.line)

    def node(self, key: str) -> Node | None:
        """What stands under the key, unread."""
        return self.mapping.entries.get(key)

    def problem(self, key: str, what: str) -> None:
        """Note a problem on the key's line."""
        self.problems.add(self.line_of(key), f"{self.label}: {what}")

    def only(self, allowed: Iterable[str]) -> None:
        """Note every key that is not allowed."""
        allowed = tuple(allowed)
        for key in self.mapping.entries:
            if key not in allowed:
                message = _("unknown key {key}; allowed are: {keys}").format(key=quoted(key), keys=", ".join(allowed))
                self.problem(key, message + suggestion(key, allowed))

    def refuse(self, keys: Iterable[str], why: str) -> None:
        """Note each of the keys that is there, though it has no meaning here; why is the rest of the sentence."""
        for key in keys:
            if key in self:
                self.problem(key, _("key '{key}' {why}").format(key=key, why=why))

    def text(self, key: str, *, required: bool = True) -> str:
        """A text that is not empty; "" where it is left out."""
        node = self.node(key)
        if node is None:
            if required:
                self.problem(key, _("key '{key}' is missing").format(key=key))
            return ""
        if not isinstance(node, Scalar):
            what = _("'{key}' must be a text; put it in quotes if it begins with {signs}")
            self.problem(key, what.format(key=key, signs="'{' or '['"))
            return ""
        if node.empty or not node.text.strip():
            self.problem(key, _("'{key}' is empty; a text is needed").format(key=key))
            return ""
        return self._short(key, node.text.strip(), MAX_TEXT)

    def one_line(self, key: str, limit: int = MAX_LINE) -> str:
        """A required text, with its line ends as spaces."""
        return self._short(key, " ".join(self.text(key).split()), limit)

    def _short(self, key: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.problem(key, _("'{key}' is longer than {limit} characters").format(key=key, limit=limit))
            return ""
        return text

    def id(self, key: str = "id", *, required: bool = True) -> str:
        """An id; "" where it is left out or is none."""
        value = self.text(key, required=required)
        if value and not ID.fullmatch(value):
            self.problem(key, _("{key} {found} must be {rule}").format(key=key, found=quoted(value), rule=_(ID_RULE)))
            return ""
        return value

    def one_of(self, key: str, allowed: tuple[Word, ...], default: Word, *, required: bool = False) -> Word:
        """One of the allowed words."""
        value = self.text(key, required=required) if required or key in self else default
        for word in allowed:
            if value == word:
                return word
        if value:
            what = _("'{key}' must be one of: {words}; found {found}")
            shown = what.format(key=key, words=", ".join(allowed), found=quoted(value))
            self.problem(key, shown + suggestion(value, allowed))
        return default

    def words(
        self, key: str, allowed: tuple[Word, ...], default: tuple[Word, ...], *, repeated: bool = False
    ) -> tuple[Word, ...]:
        """A list of words, each one allowed, and all different unless they may be repeated."""
        found: list[Word] = []
        nodes = self.items(key)
        if nodes is None:
            return default
        for node in nodes:
            value = node.text if isinstance(node, Scalar) else ""
            word = next((word for word in allowed if word == value), None)
            if word is None:
                what = _("each of '{key}' must be one of: {words}").format(key=key, words=", ".join(allowed))
                if value:
                    what = _("each of '{key}' must be one of: {words}; found {found}").format(
                        key=key, words=", ".join(allowed), found=quoted(value)
                    )
                self.problems.add(node.line, f"{self.label}: {what}{suggestion(value, allowed)}")
            elif word in found and not repeated:
                what = _("{word} stands twice in '{key}'").format(word=quoted(word), key=key)
                self.problems.add(node.line, f"{self.label}: {what}")
            else:
                found.append(word)
        return tuple(found)

    def flag(self, key: str) -> bool:
        """true or false; False where it is left out."""
        return key in self and self.one_of(key, ("true", "false"), "false") == "true"

    def number(self, key: str, default: float) -> float:
        """A finite number."""
        return self.parsed(key, parse_constant, default)

    def numbers(self, key: str) -> tuple[float, ...] | None:
        """A list of finite numbers; None where it is left out or wrong."""
        nodes = self.items(key)
        if nodes is None:
            return None
        subject = _("each of '{key}' must be a number").format(key=key)
        found = [self.parse(node, parse_constant, subject) for node in nodes]
        values = tuple(value for value in found if value is not None)
        return values if len(values) == len(found) else None

    def whole(self, key: str, default: int, lowest: int, highest: int, *, required: bool = False) -> int:
        """A whole number within limits, both included."""
        if key not in self and not required:
            return default
        value = self.text(key)
        if not value:
            return default
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", value) or not lowest <= int(value) <= highest:
            what = _("'{key}' must be a whole number, {lowest} to {highest}; found {found}")
            self.problem(key, what.format(key=key, lowest=lowest, highest=highest, found=quoted(value)))
            return default
        return int(value)

    def parsed(self, key: str, parse: Callable[[str], Value], default: Value) -> Value:
        """What `parse` makes of the key's text; its ValueError becomes a problem."""
        node = self.node(key)
        if node is None:
            return default
        value = self.parse(node, parse, f"'{key}'", self.line_of(key))
        return default if value is None else value

    def parse(self, node: Node, parse: Callable[[str], Value], subject: str, line: int | None = None) -> Value | None:
        """What `parse` makes of a scalar's text, or None where that is a problem; subject begins the sentence."""
        line = node.line if line is None else line
        if not isinstance(node, Scalar):
            what = _("found a list where one value is needed")
            if not isinstance(node, Sequence):
                what = _("found keys with values where one value is needed")
            self.problems.add(line, f"{self.label}: {subject}: {what}")
            return None
        try:
            return parse(node.text)
        except ValueError as error:
            self.problems.add(line, f"{self.label}: {subject}: {error}")
            return None

    def items(self, key: str) -> list[Node] | None:
        """The items of a list; None where it is left out or is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Sequence):
            self.problem(key, _("'{key}' must be a list, such as [a, b]").format(key=key))
            return None
        return node.items

    def section(self, key: str) -> Section | None:
        """The mapping under the key; None where it is left out or is none."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, Mapping):
            self.problem(key, _("'{key}' must have keys of its own, such as {example}").format(key=key, example="{…: …}"))
            return None
        return Section(node, self.label, self.problems, self.line_of(key))

    def sections(self, key: str, kind: str) -> list[Section]:
        """The mappings in the list under the key; each is labelled by its number until its id is known."""
        found = []
        for number, node in enumerate(self.items(key) or (), start=1):
            if isinstance(node, Mapping):
                found.append(Section(node, f"{self.label}: {kind} {number}", self.problems))
            else:
                what = _("{kind} {number} must have keys of its own").format(kind=kind, number=number)
                self.problems.add(node.line, f"{self.label}: {what}")
        return found

    def named(self, kind: str, key: str = "id") -> str:
        """Read the section's id and call it by that from here on."""
        value = self.id(key)
        if value:
            self.label = f"{self.label.rpartition(': ')[0]}: {kind} {value}".removeprefix(": ")
        return value


# Within what a value may have to be unique.
PLACES = (N_("this lesson"), N_("this quiz"), N_("this lab"), N_("the glossary"))


def unique(sections: Iterable[tuple[Section, str]], key: str, where: str) -> None:
    """Note every section whose value (an id, a label) another has already within `where`, one of PLACES."""
    lines: dict[str, int] = {}
    for section, value in sections:
        if value and value in lines:
            message = _("{key} {value} is used twice in {where}, first on line {line}")
            section.problem(key, message.format(key=key, value=quoted(value), where=_(where), line=lines[value]))
        elif value:
            lines[value] = section.line_of(key)
