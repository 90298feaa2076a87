"""A lesson's body cut into pages: prose, blocks still unread, marks of claims and links. Markdown by markdown-it-py."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec import Struct

from gdtutor.course.links import links_of
from gdtutor.course.marks import Mark, strip_prose
from gdtutor.course.model import Link, Prose
from gdtutor.course.outline import Fence, Heading, heading, landmarks, never_closed
from gdtutor.course.problems import Problems, quoted
from gdtutor.course.source import forbidden
from gdtutor.language import _

BLOCKS = ("lab", "quiz", "run")
# More than these can't be drawn while somebody waits; a page that fits a screen has a tenth of them at most.
MAX_PAGES = 100
MAX_PROSE = 20_000
MAX_PARTS = 200
MAX_WIDTH = 4_000
# Fenced text that is not code: claims may stand in it.
SPOKEN = ("", "text")


class Block(Struct, frozen=True):
    """A fenced block of one of BLOCKS: its YAML, and the line on which the fence opens."""

    content: str
    line: int


class Draft(Struct):
    """A page while it is read. runs holds the page's `run` blocks, the others are at most one."""

    id: str
    title: str
    line: int
    prose: list[Prose] = []
    lab: Block | None = None
    quiz: Block | None = None
    runs: list[Block] = []
    marks: list[Mark] = []
    links: list[Link] = []


def drafts(body: str, lesson: str, problems: Problems) -> list[Draft]:
    """The pages of the body of the lesson with that id, in order; what is wrong with them is noted.

    Raises CourseError at once where there is more than could be drawn, for then even looking through it takes long.
    """
    _check_sizes(body, problems)
    body, marks = _without_marks(body, problems)
    found = _Reader(body, lesson, problems).read()
    for mark in marks:
        # One that stands before the first page is on none; that there is text is noted already.
        page = next((draft for draft in reversed(found) if draft.line < mark.line), None)
        if page is not None:
            page.marks.append(mark)
    return found


def _check_sizes(body: str, problems: Problems) -> None:
    """Note what could not be drawn: pages and lines that are too long, or too many pages. Raises CourseError then."""
    noted = len(problems.found)
    pages, prose, heading_line = 0, 0, 1
    line = 1
    for text, is_prose, is_heading in _pieces(body):
        if is_heading:
            pages, prose, heading_line = pages + 1, 0, line
        elif is_prose:
            if prose <= MAX_PROSE < prose + len(text):
                what = _("a page has more than {limit} characters of text; split it")
                problems.add(heading_line, what.format(limit=MAX_PROSE))
            prose += len(text)
            for number, one in enumerate(text.split("\n"), start=line):
                if len(one) > MAX_WIDTH:
                    problems.add(number, _("the line is longer than {most:,} characters").format(most=MAX_WIDTH))
        line += text.count("\n")
    if pages > MAX_PAGES:
        problems.add(1, _("the lesson has more than {limit} pages; split it").format(limit=MAX_PAGES))
    if len(problems.found) > noted:
        problems.check()


def _pieces(body: str) -> Iterator[tuple[str, bool, bool]]:
    """The body in pieces: each text, whether it is shown as prose, and whether it is a page's heading."""
    end = 0
    for found in landmarks(body):
        yield body[end : found.start], True, False
        yield body[found.start : found.end], isinstance(found, Fence) and found.info not in BLOCKS, isinstance(found, Heading)
        end = found.end
    yield body[end:], True, False


def _without_marks(body: str, problems: Problems) -> tuple[str, list[Mark]]:
    """The body, line for line, without the marks in its prose, and those marks."""
    seen: list[str] = []
    marks: list[Mark] = []
    line = 1

    def prose(start: int, end: int) -> None:
        nonlocal line
        text, found = strip_prose(body[start:end], line, problems.add)
        line += body.count("\n", start, end)
        seen.append(text)
        marks.extend(found)

    def as_it_is(start: int, end: int) -> None:
        nonlocal line
        line += body.count("\n", start, end)
        seen.append(body[start:end])

    position = 0
    for found in landmarks(body):
        prose(position, found.start)
        position = found.end
        if isinstance(found, Fence) and found.info.lower() in SPOKEN:
            as_it_is(found.start, found.content)
            prose(found.content, found.end)
        else:
            as_it_is(found.start, found.end)
    prose(position, len(body))
    return "".join(seen), marks


