"""The faulty line of a script: found with arrows, digits and mouse, also where the script is longer than its place."""

from __future__ import annotations

import re

import pytest

from gdtutor.course.model import Course
from gdtutor.descent.listing import listing
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Result
from gdtutor.tui.widgets.code_lines import CodeLines
from tests.tui.conftest import OpenTutor
from tests.tui.sample import w
from tests.tui.tutor import Tutor

# The script of the page `faulty`: where its fault is, counted from 1.
FAULT = 11


def rows(tutor: Tutor) -> list[str]:
    """What is to be seen of the panel, row by row, without its frame and its scroll bar."""
    region = tutor.panel.content_region
    return [row[region.x : region.right].rstrip() for row in tutor.shown.splitlines()[region.y : region.bottom]]


def pointed(tutor: Tutor) -> str:
    """The line that is chosen, as it is to be seen with its mark; "" where none is."""
    return next((row for row in rows(tutor) if re.match(r"[▸✗✓] +\d+  ", row)), "")


def number(tutor: Tutor) -> int:
    """The number of the line with the arrow; 0 where none is."""
    return int(pointed(tutor).split()[1]) if pointed(tutor) else 0


async def test_the_script_stands_whole_below_short_prose(open_tutor: OpenTutor, kinds: Course) -> None:
    for size in ((80, 24), (60, 20), (120, 40)):
        async with open_tutor("kinds", "faulty", course=kinds, size=size) as tutor:
            quiz = tutor.lesson.quiz
            assert quiz is not None
            assert quiz.experiment is not None
            script = [line for line in listing(quiz.experiment).lines if line]
            assert len(script) == 12
            await tutor.until(lambda tutor=tutor: f"After one step it is {show(-w(1, 0, 0.15))}." in tutor.said)
            seen = rows(tutor)
            for number, line in enumerate(script, 1):
                assert f"  {number:>2}  {line}" in seen
            assert "This script climbs." in tutor.said


async def test_arrows_and_digits_choose_a_line_and_enter_stands_by_it(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "faulty", course=kinds) as tutor:
        assert pointed(tutor) == ""
        await tutor.press("enter")
        assert tutor.panel.state == "asking"
        assert "Choose a line with ↑ and ↓, then Enter." in tutor.said
        await tutor.press("9", "down")
        await tutor.until(lambda: pointed(tutor).endswith("with torch.no_grad():"))
        await tutor.footer_says("↵", "answer")
        await tutor.press("down")
        await tutor.until(lambda: pointed(tutor) == f"▸ {FAULT}          W += lr * W.grad")
        slope, lower = show(28 / 3 * -1), show(-w(1, 0, 0.15))
        said = f"✓ Right. The gradient at W = 0 is {slope}; adding 0.15 times that leads down to {lower}."
        assert await tutor.answer() == said
        assert said in tutor.said
        line = "W += lr * W.grad"
        assert tutor.result("climb", "kinds") == Result(line, True, line, True, 1, True)


async def test_two_digits_in_a_row_are_the_number_of_a_line(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "faulty", course=kinds) as tutor:
        # There are 12 lines: 13 and 21 are two numbers each, and 0 begins none.
        for keys, chosen in (
            (("1", "1"), 11),
            (("up", "up", "0"), 9),
            (("1", "0"), 10),
            (("0",), 10),
            (("1", "3"), 3),
            (("2", "1"), 1),
            (("2",), 12),
            (("1", "down", "1"), 1),
        ):
            await tutor.press(*keys)
            await tutor.until(lambda chosen=chosen: number(tutor) == chosen)
        # A wrong answer stands between two digits, too.
        await tutor.answer()
        await tutor.press("1")
        await tutor.until(lambda: tutor.panel.state == "asking" and number(tutor) == 1)
        await tutor.press("1")
        await tutor.until(lambda: number(tutor) == FAULT)
        assert (await tutor.answer()).startswith("✓")
        await tutor.until(lambda: pointed(tutor) == f"✓ {FAULT}          W += lr * W.grad")


@pytest.mark.parametrize(
    ("presses", "said", "belief"),
    [
        (("up",), "✗ That only clears the gradient for the next step. W is −1.4 without it, too.", "zero-grad-is-wrong"),
        (("1",), "✗ That line does what it should. W went to −1.4 in another one.", None),
    ],
)
async def test_a_wrong_line_is_answered_and_the_whole_script_stays(
    open_tutor: OpenTutor, kinds: Course, presses: tuple[str, ...], said: str, belief: str | None
) -> None:
    async with open_tutor("kinds", "faulty", course=kinds) as tutor:
        assert await tutor.answer(*presses) == said
        assert said in tutor.said
        result = tutor.result("climb", "kinds")
        assert result is not None
        assert result.belief == belief
        before = pointed(tutor)
        assert before.startswith("✗")
        assert len([row for row in rows(tutor) if re.match(r"[ ✗] +\d+  ", row)]) == 12
        # Another try goes on from that line.
        await tutor.press("enter")
        await tutor.until(lambda: pointed(tutor) == before.replace("✗", "▸"))
        assert (await tutor.answer("9", "down", "down")).startswith("✓")


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (120, 40)])
async def test_the_answer_is_seen_whole_below_the_end_of_a_script(
    open_tutor: OpenTutor, kinds: Course, size: tuple[int, int]
) -> None:
    async with open_tutor("kinds", "faulty", course=kinds, size=size) as tutor:
        said = await tutor.answer("9")
        await tutor.until(lambda: said in tutor.said)
        # What is hidden of the script is a key away, once the answer has been brought into view.
        for _ in range(20):
            if not tutor.panel.can_scroll_up:
                break
            await tutor.press("pageup")
            await tutor.pilot.pause(0.05)
        await tutor.until(lambda: rows(tutor)[0].startswith("✗ Which line"))


