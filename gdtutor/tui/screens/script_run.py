"""A script that the learner wrote: run in a process of its own, judged, answered, and kept as an attempt."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content
from textual.worker import Worker

from gdtutor.course.model import Quiz
from gdtutor.lab.questions.judging import sayable
from gdtutor.lab.questions.scripts import SECONDS, Judged, judged_script
from gdtutor.language import _
from gdtutor.tui.screens.base import CourseScreen
from gdtutor.tui.widgets.code_editor import CodeEditor
from gdtutor.tui.widgets.script_output import ScriptOutput
from gdtutor.tui.widgets.wording import inline

if TYPE_CHECKING:
    from gdtutor.trainer.script_runner import ScriptRunner
    from gdtutor.tui.screens.writing import WritingScreen


class ScriptScreen(CourseScreen):
    """Subclasses compose `code` and `output`. `page` is the one whose question is answered here."""

    def __init__(self, page: WritingScreen, quiz: Quiz) -> None:
        super().__init__()
        self.page = page
        self.quiz = quiz
        self.code = CodeEditor(id="script")
        self.output = ScriptOutput(id="outcome")
        self._runner: ScriptRunner | None = None
        self._run: Worker[None] | None = None
        self._began = 0.0
        # What the judgement on screen is about.
        self.judged = ""

    async def prepare(self) -> None:
        """Put what is given above the learner's lines, and start a process ahead for the first run."""
        await self.tutor.trainer()  # and with it numpy
        from gdtutor.lab.loop_exercise import head

        if self.quiz.experiment is not None:
            self.code.give(head(self.quiz.experiment))
        await self.warm()

    async def warm(self) -> None:
        """Have a process for the next run that has imported torch by then, where there is none yet."""
        await self._ready_runner().warm()

    async def on_unmount(self) -> None:
        """No script outlives the screen."""
        if self._runner is not None:
            await self._runner.close()

    def _ready_runner(self) -> ScriptRunner:
        from gdtutor.trainer.script_runner import ScriptRunner

        if self._runner is None:
            self._runner = ScriptRunner()
        return self._runner

    @property
    def running(self) -> bool:
        """Whether a script is being run and judged."""
        return self._run is not None

    def begin_run(self) -> None:
        """Run what is written."""
        self._began = monotonic()
        self.code.mark_fault(None)
        self.output.tell("")
        self._run = self.run_worker(self._run_script(self.code.own), exit_on_error=True)
        self._tick()
        self.refresh_bindings()

    def stop_run(self) -> None:
        """Stop it; what is stopped by hand is not judged."""
        run, self._run = self._run, None
        if run is not None:
            run.cancel()
        self.output.waiting(_("Stopped. F5 runs it again."))
        self.refresh_bindings()

    def _tick(self) -> None:
        if self.running:
            seconds = min(SECONDS, int(monotonic() - self._began))
            said = _("… running, {seconds} s of {most}. F5 stops it.")
            self.output.waiting(said.format(seconds=seconds, most=SECONDS))

    async def _run_script(self, own: str) -> None:
        ticking = self.set_interval(1.0, self._tick)
        given = self.code.given_lines
        try:
            judged = await judged_script(self.page.questions, self._ready_runner(), self.quiz, own, given_lines=given)
        except sayable() as error:
            self.output.waiting(str(error))
        else:
            self._show(own, judged)
        finally:
            ticking.stop()
        self._run = None
        self.refresh_bindings()

    def _show(self, own: str, judged: Judged) -> None:
        """Say what came of it, and keep it as an attempt: on disk before it is on screen."""
        self.judged = own
        from gdtutor.lab.loop_exercise.readable import readable

        if judged.attempt is not None:
            self.page.acknowledge(self.quiz, judged.attempt, own)
        if judged.right:
            shown = Content.assemble(("✓ ", "$text-success bold"), inline(_("Right. {text}").format(text=judged.said)))
        else:
            shown = Content.assemble(("✗ ", "$text-error bold"), inline(judged.said))
        result = judged.result
        if result.error is not None and self.code.own == own:
            self.code.mark_fault(result.error.line)
        told, printed, end = (readable(text) for text in (judged.traceback, result.output, result.output_end))
        self.output.show(shown, told, printed, cut=result.output_cut, end=end)
        if self.code.own != own:
            self.output.outdate()
