"""`gdtutor [LESSON[/PAGE]]`: the tutorial on the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from argparse import Namespace

from gdtutor import terminal
from gdtutor.cli.crash import watch_for_crashes
from gdtutor.cli.error import CommandError
from gdtutor.cli.named import learner_progress, named_course, named_lesson, named_page
from gdtutor.language import N_, _

# Textual reads stdin and draws on stderr; and who sends stdout elsewhere wants to read it, but nothing would be there.
_NO_TERMINAL = {
    "stdin": N_("the input is no terminal"),
    "stdout": N_("the output is no terminal"),
    "stderr": N_("the error output is no terminal"),
}
_DUMB = N_("the terminal says that it can't draw (TERM=dumb)")

COLOR_SYSTEMS = ("auto", "standard", "256", "truecolor", "windows")


def open_tutorial(arguments: Namespace) -> int:
    """Show the course until the learner leaves."""
    if arguments.yes:
        raise CommandError(_("gdtutor: --yes goes with --reset."))
    why_not = not_drawn_because()
    if not why_not:
        put_off_collecting()
    course = named_course(arguments)
    lesson, page = None, None
    if arguments.place is not None:
        lesson, slash, page = arguments.place.partition("/")
        summary = named_lesson(course, lesson)
        if slash:
            page = named_page(summary, page)
    if why_not:
        from gdtutor.cli.plain import open_plain

        # The screen would be drawn on stderr, and somebody who has sent that elsewhere reads stdout.
        stream = sys.stderr if (sys.stderr is not None and sys.stderr.isatty()) or not _is_terminal("stdout") else sys.stdout
        print(
            _("This is plain mode, the course as lines of text, since {reason}. gdtutor plain --help tells more.").format(
                reason=why_not
            ),
            file=stream,
            flush=True,
        )
        return open_plain(arguments)
    from gdtutor.trainer.spawn import spawned_ahead

    with learner_progress() as progress, spawned_ahead("cpu") as ahead:
        said = watch_for_crashes()
        prepare_screen(low_bandwidth=arguments.low_bandwidth)
        from gdtutor.tui.beginning import Beginning
        from gdtutor.tui.run import run

        return run(
            course,
            progress,
            Beginning(lesson, page or None, said=said),
            folder=arguments.course,
            ahead=ahead,
            low_bandwidth=arguments.low_bandwidth,
        )


def add_low_bandwidth(options: argparse.ArgumentParser) -> None:
    """The option --low-bandwidth, of whatever opens a screen."""
    said = _("for slow connections: a playing run is drawn twice a second, nothing slides, and the mouse is not reported")
    options.add_argument("--low-bandwidth", action="store_true", help=said)


def put_off_collecting() -> None:
    """Nothing that is imported or built for the first screen is garbage; the app collects again from then on."""
    gc.disable()


def prepare_screen(*, low_bandwidth: bool = False) -> None:
    """Before Textual is imported."""
    # Read when Textual is imported: a key is on screen 8 ms after it was obeyed, not 17. A still screen sends nothing.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    if low_bandwidth:
        os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    if os.environ.get("TEXTUAL_COLOR_SYSTEM", "auto") not in COLOR_SYSTEMS:
        del os.environ["TEXTUAL_COLOR_SYSTEM"]  # Textual would stop at any other
    if terminal.coloured():
        # Empty it asks for nothing; Textual looks only whether it is there.
        os.environ.pop("NO_COLOR", None)
    _forget_sizes()


def _forget_sizes() -> None:
    """Have the size that the terminal itself has, where it knows: the environment's would be believed, however absurd it is."""
    known = sys.stdout.isatty() and all(os.get_terminal_size(sys.stdout.fileno()))
    for name in ("COLUMNS", "LINES"):
        value = os.environ.get(name, "")
        if known or not (value.isdecimal() and len(value) <= 3):
            os.environ.pop(name, None)


def not_drawn_because() -> str:
    """Why there is no terminal to draw on, as a part of a sentence; "" where there is one."""
    for name, reason in _NO_TERMINAL.items():
        if not _is_terminal(name):
            return _(reason)
    return _(_DUMB) if os.environ.get("TERM") == "dumb" else ""


def require_terminal() -> None:
    """Raise CommandError where there is no terminal to draw on."""
    why_not = not_drawn_because()
    if why_not:
        sentence = _("gdtutor lab needs a terminal to draw on, but {reason}. gdtutor run needs none: see gdtutor run --help.")
        raise CommandError(sentence.format(reason=why_not))


def _is_terminal(name: str) -> bool:
    stream = getattr(sys, name)
    return stream is not None and stream.isatty()
