"""What the commands do, and the prompt that says what can be typed now."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from gdtutor.course.problems import quoted
from gdtutor.language import _
from gdtutor.plain.commands import COMMANDS, Asked, is_number, understood, usage_of
from gdtutor.plain.page_lab import PageLab
from gdtutor.plain.page_question import PageQuestion
from gdtutor.plain.reader import Reader

# A line longer than that is nobody's command, and a run of more steps nobody's wish.
LONGEST = 10_000
MOST_STEPS = 1_000_000

_CODE = re.compile(r"[=(:]")
_OF_LAB = ("turn", "play", "step", "back", "reset", "words", "picture", "view", "curve", "inside", "faster")
_OF_RUN = ("play", "step", "back", "faster")
_OF_QUESTION = ("again", "hint", "solution", "another", "try", "write", "run", "file")


class Obeying:
    """Does what a reader's lines ask for. `leaves` is True once they want to go."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.leaves = False

    @property
    def _question(self) -> PageQuestion | None:
        return self.reader.here.question if self.reader.here is not None else None

    @property
    def _lab(self) -> PageLab | None:
        return self.reader.here.lab if self.reader.here is not None else None

    def _say(self, text: str) -> None:
        self.reader.paper.line(text)

    @property
    def prompt(self) -> str:
        """What can be typed now, in a few words."""
        reader, question = self.reader, self._question
        if reader.writing is not None and question is not None:
            return _("line {number}: ").format(number=question.first_line + len(reader.writing))
        if reader.here is None:
            following = reader.following
            if following is None:
                return _("list, go, quit, or help: ")
            return _("Enter for the next lesson, {lesson}, or help: ").format(lesson=following.title)
        if question is not None and question.unanswered:
            return _("{answer}, or help: ").format(answer=question.prompt)
        last = reader.here.page is reader.here.lesson.pages[-1]
        if question is not None and question.waits:
            said = (
                _("{answer}; Enter to end the lesson, or help: ") if last else _("{answer}; Enter for the next page, or help: ")
            )
            return said.format(answer=question.prompt)
        return _("Enter to end the lesson, or help: ") if last else _("Enter for the next page, or help: ")

    async def obey(self, line: str) -> None:
        """Do what the line asks for, or say in a sentence why not."""
        reader = self.reader
        line = line[:LONGEST]
        reader.visit()
        asked = understood(line)
        if reader.writing is not None:
            await reader.write(line)
        elif is_number(line) and asked.name not in ("step", "back"):
            await self._answer(line)
        elif asked.name in _OF_LAB:
            await self._with_lab(asked)
        elif asked.name in _OF_QUESTION:
            await self._with_question(asked)
        elif asked.name:
            await self._around(asked)
        elif self._is_code(line):
            reader.begin_writing()
            await reader.write(line)
        else:
            self._say(_("There is no command {found}; help lists those that there are.").format(found=quoted(asked.argument)))

    def _is_code(self, line: str) -> bool:
        """Whether it is the first line of the loop that the page asks for."""
        question = self._question
        return question is not None and question.quiz.kind == "write" and question.waits and _CODE.search(line) is not None

    async def _answer(self, line: str) -> None:
        question = self._question
        if question is None:
            self._say(_("No question waits for a number here; help lists the commands."))
        elif not question.waits:
            self._say(_("This is answered already; again asks it once more."))
        elif question.quiz.kind == "challenge":
            self._say(_("Turn the dials, for example lr 0.1, and then type try."))
        elif question.quiz.kind == "write":
            self._say(_("Type write and then the loop, line by line; or file and the path of a file with it."))
        else:
            await question.answer(line)
            await self._answered()

    async def _answered(self) -> None:
        here = self.reader.here
        if here is not None:
            await here.answered()
            if here.lab is not None and here.question is not None and here.question.quiz.kind in ("predict", "challenge"):
                here.lab.tell_numbers()

    # A question

    async def _with_question(self, asked: Asked) -> None:
        here, question = self.reader.here, self._question
        if here is None or question is None:
            self._say(_("There is no question on this page."))
            return
        why_not = self._not_with_question(asked.name, question)
        if why_not:
            self._say(why_not)
        elif asked.name == "write":
            self.reader.begin_writing()
        else:
            does: dict[str, Callable[[], Awaitable[None]]] = {
                "again": question.ask_again,
                "hint": lambda: here.help(lambda questions: questions.next_hint),
                "solution": lambda: here.help(lambda questions: questions.told_solution),
                "another": here.another,
                "try": lambda: question.judge(()),
                "run": lambda: question.judge_script(question.written()),
                "file": lambda: question.judge_file(asked.argument),
            }
            await does[asked.name]()
            if asked.name == "try":
                await self._answered()

    def _not_with_question(self, name: str, question: PageQuestion) -> str:
        """Why the command does nothing now; "" where it does something."""
        kind, here = question.quiz.kind, self.reader.here
        why_not = {
            "another": ("" if question.quiz.fresh else _("This question has no other numbers."),),
            "try": ("" if kind == "challenge" else _("try is for a challenge; this question is answered by typing."),),
            "solution": (
                ""
                if here is not None and here.offers_solution
                else _("The solution comes after the hints, or after two wrong answers; hint gives the next hint."),
            ),
            "run": ("" if kind != "write" or question.written().strip() else _("Nothing is written yet; type write."),),
        }
        answered = _("This is answered already; again asks it once more.")
        reasons = [
            answered if name in ("hint", "solution", "try") and not question.waits else "",
            _("There is no loop to be written on this page.") if name in ("write", "run", "file") and kind != "write" else "",
            *why_not.get(name, ()),
        ]
        return next(filter(None, reasons), "")

    # A lab

    async def _with_lab(self, asked: Asked) -> None:
        lab, here = self._lab, self.reader.here
        if lab is None or here is None:
            self._say(_("There is no lab on this page."))
            return
        if asked.name in (*_OF_RUN, "inside") and here.hides_next_step:
            self._say(_("The question asks for what the run would show. Answer it first, then it can be run."))
        elif asked.name in _OF_RUN and "run" not in lab.lab.controls:
            self._say(_("This lab has nothing to run."))
        elif asked.name in ("words", "picture", "view", "curve", "faster"):
            self._show(asked.name, lab)
        else:
            steps = _steps(asked.argument)
            does: dict[str, Callable[[], Awaitable[None]]] = {
                "turn": lambda: lab.turn(asked.argument),
                "play": lambda: lab.run(steps or None),
                "step": lambda: lab.run(steps or 1),
                "back": lambda: lab.back(steps or 1),
                "reset": lab.reset,
                "inside": lambda: self.reader.inside(asked.argument),
            }
            await does[asked.name]()

    def _show(self, name: str, lab: PageLab) -> None:
        if name == "words":
            lab.tell_picture()
            lab.tell_numbers()
        elif name == "picture":
            lab.draw()
        elif name == "faster":
            self._say(_("play runs as fast as torch goes here."))
        elif name == "curve":
            self._say(_("The curve is shown now.") if lab.show_curve() else _("The curve is hidden now."))
            lab.tell_picture()
        elif not lab.next_picture():
            self._say(_("This lab has one picture; picture draws it."))
        else:
            lab.tell_picture()
            if self.reader.pictures:
                lab.draw()

    # Around

    async def _around(self, asked: Asked) -> None:
        reader, question = self.reader, self._question
        if asked.name == "quit":
            self.leaves = True
        elif asked.name == "help":
            self._help()
        elif asked.name == "next" and question is not None and question.unanswered and not asked.argument:
            # Nobody skips a question unread; n does.
            self._say(_("{answer}. n goes on without an answer.").format(answer=question.prompt))
        else:
            does: dict[str, Callable[[], Awaitable[None]]] = {
                "next": reader.next,
                "previous": reader.previous,
                "page": reader.tell_page,
                "link": lambda: reader.follow(asked.argument),
                "return": reader.come_back,
                "go": lambda: reader.go(asked.argument),
                "list": reader.tell_lessons,
                "search": lambda: reader.search(asked.argument),
                "glossary": lambda: reader.tell_words(asked.argument),
            }
            await does[asked.name]()

    def _help(self) -> None:
        question, lab = self._question, self._lab
        if question is not None and question.waits:
            self._say(f"{question.prompt}.")
        for command in COMMANDS:
            name = command.name
            there = bool(command.help)
            if name in _OF_QUESTION:
                there = question is not None and not self._not_with_question(name, question)
            elif name in _OF_LAB and there:
                there = lab is not None and self._does_something(name, lab)
            elif name == "link":
                there = self.reader.here is not None and bool(self.reader.here.links)
            elif name == "return":
                there = self.reader.can_return
            if there:
                self.reader.paper.line(f"{usage_of(command)}: {_(command.help)}", indent="  ")

    def _does_something(self, name: str, lab: PageLab) -> bool:
        here = self.reader.here
        hidden = here is not None and here.hides_next_step
        if name in _OF_RUN:
            return "run" in lab.lab.controls and not hidden
        return {
            "turn": bool(lab.session.dials),
            "reset": bool(lab.lab.controls),
            "view": len(lab.lab.pictures) > 1,
            "curve": lab.lab.curve == "tries",
            "inside": not hidden,
        }.get(name, True)


def _steps(typed: str) -> int:
    """A number of steps; 0 for what is none."""
    return min(MOST_STEPS, int(typed)) if typed.isdecimal() and len(typed) < 12 else 0
