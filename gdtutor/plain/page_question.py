"""A page's question as lines: asked, answered by typing, and answered back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gdtutor.course.model import Quiz
from gdtutor.course.problems import CourseError
from gdtutor.course.source import read_text
from gdtutor.course.terms import without_numbers
from gdtutor.descent.experiment import BodyLine
from gdtutor.descent.numbers import show
from gdtutor.lab.questions.asking import Questions
from gdtutor.lab.questions.dealing import dealt, script_lines
from gdtutor.lab.questions.judging import sayable
from gdtutor.language import _, ngettext
from gdtutor.plain.paper import Paper
from gdtutor.plain.prose import CODE, inline, print_said
from gdtutor.plain.typed_answers import chosen, in_order, one_place

if TYPE_CHECKING:
    from gdtutor.descent.trajectory import Trajectory

State = Literal["asking", "wrong", "right"]


class PageQuestion:
    """The question of a page, with the numbers that it has now. `state` says whether it waits for an answer.

    play makes the run in the page's lab that decides a prediction or a challenge.
    """

    def __init__(self, questions: Questions, paper: Paper, play: Callable[[Quiz], Awaitable[Trajectory]]) -> None:
        assert questions.quiz is not None  # noqa: S101 - the page has one
        self.quiz: Quiz = questions.quiz
        self.state: State = "asking"
        self._questions = questions
        self._paper = paper
        self._play = play
        self._order: tuple[BodyLine, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether an answer, or a better one, can be given."""
        return self.state != "right"

    @property
    def unanswered(self) -> bool:
        """Whether it was not answered at all yet, now or before."""
        return self.state == "asking" and not self._questions.committed

    # Asking

    async def tell(self) -> None:
        """Ask it: with its numbers, its choices or lines, and how it was answered before."""
        quiz, paper = self.quiz, self._paper
        texts = (quiz.ask, *(choice.text for choice in quiz.choices))
        try:
            ask, *choices = await self._questions.filled(quiz, *texts)
        except sayable() as error:
            self.tell_error(error)
            ask, *choices = map(without_numbers, texts)
        several = " " + _("(one or more)") if quiz.kind == "choices" else ""
        paper.line(_("Question: {text}").format(text=inline(ask)) + several)
        self._numbered(list(map(inline, choices)))
        if quiz.kind == "line":
            self._code_numbered(script_lines(quiz))
        elif quiz.kind == "order":
            await self._questions.trainer()  # and with it numpy
            self._order, lines, loop = dealt(quiz, self._order)
            paper.line(_("Put these lines below {loop}").format(loop=loop))
            self._code_numbered([line.strip() for line in lines])
        elif quiz.kind == "challenge":
            self._tell_challenge()
        elif quiz.kind == "write":
            await self._tell_given()
        if self._questions.committed and self.state == "asking":
            right = self._questions.ever_right
            paper.line(_("You have answered this right before.") if right else _("You have answered this before; not right yet."))

    def _numbered(self, texts: list[str]) -> None:
        for number, text in enumerate(texts, start=1):
            self._paper.line(text, first=f"{number}. ", indent="   ")

    def _code_numbered(self, lines: list[str] | tuple[str, ...]) -> None:
        self._paper.verbatim(f"{number:>2}. {line}" for number, line in enumerate(lines, start=1))

    def _tell_challenge(self) -> None:
        quiz = self.quiz
        run = ngettext("try runs {n:,} step with what is set.", "try runs {n:,} steps with what is set.", quiz.steps)
        parts = [run.format(n=quiz.steps)]
        if quiz.par is not None:
            parts.append(_("Par is {par}.").format(par=show(quiz.par)))
        if quiz.score is not None:
            best = self._questions.best(quiz)
            if best is not None:
                parts.append(_("Your best is {best}.").format(best=show(best)))
            parts.append(_("Lower is better.") if quiz.best == "lowest" else _("Higher is better."))
        self._paper.line(" ".join(parts))

    async def _tell_given(self) -> None:
        """What stands above the learner's own lines, and those that are kept."""
        await self._questions.trainer()  # and with it numpy
        from gdtutor.lab.loop_exercise.readable import readable

        given = self._given()
        self._paper.line(_("Given:"))
        self._paper.verbatim(f"{number:>3}  {line}" for number, line in enumerate(given, start=1))
        written = self.written()
        if written.strip():
            self._paper.line(_("What you have written so far:"))
            lines = readable(written).rstrip("\n").split("\n")
            self._paper.verbatim(f"{number:>3}  {line}" for number, line in enumerate(lines, start=self.first_line))
            self._paper.line(_("run has it judged, write begins anew."))
        self._paper.line(_("Type write and then the loop, line by line; or file and the path of a file with it."))

    async def ask_again(self) -> None:
        """Ask it once more, and take another answer."""
        self.state = "asking"
        await self.tell()

    @property
    def prompt(self) -> str:
        """What to type, in a few words."""
        kind, count = self.quiz.kind, len(self.quiz.choices)
        if kind == "choices":
            return _("Your answers, such as 1 2")
        if kind == "number":
            return _("Your number")
        if kind == "order":
            return _("Your order, as numbers")
        if kind == "line":
            return _("The number of the line")
        if kind == "challenge":
            return _("Turn the dials, then try")
        return _("write, or file PATH") if kind == "write" else _("Your answer, 1 to {last}").format(last=count)

    # Answering

    async def answer(self, typed: str) -> None:
        """Answer with what was typed."""
        quiz = self.quiz
        try:
            if quiz.kind in ("choice", "choices", "predict"):
                given = chosen(quiz, typed)
            elif quiz.kind == "number":
                given = (typed.strip(),)
            elif quiz.kind == "order":
                given = in_order(self._order, typed)
            else:
                lines = script_lines(quiz)
                given = (lines[one_place(typed, len(lines)) - 1],)
        except ValueError as error:
            self._paper.line(str(error))
            return
        await self.judge(given)

    async def judge(self, given: tuple[str, ...]) -> None:
        """Have it judged, keep it, and say what is to be said: in this order."""
        quiz = self.quiz
        try:
            answer, kept = await self._questions.judged(quiz, given, self._play)
        except sayable() as error:
            self.tell_error(error)
            return
        self._reply(answer.right, self._questions.keep(quiz, answer, kept))

    def _reply(self, right: bool, said: str) -> None:
        self.state = "right" if right else "wrong"
        template = _("Right. {text}") if right else _("Not right: {text}")
        print_said(template.format(text=said), self._paper)

    def tell_error(self, error: BaseException) -> None:
        """Something that torch, the lesson or an answer has wrong with it, in its own words."""
        from gdtutor.trainer.failures import without_keys

        self._paper.line(without_keys(str(error)))

    # Help

    async def help(self, told: Callable[[Quiz], Awaitable[str]]) -> None:
        """Tell a hint or the solution."""
        try:
            said = await told(self.quiz)
        except sayable() as error:
            self.tell_error(error)
            return
        print_said(said, self._paper)

    # Scripts

    def _given(self) -> list[str]:
        from gdtutor.lab.loop_exercise import head

        return head(self.quiz.experiment).rstrip("\n").split("\n") if self.quiz.experiment is not None else []

    @property
    def first_line(self) -> int:
        """The number of the learner's first line: below those that are given, and an empty one."""
        return len(self._given()) + 2

    def written(self) -> str:
        """What is kept of what the learner wrote."""
        return self._questions.written(self.quiz)

    def keep_written(self, text: str) -> None:
        """Keep it on disk."""
        self._questions.keep_written(self.quiz, text)

    async def judge_file(self, name: str) -> None:
        """Answer with the script in a file."""
        try:
            text = read_text(Path(name).expanduser())
        except (CourseError, RuntimeError, ValueError) as error:
            self._paper.line(str(error))
            return
        self.keep_written(text)
        await self.judge_script(text)

    async def judge_script(self, own: str) -> None:
        """Run what was written and say what came of it."""
        await self._questions.trainer()
        from gdtutor.lab.loop_exercise.readable import readable
        from gdtutor.lab.questions.scripts import judged_script
        from gdtutor.trainer.script_runner import ScriptRunner

        runner = ScriptRunner()
        try:
            judged = await judged_script(self._questions, runner, self.quiz, own, given_lines=self.first_line - 1)
        except sayable() as error:
            self.tell_error(error)
            return
        finally:
            await runner.close()
        said = judged.said
        if judged.attempt is not None:
            said = self._questions.keep(self.quiz, judged.attempt, own)
        self._reply(judged.right, said)
        self._paper.verbatim(f"{CODE}{line}" for line in readable(judged.traceback).rstrip("\n").split("\n") if line)
        printed = [part for part in (judged.result.output, judged.result.output_end) if part.strip()]
        if printed:
            self._paper.line(_("Your script printed:"))
            for part in printed:
                self._paper.verbatim(f"{CODE}{line}" for line in readable(part).rstrip("\n").split("\n"))
        if judged.result.output_cut:
            self._paper.line(_("(some of what it printed is left out here)"))
