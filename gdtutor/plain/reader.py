"""Somebody who reads the course line by line: where they are, and what a line that they type does."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from gdtutor.course.folder import CourseFolder
from gdtutor.course.model import Course, Lesson, LessonSummary
from gdtutor.course.named import NothingNamedError, lesson_named, page_named
from gdtutor.course.problems import CourseError
from gdtutor.lab.questions.asking import Questions
from gdtutor.language import _
from gdtutor.learner.ago import AWAY, ago
from gdtutor.learner.places import Place, lesson_to_go_on_with, page_to_open
from gdtutor.learner.progress import Progress
from gdtutor.plain.around import tell_hits, tell_lessons, tell_review, tell_words
from gdtutor.plain.page import OpenPage
from gdtutor.plain.paper import Paper

if TYPE_CHECKING:
    from gdtutor.trainer.client import Trainer

# Places that `return` remembers.
LONGEST_TRAIL = 100


class Reader:
    """Stands on a page (`here`), or behind the last one of a lesson, where `here` is None.

    What is read and answered is kept in the progress, unless `keeps` is False. pictures: they are drawn, too.
    """

    def __init__(self, course: Course, progress: Progress, folder: CourseFolder, paper: Paper, *, pictures: bool = False) -> None:
        self.course = course
        self.progress = progress
        self.paper = paper
        self.pictures = pictures
        self.keeps = True
        self.here: OpenPage | None = None
        self.lesson: Lesson | None = None
        self.trainer_now: Trainer | None = None
        # While the loop is typed: its lines so far.
        self.writing: list[str] | None = None
        self._folder = folder
        self._questions: Questions | None = None
        self._trail: list[Place] = []
        self._finished: str | None = None

    # torch

    async def trainer(self) -> Trainer:
        """The client of the torch process; importing it brings numpy, so it is not there before the first lines."""
        if self.trainer_now is None:
            from gdtutor.trainer.client import Trainer

            self.trainer_now = Trainer()
        return self.trainer_now

    async def close(self) -> None:
        """Let go of everything; the torch process ends."""
        if self.trainer_now is not None:
            await self.trainer_now.close()

    # Places

    async def open(self, lesson: str | None = None, page: str | None = None) -> None:
        """Open a lesson, or the one to go on with; at that page, or where the learner left it."""
        summary = lesson_named(self.course, lesson or lesson_to_go_on_with(self.course, self.progress))
        since = None
        if page is None:
            page, stood_there = page_to_open(self.course, summary, self.progress, finished=self._finished)
            since = self.progress.last_visit(self.course.id) if stood_there and self.here is None else None
        self._finished = None
        now = datetime.now(timezone.utc)
        if since is not None and now - since > AWAY:
            self.paper.line(_("You were here {when}.").format(when=ago(since, now)))
        await self._turn_to(summary, page)

    async def _turn_to(self, summary: LessonSummary, page: str) -> None:
        await self._leave_page()
        try:
            lesson = self._folder.lesson(summary)
        except CourseError as error:
            self.paper.line(_("This lesson can't be opened. Mend the file and open it again."))
            self.paper.verbatim(str(error).split("\n"))
            return
        if self._questions is None or self.lesson is not lesson:
            place = (self.course.id, lesson.id)
            self._questions = Questions(self.progress, lambda: place, self.trainer, lambda: lesson.runs)
        self.lesson = lesson
        found = next((one for one in lesson.pages if one.id == page), lesson.pages[0])
        self.here = OpenPage(lesson, found, self._questions, self.trainer, self.paper, pictures=self.pictures)
        self.visit()
        await self.here.tell()

    async def tell_page(self) -> None:
        """This page once more."""
        if self.here is not None:
            await self.here.tell()

    def visit(self) -> None:
        """Keep that this page was come to, where that is to be kept."""
        if self.keeps and self.here is not None:
            self.progress.visit(self.course.id, self.here.lesson.id, self.here.page.id)

    async def _leave_page(self) -> None:
        here, self.here, self.writing = self.here, None, None
        if here is not None:
            await here.close()

    @property
    def _summary(self) -> LessonSummary:
        assert self.lesson is not None  # noqa: S101 - a lesson is open once `open` has returned
        return next(summary for summary in self.course.lessons if summary.id == self.lesson.id)

    @property
    def following(self) -> LessonSummary | None:
        """The lesson after this one."""
        lessons = self.course.lessons
        place = lessons.index(self._summary) + 1 if self.lesson is not None else 0
        return lessons[place] if place < len(lessons) else None

    async def next(self) -> None:
        """The next page; after the last one what was got wrong, and after that the next lesson."""
        lesson = self.lesson
        if self.here is not None and lesson is not None:
            number = lesson.pages.index(self.here.page) + 1
            if number < len(lesson.pages):
                await self._turn_to(self._summary, lesson.pages[number].id)
                return
            await self._leave_page()
            self._finished = lesson.id
            self._trail.clear()
            self.paper.gap()
            tell_review(lesson, self.course, self.progress, self.paper)
        elif self.following is not None:
            await self.open(self.following.id)
        else:
            self.paper.line(_("This is the end of the course; list has its lessons, go opens one, quit leaves."))

    async def previous(self) -> None:
        """The page before; from behind the last page that one."""
        lesson = self.lesson
        if lesson is None:
            return
        number = lesson.pages.index(self.here.page) if self.here is not None else len(lesson.pages)
        if number == 0:
            self.paper.line(_("This is the first page of the lesson."))
        else:
            await self._turn_to(self._summary, lesson.pages[number - 1].id)

    @property
    def can_return(self) -> bool:
        """Whether something led here."""
        return bool(self._trail)

    async def go(self, argument: str) -> None:
        """A lesson, a page of it, or with a number alone a page of this lesson."""
        named, slash, page = argument.partition("/")
        try:
            if argument.isdecimal() and self.lesson is not None and not any(one.id == argument for one in self.course.lessons):
                place = Place(self.lesson.id, page_named(self._summary, argument))
            else:
                summary = lesson_named(self.course, named)
                place = Place(named, page_named(summary, page) if slash else "")
        except NothingNamedError as error:
            self.paper.line(str(error))
            return
        await self._go_to(place)

    async def follow(self, argument: str) -> None:
        """The link of that number in the text; the only one needs none."""
        links = self.here.links if self.here is not None else ()
        number = int(argument) if argument.isdecimal() and len(argument) < 4 else 1 if len(links) == 1 and not argument else 0
        if not links:
            self.paper.line(_("There is no link on this page."))
        elif not 1 <= number <= len(links):
            self.paper.line(_("The links of this page have the numbers 1 to {last}.").format(last=len(links)))
        else:
            await self._go_to(Place(links[number - 1].lesson, links[number - 1].page or ""))

    async def _go_to(self, place: Place) -> None:
        summary = next((one for one in self.course.lessons if one.id == place.lesson), None)
        if summary is None or (place.page and place.page not in summary.pages):
            self.paper.line(_("There is no such page in this course."))
            return
        if self.here is not None:
            self._trail = [*self._trail, Place(self.here.lesson.id, self.here.page.id)][-LONGEST_TRAIL:]
        await self.open(place.lesson, place.page or None)

    async def come_back(self) -> None:
        """Back to where one came from."""
        if not self._trail:
            self.paper.line(_("Nothing led here; p is the page before."))
            return
        place = self._trail.pop()
        await self.open(place.lesson, place.page)

    # Looking around

    async def tell_lessons(self) -> None:
        """The lessons."""
        tell_lessons(self.course, self.progress, self.lesson.id if self.lesson is not None else "", self.paper)

    async def search(self, text: str) -> None:
        """The places that have these words."""
        if text:
            tell_hits(text, self.course, self._folder, self.paper)
        else:
            self.paper.line(_("Type search and a word, or a part of it."))

    async def tell_words(self, text: str) -> None:
        """What words mean."""
        tell_words(text, self.course, self.paper)

    async def inside(self, argument: str) -> None:
        """The lab's script, and what its lines do."""
        if self.here is None or self.here.lab is None:
            self.paper.line(_("There is no lab on this page."))
            return
        trainer = await self.trainer()
        from gdtutor.lab.inside import experiment_inside
        from gdtutor.plain.inside import MOST, tell_inside

        number = int(argument) if argument.isdecimal() and len(argument) < 6 else 1
        await tell_inside(experiment_inside(self.here.lab.session), min(max(1, number), MOST), trainer, self.paper)

    # Writing a loop

    def begin_writing(self) -> None:
        """From now on lines are the learner's own loop."""
        self.writing = []
        self.paper.line(_("Type the loop; a line with only a full stop ends it."))

    async def write(self, line: str) -> None:
        """One line more; a full stop ends the loop and has it judged."""
        question = self.here.question if self.here is not None else None
        if self.writing is None or question is None:
            return
        if line.strip() == ".":
            self.writing = None
            await question.judge_script(question.written())
            return
        self.writing.append(line.rstrip())
        question.keep_written("\n".join(self.writing) + "\n")

    async def print_lesson(self, lesson: str | None, *, but: str = "") -> None:
        """Every page of a lesson, or of the one to go on with, one after another; not `but`, which stands there already."""
        summary = lesson_named(self.course, lesson or lesson_to_go_on_with(self.course, self.progress))
        for page in summary.pages:
            if page != but:
                await self._turn_to(summary, page)
        await self._leave_page()

    async def stopped(self) -> None:
        """What was going on was stopped by hand."""
        self.writing = None
        if self.here is not None and self.here.lab is not None:
            await self.here.lab.stopped()
        else:
            self.paper.line(_("Stopped."))
