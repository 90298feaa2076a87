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


def print_completion(options: argparse.ArgumentParser, shell: str) -> int:
    """Print a script that completes these options, for that shell to read."""
    import shtab

    for option in options._actions:  # the only way that argparse has, and shtab's own
        if option.dest in ("place", "reset"):
            option.complete = _LESSONS  # type: ignore[attr-defined]
        elif option.dest == "course":
            option.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    output(shtab.complete(options, shell=shell, preamble=_PREAMBLE))
    return 0
