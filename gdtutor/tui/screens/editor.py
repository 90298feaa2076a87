"""An editor for the loop: what is given, what the learner writes below it, and what came of running it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import TextArea

from gdtutor.course.model import Quiz
from gdtutor.lab.questions.judging import sayable
from gdtutor.language import N_, _
from gdtutor.tui.command import Command, bindings
from gdtutor.tui.screens.script_run import ScriptScreen
from gdtutor.tui.widgets.code_editor import CodeEditor
from gdtutor.tui.widgets.hanging_text import HangingText
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.title_bar import TitleBar
from gdtutor.tui.widgets.wording import inline

# What is typed is on disk so many seconds after the last key.
PAUSE = 1.0

# Letters are typed here, so these are keys that no letter is; and none that a terminal, ssh, tmux or screen keeps for itself.
EDITOR_COMMANDS = (
    Command("run_script", "f5,ctrl+r", "F5 ^R", N_("run"), N_("Run the script, and have it judged"), footer=1),
    Command("stop_script", "f5,ctrl+r,ctrl+c", "F5 ^R", N_("stop"), N_("Stop the script that runs"), footer=1),
    Command("leave", "escape,ctrl+g,f10", "Esc ^G", N_("page"), N_("Back to the page; what is written stays"), footer=1),
    Command("hint", "f2", "F2", N_("hint"), N_("The next hint for the question"), footer=3),
    Command(
        "solution", "f3", "F3", N_("solution"), N_("The solution, once all hints are read or two answers were wrong"), footer=4
    ),
    Command("more_output", "f4", "F4", N_("more"), N_("Scroll what came of the run; from its end back to its top"), footer=2),
    Command("help", "f1", "F1", N_("help"), N_("This page: every key of the editor"), footer=2),
    Command("copy_nothing", "ctrl+c", "^C", N_("copy"), N_("Copy what is selected; while a script runs, stop it"), footer=0),
)
# What the text itself does with keys, for the help.
EDITING = (
    Command("", "", "tab", "", N_("Indent by four; shift+tab, or backspace in an indent, takes it back"), footer=0),
    Command("", "", "^Z ^Y", "", N_("Undo, and do again"), footer=0),
    Command("", "", "^U ^K", "", N_("Delete to the beginning of the line, or to its end"), footer=0),
    Command("", "", "⇧ ←→", "", N_("Select with shift and an arrow; ^X cuts, ^V puts in what was copied"), footer=0),
)


class EditorScreen(ScriptScreen):
    """Opened on top of `page`, and left for it again. What is written is kept on disk: at each run, when it is left, and a moment
    after the last key.
    """

    STAYS = True
    AUTO_FOCUS = "#script"
    COMMANDS_HERE: ClassVar[tuple[Command, ...]] = EDITOR_COMMANDS
    BINDINGS: ClassVar[list[BindingType]] = bindings(EDITOR_COMMANDS)

    def compose(self) -> ComposeResult:
        """Title, the task, the script, what came of it, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            yield HangingText(id="task")
            with Container(id="workbench"):
                yield self.code
                yield self.output
            yield KeyBar(self.COMMANDS_HERE)

    def on_mount(self) -> None:
        """What was written before is there at once, what is given a moment later."""
        self.torch_changed()
        self.query_one(TitleBar).where = self.page.lesson.title if self.page.lesson is not None else ""
        self._show_task(self.quiz.ask)
        self.code.open(self.page.written)
        self.output.waiting(_("F5 or Ctrl+R runs it."))
        for what in ("virtual_size", "size"):
            self.watch(self.output, what, self.refresh_bindings, init=False)
        self.run_worker(self._begin(), exit_on_error=True)
        self._pause: Timer | None = None

    async def _begin(self) -> None:
        await self.prepare()
        try:
            (ask,) = await self.page.questions.filled(self.quiz, self.quiz.ask)
        except sayable() as error:
            self.output.tell(str(error))
        else:
            self._show_task(ask)

    async def on_unmount(self) -> None:
        """Wherever one goes from here, and if it is that the connection breaks: what is written stays."""
        self._keep()

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        self.query_one(TitleBar).torch = self.tutor.torch_sign

    def _show_task(self, ask: str) -> None:
        self.query_one("#task", HangingText).show(Content.styled("? ", "$accent bold"), inline(ask))

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        """Keep it, a moment after the last key; what was said is about the script before."""
        if self.code.own != self.judged:
            self.output.outdate()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._rest)

    def _rest(self) -> None:
        """Nothing was typed for a moment: what is there is kept, and somebody who has changed it will run it."""
        self._keep()
        self.run_worker(self.warm(), exit_on_error=True)

    def _keep(self) -> None:
        self.page.keep_written(self.quiz, self.code.own)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that would do nothing now is not in the footer."""
        if action in ("run_script", "stop_script"):
            return self.running == (action == "stop_script")
        if action == "hint":
            return bool(self.quiz.hints)
        if action == "solution":
            return self.page.questions.offers_solution
        if action == "more_output":
            return self.is_mounted and self.output.has_more
        return super().check_action(action, parameters)

    def action_run_script(self) -> None:
        """Run what is written."""
        self._keep()
        self.begin_run()

    def action_stop_script(self) -> None:
        """Stop it."""
        self.stop_run()

    def on_code_editor_left(self, message: CodeEditor.Left) -> None:
        """Escape."""
        self.action_leave()

    def action_leave(self) -> None:
        """Back to the page."""
        if self.is_current:
            self._keep()
            self.dismiss()

    def action_hint(self) -> None:
        """The next hint."""
        self.run_worker(self._tell(self.page.questions.next_hint), exit_on_error=True)

    def action_solution(self) -> None:
        """The solution, which is for reading: it is not put in place of what is written."""
        self.run_worker(self._tell(self.page.questions.told_solution), exit_on_error=True)

    async def _tell(self, told: Callable[[Quiz], Awaitable[str]]) -> None:
        try:
            self.output.tell(await told(self.quiz))
        except sayable() as error:
            self.output.tell(str(error))
        self.refresh_bindings()

    def action_more_output(self) -> None:
        """Scroll what came of the run."""
        self.output.scroll_on()

    def action_copy_nothing(self) -> None:
        """With nothing selected Ctrl+C must not end the program that one is typing into, as it does elsewhere."""
        self.output.tell(_("Nothing is selected to be copied. Esc leads back to the page."))

    def action_help(self) -> None:
        """The keys of the editor."""
        from gdtutor.tui.screens.help import HelpScreen

        kept = _("What you write is kept in {path}, with every run and a second after the last key.")
        self.app.push_screen(HelpScreen((*EDITOR_COMMANDS, *EDITING), kept.format(path=self.tutor.progress.path)))
