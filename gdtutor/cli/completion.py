"""`gdtutor --print-completion SHELL`: made by shtab from the options; lesson ids come from `gdtutor --list`."""

from __future__ import annotations

import argparse

from gdtutor.cli.output import output

SHELLS = ("bash", "zsh", "tcsh")

_IDS = "gdtutor --list 2>/dev/null | cut -f 1"

_PREAMBLE = {
    "bash": f'_gdtutor_lessons() {{ compgen -W "$({_IDS})" -- "$1"; }}',
    "zsh": f'_gdtutor_lessons() {{ compadd -- ${{(f)"$({_IDS})"}}; }}',
}
_LESSONS = {"bash": "_gdtutor_lessons", "zsh": "_gdtutor_lessons", "tcsh": f"`{_IDS}`"}


def print_completion(arguments: argparse.Namespace) -> int:
    """Print a script for the shell to read."""
    import shtab

    from gdtutor.cli.arguments import parser

    options = parser()
    for option in options._actions:  # the only way that argparse has, and shtab's own
        if option.dest in ("place", "reset"):
            option.complete = _LESSONS  # type: ignore[attr-defined]
        elif option.dest == "course":
            option.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    output(shtab.complete(options, shell=arguments.print_completion, preamble=_PREAMBLE))
    return 0
