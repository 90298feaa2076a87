"""`gdtutor [LESSON[/PAGE]]`: the tutorial on the screen."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace

from gdtutor import terminal
from gdtutor.cli.error import CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, named_page
from gdtutor.language import N_, _

# Textual reads stdin and draws on stderr; and who sends stdout elsewhere wants to read it, but nothing would be there.
_NO_TERMINAL = {
    "stdin": N_("gdtutor needs a terminal; its input is not one here. Start it without a pipe or redirection."),
    "stdout": N_("gdtutor needs a terminal; its output is not one here. Start it without a pipe or redirection."),
    "stderr": N_("gdtutor needs a terminal; its error output is not one here. Start it without a pipe or redirection."),
}


def open_tutorial(arguments: Namespace) -> int:
    """Show the course until the learner leaves."""
    if arguments.yes:
        raise CommandError(_("gdtutor: --yes goes with --reset."))
    course = named_course(arguments)
    lesson, page = None, None
    if arguments.place is not None:
        lesson, slash, page = arguments.place.partition("/")
        summary = named_lesson(course, lesson)
        if slash:
            page = named_page(summary, page)
    require_terminal()
    with learner_progress() as progress:
        prepare_screen()
        from gdtutor.tui.app import run

        return run(course, progress, lesson, page or None, folder=arguments.course)


def prepare_screen() -> None:
    """Before Textual is imported."""
    # Nothing that is imported or built for the first screen is garbage; the app collects again from then on.
    gc.disable()
    # Read when Textual is imported: a key is on screen 8 ms after it was obeyed, not 17. A still screen sends nothing.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    if terminal.coloured():
        # Empty it asks for nothing; Textual looks only whether it is there.
        os.environ.pop("NO_COLOR", None)


def require_terminal() -> None:
    """Raise CommandError where there is no terminal to draw on."""
    for name, sentence in _NO_TERMINAL.items():
        stream = getattr(sys, name)
        if stream is None or not stream.isatty():
            raise CommandError(_(sentence))
    if os.environ.get("TERM") == "dumb":
        raise CommandError(
            _("gdtutor needs a terminal that can draw; this one says that it can't (TERM=dumb). Try another terminal.")
        )