class _Reader:
    """Cuts a lesson's lines into pages, prose and blocks."""

    def __init__(self, body: str, lesson: str, problems: Problems) -> None:
        self.lines = body.split("\n")
        self.lesson = lesson
        self.problems = problems
        self.drafts: list[Draft] = []
        self.prose_from = 0
        self.tokens = MarkdownIt("commonmark").enable("table").parse(body)

    def read(self) -> list[Draft]:
        parts = 0
        for index, token in enumerate(self.tokens):
            self._check_token(token)
            parts += token.nesting >= 0 and token.type != "inline"
            if parts == MAX_PARTS + 1:
                what = _("a page has more than {limit} paragraphs, items and cells up to here; split it")
                self.problems.add((token.map or (0, 0))[0] + 1, what.format(limit=MAX_PARTS))
            if token.type == "heading_open" and token.tag in ("h1", "h2"):
                parts = 0
                self._heading(token, self.tokens[index + 1].content)
            elif token.type == "fence":
                self._fence(token)
            elif token.type == "inline" and self.drafts:
                self.drafts[-1].links += links_of(token, self.lesson, self.lines, self.problems)
        self._prose_until(len(self.lines))
        return self.drafts

    def _heading(self, token: Token, text: str) -> None:
        first, end = token.map or (0, 0)
        line = first + 1
        if token.level > 0:
            self.problems.add(line, _("a page's heading must not stand within a list or a quote"))
        elif token.markup in ("=", "-"):
            what = _("an underlined heading is not allowed; write '## Title {#id}', or a blank line before '---'")
            self.problems.add(line, what)
        elif token.tag == "h1":
            what = _("a '#' heading is not allowed; the title stands in the front matter, pages begin with '##'")
            self.problems.add(line, what)
        else:
            self._prose_until(first)
            title, page_id = heading(text, line, self.problems) or ("", "")
            self.drafts.append(Draft(page_id, title, line))
            self.prose_from = end

    def _fence(self, token: Token) -> None:
        first, end = token.map or (0, 0)
        line = first + 1
        if not self._closed(token, first, end):
            self.problems.add(line, never_closed(token.markup))
        elif inner := re.search(rf"^ {{0,3}}{token.markup}", token.content, re.MULTILINE):
            number = line + 1 + token.content.count("\n", 0, inner.start())
            what = _("this block is not closed before the next one on line {line}; end it with a line {marker}")
            self.problems.add(line, what.format(line=number, marker=token.markup))
        if token.level > 0:
            what = _("a fenced block must not stand within a list or a quote; move it to the left margin")
            self.problems.add(line, what)
            return
        info = token.info.strip()
        if info not in BLOCKS:
            word = info.split()[0].lower() if info else ""
            near = difflib.get_close_matches(word, BLOCKS, n=1, cutoff=0.75)
            if not near:
                return
            what = _("unknown block {found}; did you mean '{word}'?")
            self.problems.add(line, what.format(found=quoted(info), word=near[0]))
            info = near[0]
        self._prose_until(first)
        self.prose_from = end
        if not self.drafts:
            what = _("a {block} must stand on a page; begin one with '## Title {{#its-id}}'")
            self.problems.add(line, what.format(block=info))
        else:
            self._keep(self.drafts[-1], info, Block(token.content, line))

    def _keep(self, draft: Draft, info: str, block: Block) -> None:
        other = draft.lab if info == "lab" else draft.quiz if info == "quiz" else None
        if other is not None:
            what = _("page {page}: a second {block}; the first is on line {line}, and a page holds one")
            self.problems.add(block.line, what.format(page=draft.id, block=info, line=other.line))
        elif info == "lab":
            draft.lab = block
        elif info == "quiz":
            draft.quiz = block
        else:
            draft.runs.append(block)

    def _closed(self, token: Token, first: int, end: int) -> bool:
        last = self.lines[end - 1].lstrip(" >").rstrip() if end - 1 > first else ""
        return len(last) >= len(token.markup) and set(last) == set(token.markup)

    def _prose_until(self, end: int) -> None:
        """Keep the lines since the last heading or block as prose, without the blank ones around them."""
        first = self.prose_from
        while first < end and not self.lines[first].strip():
            first += 1
        while end > first and not self.lines[end - 1].strip():
            end -= 1
        if first >= end:
            return
        if self.drafts:
            self.drafts[-1].prose.append(Prose("\n".join(self.lines[first:end]), first + 1))
        else:
            self.problems.add(first + 1, _("text before the first page would never be seen; put it on a page"))

    def _check_token(self, token: Token) -> None:
        """Refuse what a terminal can't show, and characters that hide behind entities such as `&#x202e;`."""
        line = (token.map or (0, 0))[0] + 1
        if token.type == "html_block":
            self.problems.add(line, _("HTML is not allowed; write Markdown, and code between backticks"))
        for child in token.children or ():
            if child.type == "html_inline":
                what = _("HTML is not allowed: {found}; put it between backticks or write \\<")
                self.problems.add(line, what.format(found=quoted(child.content)))
            elif child.type == "image":
                self.problems.add(line, _("images are not allowed; a terminal can't show them"))
            for what in forbidden(child.content):
                self.problems.add(line, what)
