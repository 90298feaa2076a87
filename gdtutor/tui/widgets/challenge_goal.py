"""What a challenge is measured by: how long its run is, a good score, and the learner's own best."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

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
        return Content.styled("\n".join(f"  {row}" for row in self._rows(self.size.width - 2)), "$foreground 60%")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the parts take at that width."""
        return len(self._rows(width - 2))

    def _rows(self, width: int) -> list[str]:
        """The parts side by side, each of them whole."""
        rows: list[str] = []
        for part in self._parts():
            if rows and cell_len(rows[-1]) + cell_len(part) + 3 <= width:
                rows[-1] += f" · {part}"
            else:
                rows.append(part)
        return rows

    def _parts(self) -> list[str]:
        quiz = self.quiz
        if quiz is None:
            return []
        run = ngettext("Enter runs {n} step", "Enter runs {n} steps", quiz.steps)
        parts = [run.format(n=quiz.steps)]
        if quiz.par is not None:
            parts.append(_("par {par}").format(par=show(quiz.par)))
        if quiz.score is not None:
            parts.append(_("best {best}").format(best="—" if self.best is None else show(self.best)))
            parts.append(_("lower is better") if quiz.best == "lowest" else _("higher is better"))
        return parts
