"""At the end of a lesson, and for the whole course: what was got wrong, and the way back there."""

from __future__ import annotations

from textual.widgets import OptionList

from gdtutor.course.lesson import read_lesson
from gdtutor.course.model import Course
from gdtutor.learner.asked import answer_text
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.review import ReviewScreen
from tests.tui.conftest import OpenTutor
from tests.tui.tutor import Tutor


def listed(tutor: Tutor) -> list[list[str]]:
    """The entries of the review, line by line."""
    if not isinstance(tutor.screen, ReviewScreen):
        return []
    prompts = [option.prompt for listing in tutor.screen.query(OptionList) for option in listing.options]
    return [[line.strip() for line in str(prompt).splitlines()] for prompt in prompts]


async def test_what_was_wrong_first_is_listed_with_the_first_answer_and_leads_back(
    open_tutor: OpenTutor, pair: Course, progress: Progress
) -> None:
    progress.record("pair", "lines", "climb", "left", False)
    progress.record("pair", "lines", "climb", "right", True)
    async with open_tutor("lines", "end", course=pair) as tutor:
        await tutor.answer("7")
        await tutor.press("n")
        await tutor.until(lambda: len(listed(tutor)) == 3)
        assert "This lesson is done. 2 questions were not right at first." in tutor.said
        assert listed(tutor) == [
            ["✓ Which way does the tangent climb?", "first answer: to the left (right since)", "page 2: Four tangents"],
            ["✗ How many tangents were there?", "first answer: 7 (not right yet)", "page 3: At the end"],
            ["▸ Next lesson: The cost  7 min"],
        ]
        await tutor.press("up", "enter")
        await tutor.until(lambda: tutor.page == "end")
        # Right now, and back in the review it is told so.
        await tutor.answer("4")
        await tutor.press("b")
        await tutor.until(lambda: len(listed(tutor)) == 3)
        assert listed(tutor)[1][:2] == ["✓ How many tangents were there?", "first answer: 7 (right since)"]


async def test_all_right_at_first_is_one_calm_sentence_and_enter_goes_on(
    open_tutor: OpenTutor, pair: Course, progress: Progress
) -> None:
    progress.record("pair", "lines", "climb", "right", True)
    progress.record("pair", "lines", "how-many", "4", True)
    async with open_tutor("lines", "end", course=pair) as tutor:
        await tutor.press("n")
        await tutor.until(lambda: len(listed(tutor)) == 1)
        assert "This lesson is done. Every question was right at the first try." in tutor.said
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "number")
        assert "b" not in await tutor.footer_with("n")


async def test_what_was_left_out_is_not_praised(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "end", course=pair) as tutor:
        await tutor.press("n")
        await tutor.until(lambda: len(listed(tutor)) == 3)
        assert "This lesson is done. 2 questions were left out." in tutor.said
        assert listed(tutor)[0] == ["○ Which way does the tangent climb?", "page 2: Four tangents"]


async def test_n_goes_on_p_goes_back_and_q_home(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor(course=pair) as tutor:
        await tutor.press("enter", "n", "n", "n")
        await tutor.until(lambda: len(listed(tutor)) == 3)
        await tutor.press("p")
        await tutor.until(lambda: tutor.page == "end")
        await tutor.press("n", "n")
        await tutor.until(lambda: tutor.page == "number")
        await tutor.press("n", "n")
        # A lesson without questions, the last one.
        await tutor.until(lambda: "This lesson is done. It was the last one of the course." in tutor.said)
        assert {"n", "↵"}.isdisjoint(await tutor.footer_with("p", "q"))
        await tutor.press("enter", "up", "n")
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)


async def test_home_leads_to_what_is_not_right_in_all_lessons(open_tutor: OpenTutor, pair: Course, progress: Progress) -> None:
    progress.visit("pair", "lines", "tangents")
    progress.record("pair", "lines", "climb", "right", True)
    progress.record("pair", "lines", "how-many", "5", False)
    async with open_tutor(course=pair) as tutor:
        assert "1 question waits for another try, in: Lines" in tutor.said
        await tutor.press("r")
        await tutor.until(lambda: len(listed(tutor)) == 1)
        assert "1 answer is worth another look." in tutor.said
        assert listed(tutor) == [
            ["✗ How many tangents were there?", "first answer: 5 (not right yet)", "Lines, page 3: At the end"]
        ]
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "end")
        await tutor.answer("4")
        await tutor.press("b")
        await tutor.until(lambda: "No question waits for another try." in tutor.said)
        await tutor.press("q")
        await tutor.until(lambda: tutor.at_home)
        assert "r" not in await tutor.footer_with("?")


async def test_an_entry_can_be_clicked(open_tutor: OpenTutor, pair: Course) -> None:
    async with open_tutor("lines", "end", course=pair, size=(60, 20)) as tutor:
        await tutor.press("n")
        await tutor.until(lambda: "page 2: Four tangents" in tutor.said)
        row = next(y for y, line in enumerate(tutor.shown.splitlines()) if "page 2" in line)
        await tutor.pilot.click(offset=(8, row))
        await tutor.until(lambda: tutor.page == "tangents")


def test_an_answer_is_told_in_the_words_that_it_had_on_screen(pair: Course) -> None:
    climb, how_many = (page.quiz for page in read_lesson(pair.lessons[0].path).pages[1:])
    assert climb is not None
    assert how_many is not None
    assert answer_text(climb, "left") == "to the left"
    assert answer_text(climb, "left right") == "to the left · to the right"
    # A choice of an earlier edition of the lesson.
    assert answer_text(climb, "up") == "up"
    assert answer_text(how_many, "1/2") == "1/2"