async def test_a_line_is_clicked_and_clicked_again_to_commit(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "faulty", course=kinds) as tutor:
        code = tutor.panel.query_one(CodeLines)
        await tutor.click(code, 10, FAULT - 1)
        await tutor.until(lambda: pointed(tutor).endswith("W += lr * W.grad"))
        assert tutor.panel.state == "asking"
        await tutor.click(code, 10, FAULT - 1)
        assert (await tutor.answered()).startswith("✓")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_a_script_longer_than_its_place_scrolls_with_the_line_chosen(
    open_tutor: OpenTutor, kinds: Course, size: tuple[int, int]
) -> None:
    async with open_tutor("kinds", "long", course=kinds, size=size) as tutor:
        code = tutor.panel.query_one(CodeLines)
        await tutor.until(lambda: tutor.panel.can_scroll_down)
        seen = []
        for _ in range(len(code.lines)):
            before = pointed(tutor)
            await tutor.press("down")
            await tutor.until(lambda before=before: pointed(tutor) not in ("", before))
            seen.append(pointed(tutor))
        assert [row.split()[1] for row in seen] == [str(number) for number in range(1, len(code.lines) + 1)]
        for _ in code.lines:
            await tutor.press("up")
        # Back at the top the question is to be seen again.
        await tutor.until(lambda: rows(tutor)[0].startswith("? W moves first"))


async def test_the_page_keys_scroll_the_question_where_the_text_is_whole(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "long", course=kinds) as tutor:
        panel = tutor.panel
        await tutor.footer_says("PgDn", "more")
        while panel.can_scroll_down:
            y = panel.scroll_offset.y
            await tutor.press("pagedown")
            await tutor.until(lambda y=y: panel.scroll_offset.y > y)
        assert rows(tutor)[-1].endswith("optimizer_b.step()")
        assert "PgDn" not in await tutor.footer_with("h", "n")
        while panel.can_scroll_up:
            y = panel.scroll_offset.y
            await tutor.press("pageup")
            await tutor.until(lambda y=y: panel.scroll_offset.y < y)
        assert rows(tutor)[0].startswith("? W moves first")


async def test_the_page_keys_scroll_the_text_first_and_then_the_question(open_tutor: OpenTutor) -> None:
    async with open_tutor("labs", "crowded") as tutor:
        prose, panel = tutor.screen.query_one("#prose"), tutor.panel
        await tutor.until(lambda: panel.can_scroll_down and prose.max_scroll_y > 0)
        await tutor.footer_says("PgDn", "more text")
        while prose.scroll_offset.y < prose.max_scroll_y:
            assert panel.scroll_offset.y == 0
            y = prose.scroll_offset.y
            await tutor.press("pagedown")
            await tutor.until(lambda y=y: prose.scroll_offset.y > y)
        while panel.can_scroll_down:
            y = panel.scroll_offset.y
            await tutor.press("pagedown")
            await tutor.until(lambda y=y: panel.scroll_offset.y > y)
        assert "as long as the others" in tutor.panel_text()
        y = prose.scroll_offset.y
        while panel.can_scroll_up:
            assert prose.scroll_offset.y == y
            up = panel.scroll_offset.y
            await tutor.press("pageup")
            await tutor.until(lambda up=up: panel.scroll_offset.y < up)
        await tutor.press("pageup")
        await tutor.until(lambda: prose.scroll_offset.y < y)
        # A hint is to be read before the text goes on.
        await tutor.press("h")
        await tutor.until(lambda: "Hint: Read the page to its end." in tutor.panel_text())
        await tutor.press("pageup")
        y = panel.scroll_offset.y
        await tutor.press("pagedown")
        await tutor.until(lambda: panel.scroll_offset.y > y)


async def test_a_line_wider_than_its_place_goes_on_below_itself(open_tutor: OpenTutor, kinds: Course) -> None:
    async with open_tutor("kinds", "long", course=kinds, size=(60, 40)) as tutor:
        await tutor.until(lambda: "optimizer_b.step()" in tutor.shown)
        seen = rows(tutor)
        at = seen.index("   4      35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8,")
        assert seen[at + 1] == " " * 10 + "48.4, 60.4, 68.4"
        assert seen[at + 2] == "   5  ])"
