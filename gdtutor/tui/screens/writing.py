"""A question that is answered by writing the loop: the way to the editor, and what comes back from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdtutor.course.model import Quiz
from gdtutor.tui.screens.asking import AskingScreen

if TYPE_CHECKING:
    from gdtutor.tui.widgets.write_field import WriteField


class WritingScreen(AskingScreen):
    """Keeps what is written for the question on screen, and opens the editor on top of the page."""

    def _show_question(self) -> None:
        super()._show_question()
        if self.quiz is not None and self.quiz.kind == "write":
            self._show_written(self.quiz)

    @property
    def written(self) -> str:
        """What the learner has written so far."""
        return self.questions.written(self.quiz) if self.quiz is not None else ""

    def keep_written(self, quiz: Quiz, text: str) -> None:
        """Keep it on disk, where it is other than what is kept there."""
        if self.questions.keep_written(quiz, text) and quiz is self.quiz:
            self._show_written(quiz)

    def action_open_editor(self) -> None:
        """Write the loop."""
        quiz = self.quiz
        if quiz is not None and quiz.kind == "write" and self.is_current:
            from gdtutor.tui.screens.editor import EditorScreen

            self.app.push_screen(EditorScreen(self, quiz))

    def action_look_again(self) -> None:
        """Back to the editor, once the answer is right."""
        self.action_open_editor()

    def on_write_field_opened(self, message: WriteField.Opened) -> None:
        """A click opens it, too."""
        message.stop()
        self.action_open_editor()

    def _show_written(self, quiz: Quiz) -> None:
        kept = self.questions.written(quiz)
        self.panel.write.show_written(sum(bool(line.strip()) for line in kept.split("\n")))
