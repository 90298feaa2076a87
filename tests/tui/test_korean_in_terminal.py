"""Korean on a real screen: characters of two cells stay whole, whatever part of a line is painted anew."""

from __future__ import annotations

from pathlib import Path

from gdtutor.course.lesson import read_lesson
from gdtutor.course.open import bundled_course
from tests.terminal import gdtutor


def test_no_syllable_is_lost_when_a_page_is_turned(tmp_path: Path) -> None:
    lesson = read_lesson(bundled_course("ko") / "04-derivative-sign.md")
    asked = {page.id: page.quiz.ask for page in lesson.pages if page.quiz is not None}
    ids = [page.id for page in lesson.pages]
    with gdtutor("derivative-sign/tangent", "--lang", "ko", state=tmp_path) as terminal:
        terminal.wait_for("● torch")
        # From a lab with a dial to one without, and on.
        for page in ids[ids.index("tangent") : ids.index("tangent") + 3]:
            terminal.until(lambda page=page: asked[page] in " ".join(terminal.text.replace("▌", " ").split()))
            terminal.settle()
            assert asked[page] in " ".join(terminal.text.replace("▌", " ").split())
            assert not terminal.halves
            terminal.send("n")
