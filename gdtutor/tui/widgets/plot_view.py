"""A live picture: draws a scene of the lab at the widget's size, and repaints only the cells that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events

from gdtutor import terminal
from gdtutor.course.model import PictureKind
from gdtutor.tui.widgets.cells import CellView, wrapped

if TYPE_CHECKING:
    from gdtutor.plots.picture import Glyphs, Picture, Scene, Size, View

ROLES = (
    *("frame", "label", "point", "line", "error", "curve", "ball", "path", "tangent", "slope", "ghost", "try"),
    *(f"other{number}" for number in range(1, 6)),
)


class PlotView(CellView):
    """Shows one kind of picture of one scene. `account` tells the same in words."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"cells--{role}" for role in ROLES}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.account = ""
        self._kind: PictureKind | None = None
        self._scene: Scene | None = None
        self._view: View | None = None
        self._in_words = False
        self._remark = ""

    def start(self, kind: PictureKind) -> None:
        """Begin a picture of this kind anew: its range is chosen afresh by the next scene."""
        # The scene goes too: drawn once more, on a resize, it would choose the range for the one to come.
        self._kind, self._view, self._scene = kind, None, None

    def show_scene(self, scene: Scene, remark: str = "") -> None:
        """Draw this scene in the range of the one before, which grows only when it must. `remark` is added to its words."""
        self._scene, self._remark = scene, remark
        self._draw()

    def show_words(self, in_words: bool) -> None:
        """Tell the picture in words instead of drawing it, or draw it again."""
        self._in_words = in_words
        self._draw()

    def drawn(self, unseen: Size) -> Picture | None:
        """The picture as it is on screen, drawn also where it is told in words; of the size `unseen` where it has no room on
        screen. None while there is nothing to draw.
        """
        if self._scene is None or self._kind is None:
            return None
        from gdtutor.plots.kinds import draw, view_for
        from gdtutor.plots.picture import Size

        on_screen = Size(*self.size)
        size = on_screen if min(on_screen) > 0 else unseen
        view = view_for(self._kind, self._scene, self._view, size)
        picture = draw(self._kind, self._scene, size, view, glyphs())
        return picture._replace(account=f"{picture.account} {self._remark}".strip())

    def on_resize(self, event: events.Resize) -> None:
        """Draw at the new size."""
        self._draw()

    def _draw(self) -> None:
        if self._scene is None or self._kind is None or self.size.width < 1 or self.size.height < 1:
            return
        # Pictures bring numpy and plotext with them, which the first painted screen does without.
        from gdtutor.plots.kinds import draw, view_for
        from gdtutor.plots.picture import Size

        size = Size(*self.size)
        self._view = view_for(self._kind, self._scene, self._view, size)
        picture = draw(self._kind, self._scene, size, self._view, glyphs())
        self.account = f"{picture.account} {self._remark}".strip()
        if self._in_words:
            self.show_rows([[(f" {line}", "")] for line in wrapped(terminal.spelled(self.account), self.size.width - 2)])
        else:
            self.show_rows(picture.rows)


def glyphs() -> Glyphs:
    """Braille where the terminal can show it, ASCII elsewhere."""
    return "braille" if terminal.charset() == "utf-8" else "ascii"
