"""Search finds what a reader remembers: words in any order and case, parts of words, Korean with its particles."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.course.model import GlossaryEntry, Lesson, Page, Prose
from gdtutor.course.search import Hit, search


def lesson(lesson_id: str, title: str, *pages: tuple[str, str, str]) -> Lesson:
    found = tuple(Page(id=page, title=name, line=1, prose=(Prose(text, 2),)) for page, name, text in pages)
    return Lesson(id=lesson_id, title=title, minutes=1, needs=(), pages=found, path=Path("1.md"))


LESSONS = [
    lesson(
        "cost",
        "The cost",
        (
            "bowl",
            "A bowl",
            "The **cost** falls to −9.33, see [the rate](rate/small), or `zero_grad()`.\n\n- A costly item\n- 2 * 3 = 6",
        ),
        ("table", "In a table", "| W | slope |\n|---|---|\n| 1 | 9.33 |\n\n```text\nno sum\n```"),
    ),
    lesson(
        "rate",
        "The learning rate",
        (
            "small",
            "Small and safe?",
            "A run that crawls. " + "Filler words stand here. " * 20 + "At the far end stands a needle among more words.",
        ),
        ("cost-again", "Costs", "Oscillating costs."),
    ),
    lesson(
        "ko",
        "비용",
        ("jung", "가중치", "비용을 줄입니다. 가중치를 W라고 합니다."),
        ("gi", "기울기", "점의 기울기가 비용의 기울기입니다."),
    ),
]
GLOSSARY = [
    GlossaryEntry(
        id="lr",
        line=1,
        term="learning rate",
        meaning="What the slope is multiplied by.",
        lesson="rate",
        page="small",
        also=("α",),
    )
]


def places(text: str) -> list[tuple[str, str]]:
    return [(hit.lesson, hit.page) for hit in search(LESSONS, GLOSSARY, text)]


def test_whole_words_come_first_then_titles_then_the_order_of_the_course() -> None:
    hits = search(LESSONS, (), "cost")
    assert [(hit.title, hit.page) for hit in hits] == [("The cost", "bowl"), ("A bowl", "bowl"), ("Costs", "cost-again")]


def test_upper_and_lower_case_are_the_same() -> None:
    assert search(LESSONS, GLOSSARY, "COST") == search(LESSONS, GLOSSARY, "cost")


def test_all_words_must_occur() -> None:
    assert places("crawls needle") == [("rate", "small")]
    assert places("needle crawls filler") == [("rate", "small")]
    assert places("crawls bowl") == []


def test_a_word_of_the_lessons_title_counts_for_its_pages() -> None:
    assert places("learning crawls") == [("rate", "small")]
    assert places("learning bowl") == []
    # A page is not found for its lesson's title alone.
    assert [hit.title for hit in search(LESSONS, (), "learning")] == ["The learning rate"]


def test_the_glossary_is_searched_with_its_other_words() -> None:
    for text in ("α", "learning rate", "multiplied", "lear"):
        hit = search(LESSONS, GLOSSARY, text)[0]
        assert (hit.term, hit.lesson, hit.page) == ("lr", "rate", "small")
        assert hit.title == "learning rate, α"


@pytest.mark.parametrize("text", ["비용", "비용 줄", unicodedata.normalize("NFD", "가중치를"), "중치"])
def test_korean_is_found_with_its_particles(text: str) -> None:
    assert ("ko", "jung") in places(text)


def test_korean_word_beginnings_come_before_insides() -> None:
    pages = [("a", "가", "저울기울기"), ("b", "나", "기울기가 큽니다"), ("c", "다", "기울기 하나")]
    assert [hit.page for hit in search([lesson("k", "제목", *pages)], (), "기울기")] == ["c", "b", "a"]


def test_excerpts_have_no_markdown_and_say_where_the_words_are() -> None:
    hit = search(LESSONS, (), "grad rate")[0]
    assert hit.excerpt == "The cost falls to −9.33, see the rate, or zero_grad(). A costly item 2 * 3 = 6"
    assert [hit.excerpt[start:end] for start, end in hit.found] == ["rate", "grad"]
    hit = search(LESSONS, (), "slope table")[0]
    assert hit.excerpt == "W slope 1 9.33 no sum"
    assert [hit.excerpt[start:end] for start, end in hit.found] == ["slope"]


def test_a_long_text_is_cut_around_the_first_word() -> None:
    (hit,) = search(LESSONS, (), "needle")
    assert hit.excerpt == "… At the far end stands a needle among more words."
    assert [hit.excerpt[start:end] for start, end in hit.found] == ["needle"]
    (hit,) = search(LESSONS, (), "crawls")
    assert hit.excerpt.startswith("A run that crawls. Filler")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) <= 110


def test_a_title_that_is_found_shows_the_beginning_of_the_page() -> None:
    (hit,) = search(LESSONS, (), "safe")
    assert hit.title == "Small and safe?"
    assert hit.excerpt.startswith("A run that crawls.")
    assert hit.found == ()


def test_signs_are_found_as_they_are_typed() -> None:
    assert places("-9.33") == [("cost", "bowl")]
    assert places("zero_grad()") == [("cost", "bowl")]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_found_for_no_words(text: str) -> None:
    assert search(LESSONS, GLOSSARY, text) == ()


@given(st.text(max_size=20))
def test_any_text_can_be_searched_for(text: str) -> None:
    for hit in search(LESSONS, GLOSSARY, text):
        spans = [place for span in hit.found for place in span]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.found)


@given(st.text(alphabet="aB .*_`|가İß\n#-", max_size=80), st.integers(0, 70))
def test_a_word_of_a_page_is_found_on_it(text: str, at: int) -> None:
    words = [word for word in text.split() if word.isalpha()]
    if not words:
        return
    word = words[at % len(words)]
    hits = search([lesson("a", "T", ("p", "P", text))], (), word)
    assert [type(hit) for hit in hits] == [Hit]
    assert hits[0].found
