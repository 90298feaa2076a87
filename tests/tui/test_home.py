"""The home screen: what is done, and where to go on, already selected."""

from __future__ import annotations

from gdtutor.course.model import Course
from gdtutor.learner.progress import Progress
from tests.tui.conftest import OpenTutor
from tests.tui.sample import PAGES
from tests.tui.tutor import Tutor


def line(tutor: Tutor, title: str) -> str:
    """The line of a lesson."""
    return next(line for line in tutor.shown.splitlines() if title in line and not line.startswith(" gdtutor"))


async def test_the_first_time_the_first_lesson_is_selected_and_enter_opens_its_first_page(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        assert tutor.at_home
        assert "Lines and slopes" in tutor.shown
        assert "start here · 10 min" in line(tutor, "The sign of the slope")
        assert "12 min" in line(tutor, "Labs of every make")
        assert "start here" not in line(tutor, "Labs of every make")
        assert "Press Enter to begin" in tutor.shown
        assert tutor.footer["↵"] == "continue"
        await tutor.press("enter")
        assert tutor.page == "sign"


async def test_it_goes_on_at_the_very_page_and_shows_what_is_done(open_tutor: OpenTutor, progress: Progress) -> None:
    for page in ("sign", "type"):
        progress.visit("sample", "slope", page)
    progress.record("sample", "slope", "next-step", "left", False, "as-long-as-the-rate")
    progress.record("sample", "slope", "next-step", "across", True)
    progress.record("sample", "slope", "one-step", "7", False)
    async with open_tutor() as tutor:
        selected = line(tutor, "The sign of the slope")
        assert "2/3" in selected
        assert "continue · 1 of 3 right" in selected
        await tutor.until(lambda: "1 question waits for another try, in: The sign of the slope" in tutor.said)
        await tutor.press("enter")
        assert tutor.page == "type"
        assert "2/3" in tutor.shown.splitlines()[0]


async def test_what_another_terminal_did_is_shown_on_coming_back(open_tutor: OpenTutor, progress: Progress) -> None:
    async with open_tutor("slope", "sign") as tutor:
        with Progress.open(progress.path) as other:
            other.visit("sample", "labs", "walk")
            other.record("sample", "labs", "lowest", "one", True)
        await tutor.press("q")
        assert tutor.at_home
        assert "1/5   continue · 1 of 3 right" in line(tutor, "Labs of every make")
        await tutor.press("enter")
        assert tutor.page == "walk"


async def test_a_finished_lesson_hands_over_to_the_next(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.press("n", "n", "n", "q")
        assert tutor.at_home
        assert "3/3" in line(tutor, "The sign of the slope")
        assert "continue here · 12 min" in line(tutor, "Labs of every make")
        await tutor.press("enter")
        assert (tutor.lesson.lesson_id, tutor.page) == ("labs", "tries")


async def test_a_finished_lesson_that_is_opened_again_begins_anew(open_tutor: OpenTutor) -> None:
    async with open_tutor("slope", "sign") as tutor:
        await tutor.press("n", "n", "n", "q", "up", "enter")
        assert tutor.page == "sign"


async def test_when_all_is_done_it_says_so_with_a_mark(open_tutor: OpenTutor, course: Course, progress: Progress) -> None:
    for lesson in course.lessons:
        for page in lesson.pages:
            progress.visit("sample", lesson.id, page)
        for quiz in lesson.quizzes:
            progress.record("sample", lesson.id, quiz, "x", True)
    async with open_tutor() as tutor:
        for title, pages in (("The sign of the slope", "3/3"), ("Labs of every make", "5/5")):
            assert "✓" in line(tutor, title)
            assert pages in line(tutor, title)


async def test_arrows_choose_and_go_round(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        await tutor.press("down", "down", "up", "enter")
        assert tutor.page == PAGES["labs"][0]


async def test_a_click_opens_a_lesson(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        rows = tutor.shown.splitlines()
        y = next(y for y, row in enumerate(rows) if "Labs of every make" in row)
        await tutor.pilot.click(offset=(10, y))
        await tutor.until(lambda: tutor.page == "tries")


async def test_q_leaves(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        await tutor.press("q")
        await tutor.until(lambda: not tutor.app.is_running)
        assert tutor.app.return_code == 0


async def test_a_second_visit_resumes_on_the_page_where_the_first_ended(open_tutor: OpenTutor) -> None:
    async with open_tutor() as tutor:
        await tutor.press("enter", "n")
        await tutor.lab_ready()
        await tutor.press("Q")
        await tutor.until(lambda: not tutor.app.is_running)
    async with open_tutor() as tutor:
        assert tutor.at_home
        await tutor.press("enter")
        assert tutor.page == "type"
