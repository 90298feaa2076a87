"""Ten thousand lesson files, made up: each gives clear problems or a course that works, soon, and in little memory."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from hypothesis import given

from gdtutor.check.pages import drawing
from gdtutor.check.sizes import USUAL
from gdtutor.course.glossary import read_glossary
from gdtutor.course.lesson import read_lesson
from gdtutor.course.links import check_links
from gdtutor.course.model import Course, Lesson
from gdtutor.course.open import open_course
from gdtutor.course.problems import CourseError
from gdtutor.course.quizzes import texts_of
from gdtutor.course.search import search
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Scene, Size
from gdtutor.tui.widgets.prose import _parser
from gdtutor.tui.widgets.wording import inline, wrapped
from tests.course.conftest import GOOD
from tests.hostile.lessons import FRONT, texts, write
from tests.hostile.limits import EXAMPLES, TIMEOUT, little_memory, no_hang, thorough
from tests.hostile.signs import raw

LONGEST_PROBLEM = 1_200  # characters
# Courses that are drawn on the real screens.
DRAWN = 3 + EXAMPLES // 50


def opened(folder: Path) -> tuple[Course, Lesson] | None:
    """The course and its lesson; None where it is refused, with sentences that point into its files."""
    try:
        course = open_course(folder)
        lesson = read_lesson(course.lessons[0].path)
    except CourseError as error:
        refused = error
    else:
        assert course.lessons[0].pages == tuple(page.id for page in lesson.pages)
        return course, lesson
    assert refused.problems
    for problem in refused.problems:
        assert problem.path is not None
        assert problem.path.is_relative_to(folder)
        assert 0 < len(problem.what) < LONGEST_PROBLEM, problem.what
        assert not raw(problem.what), problem.what
        assert "Traceback" not in problem.what
    assert not raw(str(refused))
    return None


def use(course: Course, lesson: Lesson) -> None:
    """What the screens ask of a lesson, but for Textual's part."""
    check_links(course, [lesson])
    glossary = read_glossary(course)
    for hit in search([lesson], glossary, "the a 0 W"):
        assert not raw(hit.title + hit.excerpt)
    for page in lesson.pages:
        text = "\n\n".join(prose.text for prose in page.prose)
        spoken = [token for top in _parser().parse(text) for token in (top, *(top.children or ()))]
        # Each for itself: marks of one cell of a table do not stand on another's.
        assert not any(raw(text) for text in (page.title, *(token.content for token in spoken)))
        assert not any(token.type in ("image", "html_inline", "html_block") for token in spoken)
        for said in texts_of(page.quiz) if page.quiz else ():
            assert not raw(inline(said).plain)
            wrapped(said, 40)
        if page.lab is not None:
            begin = page.lab.experiment.start
            place = tuple(0.0 if isinstance(value, str) else value for value in (begin.W, begin.b))
            scene = Scene(page.lab.experiment, (place[0], place[1]), tangents=page.lab.tangents, W_range=page.lab.W_range)
            for kind in page.lab.pictures:
                picture = draw(kind, scene, Size(40, 12), view_for(kind, scene))
                assert not raw(picture.account + "".join(span.text for row in picture.rows for span in row))


good: list[str] = []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("course")


@pytest.mark.timeout(TIMEOUT)
def test_any_lesson_file_is_refused_or_works(folder: Path) -> None:
    # Imported and cached before anything is measured.
    use(*(opened(write(folder, GOOD.replace("needs: [cost-curve]\n", ""))) or pytest.fail("the good lesson is refused")))

    @thorough
    @given(texts)
    def any_file(text: str) -> None:
        write(folder, text)
        with no_hang(), little_memory():
            found = opened(folder)
            if found is not None:
                use(*found)
        if found is not None:
            good.append(text)

    any_file()
    # Otherwise nothing would be known of courses that work.
    assert len(good) > EXAMPLES // 20


@pytest.mark.timeout(TIMEOUT)
def test_courses_that_open_can_be_drawn(tmp_path: Path) -> None:
    """A sample of those of the test before, and some that are as large as is allowed, on the real screens."""
    rest = "\n".join(["- a"] * 95)
    largest = [
        f"{FRONT}## A {{#a}}\n\n{rest}\n",
        FRONT + "## A {#a}\n\n" + ("*a " * 1_300 + "\n") * 5,
        FRONT + "## A {#a}\n\n" + ("[" * 3_900 + "\n") * 5,
        FRONT + "## A {#a}\n\n|" + "a|" * 18 + "\n|" + "-|" * 18 + "\n" + ("|" + "가나|" * 18 + "\n") * 8,
        FRONT + "## " + "가" * 200 + " {#a}\n\n" + "> " * 1_900 + "a\n```\n" + "가" * 4_000 + "\n```\n",
        FRONT + "".join(f"## A {{#a{number}}}\n\nProse.\n\n" for number in range(100)),
    ]
    sample = random.Random(1).sample(good, min(DRAWN, len(good)))
    courses = []
    for number, text in enumerate([*largest[: 2 + EXAMPLES // 50], *sample]):
        found = opened(write(tmp_path / str(number), text))
        assert found is not None, text[:300]
        courses.append(found[0])

    async def draw_all() -> None:
        async with drawing(courses[0], None) as pages:
            for course in courses:
                try:
                    await pages.check(course, USUAL, lambda: None)
                except Exception as error:
                    raise AssertionError((course.lessons[0].path).read_text("utf-8")[:5_000]) from error

    with little_memory():
        asyncio.run(draw_all())
