"""Search in a course: titles, prose and glossary, for words in any order, in any language that separates them by spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gdtutor.course.model import GlossaryEntry, Lesson

MAX_QUERY = 200
MAX_WORDS = 10
MAX_HITS = 200
# How much of a text is shown before what was found, and in all.
BEFORE = 30
SHOWN = 100

_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,}).*$", re.MULTILINE)
_LINE_MARKS = re.compile(r"^ {0,3}(?:#{1,6} |> ?|[-*+] (?=\S)|\|(?:[ :|-]+$)?)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+(?=\S)|(?<=\S)\*+|`+|\\(?=[^\w\s])|\|")
# Signs that are typed otherwise than they are printed.
_TYPED = str.maketrans("−–‘’“”", "--''\"\"")


@dataclass(frozen=True)
class Hit:
    """A place where all words were found: title is the page's, the lesson's or the glossary's term.

    excerpt is one line of the text, cut with … where it is longer; found are the places of the words in it, from and to.
    term is the id of the glossary's entry, "" for a page.
    """

    lesson: str
    page: str
    title: str
    excerpt: str
    found: tuple[tuple[int, int], ...]
    term: str = ""


def search(lessons: Iterable[Lesson], glossary: Iterable[GlossaryEntry], text: str) -> tuple[Hit, ...]:
    """Every page and glossary entry in which all words of the text occur, whole words before parts of words.

    Upper and lower case are the same. Korean particles stay attached to their nouns, so a part of a word will do. A word that
    stands only in the lesson's title counts for its pages, but at least one must stand on the page itself. None for no words.
    """
    words = tuple(dict.fromkeys(_folded(text[:MAX_QUERY]).split()))[:MAX_WORDS]
    if not words:
        return ()
    hits = [hit for place in _places(lessons, glossary) if (hit := _hit(place, words)) is not None]
    # Sorting is stable: within a rank, the order is the course's.
    return tuple(hit for _rank, hit in sorted(hits, key=lambda ranked: ranked[0]))[:MAX_HITS]


@dataclass(frozen=True)
class _Place:
    """What can be found: title and body are searched and shown, context is searched only."""

    lesson: str
    page: str
    title: str
    body: str
    context: str = ""
    term: str = ""


def _places(lessons: Iterable[Lesson], glossary: Iterable[GlossaryEntry]) -> Iterator[_Place]:
    for entry in glossary:
        title = ", ".join((entry.term, *entry.also))
        yield _Place(entry.lesson, entry.page, _composed(title), _composed(entry.meaning), term=entry.id)
    for lesson in lessons:
        title = _composed(lesson.title)
        yield _Place(lesson.id, lesson.pages[0].id if lesson.pages else "", title, "")
        for page in lesson.pages:
            body = _composed(" ".join(_plain(prose.text) for prose in page.prose))
            yield _Place(lesson.id, page.id, _composed(page.title), body, context=title)


def _hit(place: _Place, words: tuple[str, ...]) -> tuple[tuple[int, int], Hit] | None:
    title, body, context = _folded(place.title), _folded(place.body), _folded(place.context)
    ranks: list[tuple[int, int]] = []
    for word in words:
        found = [(_rank(text, word), weight) for weight, text in enumerate((title, body, context)) if word in text]
        if not found:
            return None
        ranks.append(min(found))
    if all(weight == 2 for _, weight in ranks):
        return None
    excerpt, start = _excerpt(place.body, body, words)
    spans = _spans(_folded(excerpt), words, start)
    hit = Hit(place.lesson, place.page, place.title, excerpt, spans, place.term)
    return (max(rank for rank, _ in ranks), max(weight for _, weight in ranks)), hit


def _rank(text: str, word: str) -> int:
    """0 where the word stands in the text as a whole, 1 where a word begins with it, 2 where it is within one."""
    best, position = 2, text.find(word)
    while position >= 0 and best:
        begins = position == 0 or not (text[position - 1].isalnum() and word[0].isalnum())
        end = position + len(word)
        ends = end == len(text) or not (text[end].isalnum() and word[-1].isalnum())
        best = min(best, 0 if begins and ends else 1 if begins else 2)
        position = text.find(word, position + 1)
    return best


def _excerpt(body: str, folded: str, words: tuple[str, ...]) -> tuple[str, int]:
    """A piece of the body around the first word in it, and where in the piece its own text begins."""
    at = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    # No beginning is cut off for the sake of a few letters.
    start = at - BEFORE if at > BEFORE + BEFORE // 2 else 0
    if start:
        # From the beginning of a word, if one begins before what was found.
        space = body.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    end = min(len(body), start + SHOWN)
    if end < len(body):
        space = body.rfind(" ", at + 1, end)
        end = space if space > at + max(map(len, words)) else end
    cut = "… " if start else ""
    return cut + body[start:end] + (" …" if end < len(body) else ""), len(cut)


def _spans(folded: str, words: tuple[str, ...], start: int) -> tuple[tuple[int, int], ...]:
    """Where the words stand from `start` on, in order and without overlap."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return tuple(match.span() for match in pattern.finditer(folded, start))


def _plain(markdown: str) -> str:
    """The words of Markdown without its signs, on one line."""
    text = _LINE_MARKS.sub("", _FENCE.sub("", markdown))
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", text)).split())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _folded(text: str) -> str:
    """The text for comparing, character for character as long as it is composed."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in _composed(text).translate(_TYPED))
