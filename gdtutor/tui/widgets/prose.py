"""The text of a page: Markdown as the course reads it, with links that are links to somebody who sees no colour, too."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual.widgets import Markdown

from gdtutor.terminal import charset, spelled

# After the words of a link to another page.
LINK_MARK = "▸"


class ProseView(Markdown):
    """Shows prose. A click on a link posts `Markdown.LinkClicked`; nothing outside the course is ever opened."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, open_links=False, parser_factory=_parser)


def _parser() -> MarkdownIt:
    # The same dialect as `gdtutor.course.lesson`, so that what is shown is what was checked.
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.push("show_links", _show_links)
    if charset() == "ascii":
        parser.core.ruler.push("spell", _spell)
    return parser


def _show_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = _with_links_shown(token.children)


def _spell(state: StateCore) -> None:
    for token in state.tokens:
        for each in (token, *(token.children or ())):
            each.content = spelled(each.content)


def _with_links_shown(children: list[Token]) -> list[Token]:
    """A link to a page gets a mark; one to somewhere else is no link any more, its address stands after its words."""
    shown: list[Token] = []
    href, words = "", ""
    for child in children:
        if child.type == "link_open":
            href, words = str(child.attrs.get("href", "")), ""
            if _is_address(href):
                continue
        elif child.type == "link_close":
            if not _is_address(href):
                shown.append(_text(LINK_MARK))
            else:
                if href.rstrip("/") != words.rstrip("/"):
                    shown.append(_text(f" ({href})"))
                continue
        else:
            words += child.content
        shown.append(child)
    return shown


def _is_address(href: str) -> bool:
    # Others than these are refused where the lesson is read.
    return href.lower().startswith(("https://", "http://"))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
