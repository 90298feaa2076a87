"""`gdtutor [LESSON[/PAGE]]`: the tutorial on the screen."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace

from gdtutor.cli.error import CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, require


def open_tutorial(arguments: Namespace) -> int:
    """Show the course until the learner leaves."""
    if arguments.yes:
        raise CommandError("gdtutor: --yes goes with --reset.")
    course = named_course(arguments)
    lesson, page = None, None
    if arguments.place is not None:
        lesson, slash, page = arguments.place.partition("/")
        summary = named_lesson(course, lesson)
        if slash:
            require(page, summary.pages, f"The lesson {lesson} has no page")
    _require_terminal()
    with learner_progress() as progress:
        # Nothing that is imported or built for the first screen is garbage; the app collects again from then on.
        gc.disable()
        # Read when Textual is imported: a key is on screen 8 ms after it was obeyed, not 17. A still screen sends nothing.
        os.environ.setdefault("TEXTUAL_FPS", "120")
        from gdtutor.tui.app import run

        return run(course, progress, lesson, page or None)


def _require_terminal() -> None:
    # Textual reads stdin and draws on stderr; and who sends stdout elsewhere wants to read it, but nothing would be there.
    for name, stream in (("input", sys.stdin), ("output", sys.stdout), ("error output", sys.stderr)):
        if stream is None or not stream.isatty():
            raise CommandError(f"gdtutor needs a terminal; its {name} is not one here. Start it without a pipe or redirection.")
    if os.environ.get("TERM") == "dumb":
        raise CommandError(
            "gdtutor needs a terminal that can draw; this one says that it can't (TERM=dumb). Try another terminal."
        )
