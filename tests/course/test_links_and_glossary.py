"""Links are resolved across a course, and the glossary names pages that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdtutor.course.glossary import read_glossary
from gdtutor.course.lesson import read_lesson
from gdtutor.course.links import check_links
from gdtutor.course.model import Course, GlossaryEntry
from gdtutor.course.open import open_course
from gdtutor.course.problems import CourseError

HEAD = "---\nid: {id}\ntitle: T\nminutes: 1\n---\n\n## One {{#one}}\n\n{prose}\n\n## Two {{#two}}\n\nProse.\n"
ENTRY = """\
- id: learning-rate
  term: learning rate
  also: [α, step size]
  page: rates/two
  meaning: >-
    The small positive number that the
    gradient is multiplied by.
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    (tmp_path / "course.yaml").write_text("id: c\ntitle: C\nlanguage: en\n")
    (tmp_path / "1.md").write_text(HEAD.format(id="cost", prose="Prose."))
    (tmp_path / "2.md").write_text(HEAD.format(id="rates", prose="[a](cost) [b](cost/two) [c](#two) [d](HTTPS://x.org)"))
    return open_course(tmp_path)


def checked(course: Course) -> list[tuple[str, int | None, str]]:
    lessons = [read_lesson(summary.path) for summary in course.lessons]
    return [(problem.path.name if problem.path else "", problem.line, problem.what) for problem in check_links(course, lessons)]


def test_links_that_lead_somewhere(course: Course) -> None:
    assert checked(course) == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("costs", "there is no lesson 'costs' in this course; did you mean 'cost'?"),
        ("elsewhere/one", "there is no lesson 'elsewhere' in this course"),
        ("cost/twoo", "lesson cost has no page 'twoo'; did you mean 'two'?"),
        ("#three", "lesson rates has no page 'three'"),
    ],
)
def test_links_that_lead_nowhere(course: Course, target: str, message: str) -> None:
    path = course.lessons[1].path
    path.write_text(HEAD.format(id="rates", prose=f"First line\n- [b](cost)\n- [b]({target}) [b](cost/one)"))
    found = checked(course)
    assert [(name, line) for name, line, _ in found] == [("2.md", 11)]
    assert found[0][2] == message


def test_a_course_without_a_glossary(course: Course) -> None:
    assert read_glossary(course) == ()


def test_glossary(course: Course) -> None:
    (course.path / "glossary.yaml").write_text(f"# Words\n{ENTRY}- {{id: cost, term: cost, page: cost/one, meaning: m}}\n")
    assert read_glossary(course) == (
        GlossaryEntry(
            id="learning-rate",
            line=2,
            term="learning rate",
            meaning="The small positive number that the gradient is multiplied by.",
            lesson="rates",
            page="two",
            also=("α", "step size"),
        ),
        GlossaryEntry(id="cost", line=9, term="cost", meaning="m", lesson="cost", page="one"),
    )


# name: what is replaced in the entry, by what, the line of the problem, a part of the message
BROKEN: dict[str, tuple[str, str, int, str]] = {
    "no id": ("- id: learning-rate\n  term", "- term", 1, "entry 1: key 'id' is missing"),
    "bad id": ("id: learning-rate", "id: Learning rate", 1, "must be lower-case letters"),
    "no term": ("  term: learning rate\n", "", 1, "entry learning-rate: key 'term' is missing"),
    "long term": ("term: learning rate", f"term: {'a' * 81}", 2, "'term' is longer than 80 characters"),
    "no page": ("  page: rates/two\n", "", 1, "key 'page' is missing"),
    "page of no lesson": ("rates/two", "rate/two", 4, "'page': there is no lesson 'rate' in this course; did you mean 'rates'?"),
    "page that is not there": ("rates/two", "rates/too", 4, "'page': lesson rates has no page 'too'; did you mean 'two'?"),
    "only a lesson": ("rates/two", "rates", 4, "'page' must be lesson/page, such as derivative-sign/formula; found 'rates'"),
    "only a page": ("rates/two", "'#two'", 4, "'page' must be lesson/page"),
    "an address": ("rates/two", "https://a.b/c", 4, "'page' must be lesson/page"),
    "no meaning": (
        "  meaning: >-\n    The small positive number that the\n    gradient is multiplied by.\n",
        "",
        1,
        "key 'meaning'",
    ),
    "long meaning": ("The small", "The " + "very " * 200 + "small", 5, "'meaning' is longer than 600 characters"),
    "unknown key": ("  also:", "  see:", 3, "unknown key 'see'; allowed are: id, term, also, page, meaning"),
    "also no list": ("[α, step size]", "α", 3, "'also' must be a list"),
    "also empty": ("[α, step size]", "[α, '']", 3, "each of 'also' must be a text of at most 80 characters"),
    "also too many": ("[α, step size]", f"[{', '.join('abcdefghijk')}]", 3, "'also' has more than 10 entries"),
    "id twice": (ENTRY, ENTRY + ENTRY.replace("term: learning rate", "term: other"), 8, "is used twice in the glossary"),
    "term twice": (ENTRY, ENTRY + ENTRY.replace("id: learning-rate", "id: other"), 9, "term 'learning rate' is used twice"),
    "no list": (ENTRY, "id: a\n", 1, "glossary: a list is needed here, such as '- id: …'"),
    "empty": (ENTRY, "", 1, "glossary: a list is needed here"),
    "entry no mapping": (ENTRY, "- a\n", 1, "entry 1 must have keys of its own"),
    "no YAML": ("[α, step size]", "[α, step size", 4, "this is not YAML"),
    "forbidden character": ("learning rate\n", "learning \u202erate\n", 2, "U+202E is not allowed"),
}


@pytest.mark.parametrize(("old", "new", "line", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_named_with_its_line(course: Course, old: str, new: str, line: int, message: str) -> None:
    assert ENTRY.count(old) == 1
    path = course.path / "glossary.yaml"
    path.write_text(ENTRY.replace(old, new))
    with pytest.raises(CourseError) as error:
        read_glossary(course)
    assert [(problem.path, problem.line) for problem in error.value.problems] == [(path, line)], str(error.value)
    assert message in error.value.problems[0].what


def test_a_glossary_of_too_many_words(course: Course) -> None:
    entry = "- {{id: w{n}, term: w{n}, page: cost/one, meaning: m}}\n"
    (course.path / "glossary.yaml").write_text("".join(entry.format(n=number) for number in range(501)))
    with pytest.raises(CourseError, match=r"glossary\.yaml:501: the glossary has more than 500 entries"):
        read_glossary(course)
