"""YAML as a tree in which every key and value knows its line.

Only what a course needs: mappings, lists and scalars. Scalars stay the text that the author wrote; what a key means decides
whether that is a number (so `text: 3` is a text, `lr: 1e-3` a number, and `no` is never False). Anchors, aliases, tags and
directives are refused, so nothing can be constructed or grow beyond what the file shows.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from msgspec import Struct

from gdtutor.course.problems import Problems, quoted
from gdtutor.course.source import forbidden
from gdtutor.language import _

MAX_BLOCK = 256 * 1024
MAX_DEPTH = 8

LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(Struct, frozen=True):
    """A text or a number, as written. plain: without quotes. source is the file's own text, with its quotes and line ends."""

    line: int
    text: str
    plain: bool
    source: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing, or YAML's word for it."""
        return self.plain and self.text in ("", "~", "null")


class Sequence(Struct, frozen=True):
    """A list."""

    line: int
    items: list[Node]


class Mapping(Struct, frozen=True):
    """Keys and their values; `lines` tells where each key stands."""

    line: int
    entries: dict[str, Node]
    lines: dict[str, int]


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """Stops the reading of a block; args are the line (from 0 within the block) and what is wrong."""


def read_block(text: str, line: int, label: str, problems: Problems) -> Mapping | None:
    """The mapping that the YAML text holds, or None where a problem was noted.

    line is the text's own first line in its file; label begins each problem, for example "lab".
    """
    noted = len(problems.found)
    node = _read(text, line, label, problems)
    if isinstance(node, Mapping):
        return node
    if len(problems.found) == noted:
        what = _("{label}: keys with values are needed here, such as 'id: …'").format(label=label)
        problems.add(min(node.line, line + _last(text)) if node else max(1, line - 1), what)
    return None


def read_list(text: str, line: int, label: str, problems: Problems) -> Sequence | None:
    """The list that the YAML text holds, or None where a problem was noted; line and label are as in `read_block`."""
    noted = len(problems.found)
    node = _read(text, line, label, problems)
    if isinstance(node, Sequence):
        return node
    if len(problems.found) == noted:
        problems.add(node.line if node else line, _("{label}: a list is needed here, such as '- id: …'").format(label=label))
    return None


def _read(text: str, line: int, label: str, problems: Problems) -> Node | None:
    """The YAML text's only node; None where there is none or a problem was noted."""
    if len(text.encode()) > MAX_BLOCK:
        problems.add(line, _("{label}: the block is larger than {size} KiB").format(label=label, size=MAX_BLOCK // 1024))
        return None
    try:
        return _Tree(text, line, label, problems).read()
    except _RefusedError as error:
        problems.add(line + error.args[0], f"{label}: {error.args[1]}")
    except yaml.MarkedYAMLError as error:
        # A quote that is never closed is found at the end of the block; what the author looks for is where it opens.
        marks = (error.problem_mark, error.context_mark)
        mark = (marks[1] if "end of stream" in (error.problem or "") else None) or marks[0] or marks[1]
        what = _explained(error.problem or str(error))
        problems.add(line + min(mark.line if mark else 0, _last(text)), f"{label}: {what}")
    except (yaml.YAMLError, UnicodeError, ValueError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        problems.add(line, f"{label}: {_not_yaml(what)}")
    return None


def _last(text: str) -> int:
    """The last line of the text, from 0: what is missing at its end is found after that."""
    return text.rstrip("\n").count("\n")


class _Tree:
    """Builds the tree from the parser's events."""

    def __init__(self, text: str, line: int, label: str, problems: Problems) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)
        self._line = line
        self._text = text
        self._label = label
        self._problems = problems

    def read(self) -> Node | None:
        """The only document's root, or None for an empty text."""
        root: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(_line(event), _("'---' begins a second document; one block holds one"))
                if event.version or event.tags:
                    raise _RefusedError(_line(event), _("a directive (%) is not allowed here"))
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            what = _("an alias (*{name}) is not allowed; write the value out, or put it in quotes")
            raise _RefusedError(line, what.format(name=event.anchor))
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            what = _("an anchor (&{name}) is not allowed; put a text that begins with '&' in quotes")
            raise _RefusedError(line, what.format(name=event.anchor))
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag is not None:
            what = _("a tag ({name}) is not allowed; put a text that begins with '!' in quotes")
            raise _RefusedError(line, what.format(name=event.tag))
        if depth > MAX_DEPTH:
            raise _RefusedError(line, _("lists and keys are nested too deeply"))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(line, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(item, depth + 1))
            return Sequence(self._line + line, items)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        raise _RefusedError(line, _not_yaml(type(event).__name__))

    def _mapping(self, line: int, depth: int) -> Mapping:
        mapping = Mapping(self._line + line, {}, {})
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                what = _("a key must be a word; put a text that begins with {signs} in quotes").format(signs="'{' or '['")
                self._problems.add(key.line, f"{self._label}: {what}")
            elif key.text in mapping.entries:
                first = mapping.lines[key.text]
                what = _("key {key} stands twice, first on line {line}").format(key=quoted(key.text), line=first)
                self._problems.add(key.line, f"{self._label}: {what}")
            else:
                mapping.entries[key.text] = value
                mapping.lines[key.text] = key.line
        return mapping

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        source = self._text[event.start_mark.index : event.end_mark.index] if event.start_mark and event.end_mark else ""
        scalar = Scalar(self._line + line, event.value, not event.style, source)
        # Escapes in double quotes can make what the file itself does not hold.
        for what in forbidden(scalar.text):
            self._problems.add(scalar.line, f"{self._label}: {what}")
        return scalar


def _line(event: yaml.Event) -> int:
    """The event's line in the block, from 0."""
    return event.start_mark.line if event.start_mark else 0


def _explained(problem: str) -> str:
    """The YAML parser's words, with the remedy where one mistake is the usual reason."""
    if "mapping values are not allowed" in problem:
        return _("a text with ': ' in it must be in quotes, or on lines of its own after '>-'")
    if any(sign in problem for sign in ("cannot start any token", "did not find expected", "expected <block end>")):
        message = _("this is not YAML: {problem}; a text that begins with one of {signs} must be in quotes")
        return message.format(problem=problem, signs="{ [ @ ` % & * ! ' \" > |")
    return _not_yaml(problem)


def _not_yaml(problem: str) -> str:
    return _("this is not YAML: {problem}").format(problem=problem)
