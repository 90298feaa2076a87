"""What is on top of a screen and around it: the list in a window, and the sign of torch."""

from __future__ import annotations

from textual.widgets import OptionList

from gdtutor.tui.screens.window import ListWindow
from tests.tui.tutor import Tutor


def entries(tutor: Tutor) -> list[str]:
    """The list of the window that is open."""
    if not isinstance(tutor.screen, ListWindow):
        return []
    return [str(option.prompt).strip() for listing in tutor.screen.query(OptionList) for option in listing.options]


def selected(tutor: Tutor) -> str:
    listing = tutor.screen.query_one(OptionList)
    return entries(tutor)[listing.highlighted] if listing.highlighted is not None else ""


async def torch_is_there(tutor: Tutor) -> None:
    """Wait for torch, and have its sign on screen: one that several apps share tells none of them when it comes."""
    trainer = tutor.app.trainer_now
    assert trainer is not None
    await tutor.until(lambda: trainer.state == "ready")
    for screen in tutor.app.course_screens:
        screen.torch_changed()
    await tutor.until(lambda: "● " in tutor.shown.splitlines()[0])
