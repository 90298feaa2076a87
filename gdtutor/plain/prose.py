"""Markdown as plain text: paragraphs, lists, tables, code, quotes; links as `[1]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gdtutor.columns import aligned, cells
from gdtutor.course.inline import stretches
from gdtutor.course.links import parse_target
from gdtutor.course.model import Link
from gdtutor.language import _
from gdtutor.plain.paper import Paper

CODE = "    "


def inline(text: str) -> str:
    """A text of a quiz without the signs of **bold**, *italic* and `code`."""
    return "".join(_code(part) if style == "code" else part for part, style in stretches(text))


def print_said(text: str, paper: Paper) -> None:
    """Print what is said to an answer: each line of it is a paragraph, and a line that is only `code` stays as it is."""
    for line in text.split("\n"):
        parts = list(stretches(line))
        if len(parts) == 1 and parts[0].style == "code":
            paper.verbatim([f"{CODE}{parts[0].text}"])
        else:
            paper.line(inline(line))


def print_prose(text: str, lesson: str, paper: Paper) -> tuple[Link, ...]:
    """Print the prose of a page of that lesson, and return where its links lead: [1] to the first of them."""
    # The same dialect as `gdtutor.course.lesson`, so that what is told is what was checked.
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    printer = _Printer(paper, lesson)
    printer.blocks(iter(tokens))
    return tuple(printer.links)


@dataclass
class _Printer:
    paper: Paper
    lesson: str
    links: list[Link] = field(default_factory=list)
    # Within lists and quotes: what the next line begins with, and those after it.
    first: str = ""
    indent: str = ""

    def blocks(self, tokens: Iterator[Token]) -> None:
        """Print what comes, up to the end of the block that it stands in."""
        numbers: list[int] = []
        for token in tokens:
            if token.type in ("fence", "code_block"):
                self._gap(token)
                self.paper.verbatim(f"{self.indent}{CODE}{line}" for line in token.content.rstrip("\n").split("\n"))
                self._gap(token)
            elif token.type == "inline":
                self.paper.line(self._inline(token), first=self.first, indent=self.indent)
                self.first = self.indent
            elif token.type in ("paragraph_close", "heading_close", "bullet_list_close", "ordered_list_close"):
                self._gap(token)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                numbers.append(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else 0)
            elif token.type == "list_item_open":
                sign = f"{numbers[-1]}. " if numbers[-1] else "- "
                numbers[-1] += bool(numbers[-1])
                self._within(tokens, "list_item_close", sign, " " * len(sign))
            elif token.type == "blockquote_open":
                self._within(tokens, "blockquote_close", _("Quote:") + " ", "  ")
                self.paper.gap()
            elif token.type == "table_open":
                self._table(tokens)
            if token.type in ("bullet_list_close", "ordered_list_close"):
                numbers.pop()

    def _within(self, tokens: Iterator[Token], end: str, sign: str, indent: str) -> None:
        opening = end.replace("_close", "_open")
        inside: list[Token] = []
        depth = 1
        for token in tokens:
            depth += (token.type == opening) - (token.type == end)
            if not depth:
                break
            inside.append(token)
        before = self.first, self.indent
        self.first, self.indent = self.first + sign, self.indent + indent
        self.blocks(iter(inside))
        self.first, self.indent = before[1], before[1]

    def _table(self, tokens: Iterator[Token]) -> None:
        """Columns where they fit; where they don't, each row as `heading: cell` on lines of their own."""
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self._inline(token))
        lines = aligned([tuple(row) for row in rows])
        self.paper.gap()
        if max(map(cells, lines), default=0) <= self.paper.width:
            self.paper.verbatim(lines)
        else:
            for row in rows[1:]:
                for heading, cell in zip(rows[0], row, strict=True):
                    self.paper.line(f"{heading}: {cell}", indent="  ")
        self.paper.gap()

    def _gap(self, token: Token) -> None:
        # The items of a tight list stand close together.
        if not token.hidden:
            self.paper.gap()

    def _inline(self, token: Token) -> str:
        parts: list[str] = []
        hrefs: list[tuple[str, int]] = []
        for child in token.children or ():
            if child.type == "text":
                parts.append(child.content)
            elif child.type == "code_inline":
                parts.append(_code(child.content))
            elif child.type in ("softbreak", "hardbreak"):
                parts.append(" ")
            elif child.type == "link_open":
                hrefs.append((str(child.attrs.get("href", "")), len(parts)))
            elif child.type == "link_close":
                href, begin = hrefs.pop()
                link = parse_target(href, self.lesson, 0)
                if link is not None:
                    self.links.append(link)
                    parts.append(f" [{len(self.links)}]")
                elif "".join(parts[begin:]).rstrip("/") != href.rstrip("/"):
                    parts.append(f" ({href})")
        return "".join(parts)


def _code(text: str) -> str:
    """Code within a line; a single character, such as a key, would not be heard as what it is."""
    return f"'{text}'" if len(text) == 1 else text
