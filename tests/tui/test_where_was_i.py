"""Who comes back sees where they stood, and when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from gdtutor.learner import progress as learner
from gdtutor.learner.ago import ago
from gdtutor.learner.progress import Progress
from tests.tui.conftest import OpenTutor


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(minutes=-5), "earlier today"),
        (timedelta(hours=3), "earlier today"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=13), "13 days ago"),
        (timedelta(days=14), "2 weeks ago"),
        (timedelta(days=59), "8 weeks ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(days=400), "13 months ago"),
    ],
)
def test_how_long_ago_is_said_by_the_calendar(before: timedelta, said: str) -> None:
    noon = datetime(2024, 6, 20, 12).astimezone()
    assert ago(noon - before, noon) == said


def days_ago(days: int) -> str:
    return (datetime.now(timezone.utc) - timedelta(days=days)).isoformat(timespec="milliseconds")


async def test_home_says_page_lesson_title_and_day(
    open_tutor: OpenTutor, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(learner, "_now", lambda: days_ago(3))
        progress.visit("sample", "slope", "type")
    async with open_tutor() as tutor:
        await tutor.until(lambda: "You were on page 2 of “The sign of the slope”, “How far is it”, 3 days ago." in tutor.said)
        await tutor.press("enter")
        await tutor.until(lambda: tutor.page == "type")
        # It has been said.
        assert "You were here" not in tutor.said
        await tutor.press("q")
        await tutor.until(lambda: "You are on page 2 of “The sign of the slope”: “How far is it”." in tutor.said)


async def test_nothing_is_said_of_a_lesson_that_is_done(open_tutor: OpenTutor, progress: Progress) -> None:
    for page in ("sign", "type", "flat"):
        progress.visit("sample", "slope", page)
    async with open_tutor() as tutor:
        await tutor.until(lambda: "continue here" in tutor.said)
        await tutor.pilot.pause(0.2)
        assert "on page" not in tutor.said


async def test_a_lesson_that_is_named_opens_where_it_was_left_and_says_when(
    open_tutor: OpenTutor, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(learner, "_now", lambda: days_ago(1))
        progress.visit("sample", "slope", "type")
    async with open_tutor("slope", size=(60, 20)) as tutor:
        await tutor.until(lambda: "How far is it You were here yesterday. From W = 0" in tutor.said)
        await tutor.press("n", "p")
        await tutor.until(lambda: tutor.page == "type")
        assert "You were here" not in tutor.said
    # A moment later it is no news.
    async with open_tutor("slope", size=(60, 20)) as tutor:
        await tutor.until(lambda: "How far is it From W = 0" in tutor.said)


async def test_a_page_that_is_named_is_no_return(
    open_tutor: OpenTutor, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(learner, "_now", lambda: days_ago(1))
        progress.visit("sample", "slope", "type")
    async with open_tutor("slope", "type", size=(60, 20)) as tutor:
        await tutor.until(lambda: "How far is it From W = 0" in tutor.said)
