"""What a challenge is measured by: how long its run is, a good score, and the learner's own best."""

from __future__ import annotations

from textual.content import Content

from gdtutor.descent.numbers import show
from gdtutor.language import _, ngettext
from gdtutor.tui.widgets.answer_field import AnswerField


class ChallengeGoal(AnswerField):
    """The answer to a challenge is the lab as it is set, so there is nothing here to choose."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.best: float | None = None

    def show_best(self, best: float | None) -> None:
        """The learner's best score so far."""
        self.best = best
        self.refresh(layout=True)

    def render(self) -> Content:
        """One line, where it fits."""
        quiz = self.quiz
        if quiz is None:
            return Content("")
        run = ngettext("Enter runs {n} step", "Enter runs {n} steps", quiz.steps)
        parts = [run.format(n=quiz.steps)]
        if quiz.par is not None:
            parts.append(_("par {par}").format(par=show(quiz.par)))
        if quiz.score is not None:
            parts.append(_("your best {best}").format(best="—" if self.best is None else show(self.best)))
            parts.append(_("lower is better") if quiz.best == "lowest" else _("higher is better"))
        return Content.styled("  " + " · ".join(parts), "$foreground 60%")
