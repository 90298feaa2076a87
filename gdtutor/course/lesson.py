"""A lesson file ▸ Lesson: its pages with their blocks and claims validated, every problem reported at once."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from pathlib import Path

from gdtutor.course.blocks import read_block
from gdtutor.course.drafts import Block, Draft, drafts
from gdtutor.course.labs import read_lab
from gdtutor.course.marks import read_claim
from gdtutor.course.model import Claim, Lab, Lesson, Page, Quiz, Run
from gdtutor.course.outline import NO_PAGE, read_front_matter
from gdtutor.course.problems import CourseError, Problems, quoted
from gdtutor.course.quizzes import read_quiz
from gdtutor.course.runs import read_run
from gdtutor.course.scope import UNREAD, Scope, known_runs
from gdtutor.course.section import Section, unique
from gdtutor.course.source import read_text, without_forbidden
from gdtutor.descent.experiment import Experiment
from gdtutor.language import _

# In place of a lab that could not be read: it has all there may be, so that the rest is checked, and one mistake is one problem.
UNREAD_LAB = Lab(id="", line=0, experiment=UNREAD, pictures=(), controls=("W", "b", "lr", "run"))


def read_lesson(path: Path) -> Lesson:
    """The whole lesson in the file. Raises CourseError, and nothing else, with every problem that was found."""
    problems = Problems(path)
    text = without_forbidden(read_text(path), problems)
    front = read_front_matter(text, problems)
    if front is None:
        raise CourseError(problems.sorted())
    pages, runs = _Builder(drafts(front.body, front.id, problems), problems).built()
    if not pages:
        problems.add(front.line, _(NO_PAGE))
    problems.check()
    return Lesson(id=front.id, title=front.title, minutes=front.minutes, needs=front.needs, pages=pages, path=path, runs=runs)


class _Builder:
    """Reads the blocks of a lesson's pages: labs first, then runs, which may build on them, then what takes numbers from both."""

    def __init__(self, found: list[Draft], problems: Problems) -> None:
        self.drafts = found
        self.problems = problems
        self.labs: list[tuple[Section, str]] = []
        self.runs: list[tuple[Section, str]] = []
        self.quizzes: list[tuple[Section, str]] = []

    def built(self) -> tuple[tuple[Page, ...], tuple[Run, ...]]:
        """Every page and every run, with defaults where problems were noted."""
        self._check_pages()
        labs = [self._lab(draft.lab) if draft.lab else None for draft in self.drafts]
        # Where a lab could not be read, the rest of its page is checked against one that has all there may be.
        bases = [lab or (UNREAD_LAB if draft.lab is not None else None) for draft, lab in zip(self.drafts, labs, strict=True)]
        blocks = [(block, base) for draft, base in zip(self.drafts, bases, strict=True) for block in draft.runs]
        runs = [run for block, base in blocks if (run := self._run(block, base)) is not None]
        experiments = {run.id: run.experiment for run in runs if run.id}
        named = known_runs(experiments, complete=len(experiments) == len(blocks))
        pages = tuple(self._page(draft, lab, base, named) for draft, lab, base in zip(self.drafts, labs, bases, strict=True))
        for sections in (self.labs, self.runs, self.quizzes):
            unique(sections, "id", "this lesson")
        return pages, tuple(runs)

    def _check_pages(self) -> None:
        first_lines: dict[str, int] = {}
        for draft in self.drafts:
            if draft.id in first_lines:
                what = _("page id {id} is used twice, first on line {line}")
                self.problems.add(draft.line, what.format(id=quoted(draft.id), line=first_lines[draft.id]))
            elif draft.id:
                first_lines[draft.id] = draft.line
            if not draft.prose:
                what = _("page {page}: there is no prose").format(page=draft.id or quoted(draft.title))
                self.problems.add(draft.line, what)

    def _lab(self, block: Block) -> Lab | None:
        mapping = read_block(block.content, block.line + 1, "lab", self.problems)
        if mapping is None:
            return None
        section, lab = read_lab(mapping, block.line, self.problems)
        self.labs.append((section, lab.id))
        return lab

    def _run(self, block: Block, base: Lab | None) -> Run | None:
        mapping = read_block(block.content, block.line + 1, "run", self.problems)
        if mapping is None:
            return None
        section, run = read_run(mapping, block.line, base.experiment if base else Experiment(), self.problems)
        self.runs.append((section, run.id))
        return run

    def _page(self, draft: Draft, lab: Lab | None, base: Lab | None, runs: Mapped[str, Experiment]) -> Page:
        experiment = base.experiment if base else None
        scope = Scope(experiment, experiment.steps if experiment else 0, runs, question=False)
        claims = [claim for mark in draft.marks if (claim := read_claim(mark, scope, self.problems.add)) is not None]
        quiz, asked = self._quiz(draft.quiz, base, runs) if draft.quiz else (None, ())
        return Page(
            id=draft.id,
            title=draft.title,
            line=draft.line,
            prose=tuple(draft.prose),
            lab=lab,
            quiz=quiz,
            claims=tuple(sorted((*claims, *asked), key=lambda claim: claim.line)),
            links=tuple(draft.links),
        )

    def _quiz(self, block: Block, base: Lab | None, runs: Mapped[str, Experiment]) -> tuple[Quiz | None, tuple[Claim, ...]]:
        mapping = read_block(block.content, block.line + 1, "quiz", self.problems)
        if mapping is None:
            return None, ()
        section, quiz, claims = read_quiz(mapping, block.line, base, self.problems, runs)
        self.quizzes.append((section, quiz.id))
        return quiz, claims
