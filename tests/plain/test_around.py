"""The way through the course: pages, lessons, links, the list, search and words."""

from __future__ import annotations

from datetime import datetime, timezone

from gdtutor.course.model import Course
from gdtutor.learner.progress import Progress
from tests.plain.conftest import Open


async def test_page_after_page_and_after_the_last_one_what_was_got_wrong(reading: Open, pair: Course, progress: Progress) -> None:
    tutor = reading(pair)
    assert (await tutor.open()).startswith("Lines, page 1 of 3: A line A line has a slope. More on it in the tangents [1].")
    assert await tutor.type("p") == "This is the first page of the lesson."
    assert "page 2 of 3: Four tangents" in await tutor.type("")
    assert await tutor.type("2") == "Not right: It falls there."
    assert "page 3 of 3: At the end" in await tutor.type("")
    assert progress.place(pair.id) == ("lines", "end")
    said = await tutor.type("n")
    assert said.startswith("This lesson is done. 1 question was not right at first. 1 question was left out.")
    assert "page 2: Four tangents. Which way does the tangent climb? first answer: to the left (not right yet)" in said
    assert "page 3: At the end. How many tangents were there? not answered" in said
    assert tutor.obeying.prompt == "Enter for the next lesson, The cost, or help: "
    assert "The cost, page 1 of 2" in await tutor.type("")
    await tutor.type("n", "n")
    assert (await tutor.type("n")).startswith("This is the end of the course")
    assert tutor.obeying.prompt == "list, go, quit, or help: "
    assert "page 2 of 2" in await tutor.type("p")


async def test_it_goes_on_where_any_terminal_has_left_off(reading: Open, pair: Course, progress: Progress) -> None:
    progress.visit(pair.id, "lines", "end")
    assert (await reading(pair).open()).startswith("Lines, page 3 of 3")
    progress.record(pair.id, "lines", "how-many", "4", True)
    assert "You have answered this right before." in await reading(pair).open()
    progress.visit(pair.id, "lines", "line")
    progress.visit(pair.id, "lines", "tangents")
    progress.visit(pair.id, "lines", "end")
    progress.visit(pair.id, "cost", "number")
    assert "The cost, page 1 of 2" in await reading(pair).open()
    assert datetime.now(timezone.utc) >= (progress.last_visit(pair.id) or datetime.now(timezone.utc))


async def test_links_places_and_the_way_back(reading: Open, pair: Course) -> None:
    tutor = reading(pair)
    await tutor.open("lines/line")
    assert "page 2 of 3: Four tangents" in await tutor.type("link")
    assert await tutor.type("link 9") == "The links of this page have the numbers 1 to 3."
    assert "The cost, page 2 of 2: Squares" in await tutor.type("link 3")
    assert "page 2 of 3: Four tangents" in await tutor.type("return")
    assert "page 1 of 3: A line" in await tutor.type("return")
    assert await tutor.type("return") == "Nothing led here; p is the page before."
    assert "page 3 of 3: At the end" in await tutor.type("go 3")
    assert "The cost, page 2 of 2" in await tutor.type("go cost/squares")
    assert "There is no lesson 'costs'; did you mean 'cost'?" in await tutor.type("go costs")
    assert "has no page '7'" in await tutor.type("go cost/7")


async def test_the_list_search_and_words(reading: Open, pair: Course, progress: Progress) -> None:
    tutor = reading(pair)
    await tutor.open("cost")
    said = await tutor.type("list")
    assert "lines: Lines (5 min, 0/3 pages, 0/2 right)" in said
    assert "cost: The cost (7 min, 1/2 pages, 0/0 right, you are here)" in said
    assert "lines/tangents: Four tangents." in await tutor.type("search tangent")
    assert await tutor.type("/ nowhere-at-all") == "Found nowhere in the lessons."
    assert await tutor.type("glossary steep") == (
        "slope, steepness: How much a line climbs for each step to the right. (lines/line)"
    )
    assert "One number for how wrong a line is." in await tutor.type("g")


async def test_help_holds_what_does_something_now(reading: Open, pair: Course) -> None:
    tutor = reading(pair)
    await tutor.open("cost/number")
    said = await tutor.type("help")
    assert "Enter, or n: the next page" in said
    for absent in ("play", "hint", "turn a dial", "follow the link"):
        assert absent not in said
    await tutor.open("lines/tangents")
    said = await tutor.type("help")
    assert said.startswith("Your answer, 1 to 2.")
    for there in ("play, or play N", "hint: ", "turn a dial", "link N"):
        assert there in said
    assert await tutor.type("dance") == "There is no command 'dance'; help lists those that there are."
