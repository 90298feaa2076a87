"""Whatever a lesson file holds: a Lesson or a CourseError, and the quick look sees what the full parse sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Lesson
from gdtutor.course.outline import read_summary
from gdtutor.course.problems import CourseError, Problem, Problems

Write = Callable[[str | bytes], Path]

HEAD = "---\nid: a\ntitle: A\nminutes: 1\n---\n\n"
FRAGMENTS = [
    "## A {#a}",
    "## B {#b} ##",
    "  ## C {#c}",
    "    ## D {#d}",
    "# A {#a}",
    "### A",
    "A\n---",
    "---",
    "prose",
    "- item",
    "  continued",
    "> ```python",
    "> ## quoted {#q}",
    "- ```",
    "  ```",
    "```",
    "~~~",
    "````markdown",
    "````",
    "```python",
    "```lab",
    "~~~ quiz",
    "```quiz",
    "id: x",
    "id: y",
    "id: 'z'",
    "{id: f, kind: choices, ask: x, hint: h, choices: [{id: a, text: a, answer: a, right: true}, {id: b, text: b, answer: b}]}",
    "kind: number\nask: q\nhint: h\nvalue: 1\nright: r\nwrong: w",
    "<!--",
    "-->",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "[a]: http://example.org",
    "\\",
    "`",
    "\t## T {#t}",
    "",
    "```run",
    "```text",
    "From [1.4]{x:W@1} and [never\nback]{verdict is diverges}",
    "[56]{7 * 8} of [a](a/z), [z](#z)",
    "| [9.3]{28/3} |",
    "{W@1} [1.4]{W@1",
]
PIECES = [
    *"{}[]:#-&*!|>'\"%@`~<=\\\n \t,",
    "\x00",
    "\x1b[2J",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\r",
    "id:",
    "W@1",
    "{W@1}",
    "[1.4]{W@1}",
    "]{",
    "](",
    "1e999",
    "~",
    "null",
    "<<: x",
    "- ",
    "가설",
    "\N{MINUS SIGN}",
    "٣",
    "９",
]


def check(path: Path) -> bool:
    """Whether it is a lesson. Nothing but CourseError is raised, problems point into the file, and both readers agree."""
    lines = path.read_bytes().count(b"\n") + 1
    lesson: Lesson | None = None
    refused: tuple[Problem, ...] = ()
    try:
        lesson = read_lesson(path)
    except CourseError as error:
        refused = error.problems
    for problem in refused:
        assert problem.path == path
        assert problem.what.isprintable()
        assert problem.line is None or 1 <= problem.line <= lines
    if lesson is None:
        assert refused
        return False
    problems = Problems(path)
    found = read_summary(path, problems)
    assert not problems.found
    assert found is not None
    assert found[1].pages == tuple(page.id for page in lesson.pages)
    assert found[1].quizzes == tuple(page.quiz.id for page in lesson.pages if page.quiz)
    return True


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14))
@example(["## A {#a}", "prose", "~~~ quiz", "id: x", "kind: number\nask: q\nhint: h\nvalue: 1\nright: r\nwrong: w", "~~~"])
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_fragments_in_any_order(write: Write, lines: list[str]) -> None:
    check(write(HEAD + "\n".join(["## Z {#z}", "Prose.", "", *lines])))


def test_some_of_these_are_lessons(write: Write) -> None:
    # Otherwise the property above would say nothing about agreement.
    assert check(write(HEAD + "## Z {#z}\nProse.\n## B {#b} ##\nprose\n~~~python\n## A {#a}\n~~~\n    ## D {#d}"))
    assert check(write(HEAD + f"## Z {{#z}}\nProse.\n```quiz\n{FRAGMENTS[26]}\n```\n> ## not a page\n".replace("> ##", "> #x")))


@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_good_lesson_changed_at_random(good: str, write: Write, data: st.DataObject) -> None:
    text = good
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 2, 5, 20])))
        text = text[:start] + data.draw(st.one_of(st.sampled_from(PIECES), st.just(""), st.text(max_size=3))) + text[end:]
    check(write(text.encode("utf-8", "surrogatepass")))


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: (HEAD + "## A {#a}\n" + text).encode())))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_anything(write: Write, content: bytes) -> None:
    check(write(content))


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_anything_as_a_block(write: Write, content: str) -> None:
    check(write(HEAD + "## A {#a}\nProse.\n```lab\n" + content + "\n```\n"))


@pytest.mark.parametrize(
    "deep", ["[" * 20_000, "- " * 20_000, "{a: " * 20_000, "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 300))]
)
def test_deep_nesting_ends_in_a_problem(write: Write, deep: str) -> None:
    with pytest.raises(CourseError, match="nested too deeply"):
        read_lesson(write(HEAD + f"## A {{#a}}\nProse.\n```lab\n{deep}\n```\n"))
