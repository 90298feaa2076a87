"""The top line: where one is, how far, and whether torch is there."""

from __future__ import annotations

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from gdtutor.language import N_

TORCH_SIGNS = {
    "off": N_("○ torch asleep"),
    "loading": N_("◌ torch is loading"),
    "ready": N_("● torch {device}"),
    "lost": N_("✗ torch was lost"),
    "unavailable": N_("✗ no torch"),
}


class TitleBar(Widget):
    """`where` is the path of titles; `done` of `total` draws a bar (no bar where total is 0)."""

    where: reactive[str] = reactive("")
    done: reactive[int] = reactive(0)
    total: reactive[int] = reactive(0)
    torch: reactive[str] = reactive("")

    def render(self) -> RenderResult:
        """One line, the sign of torch at its right end; a title that is too long gives way to both."""
        width = self.size.width - 2
        right = f"{self.done}/{self.total} {progress_bar(self.done, self.total, 10)}" if self.total else ""
        if width < 60:
            right = f"{self.done}/{self.total}" if self.total else ""
        sign = self.torch if width >= 50 else self.torch[:1]
        room = max(0, width - len(right) - Content(sign).cell_length - 4)
        where = Content(f"gdtutor ▸ {self.where}" if width >= 60 else self.where).truncate(room, ellipsis=True)
        left = Content.assemble(where, "  ", (right, "$accent"))
        gap = " " * max(1, width - left.cell_length - Content(sign).cell_length)
        return Content.assemble(" ", left, gap, (sign, "dim"))


def progress_bar(done: int, total: int, width: int) -> str:
    """`width` cells of heavy line for what is done and light line for what is not, in half cells."""
    halves = 0 if total <= 0 else min(2 * width, round(2 * width * done / total))
    full, half = divmod(halves, 2)
    return "━" * full + ("╸" if half else "") + "─" * (width - full - half)
