"""The questions of a course with what came of them, for those who look back on their answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from gdtutor.course.model import Lesson, Page, Quiz
from gdtutor.course.terms import without_numbers
from gdtutor.language import _, ngettext
from gdtutor.learner.places import Place
from gdtutor.learner.progress import Result

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

    def where(self, *, with_lesson: bool) -> str:
        """The page, by number and title, and the lesson's title where that is not plain from what stands around."""
        number = self.lesson.pages.index(self.page) + 1
        if with_lesson:
            said = _("{lesson}, page {number}: {page}")
            return said.format(lesson=self.lesson.title, number=number, page=self.page.title)
        return _("page {number}: {page}").format(number=number, page=self.page.title)

    @property
    def first_answer(self) -> str:
        """What was answered first, and what has become of it since; "" where nothing was answered."""
        if self.result is None:
            return ""
        answer = answer_text(self.quiz, self.result.first_answer)
        if self.result.ever_right:
            return _("first answer: {answer} (right since)").format(answer=answer)
        return _("first answer: {answer} (not right yet)").format(answer=answer)


def asked(lessons: Iterable[Lesson], results: Mapping[tuple[str, str], Result]) -> list[Asked]:
    """Every question of the lessons, in their order."""
    return [
        Asked(lesson, page, page.quiz, results.get((lesson.id, page.quiz.id)))
        for lesson in lessons
        for page in lesson.pages
        if page.quiz is not None
    ]


def worth_a_look(questions: Sequence[Asked]) -> list[Asked]:
    """Of a lesson's questions those that a review lists: first what was not right at first, then what was left out."""
    return [*(one for one in questions if one.wrong_first), *(one for one in questions if one.result is None)]


def lesson_summed_up(questions: Sequence[Asked], *, last: bool) -> str:
    """What a lesson that is done comes to, given all its questions; last: it is the course's last one."""
    wrong = sum(one.wrong_first for one in questions)
    left_out = sum(one.result is None for one in questions)
    said = [_("This lesson is done.")]
    if wrong:
        first = ngettext("{n} question was not right at first.", "{n} questions were not right at first.", wrong)
        said.append(first.format(n=wrong))
    elif questions and not left_out:
        said.append(_("Every question was right at the first try."))
    if left_out:
        said.append(ngettext("{n} question was left out.", "{n} questions were left out.", left_out).format(n=left_out))
    if last:
        said.append(_("It was the last one of the course."))
    return " ".join(said)


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
