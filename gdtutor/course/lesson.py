"""A lesson file ▸ Lesson: Markdown by markdown-it-py, its `lab` and `quiz` blocks validated, every problem reported at once."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gdtutor.course.blocks import read_block
from gdtutor.course.labs import read_lab
from gdtutor.course.model import Lab, Lesson, Page, Prose, Quiz
from gdtutor.course.outline import NO_PAGE, heading, read_front_matter
from gdtutor.course.problems import CourseError, Problems, quoted
from gdtutor.course.quizzes import read_quiz
from gdtutor.course.section import Section, unique
from gdtutor.course.source import FORBIDDEN, forbidden, read_text, without_forbidden
from gdtutor.descent.experiment import Experiment

BLOCKS = ("lab", "quiz")
UNREAD = Lab(id="", line=0, experiment=Experiment(model="Wx+b"), pictures=(), controls=())


def read_lesson(path: Path) -> Lesson:
    """The whole lesson in the file. Raises CourseError, and nothing else, with every problem that was found."""
    problems = Problems(path)
    text = without_forbidden(read_text(path), problems)
    front = read_front_matter(text, problems)
    if front is None:
        raise CourseError(problems.sorted())
    pages = _Reader(front.body, problems).pages()
    if not pages:
        problems.add(front.line, NO_PAGE)
    problems.check()
    return Lesson(id=front.id, title=front.title, minutes=front.minutes, needs=front.needs, pages=pages, path=path)


@dataclass
class _Draft:
    """A page while it is read."""

    id: str
    title: str
    line: int
    prose: list[Prose] = field(default_factory=list)
    blocks: dict[str, Token] = field(default_factory=dict)


class _Reader:
    """Cuts a lesson's lines into pages, prose and blocks."""

    def __init__(self, body: str, problems: Problems) -> None:
        self.lines = body.split("\n")
        self.problems = problems
        self.drafts: list[_Draft] = []
        self.prose_from = 0
        self.tokens = MarkdownIt("commonmark").enable("table").parse(body)

    def pages(self) -> tuple[Page, ...]:
        """Every page, with defaults where problems were noted."""
        for index, token in enumerate(self.tokens):
            self._check_token(token)
            if token.type == "heading_open" and token.tag in ("h1", "h2"):
                self._heading(token, self.tokens[index + 1].content)
            elif token.type == "fence":
                self._fence(token)
        self._prose_until(len(self.lines))
        return self._built()

    def _heading(self, token: Token, text: str) -> None:
        first, end = token.map or (0, 0)
        line = first + 1
        if token.level > 0:
            self.problems.add(line, "a page's heading must not stand within a list or a quote")
        elif token.markup in ("=", "-"):
            self.problems.add(line, "an underlined heading is not allowed; write '## Title {#id}', or a blank line before '---'")
        elif token.tag == "h1":
            self.problems.add(line, "a '#' heading is not allowed; the title stands in the front matter, pages begin with '##'")
        else:
            self._prose_until(first)
            title, page_id = heading(text, line, self.problems) or ("", "")
            self.drafts.append(_Draft(page_id, title, line))
            self.prose_from = end

    def _fence(self, token: Token) -> None:
        first, end = token.map or (0, 0)
        line = first + 1
        if not self._closed(token, first, end):
            self.problems.add(line, f"this block is never closed; end it with a line {token.markup}")
        elif inner := re.search(rf"^ {{0,3}}{token.markup}", token.content, re.MULTILINE):
            number = line + 1 + token.content.count("\n", 0, inner.start())
            self.problems.add(
                line, f"this block is not closed before the next one on line {number}; end it with a line {token.markup}"
            )
        if token.level > 0:
            self.problems.add(line, "a fenced block must not stand within a list or a quote; move it to the left margin")
            return
        info = token.info.strip()
        if info not in BLOCKS:
            word = info.split()[0].lower() if info else ""
            near = difflib.get_close_matches(word, BLOCKS, n=1, cutoff=0.75)
            if not near:
                return
            self.problems.add(line, f"unknown block {quoted(info)}; did you mean '{near[0]}'?")
            info = near[0]
        self._prose_until(first)
        self.prose_from = end
        if not self.drafts:
            self.problems.add(line, f"a {info} must stand on a page; begin one with '## Title {{#its-id}}'")
        elif info in self.drafts[-1].blocks:
            other = (self.drafts[-1].blocks[info].map or (0, 0))[0] + 1
            what = f"a second {info}; the first is on line {other}, and a page holds one"
            self.problems.add(line, f"page {self.drafts[-1].id}: {what}")
        else:
            self.drafts[-1].blocks[info] = token

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
            self.problems.add(first + 1, "text before the first page would never be seen; put it on a page")

    def _check_token(self, token: Token) -> None:
        """Refuse what a terminal can't show, and characters that hide behind entities such as `&#x202e;`."""
        line = (token.map or (0, 0))[0] + 1
        if token.type == "html_block":
            self.problems.add(line, "HTML is not allowed; write Markdown, and code between backticks")
        for child in token.children or ():
            if child.type == "html_inline":
                self.problems.add(line, f"HTML is not allowed: {quoted(child.content)}; put it between backticks or write \\<")
            elif child.type == "image":
                self.problems.add(line, "images are not allowed; a terminal can't show them")
            for match in FORBIDDEN.finditer(child.content):
                self.problems.add(line, forbidden(match.group()))

    def _built(self) -> tuple[Page, ...]:
        pages: list[Page] = []
        labs: list[tuple[Section, str]] = []
        quizzes: list[tuple[Section, str]] = []
        first_lines: dict[str, int] = {}
        for draft in self.drafts:
            if draft.id in first_lines:
                self.problems.add(draft.line, f"page id {quoted(draft.id)} is used twice, first on line {first_lines[draft.id]}")
            elif draft.id:
                first_lines[draft.id] = draft.line
            if not draft.prose:
                self.problems.add(draft.line, f"page {draft.id or quoted(draft.title)}: there is no prose")
            lab = self._lab(draft, labs)
            # Where the lab could not be read, the quiz is checked against one that has all there may be.
            quiz = self._quiz(draft, lab or (UNREAD if "lab" in draft.blocks else None), quizzes)
            pages.append(Page(id=draft.id, title=draft.title, line=draft.line, prose=tuple(draft.prose), lab=lab, quiz=quiz))
        unique(labs, "id", "this lesson")
        unique(quizzes, "id", "this lesson")
        return tuple(pages)

    def _lab(self, draft: _Draft, read: list[tuple[Section, str]]) -> Lab | None:
        token = draft.blocks.get("lab")
        if token is None:
            return None
        line = (token.map or (0, 0))[0] + 1
        mapping = read_block(token.content, line + 1, "lab", self.problems)
        if mapping is None:
            return None
        section, lab = read_lab(mapping, line, self.problems)
        read.append((section, lab.id))
        return lab

    def _quiz(self, draft: _Draft, lab: Lab | None, read: list[tuple[Section, str]]) -> Quiz | None:
        token = draft.blocks.get("quiz")
        if token is None:
            return None
        line = (token.map or (0, 0))[0] + 1
        mapping = read_block(token.content, line + 1, "quiz", self.problems)
        if mapping is None:
            return None
        section, quiz = read_quiz(mapping, line, lab, self.problems)
        read.append((section, quiz.id))
        return quiz
