"""The questions of a course with what came of them, for those who look back on their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from textual.content import Content

from gdtutor.course.model import Lesson, Page, Quiz
from gdtutor.course.terms import without_numbers
from gdtutor.language import _
from gdtutor.learner.progress import Result
from gdtutor.terminal import spelled
from gdtutor.tui.tutor import Place
from gdtutor.tui.widgets.hanging_text import hanging
from gdtutor.tui.widgets.wording import inline

# Of a script that was an answer so many characters are shown.
LONGEST_CODE = 100


class Asked(NamedTuple):
    """A question, the page that it stands on, and what came of it; None where it was left out."""

    lesson: Lesson
    page: Page
    quiz: Quiz
    result: Result | None

    @property
    def place(self) -> Place:
        """Where it is asked."""
        return Place(self.lesson.id, self.page.id)

    @property
    def wrong_first(self) -> bool:
        """Whether it was answered, and the first answer was not right."""
        return self.result is not None and not self.result.first_right

    @property
    def wrong_now(self) -> bool:
        """Whether it was answered, and the last answer was not right."""
        return self.result is not None and not self.result.last_right


def asked(lessons: Iterable[Lesson], results: Mapping[tuple[str, str], Result]) -> list[Asked]:
    """Every question of the lessons, in their order."""
    return [
        Asked(lesson, page, page.quiz, results.get((lesson.id, page.quiz.id)))
        for lesson in lessons
        for page in lesson.pages
        if page.quiz is not None
    ]


def described(one: Asked, width: int, *, with_lesson: bool) -> Content:
    """How a question stands and what is asked, what was answered first, and where it is: in lines of `width` cells."""
    number = one.lesson.pages.index(one.page) + 1
    if with_lesson:
        where = _("{lesson}, page {number}: {page}").format(lesson=one.lesson.title, number=number, page=spelled(one.page.title))
    else:
        where = _("page {number}: {page}").format(number=number, page=spelled(one.page.title))
    # Looking back makes no runs.
    ask = inline(without_numbers(one.quiz.ask))
    if one.result is None:
        return _under("○", "dim", [ask, Content.styled(where, "dim")], width)
    answer = answer_text(one.quiz, one.result.first_answer)
    if one.result.ever_right:
        said = _("first answer: {answer} (right since)").format(answer=answer)
    else:
        said = _("first answer: {answer} (not right yet)").format(answer=answer)
    mark, style = ("✓", "$success") if one.result.ever_right else ("✗", "$error")
    return _under(mark, style, [ask, inline(said), Content.styled(where, "dim")], width)


def _under(mark: str, style: str, parts: list[Content], width: int) -> Content:
    """The parts one below the other: the first beside its mark, the others further in."""
    first, *others = parts
    lines = hanging(Content.styled(f"{mark} ", style), first, width)
    return Content("\n").join([*lines, *(line for other in others for line in hanging(Content("    "), other, width))])


def answer_text(quiz: Quiz, answer: str) -> str:
    """What was answered, in the words that it had on screen: an answer is kept as ids of choices, or as it was typed."""
    if quiz.kind == "write":
        code = " ⏎ ".join(line.strip() for line in answer.replace("`", "'").split("\n") if line.strip())
        return f"`{code if len(code) <= LONGEST_CODE else f'{code[: LONGEST_CODE - 1]}…'}`"
    texts = {choice.id: without_numbers(choice.text) for choice in quiz.choices}
    chosen = answer.split()
    if texts and all(word in texts for word in chosen):
        return " · ".join(texts[word] for word in chosen)
    return answer
