"""The language changes while it runs, for the interface and for the lessons, and is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from gdtutor import language
from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from gdtutor.tui.screens.review import ReviewScreen
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.title_bar import TitleBar
from tests.tui import bilingual
from tests.tui.conftest import OpenTutor
from tests.tui.windows import torch_is_there

pytestmark = pytest.mark.usefixtures("interface")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bilingual.write_course(tmp_path_factory.mktemp("pair") / "both")


async def test_at_home_everything_is_in_the_other_language_and_back(
    open_tutor: OpenTutor, both: Path, progress: Progress
) -> None:
    async with open_tutor(course=open_course(both, "en"), folder=both) as tutor:
        await tutor.footer_says("L", "language")
        await torch_is_there(tutor)
        before = tutor.shown
        await tutor.press("L")
        await tutor.until(lambda: "강의 두 개" in tutor.shown)
        assert "비용" in tutor.shown
        assert "여기서 시작 · 5분" in tutor.shown
        assert "Enter를 누르면 시작합니다." in tutor.said
        assert "토치" in tutor.shown.splitlines()[0]
        assert "q 끝내기" in tutor.screen.query_one(KeyBar).shown_text()
        assert language.language() == progress.preference("language") == "ko"
        await tutor.press("L")
        await tutor.until(lambda: tutor.shown == before)
        assert progress.preference("language") == "en"


async def test_a_page_stays_and_its_run_goes_on(open_tutor: OpenTutor, both: Path, progress: Progress) -> None:
    async with open_tutor("lines", "tangents", course=open_course(both, "en"), folder=both) as tutor:
        await tutor.lab_ready()
        await tutor.press(".", ".")
        await tutor.until(lambda: tutor.step == 2)
        session = tutor.lesson.session
        await tutor.press("L")
        await tutor.until(lambda: "접선은 올라갑니다" in tutor.said and "접선은 어느 쪽으로" in tutor.panel_text())
        assert tutor.page == "tangents"
        assert "접선 네 개" in tutor.shown
        assert tutor.shown.splitlines()[0].split()[2] == "직선"
        assert tutor.lesson.session is session
        assert tutor.step == 2
        await tutor.answer("1")
        assert progress.results("pair")["lines", "climb"].ever_right
        await tutor.press("n")
        await tutor.until(lambda: tutor.page == "end")
        assert "끝" in tutor.shown
        await tutor.press("q")
        await tutor.until(lambda: "2문제 중 1 맞음" in tutor.shown)


async def test_the_footer_and_the_title_fit_in_cells(open_tutor: OpenTutor, both: Path) -> None:
    """A Korean syllable is one character and two cells."""
    for size in ((80, 24), (60, 20), (44, 14)):
        async with open_tutor("lines", "tangents", course=open_course(both, "en"), folder=both, size=size) as tutor:
            await tutor.press("L")
            bar = tutor.screen.query_one(KeyBar)
            await tutor.until(lambda bar=bar: "n 다음" in bar.shown_text())
            text = bar.shown_text()
            assert cell_len(text) <= size[0]
            rows = tutor.shown.splitlines()
            assert rows[bar.region.y] == text
            assert cell_len(rows[0]) <= size[0]
            assert tutor.screen.query_one(TitleBar).region.width == size[0]
            # The key is where it says: a click a cell beyond the syllables of the one before is the next one's.
            before = text[: text.index("n 다음")]
            await tutor.pilot.click(bar, offset=(cell_len(before), 0))
            await tutor.until(lambda tutor=tutor: tutor.page == "end")
        language.use("en")  # the next one begins with it


async def test_the_lines_at_home_line_up(open_tutor: OpenTutor, both: Path, progress: Progress) -> None:
    progress.visit("pair", "lines", "line")
    language.use("ko")
    for width, tail in ((80, "이어서 하기 · 2문제 중 0 맞음"), (60, "이어서 하기 · 2문제 중 0 맞음"), (44, "2문제 중 0 맞음")):
        async with open_tutor(course=open_course(both, "ko"), folder=both, size=(width, 20)) as tutor:
            rows = [row for row in tutor.shown.splitlines() if "/3 " in row or "/2 " in row]
            assert len(rows) == 2
            columns = [cell_len(row[: row.index("/")]) for row in rows]
            assert len(set(columns)) == 1
            assert rows[0].endswith(f"  {tail}")


async def test_the_help_is_in_the_language_of_the_moment(open_tutor: OpenTutor, both: Path) -> None:
    async with open_tutor(course=open_course(both, "en"), folder=both, size=(100, 60)) as tutor:
        await tutor.press("L", "?")
        await tutor.until(lambda: "이 화면: 모든 키와 진도를 저장하는 곳" in tutor.shown)


async def test_the_review_changes_too(open_tutor: OpenTutor, both: Path) -> None:
    async with open_tutor("lines", "end", course=open_course(both, "en"), folder=both) as tutor:
        await tutor.press("n")
        await tutor.until(lambda: isinstance(tutor.screen, ReviewScreen) and "Four tangents" in tutor.shown)
        await tutor.press("L")
        await tutor.until(lambda: "이 강의를 마쳤습니다." in tutor.said and "접선 네 개" in tutor.shown)


async def test_a_course_in_one_language_keeps_it_and_the_interface_changes(
    open_tutor: OpenTutor, both: Path, progress: Progress
) -> None:
    folder = both / "en"
    async with open_tutor("lines", "end", course=open_course(folder), folder=folder) as tutor:
        await tutor.press("L")
        await tutor.until(lambda: "이전" in tutor.screen.query_one(KeyBar).shown_text())
        await tutor.until(lambda: "Words without a lab." in tutor.said)
        assert tutor.page == "end"
        assert progress.preference("language") == "ko"


async def test_where_there_is_one_language_there_is_no_key_for_it(
    open_tutor: OpenTutor, both: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(language, "LOCALE", tmp_path / "none")
    language.languages.cache_clear()
    async with open_tutor(course=open_course(both / "en"), folder=both / "en") as tutor:
        assert "L" not in await tutor.footer_with("?")
        await tutor.press("L")
        assert "Two lessons" in tutor.shown
