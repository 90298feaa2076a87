"""Around the lessons: the list of them, what was got wrong, search, and the words."""

from __future__ import annotations

from collections.abc import Sequence

from gdtutor.course.folder import CourseFolder
from gdtutor.course.glossary import read_glossary
from gdtutor.course.model import Course, GlossaryEntry, Lesson
from gdtutor.course.problems import CourseError
from gdtutor.course.search import search
from gdtutor.course.terms import without_numbers
from gdtutor.language import _, ngettext
from gdtutor.learner.asked import asked, lesson_summed_up, worth_a_look
from gdtutor.learner.progress import Progress
from gdtutor.plain.paper import Paper
from gdtutor.plain.prose import inline

# More is not looked through; another word narrows it down.
MOST_SHOWN = 20


def tell_lessons(course: Course, progress: Progress, here: str, paper: Paper) -> None:
    """A line for each lesson: its id, its title and what is done of it. here is the id of the one that is read."""
    seen, results = progress.pages_seen(course.id), progress.results(course.id)
    for lesson in course.lessons:
        right = [quiz for quiz in lesson.quizzes if (lesson.id, quiz) in results and results[lesson.id, quiz].ever_right]
        parts = (
            _("{n} min").format(n=lesson.minutes),
            _("{seen}/{all} pages").format(seen=len(seen.get(lesson.id, set()) & set(lesson.pages)), all=len(lesson.pages)),
            _("{right}/{all} right").format(right=len(right), all=len(lesson.quizzes)),
            *([_("you are here")] if lesson.id == here else []),
        )
        paper.line(f"{lesson.id}: {lesson.title} ({', '.join(parts)})", indent="  ")


def tell_review(lesson: Lesson, course: Course, progress: Progress, paper: Paper) -> None:
    """What a lesson that is done comes to: what was not right at first, and what was left out."""
    questions = asked([lesson], progress.results(course.id))
    paper.line(lesson_summed_up(questions, last=lesson.id == course.lessons[-1].id))
    for one in worth_a_look(questions):
        said = [inline(without_numbers(one.quiz.ask)), inline(one.first_answer) or _("not answered")]
        where = one.where(with_lesson=False)
        paper.line(f"{where}{'' if where.endswith(('?', '!', '.')) else '.'} {' '.join(said)}", indent="  ")
    if worth_a_look(questions):
        number = lesson.pages.index(worth_a_look(questions)[0].page) + 1
        paper.line(_("go {number} leads to the first of them.").format(number=number))


def tell_hits(text: str, course: Course, folder: CourseFolder, paper: Paper) -> None:
    """Where in the course all words of the text stand, and how to go there."""
    hits = search(folder.readable(course.lessons), _words(course), text)
    if not hits:
        paper.line(_("Found nowhere in the lessons."))
    for hit in hits[:MOST_SHOWN]:
        where = f"{hit.lesson}/{hit.page}" if hit.page else hit.lesson
        paper.line(f"{where}: {hit.title}. {hit.excerpt}".rstrip(" ."), indent="  ")
    more = len(hits) - MOST_SHOWN
    if more > 0:
        said = ngettext("{n} more place; another word narrows it down.", "{n} more places; another word narrows it down.", more)
        paper.line(said.format(n=more))
    if hits:
        paper.line(_("go and one of these names opens the page."))


def tell_words(text: str, course: Course, paper: Paper) -> None:
    """What the words mean that the text is found in; without one all of them."""
    glossary = _words(course)
    if not glossary:
        paper.line(_("This course has no list of words."))
        return
    by_id = {entry.id: entry for entry in glossary}
    found = [by_id[hit.term] for hit in search((), glossary, text)] if text else glossary
    if not found:
        paper.line(_("None of the words has that in it."))
    for entry in found:
        term = ", ".join((entry.term, *entry.also))
        paper.line(f"{term}: {inline(entry.meaning)} ({entry.lesson}/{entry.page})", indent="  ")


def _words(course: Course) -> Sequence[GlossaryEntry]:
    try:
        return read_glossary(course)
    except CourseError:
        return ()
